from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    of_note_recovery = fields.Text(related="company_id.of_note_recovery", readonly=False)
    of_note_penalties = fields.Text(related="company_id.of_note_penalties", readonly=False)
    of_note_discount = fields.Text(related="company_id.of_note_discount", readonly=False)
    of_einvoice_address = fields.Char(related="company_id.of_einvoice_address", readonly=False)
