from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .of_agreement_signatory import SIGNING


class ResCompany(models.Model):
    """How this organisation has its agreements signed."""

    _inherit = "res.company"

    of_agreement_signing = fields.Selection(
        SIGNING, "Signature of agreements", default="simple", required=True,
        help="What new agreements propose; strengthened: whoever signs types a code that he gets by mail.")
    of_signature_provider = fields.Selection(
        [("portal", "Our portal")], "Signed through", default="portal", required=True,
        help="Who has new agreements signed; a provider's module adds itself.")
    of_agreement_valid_days = fields.Integer(
        "Days to sign", default=30, help="How long after its issue an agreement may be signed, at most.")

    of_agreement_remind_days = fields.Integer(
        "Days between reminders", default=4,
        help="After which whoever has not signed is reminded, three times at most; 0: never.")

    @api.constrains("of_agreement_valid_days", "of_agreement_remind_days")
    def _check_of_agreement_days(self):
        for company in self:
            if company.of_agreement_valid_days < 1 or company.of_agreement_remind_days < 0:
                raise ValidationError(self.env._(
                    "An agreement may be signed for one day at least, and is reminded of after some days, or 0 for "
                    "never: correct 'Days to sign' and 'Days between reminders'."))
