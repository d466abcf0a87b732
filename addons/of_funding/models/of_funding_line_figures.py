from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..lib import reconcile, split
from .of_funding_request import DECIDED

REFUNDS = [("to_do", "To do"), ("sent", "Papers sent"), ("refunded", "Refunded"), ("not_refunded", "Not refunded")]


class OfFundingLine(models.Model):
    """What of a share is done, invoiced, paid, refunded to the company; and what does not add up."""

    _inherit = "of.funding.line"

    session_date = fields.Datetime("Session begins", related="session_id.date_start")
    done_amount = fields.Monetary(
        "Done", compute="_compute_done",
        help="Share of the hours really followed; of a group price, of the hours held, whoever was absent.")
    invoiced_amount = fields.Monetary("Invoiced", compute="_compute_invoiced", help="Posted, credit notes deducted.")
    paid_amount = fields.Monetary("Paid", compute="_compute_invoiced")
    refund_state = fields.Selection(
        REFUNDS, "Refund", default="to_do", required=True, copy=False,
        help="To the company, by its funder: it hands in invoice and certificate of completion.")
    refunded_amount = fields.Monetary("Refunded", copy=False, help="To the company, by its funder.")
    refunded_on = fields.Date("Refunded on", copy=False)
    difference = fields.Char(
        "To settle", compute="_compute_difference", help="What does not add up in this share, and what to do.")
    has_difference = fields.Boolean(
        "With a difference", compute="_compute_difference", search="_search_has_difference")

    # -- done ------------------------------------------------------------------

    @api.depends("amount", "enrolment_id.hours_done", "enrolment_id.hours_planned",
                 "session_id.slot_ids.closed_at", "session_id.state")
    def _compute_done(self):
        for enrolment, lines in self.grouped("enrolment_id").items():
            planned, followed = enrolment._of_hours_earned()
            for line in lines:
                line.done_amount = float(split.done(split.cents(line.amount), planned, followed))

    # -- invoiced, paid --------------------------------------------------------

    @api.depends("move_line_ids.balance", "move_line_ids.parent_state", "move_line_ids.move_id.amount_residual")
    def _compute_invoiced(self):
        billings = self._billings()
        for line in self:
            billing = billings.get(line._origin.id, reconcile.Billing())
            line.invoiced_amount = float(billing.invoiced)
            line.paid_amount = float(billing.paid)

    def _billings(self):
        """``{share id: Billing}`` of those that were invoiced, drafts told apart."""
        # Readers of shares see how much was invoiced, with or without a right on invoices.
        moves = self._origin.sudo().move_line_ids.move_id.filtered(lambda move: move.state != "cancel")
        today = fields.Date.context_today(self)
        return reconcile.billings([move._of_billed(today) for move in moves])

    # -- refunded --------------------------------------------------------------

    @api.onchange("refund_state")
    def _onchange_refund_state(self):
        if self.refund_state == "refunded" and not self.refunded_amount:
            self.refunded_amount = self.amount
            self.refunded_on = fields.Date.context_today(self)

    @api.constrains("refund_state", "refunded_amount", "mode")
    def _check_refund(self):
        for line in self:
            if line.refunded_amount < 0 or (line.refund_state == "refunded" and not line.refunded_amount):
                raise ValidationError(self.env._(
                    "%(learner)s: say how much %(funder)s refunded, in 'Refunded', or put the refund back to 'To do'.",
                    learner=line.enrolment_id.display_name, funder=line.funder_id.name or ""))
            if line.mode != "refund" and (line.refunded_amount or line.refund_state != "to_do"):
                raise ValidationError(self.env._(
                    "%(learner)s: %(funder)s refunds nothing to the company: empty 'Refunded', or choose the payment "
                    "mode 'Refund to the company'.",
                    learner=line.enrolment_id.display_name, funder=line.funder_id.name or ""))

    # -- what does not add up --------------------------------------------------

    @api.depends("asked", "granted", "amount", "mode", "done_amount", "invoiced_amount", "paid_amount",
                 "refund_state", "refunded_amount", "request_id.state")
    def _compute_difference(self):
        sentences = self._difference_sentences()
        billings = self._billings()
        for line, found in self._findings(billings).items():
            line.has_difference = bool(found)
            line.difference = line._say_difference(found, sentences, billings) if found else False

    def _search_has_difference(self, operator, value):
        if operator != "in":
            return NotImplemented  # Odoo then asks for those that have one, and takes the others
        concerned = self.search(["|", ("enrolment_id.state", "!=", "cancelled"), ("move_line_ids", "!=", False)])
        wanted = self.browse(line.id for line, found in concerned._findings().items() if found)
        return [("id", "in", wanted.ids)]

    def _findings(self, billings=None):
        """``{share: [Finding]}``, gravest first, for all of these at once."""
        billings = self._billings() if billings is None else billings
        shares = self.sudo()  # slots, order lines and invoices stay where they are: amounts alone are told
        settled = shares._settled_rests()
        return {line: reconcile.findings(one._reconciled(billings.get(line._origin.id, reconcile.Billing()), settled))
                for line, one in zip(self, shares, strict=True)}

    def _settled_rests(self):
        """Records whose remainder payer was invoiced all that he owes."""
        rests = self.enrolment_id.of_funding_line_ids.filtered("is_remainder")
        return rests.filtered(lambda rest: split.cents(rest.invoiced_amount) == split.cents(rest.amount)).enrolment_id

    def _reconciled(self, billing, settled):
        """This share as ``lib.reconcile`` takes it."""
        enrolment = self.enrolment_id
        planned, followed = enrolment._of_hours_earned()
        return reconcile.Share(
            answer=self._answer(), mode=self.mode or "", refund=self.refund_state,
            **{name: split.cents(self[field]) for name, field in (
                ("amount", "amount"), ("asked", "asked"), ("granted", "granted"), ("done", "done_amount"),
                ("refunded", "refunded_amount"))},
            invoiced=billing.invoiced, drafted=billing.drafted, paid=billing.paid, late=billing.late,
            followed=min(followed / planned, Decimal(1)) if planned else Decimal(),
            is_over=enrolment._of_is_service_done(), is_rest_settled=enrolment in settled)

    def _answer(self):
        """What the funder answered, as ``lib.reconcile`` names it."""
        state = self.request_id.state
        if not self.request_id:
            return "none"
        if self.enrolment_id.state == "cancelled" or state == "cancelled":
            return "void"
        if state in DECIDED:
            return "decided"
        return {"draft": "unsent", "refused": "refused"}.get(state, "awaited")

    def _say_difference(self, found, sentences, billings):
        billing = billings.get(self._origin.id, reconcile.Billing())
        return sentences[found[0].code](self.sudo()._difference_words(found[0], billing))

    def _difference_words(self, finding, billing):
        rest = self.enrolment_id.of_rest_payer_id
        return {
            "at_stake": self._money(float(finding.amount)), "amount": self._money(self.amount),
            "asked": self._money(self.asked), "granted": self._money(self.granted),
            "done": self._money(self.done_amount), "invoiced": self._money(float(billing.invoiced)),
            "refunded": self._money(self.refunded_amount), "invoices": ", ".join(billing.late_names),
            "days": billing.days_late, "funder": self.funder_id.name or "", "payer": self.payer_id.name or "",
            "rest": rest.name or self.env._("nobody yet"), "file": self.request_id.display_name}

    def _difference_sentences(self):
        """``{code of a finding: its sentence, from words}``"""
        _ = self.env._
        return {
            "credit_grant": lambda words: _(
                "Invoiced %(invoiced)s, granted %(amount)s: credit %(at_stake)s.", **words),
            "credit": lambda words: _("Invoiced %(invoiced)s, owed %(amount)s: credit %(at_stake)s.", **words),
            "late": lambda words: _(
                "%(invoices)s: %(at_stake)s overdue for %(days)s days: remind %(payer)s.", **words),
            "unsent": lambda words: _("%(at_stake)s are done and %(file)s is not sent: send it.", **words),
            "awaited": lambda words: _(
                "%(at_stake)s are done and %(funder)s has not answered: ask for its answer.", **words),
            "invoice": lambda words: _("%(at_stake)s are done and not invoiced: invoice them.", **words),
            "post": lambda words: _("A draft of %(at_stake)s waits: post it.", **words),
            "absence": lambda words: _(
                "Invoiced %(invoiced)s, %(done)s done: if %(funder)s pays no more, lower 'Granted' and credit "
                "%(at_stake)s.", **words),
            "refund_to_ask": lambda words: _(
                "%(payer)s paid; %(funder)s owes it %(at_stake)s: send it the papers for the refund.", **words),
            "refund_less": lambda words: _(
                "Refunded %(refunded)s of %(amount)s: ask %(funder)s for %(at_stake)s, or put 'Not refunded'.",
                **words),
            "refund_more": lambda words: _(
                "Refunded %(refunded)s, owed %(amount)s: %(at_stake)s too much, correct 'Refunded'.", **words),
            "refused": lambda words: _("%(asked)s refused: %(rest)s pays it; agree on it and invoice.", **words),
            "less": lambda words: _(
                "Granted %(at_stake)s less than asked: %(rest)s pays it; agree on it and invoice.", **words),
        }


class AccountMove(models.Model):
    _inherit = "account.move"

    def _of_billed(self, today):
        """This invoice as ``lib.reconcile`` takes it, its shares by their ids."""
        lines = self.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        total, residual = split.cents(self.amount_total), split.cents(self.amount_residual)
        is_late = self.state == "posted" and self.move_type == "out_invoice" and residual and self.invoice_date_due
        return reconcile.Invoice(
            name=self.name or "", is_posted=self.state == "posted",
            amounts=[(line.of_funding_line_id.id or None, -split.cents(line.balance)) for line in lines],
            part_paid=1 - residual / total if total and self.state == "posted" else Decimal(),
            days_late=max((today - self.invoice_date_due) // timedelta(days=1), 0) if is_late else 0)
