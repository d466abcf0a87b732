from odoo import api, fields, models

from odoo.addons.of_foundation.lib.checklist import ADVISORY, Check

ACTION_CATEGORIES = [
    ("training", "Training action"),
    ("skills_assessment", "Skills assessment"),
    ("vae", "Validation of experience"),
    ("apprenticeship", "Apprenticeship"),
]


class SlideChannel(models.Model):
    """A training programme (programme de formation) is an eLearning course with its programme sheet."""

    _name = "slide.channel"
    _inherit = ["slide.channel", "of.checklist.mixin"]

    of_is_programme = fields.Boolean("Training programme")
    company_id = fields.Many2one("res.company", help="Empty: shared by all companies.", index=True)
    of_code = fields.Char("Programme code")
    of_action_category = fields.Selection(
        ACTION_CATEGORIES, "Category of action", default="training", help="L6313-1 of the Labour Code, 1° to 4°.")
    of_hours = fields.Float("Duration (hours)")
    of_days = fields.Float("Duration (days)")
    of_modality = fields.Selection([
        ("presential", "On site"), ("virtual", "Virtual classroom"),
        ("distance", "Distance learning"), ("mixed", "Mixed")], "Modality", default="presential")
    of_objectives = fields.Html("Objectives", help="Operational and assessable (indicator 5).")
    of_audience = fields.Text("Audience")
    of_prerequisites = fields.Text("Learner prerequisites", help="'Aucun' when there are none: it must be said.")
    of_content = fields.Html("Programme content")
    of_methods = fields.Text("Teaching and technical means")
    of_assessment = fields.Text("Assessment", help="How learning is checked, during and at the end.")
    of_outcome = fields.Text("Outcome document", help="Sanction de la formation: attestation, certification...")
    of_recognition = fields.Selection([
        ("none", "Attestation of the organisation"), ("rncp", "RNCP certification"), ("rs", "RS certification"),
        ("authorisation", "Regulated training")], "Recognition", default="none",
        help="Type de reconnaissance, told to the public since November 2026 (indicator 1).")
    of_access_delay = fields.Char("Access time", help="Délai d'accès, from the request to the start.")
    of_accessibility = fields.Text("Accessibility", help="For people with disabilities.")
    of_financing = fields.Text("Ways of financing", help="Modalités de financement (indicator 1).")
    of_results = fields.Text("Results", help="Published rates with period, population and method (indicator 2).")
    of_pedagogical_referent_id = fields.Many2one("res.partner", "Programme referent")
    of_product_ids = fields.One2many("product.template", "of_programme_id", "Products")
    of_session_ids = fields.One2many("of.session", "programme_id", "Sessions")
    of_session_count = fields.Integer(compute="_compute_of_session_count", string="Number of sessions")

    _of_hours_positive = models.Constraint(
        "CHECK(of_hours >= 0 AND of_days >= 0)", "The duration of a programme is not negative.")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("of_is_programme"):  # its lessons are for those who are enrolled
                vals.setdefault("enroll", "invite")
        return super().create(vals_list)

    def _compute_of_session_count(self):
        counts = dict(self.env["of.session"]._read_group(
            [("programme_id", "in", self.ids)], ["programme_id"], ["__count"]))
        for programme in self:
            programme.of_session_count = counts.get(programme, 0)

    def _of_checklist_purpose(self):
        return "publish" if self.of_is_programme else super()._of_checklist_purpose()

    def _of_checks(self, purpose):
        checks = super()._of_checks(purpose)
        if purpose == "publish":
            checks += self._public_information_checks()
        return checks

    def _public_information_checks(self):
        """Mentions that the public must find (indicator 1 of the quality framework)."""
        def wanted(code, sentence, field, page):
            return Check(code, sentence, domain=[(field, "in", (False, 0, ""))], field=field, page=page,
                         article="RNQ, 1")

        return [
            wanted("objectives", self.env._("The objectives are missing."), "of_objectives", "objectives"),
            Check("content", self.env._("The content is missing."), field="of_content", page="content",
                  domain=[("of_content", "in", (False, "")), ("of_module_ids", "=", False)], article="RNQ, 1"),
            Check("module_hours", self.env._("The hours of the modules do not add up to the duration."),
                  test=lambda programme: programme.of_module_hours and programme.of_module_hours != programme.of_hours,
                  level=ADVISORY, field="of_module_ids", page="content"),
            Check("price", self.env._("No price is public: add a tariff."),
                  domain=[("of_product_ids", "=", False), ("of_client_id", "=", False)], level=ADVISORY,
                  field="of_product_ids", page="tariffs", article="RNQ, 1"),
            wanted("prerequisites", self.env._("The prerequisites are missing; write 'Aucun' when there are none."),
                   "of_prerequisites", "objectives"),
            wanted("hours", self.env._("The duration is missing."), "of_hours", None),
            wanted("methods", self.env._("The teaching and technical means are missing."), "of_methods", "delivery"),
            wanted("assessment", self.env._("How learning is assessed is missing."), "of_assessment", "delivery"),
            wanted("outcome", self.env._("What the training leads to is missing."), "of_outcome", "delivery"),
            wanted("access_delay", self.env._("The access time is missing."), "of_access_delay", "public"),
            wanted("accessibility", self.env._("The accessibility for people with disabilities is missing."),
                   "of_accessibility", "public"),
            wanted("financing", self.env._("The ways of financing are missing."), "of_financing", "public"),
            Check("results", self.env._("No results are published."), domain=[("of_results", "=", False)],
                  level=ADVISORY, field="of_results", page="public", article="RNQ, 2"),
        ]

    def action_of_publish(self):
        """Publish the sheet once nothing that the public must find is missing."""
        if refusal := self._of_refusal("publish"):
            return refusal
        self.write({"website_published": True, "is_published": True})
        return True

    def action_of_unpublish(self):
        self.is_published = False

    def action_of_sessions(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("of_training.of_session_action")
        action["domain"] = [("programme_id", "=", self.id)]
        action["context"] = {"default_programme_id": self.id}
        return action

    def _creation_message(self):
        return self.env._("Programme created") if self.of_is_programme else super()._creation_message()
