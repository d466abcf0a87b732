from odoo import fields, models


class SlideChannel(models.Model):
    _inherit = "slide.channel"

    of_is_licence = fields.Boolean(
        "Light-vehicle driving licence", help="The CPF funds it on conditions of its own.")
