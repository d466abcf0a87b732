from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .of_agreement_signatory import SIGNING


class ResCompany(models.Model):
    """How this organisation has its agreements signed."""

    _inherit = "res.company"

    of_agreement_signing = fields.Selection(
        SIGNING, "Signature of agreements", default="simple", required=True,
        help="What new agreements propose; strengthened: whoever signs types a code that he gets by mail.")
    of_agreement_valid_days = fields.Integer(
        "Days to sign", default=30, help="How long after its issue an agreement may be signed, at most.")

    @api.constrains("of_agreement_valid_days")
    def _check_of_agreement_valid_days(self):
        if any(company.of_agreement_valid_days < 1 for company in self):
            raise ValidationError(self.env._("An agreement may be signed for one day at least: correct 'Days to sign'."))
