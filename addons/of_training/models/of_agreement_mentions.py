from odoo import api, fields, models
from odoo.tools import is_html_empty

from odoo.addons.of_foundation.lib.checklist import ADVISORY, BLOCKING, Check

# Field of the agreement -> field of the programme it is taken from.
FROM_PROGRAMME = {
    "title": "name", "objectives": "of_objectives", "content": "of_full_content", "methods": "of_methods",
    "assessment": "of_assessment", "outcome": "of_outcome", "prerequisites": "of_prerequisites",
}
# Statutory wordings: French in the source, as they are printed.
NATURES = {
    "training": "Action de formation (article L6313-1, 1° du code du travail)",
    "skills_assessment": "Bilan de compétences (article L6313-1, 2° du code du travail)",
    "vae": "Action permettant de faire valider les acquis de l'expérience (article L6313-1, 3° du code du travail)",
    "apprenticeship": "Action de formation par apprentissage (article L6313-1, 4° du code du travail)",
}
MODALITIES = {
    "presential": "En présentiel", "virtual": "À distance, en classe virtuelle animée en direct par le formateur",
    "distance": "À distance. Une assistance technique et pédagogique accompagne le stagiaire ; les activités à "
                "effectuer, leur durée moyenne et les évaluations qui les jalonnent lui sont communiquées "
                "(article D6313-3-1 du code du travail)",
    "mixed": "En partie en présentiel, en partie à distance avec une assistance technique et pédagogique "
             "(article D6313-3-1 du code du travail)",
}
EARLY_END = {
    "convention": (
        "En cas de cessation anticipée de la formation du fait de l'organisme ou d'abandon du stagiaire, seules les "
        "prestations effectivement dispensées sont dues au titre de la formation, au prorata de leur durée. Toute "
        "somme due en outre à titre de dédommagement est facturée à part : elle n'est pas une action de formation "
        "et ne peut être prise en charge par un financeur."),
    "contract": (
        "Si la formation cesse avant son terme du fait de l'organisme, seules les prestations effectivement "
        "dispensées sont dues, au prorata de leur durée, et le surplus est remboursé (article L6354-1). Si le "
        "stagiaire est empêché de suivre la formation par un cas de force majeure dûment reconnu, le contrat est "
        "rompu et seules les prestations effectivement dispensées sont dues, à due proportion (article L6353-7). "
        "En cas d'abandon pour un autre motif, les prestations dispensées jusqu'au jour de l'abandon sont dues, "
        "au prorata de leur durée."),
}
EMPTY = (False, "")
EMPTIES = {"float": (False, 0), "integer": (False, 0), "monetary": (False, 0), "date": (False,)}


