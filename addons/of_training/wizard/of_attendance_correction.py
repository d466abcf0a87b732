from odoo import api, fields, models
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
    is_remote = fields.Boolean("At a distance", compute="_compute_is_remote", store=True, readonly=False)
    is_in_both_ways = fields.Boolean(compute="_compute_is_in_both_ways", export_string_translation=False)
    paper = fields.Binary(
        "Supporting document", help="PDF, JPEG or PNG, kept with the correction; the head of training alone opens it.")
    filename = fields.Char()
    reason = fields.Char(
        required=True, help="Kept with the correction and printed on the attendance sheet: nothing medical.")

    @api.depends("attendance_ids")
    def _compute_is_remote(self):
        for wizard in self:
            wizard.is_remote = all(wizard.attendance_ids.mapped("is_remote"))

    @api.depends("attendance_ids")
    def _compute_is_in_both_ways(self):
        for wizard in self:
            wizard.is_in_both_ways = any(slot._is_in_both_ways() for slot in wizard.attendance_ids.slot_id)

    def action_correct(self):
        self.ensure_one()
        self.attendance_ids.check_access("read")
        self.attendance_ids.session_id._check_may_correct()
        if not (self.reason or "").strip():
            raise UserError(self.env._("Say why: the reason is kept with the correction."))
        early = self.attendance_ids.slot_id.filtered(lambda slot: slot.start > fields.Datetime.now())
        if early and self.presence in ("present", "late", "left_early"):
            raise UserError(self.env._("%(slot)s has not begun: nobody was there yet.", slot=early[0].display_name))
        session = self.attendance_ids.session_id
        if self.paper and len(session) > 1:
            raise UserError(self.env._("A supporting document is of one session: correct each session apart."))
        paper = session._keep_paper(
            self.paper, "absence_paper", "Justificatif", ", ".join(self.attendance_ids.mapped("display_name"))
        ) if self.paper else None
        self.attendance_ids._declare(
            self.presence, kind="correction", how="office", reason=self.reason, is_remote=self.is_remote, paper=paper,
            arrived=self.arrived_at if self.presence == "late" else None,
            left=self.left_at if self.presence == "left_early" else None)
        return {"type": "ir.actions.act_window_close"}
