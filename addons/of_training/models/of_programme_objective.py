from odoo import fields, models


class OfProgrammeObjective(models.Model):
    """An objective that can be assessed (indicators 5, 8 and 11)."""

    _name = "of.programme.objective"
    _description = "Objective to assess"
    _order = "programme_id, sequence, id"

    programme_id = fields.Many2one(
        "slide.channel", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="programme_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char("Objective", required=True, help="What the learner is able to do: 'Build a pivot table'.")


class SlideChannel(models.Model):
    _inherit = "slide.channel"

    of_objective_ids = fields.One2many("of.programme.objective", "programme_id", "Objectives to assess", copy=True)
