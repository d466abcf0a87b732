import base64

from odoo import fields, models


class OfAgreementPaper(models.TransientModel):
    """Record a signature that was given on paper."""

    _name = "of.agreement.paper"
    _description = "Signature on paper"

    agreement_id = fields.Many2one("of.agreement", required=True, readonly=True)
    kind = fields.Selection(related="agreement_id.kind")
    signed_day = fields.Date("Signed on", required=True, default=fields.Date.context_today)
    signer_name = fields.Char("Signed by", required=True)
    signer_title = fields.Char("Title of the signatory")
    is_distance = fields.Boolean(
        "At a distance or off premises", help="By post, at home, at a fair: the individual has more time to withdraw.")
    scan = fields.Binary("Signed document (PDF)", required=True)
    scan_name = fields.Char()

    def action_record(self):
        self.agreement_id.check_access("write")
        self.agreement_id._sign_on_paper(
            self.signed_day, self.signer_name, self.signer_title, self.is_distance,
            base64.b64decode(self.with_context(bin_size=False).scan))
        return {"type": "ir.actions.act_window_close"}
