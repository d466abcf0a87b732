from collections import defaultdict
from decimal import Decimal

from odoo import api, models
from odoo.exceptions import UserError

from ..lib import split


class SaleOrderLine(models.Model):
    """What is invoiced of a line whose price is shared is told by amounts: its payers pay parts of one unit."""

    _inherit = "sale.order.line"

    def _of_funded(self):
        """Lines whose price is shared among payers."""
        # Shares are read for what the order shows to whoever may read the order.
        return self.filtered(lambda line: line.sudo().of_enrolment_ids.of_funding_line_ids)

    def _of_refuse_sharing(self):
        """Refuse shares on lines that were invoiced whole, or in another currency."""
        for line in self:
            amounts, _shares = line._of_invoiced_amounts()
            if amounts[False]:
                raise UserError(self.env._(
                    "%(order)s was invoiced before its price was shared: credit that invoice first.",
                    order=line.order_id.name))
            if line.currency_id != line.company_id.currency_id:
                raise UserError(self.env._("%(order)s: a funded training is sold in %(currency)s.",
                                           order=line.order_id.name, currency=line.company_id.currency_id.name))

    def _prepare_of_employer(self, client):
        """A funder that orders is nobody's employer; a CPF file tells the status of its holder."""
        if not client.commercial_partner_id.of_funder_kind:
            return super()._prepare_of_employer(client)
        request = self.order_id.of_funding_request_id
        return {"employer_id": request.employer_id.id, "status": request.learner_status}

    def _of_line_agreement_kind(self):
        """None for a platform: its own conditions stand in for the agreement."""
        # A salesman need not be able to open the file.
        if self.order_id.sudo().of_funding_request_id.mode == "platform":
            return None
        return super()._of_line_agreement_kind()

    # -- quantities and amounts ------------------------------------------------

    def _of_invoiced_amounts(self, posted=False):
        """``({share id or False: Decimal}, total)`` of this line's invoice lines, credit notes deducted.

        :param posted: only what is posted, otherwise drafts too
        """
        amounts = defaultdict(Decimal)
        for invoice_line in self.sudo()._get_invoice_lines():
            move = invoice_line.move_id
            legacy = move.payment_state == "invoicing_legacy"
            if legacy or (move.state == "posted" if posted else move.state != "cancel"):
                sign = -move.direction_sign
                amounts[invoice_line.of_funding_line_id.id] += sign * split.cents(invoice_line.price_subtotal)
        return amounts, sum(amounts.values(), Decimal())

    def _of_invoiced_quantity(self, posted=False):
        """Quantity that the invoiced amounts stand for; the whole one only when every payer is settled."""
        amounts, invoiced = self._of_invoiced_amounts(posted)
        shares = self.sudo().of_enrolment_ids.of_funding_line_ids
        total = split.cents(self.price_subtotal)
        closed = invoiced == total and all(split.cents(share.amount) == amounts[share.id] for share in shares)
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        return float(split.invoiced_quantity(
            Decimal(str(self.product_uom_qty)), total, invoiced, closed, Decimal(1).scaleb(-digits)))

    @api.depends("invoice_lines.price_subtotal", "price_subtotal", "of_enrolment_ids.of_funding_line_ids.amount")
    def _compute_qty_invoiced(self):
        return super()._compute_qty_invoiced()

    def _prepare_qty_invoiced(self):
        funded = self._of_funded()
        quantities = super(SaleOrderLine, self - funded)._prepare_qty_invoiced()
        quantities.update({line: line._of_invoiced_quantity() for line in funded})
        return quantities

    @api.depends("invoice_lines.price_subtotal", "price_subtotal", "of_enrolment_ids.of_funding_line_ids.amount")
    def _compute_qty_invoiced_posted(self):
        funded = self._of_funded()
        for line in funded:
            line.qty_invoiced_posted = line._of_invoiced_quantity(posted=True)
        return super(SaleOrderLine, self - funded)._compute_qty_invoiced_posted()

    def _compute_untaxed_amount_to_invoice(self):
        """Stock counts credit notes as invoices where an invoice line has another discount than the order."""
        funded = self._of_funded()
        for line in funded:
            owed = line.price_subtotal * line._of_invoiceable_part() if line.state == "sale" else 0
            line.untaxed_amount_to_invoice = line.currency_id.round(owed - line.untaxed_amount_invoiced)
        return super(SaleOrderLine, self - funded)._compute_untaxed_amount_to_invoice()

    @api.depends("amount_invoiced")
    def _compute_amount_to_invoice(self):
        funded = self._of_funded()
        for line in funded:
            owed = line.price_total * line._of_invoiceable_part()
            line.amount_to_invoice = line.currency_id.round(owed - line.amount_invoiced)
        return super(SaleOrderLine, self - funded)._compute_amount_to_invoice()

    def _of_invoiceable_part(self):
        """How much of the line may be invoiced, 0 to 1, by the product's policy."""
        if self.product_id.invoice_policy != "delivery" or not self.product_uom_qty:
            return 1
        return min(max(self.qty_delivered / self.product_uom_qty, 0), 1)

    # -- invoicing -------------------------------------------------------------

    def _of_due(self, final):
        """``{line: [(share, Decimal)]}`` of what is to be invoiced now.

        :param final: credits too
        """
        self.sudo().of_enrolment_ids._of_ensure_remainder()
        shares = self.sudo().of_enrolment_ids.of_funding_line_ids
        invoiced = shares._invoiced_by_share()
        return {line: line._of_due_shares(invoiced, final) for line in self}

    def _of_due_shares(self, invoiced, final):
        shares = self.sudo().of_enrolment_ids.of_funding_line_ids.sorted(
            lambda share: (share.enrolment_id.id, share.is_remainder, share.id))
        amounts = split.due(
            [split.cents(share.amount) for share in shares],
            [invoiced.get(share.id, Decimal()) for share in shares], Decimal(str(self._of_invoiceable_part())))
        return [(share, amount) for share, amount in zip(shares, amounts, strict=True)
                if amount and (final or amount > 0) and not share._is_awaited()]

    def _prepare_invoice_line(self, **optional_values):
        """Say which training, when, who and how long."""
        values = super()._prepare_invoice_line(**optional_values)
        if self.of_session_id and not self.display_type and not self._of_funded():
            enrolments = self.sudo().of_enrolment_ids.filtered(
                lambda enrolment: enrolment.state != "cancelled").sorted("id")
            values["name"] = "\n".join([
                self.of_session_id._of_invoice_text(), *(enrolment._of_invoice_text() for enrolment in enrolments)])
        return values
