from odoo import models

STANDARD = ("purchase.report_purchaseorder", "purchase.report_purchasequotation")


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        """Wherever Odoo prints an order (portal, mail), a trainer's contract is printed as what it is."""
        if res_ids and self._get_report(report_ref).report_name in STANDARD:
            orders = self.env["purchase.order"].browse(res_ids)
            if all(order.sudo().of_is_service_contract for order in orders):  # only which document it is
                report_ref, res_ids = "of_training.report_agreement", orders._of_write_agreements().ids
        return super()._render_qweb_pdf(report_ref, res_ids, data)
