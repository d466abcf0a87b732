from odoo import models


class AccountMove(models.Model):
    """The funder's file on its e-invoice.

    A funder that pays us directly is itself invoiced: it is the buyer (BG-7).
    One that refunds pays nothing to us: the company is buyer and payer. So the
    payer beside the buyer (EXT-FR-FE-BG-02) is never needed.
    """

    _inherit = "account.move"

    def _of_bt_references(self):
        """BT-12, the contract: the funder's file, where the order's reference (BT-13) does not say it."""
        values = super()._of_bt_references()
        number = self.of_funding_request_id.number
        if number and number != values.get("BT-13"):
            values["BT-12"] = number
        return values

    def _of_mentions(self):
        """The reason of the exemption is printed once."""
        return [text for text in super()._of_mentions() if text != self.of_vat_mention]
