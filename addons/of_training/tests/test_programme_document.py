import io
from urllib.parse import unquote

from freezegun import freeze_time
from pypdf import PdfReader

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from .common import TrainingCase, TrainingData
from .papers import metadata, read

CERTIFYING = {
    "of_recognition": "rs", "of_certification_code": "RS9901", "of_certification_title": "Données sur tableur",
    "of_certifier": "Certif & Cie", "of_certification_to": "2028-01-23", "of_certification_fee": 95,
    "of_further_study": "Suite : analyse de données"}
LONG = "Concevoir, animer et évaluer une action de formation multimodale : de l'analyse du besoin à la mesure des " \
       "effets en situation de travail"


@freeze_time("2026-12-01")
class TestProgrammeDocument(TrainingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"phone": "04 72 00 00 00", "of_disability_referent_id": cls.env["res.partner"].create(
            {"name": "Samia Référente", "email": "handicap@example.com"}).id})

    def print(self, agreement=None, env=None):
        """What the office prints (bytes)."""
        return (env or self.env)["ir.actions.report"].with_context(force_report_rendering=True)._render_qweb_pdf(
            "of_training.report_programme", self.programme.ids, data={"agreement_id": agreement and agreement.id})[0]

    def text(self, agreement=None):
        return read(self.print(agreement))[0].replace("\N{NO-BREAK SPACE}", " ").replace(
            "\N{NARROW NO-BREAK SPACE}", " ")

    def test_says_what_a_buyer_and_an_auditor_look_for(self):
        self.programme.write({**CERTIFYING, "of_results": "98 % de réussite en 2025", "is_published": True})
        self.programme.of_module_ids = [Command.create({"name": "Jour 1", "hours": 7, "content": "Formules\nListes"})]
        text = self.text()
        for wanted in (
                "Programme de formation", "Excel, bases", "Réf. XL1 · version 1 du 1er décembre 2026",
                "2 jours (14 h)", "Présentiel", "Action de formation", "Certification RS", "15 jours",
                "890,00 € par personne, exonéré de TVA", "Objectifs Construire un tableau", "Public Tout public",
                "Prérequis Aucun", "Contenu Jour 1 (7 h)", "Listes", "Salle équipée", "Suivi et évaluation Exercices",
                "Sanction Attestation", "RS9901 – Données sur tableur", "Certificateur : Certif & Cie",
                "Enregistrée jusqu'au 23 janvier 2028", "Prix de la certification : 95,00 €",
                "francecompetences.fr/recherche/rs/9901", "Suite : analyse de données", "Nous contacter",
                "Référent handicap : Samia Référente, handicap@example.com", "Financement OPCO, CPF",
                "98 % de réussite", "04 72 00 00 00",
                "Enregistrée sous le numéro 84691234567. Cet enregistrement ne vaut pas agrément de l'État."):
            self.assertIn(wanted, text)
        self.assertEqual(read(self.print())[1], 1)
        self.assertNotIn("Qualiopi", text)

    def test_normal_sheet_with_long_words_holds_on_two_pages(self):
        words = "Un texte d'une longueur ordinaire, comme on en lit sur les fiches des organismes de formation. " * 2
        self.programme.write({
            **CERTIFYING, "name": LONG, "of_further_study": words, "of_audience": words, "of_methods": words,
            "of_assessment": words, "of_financing": words, "of_accessibility": words, "of_results": words})
        self.programme.of_module_ids = [Command.create({
            "name": f"Module {number}", "hours": 3.5, "content": "\n".join(["Un point du programme"] * 6),
        }) for number in range(4)]
        self.assertEqual(read(self.print())[1], 2)

    def test_readers_of_the_screen_get_tags_a_language_and_a_title(self):
        root = PdfReader(io.BytesIO(content := self.print())).trailer["/Root"]
        self.assertTrue(root["/MarkInfo"]["/Marked"])
        self.assertEqual(root["/Lang"], "fr-FR")
        self.assertIn("pdfuaid:part", metadata(content))
        self.assertEqual(PdfReader(io.BytesIO(content)).metadata.title, "Programme XL1 Excel, bases")

    def test_draft_bears_the_day_and_makes_no_version(self):
        self.assertIn("Réf. XL1 · édition du 1er décembre 2026", self.text())
        self.assertFalse(self.programme.of_version_ids)

    def test_published_text_is_kept_when_it_is_handed_out(self):
        self.programme.is_published = True
        self.assertIn("version 1 du", self.text())
        self.programme.of_audience = "Comptables"
        self.assertIn("version 2 du", self.text())
        self.assertIn("version 2 du", self.text())
        self.assertEqual(self.programme.of_version_ids[0].sheet["of_audience"], "Comptables")

    def test_several_tariffs_are_told_apart_and_none_is_on_quotation(self):
        self.env["product.product"].create({
            "name": "En vos locaux", "type": "service", "list_price": 2450, "of_tariff": "group",
            "of_programme_id": self.programme.id})
        self.company.of_vat_exempt_from = False
        self.assertIn("En vos locaux : 2 450,00 € par groupe, hors taxes", self.text())
        self.programme.of_product_ids.sale_ok = False
        self.assertIn("Tarif Sur devis", self.text())

    def test_agreed_text_without_the_price_whatever_happened_since(self):
        agreement = self.make_agreement(self.client, [self.anna])
        agreement.methods = "Salle de notre client"
        agreement.action_issue()
        self.programme.write({"of_audience": "Comptables", "of_objectives": "<p>Autre but</p>", "is_published": True})
        text = self.text(agreement)
        for wanted in (f"annexé à la convention {agreement.name}, version 1 du 1er décembre 2026", "Tout public",
                       "Construire un tableau", "Salle de notre client"):
            self.assertIn(wanted, text)
        for left_out in ("Comptables", "Autre but", "Salle équipée", "890"):
            self.assertNotIn(left_out, text)

    def test_annex_of_the_agreement_prints_the_same_sections(self):
        agreement = self.make_agreement(self.client, [self.anna])
        self.assertEqual(agreement._programme_sections(),
                         self.programme._of_sections(self.programme._of_sheet(), self.company))
        agreement.action_issue()
        text = read(agreement.document_id.attachment_id.raw)[0]
        for heading, _paragraphs in agreement._programme_sections():
            self.assertIn(heading, text)

    def test_certification_that_is_no_longer_prepared_is_not_promised(self):
        self.programme.write({**CERTIFYING, "of_recognition": "none"})
        self.assertNotIn("RS9901", self.text())
        self.assertFalse(self.programme._of_current_version().sheet["of_certification_code"])

    def test_what_people_typed_is_printed_and_not_obeyed(self):
        self.programme.write({"name": "Tri <b> & filtre", "of_audience": "O'Neill-Đặng <script>x</script>"})
        text = self.text()
        self.assertIn("Tri <b> & filtre", text)
        self.assertIn("O'Neill-Đặng <script>x</script>", text)

    def test_file_has_a_name_that_every_system_takes(self):
        self.programme.write({"of_code": 'A/"1"', "name": LONG})
        name = self.programme._of_programme_pdf(self.company)[1]
        self.assertTrue(name.startswith("Programme A- 1 Concevoir, animer") and name.endswith("….pdf"), name)

    def test_french_for_every_reader(self):
        reader = self.env(user=self.office_user(), context={"lang": "en_US"})
        self.assertIn("Page 1 sur 1", read(self.print(env=reader))[0])

    def test_portal_user_prints_none_from_the_report_s_address(self):
        learner, report = self.portal_user(self.anna), "of_training.report_programme"
        self.programme.is_published = True
        with self.assertRaises(AccessError):
            self.env["ir.actions.report"].with_user(learner)._render_qweb_html(report, self.programme.ids)

    def test_agreement_that_its_reader_may_not_see_is_refused(self):
        agreement = self.make_agreement(self.client, [self.anna])
        other = self.env["res.company"].create({"name": "Autre OF"})
        stranger = self.office_user("stranger", company_id=other.id, company_ids=[Command.set(other.ids)])
        with self.assertRaises(AccessError):
            self.env["ir.actions.report"].with_user(stranger)._render_qweb_html(
                "of_training.report_programme", self.programme.ids, data={"agreement_id": agreement.id})


