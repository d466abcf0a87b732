from odoo import fields, models

from odoo.addons.of_foundation.lib.checklist import ADVISORY, Check

from ..lib.split import cents
from .of_funding_request import DECIDED

# Public or pooled money pays only who is certified (L6316-1); these pay with their own.
PRIVATE = ("training_organisation", "other")
QUALITY_ARTICLE = "L6316-1"


class OfFundingRequest(models.Model):
    """What lacks before a request is sent, and before its accord is recorded."""

    _inherit = "of.funding.request"

    def _of_checklist_purpose(self):
        if self.state in DECIDED:
            return "order" if self.mode == "platform" and not self.order_id and not self.line_ids else None
        return "send" if self.state in ("draft", "incomplete") else None

    def _of_checks(self, purpose):
        getter = {"send": self._get_checks_send, "grant": self._get_checks_grant, "order": self._get_checks_order}
        return super()._of_checks(purpose) + getter[purpose]()

    def _get_checks_send(self):
        of_platform, today = [("mode", "=", "platform")], fields.Date.context_today(self)
        missing = [("moment", "=", "request"), ("is_required", "=", True), ("state", "=", "missing")]
        return [
            Check("shares", self.env._("No learner is on this request: add it from the learner records or the order."),
                  domain=[("line_ids", "=", False), "!", *of_platform], field="line_ids", page="shares"),
            Check("asked", self.env._("No amount is asked."),
                  domain=[("line_ids", "!=", False), ("amount_asked", "<=", 0)], field="line_ids", page="shares"),
            Check("employer", self.env._("Which company's employees are trained is not known."),
                  domain=[("funder_kind", "=", "opco"), ("employer_id", "=", False)], field="employer_id"),
            Check("siret", self.env._("The employer has no SIRET: the OPCO finds him by it."),
                  domain=[("funder_kind", "=", "opco"), ("employer_id", "!=", False),
                          ("employer_id.company_registry", "=", False)], level=ADVISORY, field="employer_id"),
            Check("scheme", self.env._("The scheme is not known: the payment mode may depend on it."),
                  domain=[("scheme", "=", False)], level=ADVISORY, field="scheme"),
            Check("names", self.env._("A learner has no name yet."),
                  domain=[("line_ids.enrolment_id", "any", [("learner_id", "=", False)])], level=ADVISORY,
                  field="line_ids", page="shares"),
            Check("papers", self.env._("Missing papers: %(papers)s.", papers=self._missing_papers("request")),
                  domain=[("paper_ids", "any", missing)], level=ADVISORY, field="paper_ids", page="papers"),
            Check("late", self.env._("The last day to send this request is over: many funders then refuse it."),
                  domain=[("date_deadline", "<", today)], level=ADVISORY, field="date_deadline"),
            Check("quality", self.env._("Our quality certificate does not cover this category of action on the day of "
                                        "the training: see the settings of Training."),
                  test=lambda request: not request._is_certified(), level=ADVISORY, field="session_id",
                  article=QUALITY_ARTICLE),
            Check("nda", self.env._("Our activity declaration number is missing: see the settings of Training."),
                  domain=[("company_id.of_nda", "=", False)], field="company_id", article="L6351-1"),
        ]

    def _is_certified(self):
        """Whether our quality certificate lets this funder pay for all sessions of the request."""
        if not self.funder_kind or self.funder_kind in PRIVATE:
            return True
        today = fields.Date.context_today(self)
        return all(self.company_id._of_is_certified(
            session.programme_id.of_action_category, session._of_days()[0] or today) for session in self._sessions())

    def _get_checks_grant(self):
        return [
            Check("number", self.env._("The funder's file number is missing: invoices carry it."),
                  domain=[("number", "=", False)], field="number"),
            Check("date_granted", self.env._("The day of the first accord is missing: the payment mode depends on it."),
                  domain=[("date_granted", "=", False)], field="date_granted"),
            Check("mode", self.env._("Who is invoiced is not said: read the letter of accord."),
                  domain=[("mode", "=", False)], field="mode"),
            Check("amount", self.env._("No granted amount is known."),
                  domain=[("amount_granted", "<=", 0), ("amount_asked", "<=", 0)], field="amount_granted"),
            Check("more", self.env._("More is granted than was asked: correct the granted amount, or what was asked."),
                  test=lambda request: request.line_ids and cents(request.amount_granted) > cents(request.amount_asked),
                  field="amount_granted"),
        ]
