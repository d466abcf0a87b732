import base64

from odoo import fields, models
from odoo.exceptions import UserError

from ..lib import attendance as rules
from ..lib import scans, wording


class OfSession(models.Model):
    """Papers on which the register rests: sheets signed by hand, and what justifies an absence."""

    _inherit = "of.session"

    def _check_may_correct(self):
        """Refuse what would change the attendance of a closed session, to all but the head of training."""
        is_manager = self.env.user.has_group("of_training.group_of_training_manager")
        if not is_manager and "closed" in self.mapped("state"):
            raise UserError(self.env._("The session is closed: the head of training alone corrects its attendance."))

    def _keep_paper(self, scan, kind, name, subject):
        """The scan (base64) as a frozen document of this session.

        :raises UserError: it is too large, or neither PDF nor picture
        """
        try:
            content = scans.as_pdf(base64.b64decode(scan))
        except ValueError as error:  # NotAPaper, or no base64
            raise UserError(
                self.env._("The file is larger than 20 MB: scan it in a lower resolution.") if error.args[0] == "size"
                else self.env._("The file can't be read: give a PDF, JPEG or PNG file."))
        name = f"{name}, {self.name}"
        # Callers checked who is asking; nobody has the right to create proofs by hand.
        return self.env["of.document"].sudo()._archive(
            content, wording.file_name(name), kind=kind, name=name, subject=subject,
            company_id=self.company_id.id, session_id=self.id)

    def action_attendance_paper(self):
        """Record a sheet that was signed by hand."""
        self.ensure_one()
        slots = self.slot_ids.filtered(lambda slot: slot.start < fields.Datetime.now() and not slot.closed_at)
        return {
            "type": "ir.actions.act_window", "name": self.env._("Sheet signed on paper"), "target": "new",
            "res_model": "of.attendance.paper", "view_mode": "form",
            "context": {"default_session_id": self.id, "default_slot_ids": slots.ids}}


class OfAttendance(models.Model):
    _inherit = "of.attendance"

    def _sign_on_paper(self, paper):
        """Note that these people signed ``paper`` (``of.document``); callers checked who is asking."""
        attendances = self.sudo().filtered(lambda one: not one._signature())  # nobody may write proofs otherwise
        attendances._keep([
            attendance._prepare_entry(
                "signature", rules.PRESENT, "paper", level="handwritten", statement=attendance._statement(),
                reason=attendance._paper_reason(), author=self.env.user.name)
            for attendance in attendances], paper)
        over = attendances.slot_id.filtered(lambda slot: not slot.closed_at and slot.end <= fields.Datetime.now())
        over.filtered(lambda slot: all(
            one.signed_at or (one.role == rules.LEARNER and one.state != rules.EXPECTED)
            for one in slot.attendance_ids))._close()

    def _paper_reason(self):
        """Of a paper that comes once the half-day is closed (French: kept as proof): the trainer confirms it."""
        return "Feuille papier versée après la clôture de la demi-journée." if self.slot_id.closed_at else None
