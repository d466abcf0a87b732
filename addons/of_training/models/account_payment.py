from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class AccountPayment(models.Model):
    _inherit = "account.payment"

    def action_post(self):
        for payment in self:
            payment._of_refuse_in_withdrawal_period()
        return super().action_post()

    def _of_refuse_in_withdrawal_period(self):
        """No sum may be taken from an individual before the end of his withdrawal period (L6353-6)."""
        if self.payment_type != "inbound" or not self.partner_id:
            return
        # Whoever records payments need not read agreements.
        day = self.date or fields.Date.context_today(self)
        contract = self.env["of.agreement"].sudo().search([
            ("kind", "=", "contract"), ("state", "=", "signed"), ("company_id", "=", self.company_id.id),
            ("partner_id", "=", self.partner_id.id), ("withdrawal_end", ">=", day)], limit=1)
        if contract:
            raise UserError(self.env._(
                "%(name)s may withdraw until %(day)s: no payment may be taken before (L6353-6).",
                name=self.partner_id.name, day=format_date(self.env, contract.withdrawal_end)))
