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
    is_remote = fields.Boolean("At a distance")
    paper = fields.Binary(
        "Supporting document", help="PDF, JPEG or PNG, kept with the correction; for the office alone.")
    filename = fields.Char()
    reason = fields.Char(required=True, help="Kept with the correction and printed on the attendance sheet.")

    def action_correct(self):
        self.ensure_one()
        self.attendance_ids.check_access("read")
        is_closed = "closed" in self.attendance_ids.session_id.mapped("state")
        if is_closed and not self.env.user.has_group("of_training.group_of_training_manager"):
            raise UserError(self.env._("The session is closed: the head of training alone corrects its attendance."))
        if not (self.reason or "").strip():
            raise UserError(self.env._("Say why: the reason is kept with the correction."))
        early = self.attendance_ids.slot_id.filtered(lambda slot: slot.start > fields.Datetime.now())
        if early and self.presence in ("present", "late", "left_early"):
            raise UserError(self.env._("%(slot)s has not begun: nobody was there yet.", slot=early[0].display_name))
        session = self.attendance_ids.session_id
        if self.paper and len(session) > 1:
            raise UserError(self.env._("A supporting document is of one session: correct each session apart."))
        paper = session._keep_paper(self.paper, "Justificatif", self.reason) if self.paper else None
        self.attendance_ids._declare(
            self.presence, kind="correction", how="office", reason=self.reason, is_remote=self.is_remote, paper=paper,
            arrived=self.arrived_at if self.presence == "late" else None,
            left=self.left_at if self.presence == "left_early" else None)
        return {"type": "ir.actions.act_window_close"}
