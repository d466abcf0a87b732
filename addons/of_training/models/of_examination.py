from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.of_foundation.lib.checklist import ADVISORY, Check

STATES = [("planned", "Planned"), ("held", "Held"), ("results", "Results known"), ("closed", "Closed"),
          ("cancelled", "Cancelled")]
# state x action -> state; what is not here is refused.
TRANSITIONS = {
    "hold": {"planned": "held"},
    "announce": {"held": "results"},
    "close": {"results": "closed"},
    "reopen": {"closed": "results"},
    "cancel": {"planned": "cancelled"},
}
LOCKED = ("closed", "cancelled")
# What a rate that was published is about.
RESULT_OF = {"date", "programme_id", "certification_code", "certification_title", "certifier", "session_ids",
             "jury_date", "block_ids", "candidate_ids"}


class OfExamination(models.Model):
    """An examination of a certification: who is registered, sat and passed. It may gather several sessions."""

    _name = "of.examination"
    _description = "Examination"
    _inherit = ["mail.thread", "mail.activity.mixin", "of.checklist.mixin", "of.state.mixin", "of.numbered.mixin"]
    _order = "date desc, id desc"
    _transitions = TRANSITIONS
    _check_company_auto = True

    programme_id = fields.Many2one(
        "slide.channel", required=True, check_company=True, ondelete="restrict", index=True,
        domain=[("of_is_programme", "=", True)], tracking=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    certification_code = fields.Char(
        "RNCP/RS code", compute="_compute_certification", store=True, readonly=False,
        help="As the programme had it when the examination was planned.")
    certification_title = fields.Char("Certification", compute="_compute_certification", store=True, readonly=False)
    certifier = fields.Char(compute="_compute_certification", store=True, readonly=False)
    session_ids = fields.Many2many(
        "of.session", "of_examination_session_rel", "examination_id", "session_id", "Sessions", check_company=True,
        help="Whose learners sit it.")
    state = fields.Selection(STATES, default="planned", required=True, copy=False, tracking=True, index=True)
    date = fields.Datetime(required=True, index=True, tracking=True)
    place_id = fields.Many2one("res.partner")
    jury_date = fields.Date("Jury on", tracking=True)
    block_ids = fields.One2many("of.examination.block", "examination_id", "Blocks examined", copy=True)
    candidate_ids = fields.One2many("of.examination.candidate", "examination_id", "Candidates", copy=False)
    candidate_count = fields.Integer(compute="_compute_rates", string="Number of candidates")
    rates_label = fields.Char(
        "Passed", compute="_compute_rates", help="Passed, of those who sat and whose result is known.")
    note = fields.Text("Internal note")

    @api.depends("programme_id")
    def _compute_certification(self):
        for examination in self:
            programme = examination.sudo().programme_id
            examination.certification_code = programme.of_certification_code
            examination.certification_title = programme.of_certification_title
            examination.certifier = programme.of_certifier

    @api.depends("candidate_ids.registration", "candidate_ids.presence", "candidate_ids.result")
    def _compute_rates(self):
        for examination in self:
            found = examination.candidate_ids._rates()
            examination.candidate_count = len(examination.candidate_ids)
            examination.rates_label = f"{found.passed} / {found.known}"

    @api.depends("name", "certification_code", "programme_id.name")
    def _compute_display_name(self):
        for examination in self:
            what = examination.certification_code or examination.sudo().programme_id.name or ""
            examination.display_name = f"{examination.name} {what}".strip()

    def write(self, vals):
        if vals.keys() & RESULT_OF and not self._may_write_guarded():
            self._refuse_locked()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        if any(examination.state not in ("planned", "cancelled") for examination in self):
            raise UserError(self.env._("An examination that was held keeps its results: it is not deleted."))

    # -- what is missing -------------------------------------------------------

    def _of_checklist_purpose(self):
        return {"planned": "hold", "held": "announce", "results": "close"}.get(self.state)

    def _of_checks(self, purpose):
        checks = super()._of_checks(purpose)
        if purpose == "hold":
            checks += self._registration_checks()
        if purpose in ("announce", "close"):
            checks += self._result_checks()
        if purpose == "close":
            checks += self._certifier_checks()
        return checks

    def _registration_checks(self):
        _ = self.env._
        return [
            Check("nobody", _("Nobody is registered: choose the sessions and register their learners."),
                  domain=[("candidate_ids", "=", False)], field="session_ids"),
            Check("to_register", _("A candidate is still to register with the certifier."),
                  domain=[("candidate_ids", "any", [("registration", "=", "to_register")])], field="candidate_ids"),
            Check("name", _("A candidate has no name: name the learner on the learner record."),
                  domain=[("candidate_ids", "any", [("is_live", "=", True), ("learner_id", "=", False)])],
                  field="candidate_ids"),
            Check("holds", _("A candidate declares to hold this certification already."), level=ADVISORY,
                  domain=[("candidate_ids", "any", [("is_live", "=", True), ("holds_already", "=", True)])],
                  field="candidate_ids"),
        ]

    def _result_checks(self):
        _ = self.env._
        return [
            Check("presence", _("It is not known whether a candidate was present."),
                  domain=[("candidate_ids", "any", [("is_live", "=", True), ("presence", "=", False)])],
                  field="candidate_ids"),
            Check("result_without_presence", _("A candidate has a result without having been present."),
                  domain=[("candidate_ids", "any", [("result", "!=", "pending"), ("presence", "!=", "present")])],
                  field="candidate_ids"),
            Check("results", _("The examination is over and a result is still missing."),
                  domain=[("candidate_ids", "any", [("is_presented", "=", 1), ("result", "=", "pending")])],
                  field="candidate_ids", article="RNQ, 3"),
            Check("partial", _("A candidate passed in part, but no block is noted as obtained."),
                  domain=[("candidate_ids", "any", [("result", "=", "partial"), ("block_ids", "=", False)])],
                  field="candidate_ids"),
        ]

    def _certifier_checks(self):
        _ = self.env._
        return [
            Check("answer", _("The certifier's answer is awaited for a candidate."), level=ADVISORY,
                  domain=[("candidate_ids", "any", [("is_passed", "=", 1), ("answer", "!=", "confirmed")])],
                  field="candidate_ids"),
            Check("number", _("A certificate has no number yet."), level=ADVISORY,
                  domain=[("candidate_ids", "any", [("is_passed", "=", 1), ("certificate_number", "in", (False, ""))])],
                  field="candidate_ids"),
        ]

    # -- states ----------------------------------------------------------------

    def action_hold(self):
        now = fields.Datetime.now()
        if early := self.filtered(lambda examination: examination.date > now)[:1]:
            raise UserError(self.env._("%(examination)s has not begun: correct its date first.",
                                       examination=early.display_name))
        return self._of_refusal("hold") or self._move("hold")

    def action_announce(self):
        return self._of_refusal("announce") or self._move("announce")

    def action_close(self):
        return self._of_refusal("close") or self._move("close")

    def _creation_message(self):
        return self.env._("Examination created")

    def action_reopen(self):
        if not self.env.user.has_group("of_training.group_of_training_manager"):
            raise UserError(self.env._("Only a training manager reopens an examination: its rates are published."))
        self._move("reopen")

    def action_cancel(self):
        self._move("cancel")

    # -- everybody at once -----------------------------------------------------

    def action_add_learners(self):
        """Register the learners of the sessions; who is here already is left as he is."""
        self._refuse_locked()
        for examination in self:
            enrolments = examination.session_ids.enrolment_ids.filtered(
                lambda enrolment: enrolment.state in ("draft", "confirmed", "done"))
            missing = enrolments - examination.candidate_ids.enrolment_id
            examination.candidate_ids = [Command.create({"enrolment_id": enrolment.id}) for enrolment in missing]

    def action_register(self):
        """All candidates are registered with the certifier, today."""
        self.candidate_ids.action_register()

    def action_all_present(self):
        self.candidate_ids.action_set_present()

    def action_all_passed(self):
        self.candidate_ids.action_set_passed()

    def action_candidates(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("of_training.of_examination_candidate_action")
        return action | {"domain": [("examination_id", "in", self.ids)], "context": {}}

    def _refuse_locked(self):
        if locked := self.filtered(lambda examination: examination.state in LOCKED)[:1]:
            raise UserError(self.env._("%(examination)s is closed or cancelled: reopen it to change its candidates.",
                                       examination=locked.display_name))


class OfExaminationBlock(models.Model):
    """A block of competences that an examination covers (bloc de compétences)."""

    _name = "of.examination.block"
    _description = "Block of competences"
    _order = "examination_id, sequence, id"
    _rec_name = "code"

    examination_id = fields.Many2one("of.examination", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="examination_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    code = fields.Char(required=True, help="Of France compétences: RNCP34079BC01.")
    name = fields.Char("Title", required=True)

    @api.model_create_multi
    def create(self, vals_list):
        blocks = super().create(vals_list)
        blocks.examination_id._refuse_locked()
        return blocks

    def write(self, vals):
        self.examination_id._refuse_locked()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked(self):
        self.examination_id._refuse_locked()

    _once = models.UniqueIndex("(examination_id, code)", "This block is in the examination already.")