@tagged("post_install", "-at_install")
@freeze_time("2026-12-01")
class TestProgrammeDownload(TrainingData, HttpCase):
    """Who gets which programme as PDF."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_training()
        cls.agreement = cls.make_agreement(cls.client, [cls.anna])
        cls.agreement.action_issue()
        cls.agreement.order_id.action_confirm()
        cls.make_order(cls.carla).action_confirm()
        cls.records = {record.learner_id: record for record in cls.session.enrolment_ids}
        other = cls.env["res.partner"].create({"name": "Autre client", "is_company": True})
        cls.stranger = cls.env["res.partner"].create(
            {"name": "RH d'ailleurs", "parent_id": other.id, "email": "ailleurs@example.com"})
        other.of_hr_contact_ids = cls.stranger
        for partner in (cls.anna, cls.carla, cls.hr, cls.trainer, cls.stranger):
            cls.portal_user(partner)
        cls.of_session, cls.session = cls.session, None

    def public(self):
        return self.url_open(f"{self.programme._of_sheet_url()}/pdf")

    def own(self, partner, learner):
        self.authenticate(partner.email, partner.email)
        return self.url_open(f"/my/trainings/{self.records[learner].id}/programme", allow_redirects=False)

    def test_public_downloads_what_is_published(self):
        self.programme.is_published = True
        self.assertIn(f"{self.programme._of_sheet_url()}/pdf", self.url_open(self.programme._of_sheet_url()).text)
        response = self.public()
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertIn("Programme XL1 Excel, bases.pdf", unquote(response.headers["Content-Disposition"]))
        text = read(response.content)[0]
        self.assertIn("version 1 du", text)
        self.assertIn("890,00", text)

    def test_what_is_not_published_is_printed_for_nobody_there(self):
        self.office_user("assistant", password="assistant-of")
        for login in (None, ("assistant", "assistant-of")):
            self.authenticate(*login or (None, None))
            self.assertEqual(self.public().status_code, 404)

    def test_other_company_and_ordinary_course_have_none(self):
        course = self.env["slide.channel"].create({"name": "Cours libre", "is_published": True})
        self.assertEqual(self.url_open(f"/formations/{course.id}/pdf").status_code, 404)
        self.programme.is_published = True
        company = self.env["res.company"].create({"name": "Autre OF"})
        self.env["website"].get_current_website().company_id = company
        self.programme.company_id = self.company
        self.assertEqual(self.public().status_code, 404)

    def test_learner_and_his_hr_contact_read_what_was_agreed(self):
        self.programme.write({"of_audience": "Comptables", "is_published": True})
        for partner in (self.anna, self.hr):
            text = read(self.own(partner, self.anna).content)[0]
            self.assertIn(f"annexé à la convention {self.agreement.name}", text)
            self.assertIn("Tout public", text)

    def test_without_agreement_the_sheet_as_it_stands_and_no_price_that_is_not_public(self):
        self.programme.of_audience = "Comptables"
        text = read(self.own(self.carla, self.carla).content)[0]
        self.assertIn("édition du 1er décembre 2026", text)
        self.assertNotIn("890", text)
        self.programme.is_published = True
        self.assertIn("890,00", read(self.own(self.carla, self.carla).content)[0])

    def test_others_are_sent_home_and_visitors_log_in(self):
        for partner in (self.carla, self.trainer, self.stranger):
            with self.subTest(partner.name):
                response = self.own(partner, self.anna)
                self.assertEqual(response.status_code, 303)
                self.assertTrue(response.headers["Location"].endswith("/my"))
        self.authenticate(None, None)
        response = self.url_open(f"/my/trainings/{self.records[self.anna].id}/programme", allow_redirects=False)
        self.assertIn("/web/login", response.headers["Location"])

    def test_papers_of_a_session_held_for_another_organisation_are_not_ours(self):
        self.agreement.action_cancel()
        self.of_session.ordering_of_id = self.client
        self.assertEqual(self.own(self.anna, self.anna).status_code, 303)
