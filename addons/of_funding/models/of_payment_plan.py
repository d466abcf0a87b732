from odoo import fields, models

from ..lib import payment_plan
from ..lib.payment_plan import PAPERS, Part
from ..lib.split import cents


class OfFunderTerms(models.Model):
    _inherit = "of.funder.terms"

    def _papers_in_words(self, moment):
        """Names of the papers wanted at ``moment``, in French: as the funder calls them, else what they are."""
        return tuple(paper.name or PAPERS[paper.kind]
                     for paper in self.sudo().paper_ids if paper.moment == moment and paper.is_required)


class OfFundingLine(models.Model):
    """Shares as documents name them."""

    _inherit = "of.funding.line"

    def _plan_parts(self):
        """``[Part]`` of these shares that come to something."""
        shares = self.filtered(lambda share: cents(share.amount) > 0)
        terms = {self.env["of.funding.request"]: self.env["of.funder.terms"]} | shares.request_id._terms_each()
        return [Part(
            share.payer_id.name or "", cents(share.amount), share.request_id.funder_id.name or "",
            (share.mode if share.request_id else "") or "", share._is_awaited(),
            tuple(filter(None, [share.request_id.number])), terms[share.request_id].payment_days,
            terms[share.request_id]._papers_in_words("refund"),
        ) for share in shares]


class SaleOrder(models.Model):
    """Who pays whom and when, said from the quotation on."""

    _inherit = "sale.order"

    def _of_plan_parts(self, shares, price, hoped):
        """``[Part]`` of a price of this order: from its shares, else as the quotation hopes.

        :param shares: of.funding.line that share the price, perhaps not all of it
        :param price: Decimal, excluding VAT
        :param hoped: Decimal that the funder is hoped to pay; 0: not known
        """
        if not shares:
            return self._of_hoped_parts(price, hoped)
        parts = shares.sudo()._plan_parts()  # whoever prints need not open files
        return self._of_with_rest(parts, price)

    def _of_hoped_parts(self, price, hoped):
        funder, mode, client = self.of_funder_id.sudo(), self.of_funding_mode or "", self._of_plan_client()
        if not funder or not price:
            return []
        terms = self.env["of.funder.terms"]._holding_for(
            fields.Date.context_today(self), self.company_id, funder, self.of_scheme)
        amount = price if mode == "platform" else min(hoped, price) or None
        part = Part(client if mode == "refund" else funder.name, amount, funder.name, mode, True, (),
                    terms.payment_days, terms._papers_in_words("refund"))
        if amount is None:
            return [part, Part(client, price if mode == "refund" else None)]
        return self._of_with_rest([part], price)

    def _of_with_rest(self, parts, price):
        """With what no share says: for the client to pay."""
        rest = price - sum(part.amount for part in parts)
        return [*parts, Part(self._of_plan_client(), rest)] if rest > 0 else parts

    def _of_plan_client(self):
        return self.partner_id.commercial_partner_id.name or ""

    def _of_funding_sentences(self):
        """Who pays whom, as the quotation prints it; empty when the client alone pays."""
        shares = self.sudo().of_enrolment_ids.of_funding_line_ids  # whoever prints need not open files
        parts = self._of_plan_parts(shares, cents(self.amount_untaxed), cents(self.of_funder_amount))
        return payment_plan.sentences(parts, self._of_rest_payers(shares), bool(self.amount_tax))

    def _of_rest_payers(self, shares):
        """Who pays what no funder takes: the remainder payers, else the client."""
        payers = shares.filtered(lambda share: share.is_remainder and not share.request_id).payer_id
        return " et ".join(filter(None, payers.mapped("name"))) or self._of_plan_client()
