from odoo import api, fields, models
from odoo.exceptions import UserError


class OfAttendancePaper(models.TransientModel):
    """A sheet that was signed by hand (feuille papier): its scan is kept, and whoever signed it is noted from it."""

    _name = "of.attendance.paper"
    _description = "Attendance signed on paper"

    session_id = fields.Many2one("of.session", required=True, readonly=True)
    slot_ids = fields.Many2many(
        "of.session.slot", string="Half-days", required=True,
        domain="[('session_id', '=', session_id), ('start', '<', 'now')]")
    attendance_ids = fields.Many2many(
        "of.attendance", string="Who signed", compute="_compute_attendances", store=True, readonly=False,
        domain="[('slot_id', 'in', slot_ids), ('signed_at', '=', False)]",
        help="Take away whoever did not sign the sheet.")
    scan = fields.Binary("Signed sheet", required=True, help="Scan or photograph: PDF, JPEG or PNG, 20 MB at most.")
    filename = fields.Char()

    @api.depends("slot_ids")
    def _compute_attendances(self):
        for wizard in self:
            wizard.attendance_ids = wizard.slot_ids.attendance_ids.filtered(
                lambda one: not one.signed_at and one.state == "expected")

    def action_record(self):
        """Freeze the scan and sign for whoever signed it."""
        self.ensure_one()
        session = self.session_id
        session.check_access("write")
        self._check()
        half_days = ", ".join(self.slot_ids.sorted("start").mapped("display_name"))
        paper = session._keep_paper(self.scan, "attendance_paper", "Feuille signée sur papier", half_days)
        self.attendance_ids._sign_on_paper(paper)
        return {"type": "ir.actions.act_window_close"}

    def _check(self):
        _ = self.env._
        if not self.attendance_ids:
            raise UserError(_("'Who signed' is empty: name at least one person."))
        if self.attendance_ids.slot_id - self.slot_ids or self.slot_ids.session_id - self.session_id:
            raise UserError(_("'Who signed' names somebody of another session or half-day."))
        if settled := self.attendance_ids.filtered(lambda one: one.signed_at or one.state != "expected"):
            raise UserError(_("%(person)s has signed or is settled already: correct this attendance instead.",
                              person=settled[0].person))
        if early := self.attendance_ids.slot_id.filtered(lambda slot: slot.start > fields.Datetime.now()):
            raise UserError(_("%(slot)s has not begun: nobody was there yet.", slot=early[0].display_name))
        self.session_id._check_may_correct()
