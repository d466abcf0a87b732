from odoo import fields, models


class AccountTax(models.Model):
    _inherit = "account.tax"

    of_exemption_code = fields.Selection(
        related="ubl_cii_tax_exemption_reason_code", readonly=False, string="Exemption code",
        help="Code of the reason why no VAT is charged (VATEX list, BT-121).")
    of_exemption_text = fields.Char(
        "Exemption text", help="Legal reason why no VAT is charged, as printed on the invoice (BT-120).")

    def _of_is_vat(self):
        """Whether an e-invoice can show this tax: a percentage, not a fixed contribution."""
        return self.amount_type == "percent" or not self.amount
