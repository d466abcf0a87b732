from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models

from ..lib import deadlines
from .of_funding_request import DECIDED, PENDING

ANSWER_DAYS = 30  # after which an answer is late, where the funder's terms do not tell
PAYMENT_DAYS = 30  # from the end of a training, where they do not tell when they pay
BATCH = 200  # requests a committed batch


class Deadline(NamedTuple):
    """Something to do before a day: an activity is made ``lead`` days before, and done when the states are left."""

    kind: str  # xmlid of its kind of activity
    name: str  # field of the last day
    states: tuple
    lead: int


DEADLINES = (
    Deadline("activity_funding_send", "date_deadline", ("draft", "incomplete"), 7),
    Deadline("activity_funding_answer", "date_answer_due", ("sent",), 0),
    Deadline("activity_funding_expiry", "valid_until", DECIDED, 30),
    Deadline("activity_funding_invoice", "date_invoice_due", DECIDED, 14),
)


class OfFundingRequest(models.Model):
    """Until when something is to be done with the funder, and who is told of it."""

    _inherit = "of.funding.request"

    date_start = fields.Date("Training begins", compute="_compute_period", store=True)
    date_end = fields.Date("Training ends", compute="_compute_period", store=True)
    date_deadline = fields.Date(
        "To send until", compute="_compute_deadlines", store=True, readonly=False, index=True,
        help="By the terms of the funder; may be corrected.")
    date_answer_due = fields.Date("Answer due on", compute="_compute_deadlines", store=True)
    date_invoice_due = fields.Date("To invoice until", compute="_compute_deadlines", store=True)
    date_payment_due = fields.Date("Payment expected on", compute="_compute_deadlines", store=True)

    @api.depends("session_id.date_start", "session_id.date_end", "session_id.tz",
                 "line_ids.enrolment_id.session_id.date_start", "line_ids.enrolment_id.session_id.date_end")
    def _compute_period(self):
        for request in self:
            days = [session._of_days() for session in request._sessions()]
            request.date_start = min((start for start, _end in days if start), default=False)
            request.date_end = max((end for _start, end in days if end), default=False)

    @api.depends("date_start", "date_end", "date_sent", "funder_id", "scheme", "date_asked", "company_id")
    def _compute_deadlines(self):
        self._compute_terms()  # of all at once
        for request in self:
            terms = request.terms_id
            request.date_deadline = deadlines.latest_request(request.date_start or None, terms.request_days)
            request.date_answer_due = deadlines.latest_after(request.date_sent, terms.answer_days or ANSWER_DAYS)
            end = request.date_end or None
            request.date_invoice_due = deadlines.latest_after(end, terms.invoice_days)
            request.date_payment_due = deadlines.latest_after(end, terms.payment_days or PAYMENT_DAYS)

    # -- activities --------------------------------------------------------------------

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            self._close_deadlines()
        return result

    def _close_deadlines(self):
        """What is done or pointless asks nobody any more, and may be asked again if it comes back."""
        for deadline in DEADLINES:
            left = self.filtered(lambda request: request.state not in deadline.states)  # noqa: B023
            left._deadline_activities(deadline).unlink()

    def _deadline_activities(self, deadline):
        """Activities about this deadline, done ones too."""
        return self.env["mail.activity"].sudo().with_context(active_test=False).search([  # of whoever
            ("res_model", "=", self._name), ("res_id", "in", self.ids), ("automated", "=", True),
            ("activity_type_id", "=", self.env.ref(f"of_funding.{deadline.kind}").id)])

    @api.model
    def _cron_deadlines(self):
        """An activity, once, for whoever is responsible for what is due soon; in committed batches."""
        crons, today = self.env["ir.cron"], fields.Date.context_today(self)
        for deadline in DEADLINES:
            domain = [("state", "in", deadline.states), (deadline.name, "<=", today + timedelta(days=deadline.lead))]
            requests = self.search(domain, order="id")
            told = requests._deadline_activities(deadline)
            told.filtered("active")._of_follow({request.id: request[deadline.name] for request in requests})
            requests -= requests.browse(told.mapped("res_id"))
            crons._commit_progress(remaining=len(requests))
            for start in range(0, len(requests), BATCH):
                batch = requests[start:start + BATCH]
                batch._alert(deadline)
                if not crons._commit_progress(len(batch)):
                    return

    def _alert(self, deadline):
        kind, model = self.env.ref(f"of_funding.{deadline.kind}"), self.env["ir.model"]._get_id(self._name)
        self.env["mail.activity"].create([{
            "res_model_id": model, "res_id": request.id, "activity_type_id": kind.id, "automated": True,
            "date_deadline": request[deadline.name], "user_id": (request.user_id or self.env.user).id,
        } for request in self])

    @api.model
    def _late_domain(self):
        """Requests for which the day of something is over."""
        today = fields.Date.context_today(self)
        return ["|", "&", ("state", "in", [state for state in PENDING if state != "sent"]),
                ("date_deadline", "<", today), "&", ("state", "=", "sent"), ("date_answer_due", "<", today)]


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _of_follow(self, days):
        """Give these activities the day that is due now (``{record id: day}``)."""
        for activity in self:
            if activity.date_deadline != days.get(activity.res_id, activity.date_deadline):
                activity.date_deadline = days[activity.res_id]
