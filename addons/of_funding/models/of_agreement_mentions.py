from odoo import api, fields, models


class OfAgreementMentions(models.AbstractModel):
    _inherit = "of.agreement.mentions"

    of_funding_terms = fields.Text(
        "Who pays whom", compute="_compute_wordings", store=True, readonly=False,
        help="What funders pay or refund and what is left to the client; it follows the shares until it is issued.")
    of_funding_plan = fields.Json(
        compute="_compute_wordings", store=True, export_string_translation=False, groups="base.group_user",
        help="Who pays what, as the shares said: tells whether they changed since.")

    @api.depends(
        "amount_untaxed", "amount_tax", "basis", "order_id.partner_id", "order_id.of_funder_id", "order_id.of_scheme",
        "order_id.of_funder_amount", "order_id.of_funding_mode", "enrolment_ids.of_funding_line_ids.amount",
        "enrolment_ids.of_funding_line_ids.payer_id", "enrolment_ids.of_funding_line_ids.mode",
        "enrolment_ids.of_funding_line_ids.state", "enrolment_ids.of_funding_line_ids.request_id.number")
    def _compute_wordings(self):
        result = super()._compute_wordings()
        for agreement in self._drafts():
            agreement.of_funding_plan = agreement._funding_today()
        return result

    def _proposals(self):
        return {**super()._proposals(), "of_funding_terms": "\n".join(self._funding_sentences()) or False}
