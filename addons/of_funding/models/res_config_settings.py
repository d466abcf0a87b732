from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .of_opco_lookup import KEEP_DAYS


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    of_use_cfadock = fields.Boolean(related="company_id.of_use_cfadock", readonly=False)
    of_cfadock_days = fields.Integer(
        "Days an answer is used again", config_parameter="of_funding.cfadock_days", default=KEEP_DAYS)
    of_nda_file = fields.Binary(related="company_id.of_nda_file", readonly=False)
    of_rib_file = fields.Binary(related="company_id.of_rib_file", readonly=False)

    @api.constrains("of_cfadock_days")
    def _check_of_cfadock_days(self):
        if any(one.of_cfadock_days < 1 for one in self):
            raise ValidationError(self.env._("'Days an answer is used again' begins with 1: type the number of days."))
