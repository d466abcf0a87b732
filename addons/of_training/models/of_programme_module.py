from odoo import fields, models


class OfProgrammeModule(models.Model):
    """A part of a programme (module) with its hours; its parts follow each other."""

    _name = "of.programme.module"
    _description = "Module of a programme"
    _order = "programme_id, sequence, id"

    programme_id = fields.Many2one("slide.channel", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="programme_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    name = fields.Char("Module title", required=True)
    hours = fields.Float(help="Of the whole module.")
    content = fields.Text(help="What is taught, one point a line.")

    _hours_positive = models.Constraint("CHECK(hours >= 0)", "The hours of a module are not negative.")
