from odoo import api, fields, models

STATES = [("to_ask", "To ask for"), ("asked", "Asked for"), ("received", "Received"), ("expired", "Expired")]


class OfEnrolmentPaper(models.Model):
    """A paper of a learner's file: asked for, received, valid until. Seen by the training office alone."""

    _name = "of.enrolment.paper"
    _description = "Paper of a learner record"
    _order = "enrolment_id, kind_id, id"
    _rec_name = "kind_id"
    _check_company_auto = True

    enrolment_id = fields.Many2one(
        "of.enrolment", "Learner record", required=True, ondelete="cascade", index=True, check_company=True)
    learner_id = fields.Many2one(related="enrolment_id.learner_id")
    session_id = fields.Many2one(related="enrolment_id.session_id")
    company_id = fields.Many2one(related="enrolment_id.company_id", store=True, index=True)
    kind_id = fields.Many2one("of.paper.kind", "Paper", required=True, ondelete="restrict", check_company=True)
    asked_on = fields.Date()
    received_on = fields.Date(compute="_compute_received_on", store=True, readonly=False)
    valid_until = fields.Date()
    file = fields.Binary(attachment=True)
    file_name = fields.Char()
    state = fields.Selection(STATES, compute="_compute_state")

    _once = models.UniqueIndex("(enrolment_id, kind_id)", "This paper is on the list already.")

    @api.depends("file_name")
    def _compute_received_on(self):
        """A file that is put in was received, today unless a day is told."""
        for paper in self:
            paper.received_on = paper.received_on or (paper.file_name and fields.Date.context_today(paper))

    @api.depends("asked_on", "received_on", "valid_until")
    def _compute_state(self):
        today = fields.Date.context_today(self)
        for paper in self:
            if paper.received_on:
                is_over = paper.valid_until and paper.valid_until < today
                paper.state = "expired" if is_over else "received"
            else:
                paper.state = "asked" if paper.asked_on else "to_ask"

    def action_ask(self):
        """Asked for today: what was not yet, and what is no longer valid."""
        self.filtered(lambda paper: paper.state == "to_ask").asked_on = fields.Date.context_today(self)
        self.filtered(lambda paper: paper.state == "expired").write({
            "asked_on": fields.Date.context_today(self), "received_on": False, "valid_until": False,
            "file": False, "file_name": False})

    def action_receive(self):
        self.filtered(lambda paper: not paper.received_on).received_on = fields.Date.context_today(self)
