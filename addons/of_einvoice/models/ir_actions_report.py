from odoo import models


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _weasyprint_options(self, record):
        # EXTENDS report_weasyprint: a Factur-X file must be PDF/A-3
        options = super()._weasyprint_options(record)
        return {**options, "variant": "pdf/a-3b"} if self.env.context.get("of_pdf_a") else options
