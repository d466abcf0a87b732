from odoo import fields, models

# Exemption of article 261-4 of the CGI, in the published VATEX list: there is no finer code.
TRAINING_CODE = "VATEX-FR-CGI261-4"


class AccountMove(models.Model):
    """Exempt vocational training on e-invoices (article 261-4-4° a of the CGI)."""

    _inherit = "account.move"

    def _of_bt_exemption(self, tax, category="E"):
        """The reason on the tax wins; else an exempt organisation sells training at no VAT."""
        code, text = super()._of_bt_exemption(tax, category)
        mention = not text and category == "E" and self._of_training_mention()
        return (code or TRAINING_CODE, mention) if mention else (code, text)

    def _of_bt_treatment(self):
        """Operations exempt under articles 261 to 261 E are outside e-invoicing and e-reporting."""
        codes = {self._of_bt_vat(tax)[2] for tax in self._of_bt_lines().tax_ids}
        if codes == {TRAINING_CODE} and self._of_training_mention():
            return "OUTOFSCOPE"
        return super()._of_bt_treatment()

    def _of_training_mention(self):
        return self.company_id._of_vat_mention(self.invoice_date or fields.Date.context_today(self))
