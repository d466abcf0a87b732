from odoo import api, fields, models
from odoo.tools import is_html_empty

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
            "payment_terms": self._proposed_text("payment_terms"),
            "early_end_terms": self._proposed_text("early_end_terms"),
        }

    def _trainer_titles(self):
        trainers = self._slots().trainer_id
        return all(trainers.mapped("of_trainer_titles")) and "\n".join(
            f"{trainer.name} : {trainer.of_trainer_titles}" for trainer in trainers)

    @api.depends("session_id.slot_ids.start", "session_id.slot_ids.end", "session_id.slot_ids.hours", "session_id.tz")
    def _compute_period(self):
        for agreement in self._drafts():
            slots = agreement._slots().filtered(lambda slot: slot.start and slot.end)
            agreement.hours = sum(slots.mapped("hours"))
            agreement.date_start = min((slot._local(slot.start).date() for slot in slots), default=False)
            agreement.date_end = max((slot._local(slot.end).date() for slot in slots), default=False)
