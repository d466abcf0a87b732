from odoo import fields, models
from odoo.exceptions import UserError

from ..models.of_attendance import DECLARED


class OfAttendanceCorrection(models.TransientModel):
    """The office corrects attendances: a new entry that names the old one, with the reason."""

    _name = "of.attendance.correction"
    _description = "Correction of attendance"

    attendance_ids = fields.Many2many("of.attendance", readonly=True)
    presence = fields.Selection(DECLARED, required=True, default="absent_justified")
    arrived_at = fields.Datetime("Arrived")
    left_at = fields.Datetime("Left at")
    reason = fields.Char(required=True, help="Kept with the correction and printed on the attendance sheet.")

    def action_correct(self):
        self.ensure_one()
        self.attendance_ids.check_access("read")
        if self.attendance_ids.session_id.filtered(lambda session: session.state == "closed"):
            raise UserError(self.env._("A closed session is corrected no more."))
        if not (self.reason or "").strip():
            raise UserError(self.env._("Say why: the reason is kept with the correction."))
        early = self.attendance_ids.slot_id.filtered(lambda slot: slot.start > fields.Datetime.now())
        if early and self.presence in ("present", "late", "left_early"):
            raise UserError(self.env._("%(slot)s has not begun: nobody was there yet.", slot=early[0].display_name))
        self.attendance_ids._declare(
            self.presence, kind="correction", how="office", reason=self.reason,
            arrived=self.arrived_at if self.presence == "late" else None,
            left=self.left_at if self.presence == "left_early" else None)
        return {"type": "ir.actions.act_window_close"}
