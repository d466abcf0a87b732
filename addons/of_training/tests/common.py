from odoo import Command
from odoo.tests import TransactionCase, new_test_user


class TrainingData:
    """A training organisation with a programme, a session of two days, a trainer and clients.

    ``cls.make_training()`` in setUpClass; mix into TransactionCase or HttpCase.
    """

    @classmethod
    def make_training(cls):
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True, "lang": "fr_FR"})
        cls.company = cls.env.company
        cls.make_people()
        cls.make_programme()
        cls.session = cls.make_session()

    @classmethod
    def make_people(cls):
        partners = cls.env["res.partner"]
        cls.trainer = partners.create({"name": "Nadia Formatrice", "of_is_trainer": True, "email": "nadia@example.com",
                                       "of_trainer_titles": "Master en sciences de l'éducation"})
        cls.place = partners.create({"name": "Centre Part-Dieu", "street": "12 rue Servient", "zip": "69003",
                                     "city": "Lyon"})
        cls.client = partners.create({
            "name": "Menuiserie Duchêne", "is_company": True, "street": "4 rue des Bois", "zip": "69100",
            "city": "Villeurbanne", "country_id": cls.env.ref("base.fr").id})
        cls.hr = partners.create({"name": "Hélène RH", "parent_id": cls.client.id, "email": "rh@example.com"})
        cls.client.of_hr_contact_ids = cls.hr
        cls.anna, cls.bruno, cls.carla = partners.create([
            {"name": name, "email": f"{name.split()[0].lower()}@example.com", "street": "1 rue Haute", "zip": "69001",
             "city": "Lyon"} for name in ("Anna Stagiaire", "Bruno Stagiaire", "Carla Particulière")])
        cls.company.write({
            "of_nda": "84691234567", "of_nda_region": "Auvergne-Rhône-Alpes", "of_vat_exempt_from": "2020-01-01",
            "of_representative_id": partners.create({"name": "Claire Martel"}).id,
            "of_quality_certificate": "QUA-1", "of_quality_certificate_from": "2025-01-01",
            "of_quality_certificate_to": "2027-12-31", "of_certified_training": True,
            "of_representative_title": "Présidente", "of_mediator": "Médiation Conso",
            "of_mediator_address": "mediation.example.com"})

    @classmethod
    def make_programme(cls):
        cls.programme = cls.env["slide.channel"].create({
            "name": "Excel, bases", "of_is_programme": True, "of_hours": 14, "of_days": 2, "of_code": "XL1",
            "of_objectives": "<p>Construire un tableau</p>", "of_content": "<p>Formules</p>",
            "of_prerequisites": "Aucun", "of_methods": "Salle équipée", "of_assessment": "Exercices",
            "of_outcome": "Attestation", "of_access_delay": "15 jours", "of_accessibility": "Nous contacter",
            "of_financing": "OPCO, CPF", "of_audience": "Tout public"})
        cls.product = cls.env["product.product"].create({
            "name": "Excel, bases (par personne)", "type": "service", "list_price": 890, "taxes_id": False,
            "of_programme_id": cls.programme.id, "invoice_policy": "order"})

    @classmethod
    def make_session(cls, trainer=None, **vals):
        """Two days in January 2027, mornings 9:00-12:30 and afternoons 13:30-17:00 in Paris: 14 hours.

        ``cls.trainer`` gives the first one; others have trainers of their own unless told: nobody is in two places.
        """
        taken = cls.env["of.session.slot"].search_count([("trainer_id", "=", cls.trainer.id)], limit=1)
        trainer = trainer or (cls.trainer.copy() if taken else cls.trainer)
        cls.programme.of_trainer_ids += trainer
        slots = [(f"2027-01-{day} {start}", f"2027-01-{day} {end}") for day in ("11", "12")
                 for start, end in (("08:00:00", "11:30:00"), ("12:30:00", "16:00:00"))]
        return cls.env["of.session"].create({
            "programme_id": cls.programme.id, "place_id": cls.place.id,
            "slot_ids": [Command.create({"start": start, "end": end, "trainer_id": trainer.id})
                         for start, end in slots], **vals})

    @classmethod
    def make_order(cls, partner, learners=(), quantity=1, **line):
        """A quotation for the session, with names where they are known."""
        return cls.env["sale.order"].create({
            "partner_id": partner.id,
            "order_line": [Command.create({
                "product_id": cls.product.id, "product_uom_qty": quantity, "of_session_id": cls.session.id,
                "of_learner_ids": [Command.link(learner.id) for learner in learners], **line})]})

    @classmethod
    def make_agreement(cls, partner, learners=(), quantity=1, **line):
        """The draft agreement of a quotation for the session."""
        order = cls.make_order(partner, learners, quantity, **line)
        order.action_of_agreements()
        return order.of_agreement_ids

    @classmethod
    def portal_user(cls, partner):
        return cls.env["res.users"].with_context(no_reset_password=True).create({
            "name": partner.name, "login": partner.email, "password": partner.email, "partner_id": partner.id,
            "lang": "fr_FR", "group_ids": [Command.set(cls.env.ref("base.group_portal").ids)]})

    @classmethod
    def office_user(cls, login="assistant", groups="of_training.group_of_training_user", **values):
        return new_test_user(cls.env, login, groups=groups, lang="fr_FR", **values)


class TrainingCase(TrainingData, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_training()
