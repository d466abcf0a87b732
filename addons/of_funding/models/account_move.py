from odoo import api, fields, models

from .res_partner import FUNDER_KINDS

PAYER_KINDS = [*FUNDER_KINDS, ("company", "Company"), ("person", "Person")]


class AccountMove(models.Model):
    """What an accountant reads of a training on its invoice, without opening the training."""

    _inherit = "account.move"

    of_session_id = fields.Many2one("of.session", "Session", readonly=True, check_company=True, index="btree_not_null")
    of_learners = fields.Char("Learners", readonly=True, help="Names, as known when the invoice was made.")
    of_funding_request_id = fields.Many2one(
        "of.funding.request", "Funding request", readonly=True, check_company=True, index="btree_not_null")
    of_file_number = fields.Char("File number", readonly=True, index="btree_not_null", help="Of the funder.")
    of_payer_kind = fields.Selection(PAYER_KINDS, "Payer", compute="_compute_of_payer_kind", store=True, index=True)
    of_vat_mention = fields.Char("VAT mention", compute="_compute_of_vat_mention", store=True)

    @api.depends("partner_id")
    def _compute_of_payer_kind(self):
        for move in self:
            payer = move.partner_id.commercial_partner_id
            kind = "company" if payer.is_company else "person"
            move.of_payer_kind = (payer.of_funder_kind or kind) if payer and move.is_sale_document() else False

    @api.depends("invoice_date", "company_id", "move_type", "state", "invoice_line_ids.product_id",
                 "invoice_line_ids.tax_ids")
    def _compute_of_vat_mention(self):
        for move in self:
            issued = move.state == "posted" and move.of_vat_mention  # says what it said
            move.of_vat_mention = issued or move._of_vat_mention()

    def _of_vat_mention(self):
        """Text that this invoice must carry on its date; False when it has no exempt training."""
        # An accountant may not be able to open the programmes he invoices.
        lines = self.sudo().invoice_line_ids.filtered(
            lambda line: line.product_id.of_programme_id and not any(line.tax_ids.mapped("amount")))
        day = self.invoice_date or fields.Date.context_today(self)
        if not lines or not self.is_sale_document():
            return False
        return self.company_id._of_vat_mention(day)
