from odoo import models
from odoo.exceptions import UserError


class SaleAdvancePaymentInv(models.TransientModel):
    _inherit = "sale.advance.payment.inv"

    def _create_invoices(self, sale_orders):
        if self.advance_payment_method != "delivered" and sale_orders.order_line._of_funded():
            raise UserError(self.env._(
                "No deposit is invoiced on a training that funders pay for: they refuse deposits. "
                "Choose 'Regular invoice'."))
        return super()._create_invoices(sale_orders)
