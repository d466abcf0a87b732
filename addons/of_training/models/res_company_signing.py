from odoo import fields, models

from .of_agreement_signatory import SIGNING


class ResCompany(models.Model):
    """How this organisation has its agreements signed."""

    _inherit = "res.company"

    of_agreement_signing = fields.Selection(
        SIGNING, "Signature of agreements", default="simple", required=True,
        help="What new agreements propose; strengthened: whoever signs types a code that he gets by mail.")
