from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models

BATCH = 200  # records a committed batch


class Deadline(NamedTuple):
    """Something to do before a day: an activity is made ``lead`` days before, and done when the states are left."""

    kind: str  # xmlid of its kind of activity
    name: str  # field of the last day
    states: tuple
    lead: int
    since: str = ""  # field of the day that ``lead`` is counted from; empty: of the last day

    def domain(self, today):
        """Records for which it is due."""
        return [("state", "in", self.states), (self.name, "!=", False),
                (self.since or self.name, "<=", today + timedelta(days=self.lead))]


class OfDeadlineMixin(models.AbstractModel):
    """Records with a state whose deadlines are activities of whoever is responsible, each made once."""

    _name = "of.deadline.mixin"
    _description = "Record with deadlines"
    _deadlines = ()

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            self._close_deadlines()
        return result

    def _close_deadlines(self):
        """What is done or pointless asks nobody any more, and may be asked again if it comes back."""
        for deadline in self._deadlines:
            left = self.filtered(lambda record: record.state not in deadline.states)  # noqa: B023
            left._deadline_activities(deadline).unlink()

    def _deadline_activities(self, deadline):
        """Activities about this deadline, done ones too."""
        return self.env["mail.activity"].sudo().with_context(active_test=False).search([  # of whoever
            ("res_model", "=", self._name), ("res_id", "in", self.ids), ("automated", "=", True),
            ("activity_type_id", "=", self._deadline_type(deadline).id)])

    def _deadline_type(self, deadline):
        """Its kind of activity; Odoo's own 'To do' where somebody deleted it."""
        return self.env.ref(f"of_funding.{deadline.kind}", raise_if_not_found=False) or self.env.ref(
            "mail.mail_activity_data_todo")

    @api.model
    def _cron_deadlines(self):
        """An activity, once, for whoever is responsible for what is due soon; in committed batches."""
        crons, today = self.env["ir.cron"], fields.Date.context_today(self)
        for deadline in self._deadlines:
            self._asked(deadline)._follow_deadline(deadline)  # what was put off is no longer due, but still asked
            records = self.search(deadline.domain(today), order="id")._follow_deadline(deadline)
            crons._commit_progress(remaining=len(records))
            for start in range(0, len(records), BATCH):
                batch = records[start:start + BATCH]
                batch._alert(deadline)
                if not crons._commit_progress(len(batch)):
                    return

    @api.model
    def _asked(self, deadline):
        """Records that an open activity asks this of, and whose day is known."""
        asked = self.env["mail.activity"].sudo().search([  # of whoever
            ("res_model", "=", self._name), ("automated", "=", True),
            ("activity_type_id", "=", self._deadline_type(deadline).id)])
        return self.search([("id", "in", asked.mapped("res_id")), (deadline.name, "!=", False)])

    def _follow_deadline(self, deadline):
        """Move what is asked to the day that holds now; returns those of whom nothing is asked yet."""
        told = self._deadline_activities(deadline)
        told.filtered("active")._of_follow({record.id: record[deadline.name] for record in self})
        return self - self.browse(told.mapped("res_id"))

    def _alert(self, deadline):
        kind, model = self._deadline_type(deadline), self.env["ir.model"]._get_id(self._name)
        self.mapped("display_name")  # at once: each activity is named after its record
        self.env["mail.activity"].create([{
            "res_model_id": model, "res_id": record.id, "activity_type_id": kind.id, "automated": True,
            "date_deadline": record[deadline.name], "user_id": (record.user_id or self.env.user).id,
            "summary": kind.with_context(lang=(record.user_id or self.env.user).lang).summary or kind.name,
        } for record in self])


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _of_follow(self, days):
        """Give these activities the day that is due now (``{record id: day}``)."""
        for activity in self:
            if activity.date_deadline != days.get(activity.res_id, activity.date_deadline):
                activity.date_deadline = days[activity.res_id]
