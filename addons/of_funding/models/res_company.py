from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    of_use_cfadock = fields.Boolean(
        "Ask CFADock", help="Public service that tells the OPCO of a SIRET. It gets the number, no name.")
    of_nda_file = fields.Binary("Receipt of the activity declaration", attachment=True, help="PDF.")
    of_rib_file = fields.Binary("Bank details (RIB)", attachment=True, help="PDF.")
