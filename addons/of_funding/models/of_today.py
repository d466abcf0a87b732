from odoo import api, fields, models

from odoo.addons.of_training.models.of_today import Line

from .of_funding_request import DECIDED
from .of_funding_request_deadlines import EXPIRY_DAYS


class OfToday(models.AbstractModel):
    _inherit = "of.today"

    @api.model
    def _groups(self):
        return super()._groups() | {"funding": self.env._("Funding")}

    @api.model
    def _providers(self):
        today = fields.Date.context_today(self)
        to_send = [("state", "in", ("draft", "incomplete"))]
        return [
            *super()._providers(),
            Line("requests_late", "funding", "of.funding.request",
                 self.env._("Funding requests whose last day to send is over"),
                 domain=[("date_deadline", "<", today), *to_send], order="date_deadline", is_late=True),
            Line("requests", "funding", "of.funding.request", self.env._("Funding requests to send"),
                 domain=["|", ("date_deadline", "=", False), ("date_deadline", ">=", today), *to_send],
                 order="date_deadline, id"),
            Line("answers", "funding", "of.funding.request", self.env._("Funders who are late to answer"),
                 domain=[("state", "=", "sent"), ("date_answer_due", "<", today)], order="date_answer_due",
                 is_late=True),
            Line("accords", "funding", "of.funding.request", self.env._("Accords that end within a month"),
                 domain=[("state", "in", DECIDED), ("valid_until", "<=", fields.Date.add(today, days=EXPIRY_DAYS)),
                         ("date_end", ">=", today)], order="valid_until"),
        ]


class OfSession(models.Model):
    _inherit = "of.session"

    def _change_concerns(self, kind):
        requests = self.env["of.funding.request"].sudo().search([  # told to whoever runs the session
            ("state", "not in", ("refused", "cancelled")),
            "|", ("session_id", "in", self.ids), ("line_ids.enrolment_id.session_id", "in", self.ids)])
        return [*super()._change_concerns(kind), {
            "label": self.env._("Funding requests"), "names": requests.mapped("display_name"),
            "effect": self.env._("tell the funder: the accord holds for the dates that were asked")}]
