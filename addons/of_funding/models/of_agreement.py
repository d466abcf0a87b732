from odoo import api, fields, models

from ..lib import payment_plan
from ..lib.split import cents

FUNDED = ("convention", "contract")  # bases of the agreements that a funder pays for


class OfAgreement(models.Model):
    """An agreement says who pays whom: as the shares, or the quotation, say it on the day of issue."""

    _inherit = "of.agreement"

    of_funding_note = fields.Char(
        "Shares that changed", compute="_compute_of_funding_note", groups="base.group_user",
        help="What the shares say today, where that is not what was issued.")

    def _funding_shares(self):
        enrolments = self.enrolment_ids | self.amended_id.enrolment_ids
        return enrolments.sudo().of_funding_line_ids  # who writes or sells need not open files

    def _funding_parts(self):
        order = self.order_id.sudo()  # the office writes agreements without the right to sell
        if not order or self.basis not in FUNDED:
            return []
        lines = self._priced_lines()
        # What is hoped for an order of several sessions is not known for each.
        hoped = order.of_funder_amount if len(order.order_line.of_session_id) == 1 else 0
        return order._of_plan_parts(
            self._funding_shares(), cents(sum(lines.mapped("price_subtotal"))), cents(hoped))

    def _funding_client(self):
        """Who pays what no funder takes."""
        return self.order_id.sudo()._of_rest_payers(self._funding_shares())

    def _funding_sentences(self):
        return payment_plan.sentences(self._funding_parts(), self._funding_client(), bool(self.amount_tax))

    def _funding_today(self):
        """The plan of payment as the shares, or the quotation, say it now."""
        return payment_plan.plan(self._funding_parts(), self._funding_client())

    @api.depends("state", "of_funding_plan")
    def _compute_of_funding_note(self):
        for agreement in self:
            agreement.of_funding_note = agreement._is_funding_changed() and self.env._(
                "Issued before the shares changed; today they say: %(today)s",
                today=" ".join(agreement._funding_sentences()) or self.env._("the client pays all."))

    def _is_funding_changed(self):
        """Whether shares say otherwise than what was signed (or issued); an answer as hoped changes nothing."""
        if self.state not in ("issued", "signed") or self.kind == "amendment" or self.basis not in FUNDED:
            return False
        return payment_plan.differs(self._in_force().of_funding_plan or [], self._funding_today())

    def _prepare_amendment(self):
        """Who pays whom as it is now, unless it was reworded."""
        held, values = self._in_force(), super()._prepare_amendment()
        values["of_funding_plan"] = self._funding_today()
        if (held.of_funding_terms or False) == (held.proposed or {}).get("of_funding_terms", False):
            terms = "\n".join(self._funding_sentences()) or False
            values |= {"of_funding_terms": terms, "proposed": {**(held.proposed or {}), "of_funding_terms": terms}}
        return values

    def _facts(self):
        return {**super()._facts(), "Financement": self.of_funding_terms or ""}
