from odoo import fields, models


class OfVigilanceRule(models.Model):
    """From what amount a trainer who invoices hands over a vigilance certificate, and how long it holds."""

    _name = "of.vigilance.rule"
    _description = "Rule of vigilance"
    _inherit = ["of.dated.mixin"]
    _rec_name = "article"

    amount = fields.Float(
        "From (€)", required=True, help="Excluding VAT, summed over the slots of a calendar year in one company.")
    months = fields.Integer("Renewed every (months)", required=True)

    _positive = models.Constraint("CHECK(amount >= 0 AND months > 0)", "The amount and the months are positive.")
