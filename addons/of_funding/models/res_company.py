from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    of_use_cfadock = fields.Boolean(
        "Ask CFADock", help="Public service that tells the OPCO of a SIRET. It gets the number, no name.")
