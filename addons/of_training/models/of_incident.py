from odoo import api, fields, models
from odoo.exceptions import UserError

KINDS = [("complaint", "Complaint"), ("hazard", "Hazard")]
STATES = [("new", "New"), ("handling", "In hand"), ("closed", "Closed")]


class OfIncident(models.Model):
    """A complaint (réclamation) or a hazard (aléa): about what, who handles it until when, and the outcome."""

    _name = "of.incident"
    _description = "Complaint or hazard"
    _inherit = ["mail.thread", "mail.activity.mixin", "of.state.mixin", "of.numbered.mixin"]
    _order = "date desc, id desc"
    _transitions = {
        "handle": {"new": "handling"}, "close": {"new": "closed", "handling": "closed"},
        "reopen": {"closed": "handling"}}
    _check_company_auto = True

    kind = fields.Selection(KINDS, required=True, default="complaint", tracking=True, index=True)
    state = fields.Selection(STATES, default="new", required=True, copy=False, tracking=True, index=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    date = fields.Date("Received on", required=True, default=fields.Date.context_today)
    session_id = fields.Many2one("of.session", check_company=True, index="btree_not_null")
    enrolment_id = fields.Many2one("of.enrolment", "Learner record", check_company=True, index="btree_not_null")
    partner_id = fields.Many2one("res.partner", "Person", index="btree_not_null", help="Who complains or is concerned.")
    description = fields.Text("What happened", required=True)
    handling = fields.Text(help="What is being done about it.")
    deadline = fields.Date(help="Day by which it is answered.", tracking=True)
    outcome = fields.Text(help="How it ended, and what was changed so that it does not come again.")
    user_id = fields.Many2one("res.users", "Handled by", default=lambda self: self.env.user, tracking=True)

    @api.depends("name", "session_id.name", "partner_id.name")
    def _compute_display_name(self):
        for incident in self:
            about = incident.session_id.name or incident.partner_id.name
            incident.display_name = ", ".join(filter(None, (incident.name, about)))

    @api.onchange("enrolment_id")
    def _onchange_enrolment_id(self):
        self.session_id = self.enrolment_id.session_id or self.session_id
        self.partner_id = self.enrolment_id.learner_id or self.partner_id

    def action_handle(self):
        self._move("handle")

    def action_close(self):
        for incident in self:
            if not (incident.outcome or "").strip():
                raise UserError(self.env._("%(incident)s: say how it ended before closing it.",
                                           incident=incident.display_name))
        self._move("close")

    def action_reopen(self):
        self._move("reopen")

    @api.model
    def _note(self, kind, description, session=None, enrolment=None, partner=None, **vals):
        """Note what befell a session or a record: ``_note("hazard", "Trainer ill", session=session)``."""
        session = session or (enrolment.session_id if enrolment else self.env["of.session"])
        return self.create({
            "kind": kind, "description": description, "session_id": session.id,
            "enrolment_id": enrolment.id if enrolment else False, "partner_id": partner.id if partner else False,
            "company_id": session.company_id.id or self.env.company.id, **vals})

    def _creation_message(self):
        return self.env._("Recorded")
