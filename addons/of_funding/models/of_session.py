from odoo import fields, models

from ..lib import wording


class OfSession(models.Model):
    _inherit = "of.session"

    of_share_count = fields.Integer("Shares", compute="_compute_of_shares")
    of_share_difference = fields.Boolean(compute="_compute_of_shares", export_string_translation=False)

    def _compute_of_shares(self):
        lines = self.env["of.funding.line"].search([("session_id", "in", self.ids)])
        by_session = lines.grouped("session_id")
        for session in self:
            shares = by_session.get(session, lines.browse())
            session.of_share_count = len(shares)
            session.of_share_difference = any(shares.mapped("has_difference"))

    def action_of_funding_lines(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("of_funding.of_funding_line_action")
        return action | {"domain": [("session_id", "in", self.ids)], "context": {"create": False}}

    def action_of_add_share(self):
        """Share the price of all its learners at once."""
        return self.enrolment_ids.filtered(
            lambda enrolment: enrolment.state != "cancelled" and enrolment.price).action_of_add_share()

    def _of_days(self):
        """First and last day, in the session's time zone."""
        local = self.with_context(tz=self.tz)
        return [moment and fields.Datetime.context_timestamp(local, moment).date()
                for moment in (self.date_start, self.date_end)]

    def _of_invoice_text(self):
        """The training and its dates, as an invoice names them."""
        # An accountant invoices trainings whose programme he need not be able to open.
        return wording.training(self.sudo().programme_id.name, *self._of_days())
