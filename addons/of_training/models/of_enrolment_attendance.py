from odoo import api, fields, models

from ..lib import attendance as rules


class OfEnrolment(models.Model):
    """What follows from the attendance of closed half-days: hours by kind, and the rate of absence."""

    _inherit = "of.enrolment"

    hours_on_site = fields.Float("Hours on site", compute="_compute_hours_by_kind")
    hours_remote = fields.Float("Hours in a virtual classroom", compute="_compute_hours_by_kind")
    hours_absent = fields.Float("Hours missed", compute="_compute_hours_by_kind")
    absence_rate = fields.Float(
        compute="_compute_hours_by_kind", help="Hours missed, over the hours of the half-days that are closed.")

    @api.depends("attendance_ids.hours", "attendance_ids.is_remote", "attendance_ids.slot_id.closed_at")
    def _compute_hours_by_kind(self):
        attendances = self.env["of.attendance"].sudo()  # whoever reads the record may know its hours
        closed = [("slot_id.closed_at", "!=", False)]
        hours = {(enrolment.id, is_remote): count for enrolment, is_remote, count in attendances._read_group(
            [("enrolment_id", "in", self.ids), *closed], ["enrolment_id", "is_remote"], ["hours:sum"])}
        expected = self._closed_hours(closed)
        for enrolment in self:
            key = enrolment._origin.id
            enrolment.hours_on_site = hours.get((key, False), 0)
            enrolment.hours_remote = hours.get((key, True), 0)
            due = expected.get(key, 0)
            enrolment.hours_absent = max(round(due - enrolment.hours_on_site - enrolment.hours_remote, 2), 0)
            enrolment.absence_rate = rules.rate(enrolment.hours_absent, due)

    def _closed_hours(self, closed):
        """``{id: hours}`` of the closed half-days at which each learner was expected."""
        result = {}
        for attendance in self.env["of.attendance"].sudo().search_fetch(
                [("enrolment_id", "in", self.ids), *closed], ["enrolment_id", "slot_id"]):
            key = attendance.enrolment_id.id
            slot = attendance.slot_id
            result[key] = result.get(key, 0) + float(rules.hours_followed(rules.PRESENT, slot.start, slot.end))
        return result


class OfSession(models.Model):
    _inherit = "of.session"

    absence_rate = fields.Float(
        compute="_compute_absence_rate", help="Of all learners, over the half-days that are closed.")

    @api.depends("enrolment_ids.hours_absent")
    def _compute_absence_rate(self):
        for session in self:
            records = session.enrolment_ids
            done = sum(records.mapped("hours_on_site")) + sum(records.mapped("hours_remote"))
            absent = sum(records.mapped("hours_absent"))
            session.absence_rate = rules.rate(absent, done + absent)
