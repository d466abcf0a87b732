from odoo import fields, models


class OfSession(models.Model):
    """The shares of a whole session: entered at once, and their totals."""

    _inherit = "of.session"

    of_share_count = fields.Integer("Number of shares", compute="_compute_of_shares")
    of_share_total = fields.Monetary("Shared", compute="_compute_of_shares", help="Sum of the shares, excluding VAT.")
    of_share_asked = fields.Monetary("Asked from funders", compute="_compute_of_shares")

    def _compute_of_shares(self):
        groups = self.env["of.funding.line"]._read_group(
            [("session_id", "in", self.ids)], ["session_id", "request_id"], ["__count", "amount:sum", "asked:sum"])
        for session in self:
            own = [group for group in groups if group[0] == session]
            session.of_share_count = sum(count for _session, _request, count, _amount, _asked in own)
            session.of_share_total = sum(amount for _session, _request, _count, amount, _asked in own)
            session.of_share_asked = sum(asked for _session, request, _count, _amount, asked in own if request)

    def action_of_shares(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("of_funding.of_funding_line_action")
        return action | {"domain": [("session_id", "=", self.id)], "context": {"create": False}}

    def action_of_share_price(self):
        """Share the prices of the learners of one employer, of whom most are here."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("of_funding.of_funding_share_add_action")
        employers = self.enrolment_ids.filtered(lambda one: one.state != "cancelled").grouped("employer_id")
        most = max(employers, key=lambda employer: len(employers[employer]), default=self.env["res.partner"])
        return action | {"context": {
            "default_session_id": self.id, "default_employer_id": most.id, "dialog_size": "extra-large"}}
