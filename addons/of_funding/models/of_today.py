from odoo import api, fields, models

from odoo.addons.of_training.models.of_today import Line

ANSWER_DAYS = 30  # days after which a funder's answer is late


class OfToday(models.AbstractModel):
    _inherit = "of.today"

    @api.model
    def _groups(self):
        return super()._groups() | {"funding": self.env._("Funding")}

    @api.model
    def _providers(self):
        ago = fields.Date.add(fields.Date.context_today(self), days=-ANSWER_DAYS)
        return [
            *super()._providers(),
            Line("requests", "funding", "of.funding.request", self.env._("Funding requests to send"),
                 domain=[("state", "=", "draft")], order="id"),
            Line("answers", "funding", "of.funding.request",
                 self.env._("Funders who have not answered for more than 30 days"),
                 domain=[("state", "=", "sent"), ("date_sent", "<", ago)], order="date_sent", is_late=True),
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
