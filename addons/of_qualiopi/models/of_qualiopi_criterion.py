from odoo import api, fields, models


class OfQualiopiCriterion(models.Model):
    """One of the seven criteria of article R6316-1, the same in all versions of the framework."""

    _name = "of.qualiopi.criterion"
    _description = "Quality criterion"
    _order = "number"

    number = fields.Integer(required=True)
    name = fields.Char("Subject", required=True, translate=True)
    text = fields.Text("Official text", required=True)
    reference = fields.Char(required=True)

    _number_uniq = models.Constraint("UNIQUE(number)", "Another criterion has this number.")

    @api.depends("number", "name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for criterion in self:
            criterion.display_name = f"{criterion.number}. {criterion.name}"
