from odoo import api, models


class OfFundingShareAdd(models.TransientModel):
    """What the quotation said of funder, scheme and amount is proposed when the funder is added."""

    _inherit = "of.funding.share.add"

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        enrolments = self.new({"enrolment_ids": values.get("enrolment_ids")}).enrolment_ids._origin
        orders = enrolments.sudo().order_id  # what it proposes is told to whoever shares the price
        if len(orders) == 1 and not orders.of_funding_line_ids.request_id:
            told = {name.removeprefix("default_") for name in self.env.context}
            values |= {name: value for name, value in orders._prepare_of_share_defaults().items()
                       if name in fields and name not in told}
        return values