class OfAgreementMentions(models.AbstractModel):
    """What an agreement says (mentions): taken from programme, session and order while it is a draft.

    Each can be reworded for one agreement; what stands here is what is issued.
    """

    _name = "of.agreement.mentions"
    _description = "Mentions of an agreement"
    _inherit = ["of.checklist.mixin"]

    title = fields.Char("Title of the training", compute="_compute_wordings", store=True, readonly=False)
    nature = fields.Char("Nature of the action", compute="_compute_wordings", store=True, readonly=False)
    objectives = fields.Html(compute="_compute_wordings", store=True, readonly=False)
    content = fields.Html(compute="_compute_wordings", store=True, readonly=False)
    prerequisites = fields.Text(compute="_compute_wordings", store=True, readonly=False)
    methods = fields.Text(
        "Teaching and technical means", compute="_compute_wordings", store=True, readonly=False)
    assessment = fields.Text(
        "Follow-up and assessment", compute="_compute_wordings", store=True, readonly=False)
    outcome = fields.Text("Outcome document", compute="_compute_wordings", store=True, readonly=False)
    delivery = fields.Text(
        "How it is delivered", compute="_compute_wordings", store=True, readonly=False,
        help="Modalités de déroulement: on site or at a distance, with what help.")
    hours = fields.Float("Duration (hours)", compute="_compute_period", store=True, readonly=False)
    date_start = fields.Date("First day", compute="_compute_period", store=True, readonly=False)
    date_end = fields.Date("Last day", compute="_compute_period", store=True, readonly=False)
    headcount = fields.Integer(
        "Size of the group", compute="_compute_wordings", store=True, readonly=False,
        help="Effectifs: how many learners at most follow the session.")
    trainer_references = fields.Text(
        "Titles of the trainers", compute="_compute_wordings", store=True, readonly=False,
        help="Diplomas, titles or references of each trainer; empty while one of them has none.")
    payment_terms = fields.Text(compute="_compute_wordings", store=True, readonly=False)
    early_end_terms = fields.Text(
        "Early end or abandonment", compute="_compute_wordings", store=True, readonly=False,
        help="What is due when the training ends early or the learner gives up.")

    proposed = fields.Json(
        compute="_compute_wordings", store=True, export_string_translation=False,
        help="What was proposed last: tells what was reworded.")

    def _drafts(self):
        """Those whose mentions still follow programme, session and order."""
        return self.filtered(lambda agreement: agreement.state == "draft")

    @api.depends(
        "kind", "order_id.payment_term_id", "amount_total", "deposit_cap", "session_id.capacity",
        "session_id.programme_id.of_action_category", "session_id.programme_id.of_modality",
        "session_id.slot_ids.trainer_id.name", "session_id.slot_ids.trainer_id.of_trainer_titles",
        *(f"session_id.programme_id.{name}" for name in FROM_PROGRAMME.values()))
    def _compute_wordings(self):
        """What is empty or stands as it was proposed follows; what was reworded for this agreement stays."""
        for agreement in self._drafts():
            before = agreement.proposed or {}
            for name, proposal in agreement._proposals().items():
                kept = agreement[name]
                if not kept or kept == before.get(name) or (isinstance(kept, str) and is_html_empty(kept)):
                    agreement[name] = proposal
                    before = {**before, name: agreement[name]}
            agreement.proposed = before

    def _proposals(self):
        """``{field: what programme, session and order say}``."""
        session = self.session_id
        programme = session.programme_id.sudo()  # who sells may not read the programme's website side
        return {
            **{name: programme[source] for name, source in FROM_PROGRAMME.items()},
            "nature": NATURES.get(programme.of_action_category),
            "delivery": MODALITIES.get(programme.of_modality),
            "headcount": session.capacity,
            "trainer_references": self._trainer_titles(),
            "payment_terms": self._prepare_payment_terms(),
            "early_end_terms": EARLY_END.get(self.kind),
        }

    def _trainer_titles(self):
        trainers = self.session_id.slot_ids.trainer_id
        return all(trainers.mapped("of_trainer_titles")) and "\n".join(
            f"{trainer.name} : {trainer.of_trainer_titles}" for trainer in trainers)

    @api.depends("session_id.slot_ids.start", "session_id.slot_ids.end", "session_id.slot_ids.hours", "session_id.tz")
    def _compute_period(self):
        for agreement in self._drafts():
            slots = agreement.session_id.slot_ids.filtered(lambda slot: slot.start and slot.end)
            agreement.hours = sum(slots.mapped("hours"))
            agreement.date_start = min((slot._local(slot.start).date() for slot in slots), default=False)
            agreement.date_end = max((slot._local(slot.end).date() for slot in slots), default=False)

    def _prepare_payment_terms(self):
        """Wording of articles L6353-6 (contract) or of the order's payment terms (convention)."""
        if self.kind == "contract":
            if not (rule := self._rule("deposit", is_required=False)):
                return False  # the checklist names what lacks
            percent = f"{rule.percent:g}"
            return (
                "Aucune somme ne peut être exigée avant la fin du délai de rétractation. Passé ce délai, un acompte "
                f"de {self._money(self.deposit_cap)} au plus ({percent} % du prix) peut être demandé. Le solde est "
                "payé par versements échelonnés, au fur et à mesure du déroulement de la formation.")
        term = self.order_id.payment_term_id.with_context(lang="fr_FR")
        return f"Facturation à l'issue de la formation. Règlement : {term.name or 'à réception de la facture'}."

    # -- what must be said -------------------------------------------------------

    def _of_checks(self, purpose):
        checks = super()._of_checks(purpose)
        if purpose == "issue":
            checks += [*self._check_table(), *self._checks_of_parties(), *self._checks_of_good_practice()]
        elif purpose in ("sign", "keep"):
            checks += self._checks_of_issued(purpose)
        return checks

    def _checks_of_issued(self, purpose):
        """What came in between the issue and today."""
        _ = self.env._
        checks = [Check(
            "moved", _("The slots of the session changed since this was issued: take it back to draft and issue it "
                       "again, or agree on the change in writing."),
            test=lambda record: record._is_contradicted(), field="session_id",
            level=BLOCKING if purpose == "sign" else ADVISORY)]
        if purpose == "sign":
            checks.append(self._check_started())
        return checks

    def _check_started(self):
        return Check(
            "started", self.env._("The training has begun: the contract comes before the final registration."),
            domain=[("kind", "=", "contract"), ("date_start", "<=", fields.Date.context_today(self))],
            field="session_id", article="L6353-3")

    def _mentions_table(self):
        """``(code, field, page, sentence, article for a convention, article for a contract)``; no article: not asked.

        A line is one mention that the law demands; its code is the field's name.
        """
        _ = self.env._
        one, two = "D6353-1, I, 1°", "D6353-1, I, 2°"
        return [
            ("title", None, _("The title of the training is missing."), one, "L6353-4, 1°"),
            ("nature", "programme", _("The nature of the action is missing."), None, "L6353-4, 1°"),
            ("objectives", "programme", _("The objectives are missing."), one, "L6353-4, 1°"),
            ("content", "programme", _("The content is missing."), one, "L6353-4, 1°"),
            ("hours", "organisation", _("The duration is missing: plan the slots of the session."), one,
             "L6353-4, 1°"),
            ("date_start", "organisation", _("The period is missing: plan the slots of the session."), one,
             "L6353-4, 1°"),
            ("headcount", "organisation", _("The size of the group is missing."), None, "L6353-4, 1°"),
            ("prerequisites", "programme", _("The prior knowledge required is missing; write 'Aucun' when there is "
                                             "none."), None, "L6353-4, 2°"),
            ("delivery", "organisation", _("How the training is delivered is missing."), one, "L6353-4, 3°"),
            ("methods", "programme", _("The teaching and technical means are missing."), one, "L6353-4, 3°"),
            ("assessment", "programme", _("How learning is followed and checked is missing."), one, "L6353-4, 3°"),
            ("outcome", "programme", _("The document that the training leads to is missing."), one, "L6353-4, 3°"),
            ("trainer_references", "organisation", _("A trainer's diplomas, titles or references are missing."),
             None, "L6353-4, 4°"),
            ("amount_total", "terms", _("The price is missing: complete the order."), two, "L6353-4, 5°"),
            ("payment_terms", "terms", _("The terms of payment are missing."), two, "L6353-4, 5°"),
            ("early_end_terms", "terms", _("What is due after an early end or abandonment is missing."), None,
             "L6353-4, 5°"),
        ]

    def _check_table(self):
        checks = []
        for name, page, sentence, convention, contract in self._mentions_table():
            for kind, article in (("convention", convention), ("contract", contract)):
                if article:
                    checks.append(self._mention_check(kind, name, page, sentence, article))
        return checks

    def _mention_check(self, kind, name, page, sentence, article):
        """The same code for both kinds: a record is of one kind, so only one of them can fail."""
        if self._fields[name].type == "html":  # an emptied editor leaves '<p><br></p>'
            return Check(name, sentence, field=name, page=page, article=article,
                         test=lambda record: record.kind == kind and is_html_empty(record[name]))
        empty = EMPTIES.get(self._fields[name].type, EMPTY)
        return Check(name, sentence, [("kind", "=", kind), (name, "in", empty)], field=name, page=page,
                     article=article)

    def _checks_of_parties(self):
        _ = self.env._
        settings = "of_training.of_training_settings_action"
        contract = ("kind", "=", "contract")
        return [
            Check("nda", _("The activity declaration number or its region is missing in the settings."),
                  domain=["|", ("company_id.of_nda", "in", EMPTY), ("company_id.of_nda_region", "in", EMPTY)],
                  action=settings, article="R6351-6"),
            Check("representative", _("The legal representative or his title is missing in the settings."),
                  domain=["|", ("company_id.of_representative_id", "=", False),
                          ("company_id.of_representative_title", "in", EMPTY)], action=settings),
            Check("mediator", _("The consumer mediator or his address is missing in the settings."),
                  domain=[contract, "|", ("company_id.of_mediator", "in", EMPTY),
                          ("company_id.of_mediator_address", "in", EMPTY)],
                  action=settings, article="L616-1, code de la consommation"),
            Check("contact", _("The company's telephone number or mail address is missing."),
                  domain=[contract, ("company_id.phone", "in", EMPTY), ("company_id.email", "in", EMPTY)],
                  action="base.action_res_company_form", article="L221-5, code de la consommation"),
            Check("individual", _("A contract is for an individual who pays himself; this client is a company."),
                  domain=[contract, ("partner_id.commercial_partner_id.is_company", "=", True)], field="partner_id",
                  article="L6353-3"),
            self._check_started(),
            Check("client_address", _("The client's address is incomplete."),
                  domain=[contract, "|", ("partner_id.street", "in", EMPTY), ("partner_id.city", "in", EMPTY)],
                  field="partner_id", article="L6353-3"),
        ]

    def _checks_of_good_practice(self):
        _ = self.env._
        convention = ("kind", "=", "convention")
        return [
            Check("learners", _("Not every learner is named yet."), test=lambda record: not record._is_named(),
                  level=ADVISORY, field="order_id"),
            Check("twice", _("A learner has a record in this session already, from another order."),
                  test=lambda record: record._enrolled_elsewhere(), field="order_id"),
            Check("place", _("Neither place nor link is known."),
                  domain=[("session_id.place_id", "=", False), ("session_id.link", "in", EMPTY)], level=ADVISORY,
                  field="session_id"),
            Check("late", _("The training has begun: an agreement is signed before."),
                  domain=[convention, ("date_start", "<=", fields.Date.context_today(self))], level=ADVISORY,
                  field="session_id", article="L6353-1"),
            Check("company_address", _("The client's address is incomplete."),
                  domain=[convention, "|", ("partner_id.street", "in", EMPTY), ("partner_id.city", "in", EMPTY)],
                  level=ADVISORY, field="partner_id"),
        ]
