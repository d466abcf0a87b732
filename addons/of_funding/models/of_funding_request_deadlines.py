from odoo import api, fields, models

from ..lib import deadlines
from .of_deadline_mixin import Deadline
from .of_funding_request import DECIDED

ANSWER_DAYS = 30  # after which an answer is late, where the funder's terms do not tell
EXPIRY_DAYS = 30  # before the end of an accord, it is told
PAYMENT_DAYS = 30  # from the end of a training, where they do not tell when they pay
DEADLINES = (
    Deadline("activity_funding_send", "date_deadline", ("draft", "incomplete"), 7),
    Deadline("activity_funding_answer", "date_answer_due", ("sent",), 0),
    Deadline("activity_funding_expiry", "valid_until", DECIDED, EXPIRY_DAYS),
    Deadline("activity_funding_invoice", "date_invoice_due", DECIDED, 14),
)


class OfFundingRequest(models.Model):
    """Until when something is to be done with the funder, and who is told of it."""

    _name = "of.funding.request"
    _inherit = ["of.funding.request", "of.deadline.mixin"]
    _deadlines = DEADLINES

    date_start = fields.Date("Training begins", compute="_compute_period", store=True)
    date_end = fields.Date("Training ends", compute="_compute_period", store=True)
    date_deadline = fields.Date(
        "To send until", compute="_compute_date_deadline", store=True, readonly=False, index=True,
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

    @api.depends("date_start", "funder_id", "scheme")
    def _compute_date_deadline(self):
        """Once corrected it stays, until session, funder or scheme change."""
        terms = self._terms_each()
        for request in self:
            request.date_deadline = deadlines.latest_request(request.date_start or None, terms[request].request_days)

    @api.depends("date_end", "date_sent", "funder_id", "scheme", "date_asked", "company_id")
    def _compute_deadlines(self):
        each = self._terms_each()
        for request in self:
            terms = each[request]
            request.date_answer_due = deadlines.latest_after(request.date_sent, terms.answer_days or ANSWER_DAYS)
            end = request.date_end or None
            request.date_invoice_due = deadlines.latest_after(end, terms.invoice_days)
            request.date_payment_due = deadlines.latest_after(end, terms.payment_days or PAYMENT_DAYS)
