from odoo import fields, models


class OfVatMention(models.Model):
    """Text that an invoice without VAT must carry (mention d'exonération), as long as it is the right one."""

    _name = "of.vat.mention"
    _description = "VAT mention"
    _inherit = ["of.dated.mixin"]
    _rec_name = "text"
    _dated_key = ("basis",)

    basis = fields.Selection([("training", "Exempt vocational training")], required=True, default="training")
    text = fields.Char(required=True, help="In French, as printed.")
