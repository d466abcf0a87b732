from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class AccountPayment(models.Model):
    """No sum is taken from an individual before his contract allows it (L6353-6)."""

    _inherit = "account.payment"

    def action_post(self):
        for payment in self:
            if refusal := payment.sudo()._of_refusal():  # whoever records payments need not read agreements
                raise UserError(refusal)
        return super().action_post()

    def _of_refusal(self):
        """Why this payment may not be taken yet; None: it may."""
        if self.payment_type != "inbound" or self._of_pays_what_was_invoiced():
            return None
        today = fields.Date.context_today(self)
        day = min(self.date or today, today)
        for contract in self.partner_id.commercial_partner_id._of_running_contracts(self.company_id):
            if contract.state == "issued":
                return self.env._(
                    "%(name)s has not signed %(contract)s yet: no payment may be taken before (L6353-6).",
                    name=self.partner_id.name, contract=contract.name)
            if contract.withdrawal_end and day <= contract.withdrawal_end:
                return self.env._(
                    "%(name)s may withdraw until %(day)s: no payment may be taken before (L6353-6).",
                    name=self.partner_id.name, day=format_date(self.env, contract.withdrawal_end))
        return None

    def _of_pays_what_was_invoiced(self):
        """Whether it settles posted invoices, which were lawful when they were posted (another contract's)."""
        settled = self.env.context.get("of_settles")
        invoices = self.invoice_ids | (settled if isinstance(settled, models.BaseModel) else self.env["account.move"])
        invoices = invoices.filtered(lambda move: move.state == "posted")
        return bool(invoices) and self.currency_id.compare_amounts(
            sum(invoices.mapped("amount_residual")), self.amount) >= 0
