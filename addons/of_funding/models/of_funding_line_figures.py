from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.of_training.lib.sharing import shares

from ..lib import reconcile, split
from .of_funding_request import DECIDED

OVER = ("done", "abandoned", "cancelled")


class OfFundingLine(models.Model):
    """The five figures of a share, and what does not add up among them."""

    _inherit = "of.funding.line"

    done_amount = fields.Monetary(
        "Done", compute="_compute_done", help="Share of the hours really followed; of a group price, the whole once "
                                              "the session was held.")
    invoiced_amount = fields.Monetary("Invoiced", compute="_compute_invoiced", help="Posted, credit notes deducted.")
    paid_amount = fields.Monetary("Paid", compute="_compute_invoiced")
    overdue_amount = fields.Monetary("Overdue", compute="_compute_invoiced")
    refunded_amount = fields.Monetary("Refunded", help="To the company, by its funder.")
    refunded_on = fields.Date("Refunded on")
    refund_state = fields.Selection(
        [("to_do", "Papers to hand in"), ("handed", "Papers handed in"), ("refunded", "Refunded"),
         ("not_refunded", "Not refunded")], "Refund", default="to_do",
        help="Where the company stands with its funder, when that refunds it.")
    move_line_ids = fields.One2many("account.move.line", "of_funding_line_id", "Invoice lines")
    difference = fields.Char(compute="_compute_difference", help="What does not add up, and what to do.")
    has_difference = fields.Boolean(compute="_compute_difference", search="_search_has_difference")

    # -- done ----------------------------------------------------------------------

    @api.depends("amount", "enrolment_id.hours_done", "enrolment_id.hours_planned", "enrolment_id.state",
                 "session_id.slot_ids.closed_at")
    def _compute_done(self):
        for line in self:
            line.done_amount = float(split.cents(line.amount * line._done_part()))

    def _done_part(self):
        """How much of the training was delivered, 0 to 1: an absence does not change a flat price."""
        enrolment = self.enrolment_id
        if self._is_flat():
            slots = self.session_id.slot_ids
            planned, done = sum(slots.mapped("hours")), sum(slots.filtered("closed_at").mapped("hours"))
        else:
            planned, done = enrolment.hours_planned, enrolment.hours_done
        return min(done / planned, 1) if planned else 0

    def _is_flat(self):
        """Whether the price is the group's, however many came."""
        line = self.enrolment_id.sale_line_id.sudo()  # what was sold is no secret of the share's readers
        return bool(line) and line._of_is_group_price()

    # -- invoiced and paid ---------------------------------------------------------

    def _compute_invoiced(self):
        # Readers of shares see how much was invoiced, with or without a right on invoices.
        lines, today = self.env["account.move.line"].sudo(), fields.Date.context_today(self)
        groups = lines._read_group(
            [("of_funding_line_id", "in", self.ids), ("parent_state", "=", "posted")], ["move_id"])
        moves = lines.move_id.union(*(move for [move] in groups))
        invoiced, paid, overdue = (defaultdict(Decimal) for _figure in range(3))
        for move, balances in moves._of_share_balances().items():
            for share, (amount, settled) in balances.items():
                invoiced[share] += amount
                paid[share] += settled
                if move.invoice_date_due and move.invoice_date_due < today and amount > settled:
                    overdue[share] += amount - settled
        for line in self:
            line.invoiced_amount, line.paid_amount, line.overdue_amount = (
                float(figure[line.id]) for figure in (invoiced, paid, overdue))

    def _invoiced_by_share(self):
        """``{share id: Decimal}`` on invoices that are not cancelled, drafts included."""
        groups = self.env["account.move.line"].sudo()._read_group(
            [("of_funding_line_id", "in", self.ids), ("parent_state", "!=", "cancel")],
            ["of_funding_line_id"], ["balance:sum"])
        return {line.id: -split.cents(balance) for line, balance in groups}

    # -- what does not add up ------------------------------------------------------

    @api.depends("amount", "asked", "granted", "refunded_amount", "mode", "request_id.state", "enrolment_id.state")
    def _compute_difference(self):
        for line in self:
            found = reconcile.differences(line._figures())
            line.has_difference = bool(found)
            line.difference = " ".join(line._difference_sentence(code, amount) for code, amount in found)

    def _figures(self):
        is_refund = bool(self.request_id) and self.mode == "refund"
        return reconcile.Figures(
            amount=split.cents(self.amount), done=split.cents(self.done_amount),
            invoiced=split.cents(self.invoiced_amount), paid=split.cents(self.paid_amount),
            overdue=split.cents(self.overdue_amount), is_pending=self._is_awaited(), is_over=self._is_over(),
            is_contract=not self.request_id, is_refund=is_refund and self.refund_state != "not_refunded",
            granted=split.cents(self.granted) if is_refund and self.request_id.state in DECIDED else reconcile.ZERO,
            refunded=split.cents(self.refunded_amount))

    def _is_over(self):
        """Whether nothing more will be delivered to this learner."""
        if self.enrolment_id.state in OVER:
            return True
        slots = self.session_id.slot_ids
        return bool(slots) and all(slots.mapped("closed_at"))

    def _difference_sentence(self, code, amount):
        _, words = self.env._, {"amount": self._money(float(amount)), "payer": self.payer_id.name or "",
                                "funder": self.funder_id.name or ""}
        return {
            "unanswered": _("%(amount)s were invoiced before %(funder)s answered: credit them, or record the answer.",
                            **words),
            "credit": _("%(amount)s too much were invoiced to %(payer)s: make a credit note.", **words),
            "invoice": _("%(amount)s are still to be invoiced to %(payer)s.", **words),
            "overdue": _("%(payer)s is late with %(amount)s: ask for the payment.", **words),
            "overpaid": _("%(payer)s paid %(amount)s too much: refund them, or invoice what is missing.", **words),
            "refund": _("%(funder)s has still to refund %(amount)s to %(payer)s: see that it hands in its papers.",
                        **words),
        }[code]

    @api.model
    def _search_has_difference(self, operator, value):
        if operator != "in":
            return NotImplemented
        moments = Domain("session_id.date_start", "<=", fields.Datetime.now())
        different = self.search(moments | Domain("move_line_ids", "!=", False)).filtered("has_difference")
        return Domain("id", "in" if True in value else "not in", different.ids)


class AccountMove(models.Model):
    _inherit = "account.move"

    def _of_share_balances(self):
        """``{move: {share id: (invoiced, paid)}}``, Decimal excluding VAT; a part payment is shared to the cent."""
        groups = self.env["account.move.line"].sudo()._read_group(
            [("move_id", "in", self.ids), ("of_funding_line_id", "!=", False)],
            ["move_id", "of_funding_line_id"], ["balance:sum"])
        result = defaultdict(dict)
        for move, share, balance in groups:
            result[move][share.id] = -split.cents(balance)
        return {move: move._of_settled(amounts) for move, amounts in result.items()}

    def _of_settled(self, amounts):
        """``{share id: (invoiced, paid)}`` of this move."""
        part = 1 - Decimal(str(self.amount_residual)) / Decimal(str(self.amount_total)) if self.amount_total else 1
        total, weights = split.cents(sum(amounts.values()) * part), [abs(amount) for amount in amounts.values()]
        paid = shares(total, weights) if any(weights) else weights
        return {share: (amount, settled) for (share, amount), settled in zip(amounts.items(), paid, strict=True)}
