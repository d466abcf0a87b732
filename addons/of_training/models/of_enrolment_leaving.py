from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .res_partner_identity import FEW

REASONS = [
    ("personal", "Personal reasons"), ("employment", "Found or changed employment"), ("health", "Health"),
    ("force_majeure", "Force majeure (L6353-7)"), ("no_show", "Never came"), ("other", "Other")]


class OfEnrolment(models.Model):
    """Days of entry and exit, abandonment, no-show."""

    _inherit = "of.enrolment"

    date_in = fields.Date("Entry", help="First day of this learner, when he enters while the session runs. "
                                        "Empty: from the first slot.")
    date_out = fields.Date("Exit", help="Last day of this learner. Empty: until the last slot.")
    abandoned_on = fields.Date(
        readonly=True, copy=False, help="Last day at which the learner was expected; later slots are not his any more.")
    exit_reason = fields.Selection(REASONS, "Reason of leaving", readonly=True, copy=False, groups=FEW)
    exit_note = fields.Char("Details of leaving", copy=False, groups=FEW)

    @api.constrains("date_in", "date_out")
    def _check_dates(self):
        for enrolment in self:
            if enrolment.date_in and enrolment.date_out and enrolment.date_in > enrolment.date_out:
                raise ValidationError(self.env._("%(enrolment)s: the exit comes before the entry.",
                                                 enrolment=enrolment.display_name))

    def _planned_slots(self):
        """Between entry and exit. Not limited by an abandonment: whoever gives up was sold the rest all the same."""
        return self._between(super()._planned_slots(), self.date_in, self.date_out)

    def _expected_slots(self):
        slots = super()._expected_slots()
        if self.state != "abandoned":
            return slots
        if not self.abandoned_on or self.sudo().exit_reason == "no_show":  # the reason is read by few
            return slots.browse()
        return self._between(slots, None, self.abandoned_on)

    @staticmethod
    def _between(slots, first, last):
        """Slots whose local day lies between two days, both included; an empty one does not limit."""
        if not first and not last:
            return slots
        days = {slot: slot._local(slot.start).date() for slot in slots if slot.start}
        return slots.filtered(
            lambda slot: slot in days and (not first or days[slot] >= first) and (not last or days[slot] <= last))

    @api.depends("session_id.slot_ids.start", "date_in", "date_out")
    def _compute_hours_planned(self):
        return super()._compute_hours_planned()

    def _leave(self, day, reason, note=None):
        """Abandonment: nobody expects these learners after ``day``; what they did stays."""
        self._pass().write({"state": "abandoned", "abandoned_on": day, "exit_reason": reason, "exit_note": note})

    def _never_came(self, day, note=None):
        """No-show noted on ``day``: absent at what was held, no hours, no certificate."""
        if held := self._held_attendances().filtered(lambda attendance: attendance.state == "expected"):
            held._declare("absent", kind="correction", how="office", reason=self.env._("Never came"))
        self._leave(day, "no_show", note)

    def _held_attendances(self):
        """Attendances (sudo) of these records at slots that have begun."""
        return self.sudo().attendance_ids.filtered(
            lambda attendance: attendance.slot_id.start <= fields.Datetime.now())

    def _present_days(self):
        """Local days at which these learners were there, sorted."""
        present = self.sudo().attendance_ids.filtered(
            lambda attendance: attendance.state in ("present", "late", "left_early"))
        return sorted({attendance.slot_id._local(attendance.start).date() for attendance in present})
