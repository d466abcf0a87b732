from odoo import fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    of_funding_line_id = fields.Many2one(
        "of.funding.line", "Share", readonly=True, copy=False, index="btree_not_null", ondelete="restrict",
        help="Share of a learner's price that this line invoices.")

    def _copy_data_extend_business_fields(self, values):
        """A credit note credits the same share, as it does the same order line."""
        values["of_funding_line_id"] = self.of_funding_line_id.id
        return super()._copy_data_extend_business_fields(values)
