from odoo import models


class SaleAdvancePaymentInv(models.TransientModel):
    """The highest deposit that an individual's contract allows is rounded down, not to the nearest cent."""

    _inherit = "sale.advance.payment.inv"

    def _create_invoices(self, sale_orders):
        contracts = sale_orders.sudo().of_agreement_ids.filtered(  # whoever invoices need not read agreements
            lambda agreement: agreement.kind == "contract" and agreement.state == "signed")
        if self.advance_payment_method == "percentage" and len(contracts) == 1 and len(sale_orders) == 1:
            is_highest = self.amount == contracts._rule("deposit").percent
            if is_highest and contracts.amount_total == sale_orders.amount_total:
                self.write({"advance_payment_method": "fixed", "fixed_amount": contracts.deposit_cap})
        return super()._create_invoices(sale_orders)
