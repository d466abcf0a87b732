from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    of_subcontracting = fields.Boolean(related="company_id.of_subcontracting", readonly=False)
    of_alternation = fields.Boolean(related="company_id.of_alternation", readonly=False)
    of_work_situation = fields.Boolean(related="company_id.of_work_situation", readonly=False)
