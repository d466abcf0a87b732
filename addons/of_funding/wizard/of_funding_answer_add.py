from decimal import Decimal

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..lib import grants, split
from ..models.of_funding_answer import BASES, KINDS
from ..models.of_funding_mode_rule import MODES
from ..models.of_funding_request import DECIDED

MOST = 10 ** 8
GRANTING = ("grant", "partial", "amend")
# A first answer, and what may follow an accord.
FIRST = ("grant", "partial", "refuse", "ask_papers")


class OfFundingAnswerAdd(models.TransientModel):
    """Type a funder's answer: what it grants to each learner, and what is left to the others, before it is saved."""

    _name = "of.funding.answer.add"
    _description = "Record a funder's answer"

    request_id = fields.Many2one("of.funding.request", required=True, readonly=True)
    company_id = fields.Many2one(related="request_id.company_id")
    currency_id = fields.Many2one(related="request_id.currency_id")
    request_state = fields.Selection(related="request_id.state")
    amount_asked = fields.Monetary(related="request_id.amount_asked")
    kind = fields.Selection(
        KINDS, "Answer", required=True, compute="_compute_kind", store=True, readonly=False, precompute=True)
    date = fields.Date("Dated", required=True, default=fields.Date.context_today)
    number = fields.Char("File number", compute="_compute_from_request", store=True, readonly=False)
    basis = fields.Selection(BASES, "Granted for", default="total", required=True)
    unit_amount = fields.Monetary("Amount", compute="_compute_unit_amount", store=True, readonly=False,
                                  help="Excluding VAT, of the unit that the letter names.")
    hours = fields.Float("Hours granted", compute="_compute_from_request", store=True, readonly=False,
                         help="Per learner.")
    days = fields.Float(compute="_compute_from_request", store=True, readonly=False)
    amount = fields.Monetary("Granted in all", compute="_compute_amount")
    mode = fields.Selection(MODES, "Payment mode", compute="_compute_mode", store=True, readonly=False)
    mode_note = fields.Char("Condition", compute="_compute_mode_note")
    valid_from = fields.Date(compute="_compute_from_request", store=True, readonly=False)
    valid_until = fields.Date(compute="_compute_from_request", store=True, readonly=False)
    reason = fields.Char("Reason or condition")
    papers = fields.Text("Papers asked for", help="One a line.")
    attachment_ids = fields.Many2many("ir.attachment", string="Letter")
    line_ids = fields.One2many(
        "of.funding.answer.add.line", "wizard_id", "Learners", compute="_compute_line_ids", store=True,
        readonly=False)

    @api.depends("request_id")
    def _compute_kind(self):
        for wizard in self:
            wizard.kind = "amend" if wizard.request_id.state in DECIDED else "grant"

    @api.depends("request_id")
    def _compute_from_request(self):
        for wizard in self:
            request = wizard.request_id
            sessions = request._sessions()[:1]
            wizard.number, wizard.valid_from, wizard.valid_until = (
                request.number, request.valid_from, request.valid_until)
            wizard.hours = request.hours_granted or max(request._enrolments().mapped("hours_planned"), default=0)
            wizard.days = len({slot._local(slot.start).date() for slot in sessions.slot_ids if slot.start})

    @api.depends("request_id", "basis", "kind")
    def _compute_unit_amount(self):
        for wizard in self:
            held = wizard.request_id.amount_granted if wizard.request_state in DECIDED else wizard.amount_asked
            wizard.unit_amount = held if wizard.basis == "total" else wizard.unit_amount

    @api.depends("request_id", "date", "kind")
    def _compute_mode(self):
        """Of the first accord: a later amendment keeps its mode."""
        today = fields.Date.context_today(self)
        for wizard in self:
            request = wizard.request_id
            held = request.date_granted and request.state in DECIDED and request.mode
            wizard.mode = held or request._mode_rule(wizard.date or today).mode or request.mode

    @api.depends("request_id", "date", "mode")
    def _compute_mode_note(self):
        for wizard in self:
            rule = wizard.request_id._mode_rule(wizard.date or fields.Date.context_today(self))
            wizard.mode_note = rule.note if wizard.mode == rule.mode else False

    @api.depends("line_ids.granted", "unit_amount", "basis", "hours", "days")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = sum(wizard.line_ids.mapped("granted")) if wizard.line_ids else float(wizard._total())

    def _total(self):
        """Decimal: the accord in all, as the letter words it."""
        numbers = self.unit_amount, self.hours, self.days
        if not all(0 <= number < MOST for number in numbers):  # no letter says so: nothing is granted by it
            return Decimal()
        return grants.total(self.basis or "total", Decimal(str(self.unit_amount)), self.hours, self.days,
                            self.request_id.learner_count)

    @api.depends("request_id", "kind", "basis", "unit_amount", "hours", "days")
    def _compute_line_ids(self):
        """Shared as it was asked; each may then be corrected."""
        for wizard in self:
            shares = wizard.request_id.line_ids
            asked = [split.cents(share.asked) for share in shares]
            granted = split.spread(wizard._total(), asked) if shares and wizard.kind in GRANTING else asked
            wizard.line_ids = [Command.clear()] + [
                Command.create({"share_id": share.id, "granted": float(amount)})
                for share, amount in zip(shares, granted, strict=True) if wizard.kind in GRANTING]

    # -- recording ---------------------------------------------------------------------

    def action_record(self):
        self.ensure_one()
        request = self.request_id
        self._check()
        request._own_files(self.attachment_ids)
        if self.kind in GRANTING:
            self._grant(request)
        elif self.kind == "extend":
            request.write({"valid_until": self.valid_until, "reason": self.reason})
        elif self.kind == "refuse":
            request._refuse_accord()
            request.reason = self.reason
        else:
            self._ask_papers(request)
        kind = self.kind if self.kind not in FIRST[:2] else request.state.replace("granted", "grant")
        request._keep_answer(kind, **self._prepare_answer())
        return {"type": "ir.actions.act_window_close"}

    def _check(self):
        """UserError naming what is missing for this kind of answer."""
        _, is_decided = self.env._, self.request_state in DECIDED
        if is_decided == (self.kind in FIRST):
            raise UserError(
                _("An accord is recorded already: choose 'Amendment' or 'Extension', or reopen the request.")
                if is_decided else _("There is no accord to amend or to extend yet: record it first."))
        if self.kind == "refuse" and not (self.reason or "").strip():
            raise UserError(_("Say why the funder refuses, in 'Reason or condition'."))
        if self.kind == "ask_papers" and not (self.papers or "").strip():
            raise UserError(_("Name the papers that the funder asks for, one a line."))
        if self.kind == "extend" and not self.valid_until:
            raise UserError(_("Give the new last day, in 'Valid until'."))
        if self.kind in GRANTING and not (self.number and self.mode):
            raise UserError(_("Give the file number and the payment mode: invoices depend on them."))
        self._check_days()
        if self.kind in GRANTING:
            self._check_granted()

    def _check_days(self):
        """The day of an accord decides on who is invoiced."""
        request, today = self.request_id, fields.Date.context_today(self)
        if self.date > today or (request.date_asked and self.date < request.date_asked):
            raise UserError(self.env._(
                "An answer is dated between the day it was asked for and today: correct 'Dated', or 'Asked on' of the "
                "request."))
        if self.kind == "extend" and request.valid_until and self.valid_until <= request.valid_until:
            raise UserError(self.env._("An extension ends after the accord does: correct 'Valid until'."))

    def _check_granted(self):
        shares = self.request_id.line_ids
        if self.line_ids.share_id != shares or len(self.line_ids) != len(shares):
            raise UserError(self.env._("Every learner of the request, and nobody else, has a line: open it again."))
        granted = sum(self.line_ids.mapped("granted")) if shares else float(self._total())
        if self.kind != "amend" and not granted > 0:
            raise UserError(self.env._("Nothing is granted: give the amount, or choose 'Refusal'."))

    def _grant(self, request):
        request.write({
            "number": self.number, "hours_granted": self.hours,
            "valid_from": self.valid_from, "valid_until": self.valid_until, "reason": self.reason})
        if request.state not in DECIDED:
            request.date_granted = self.date
        request.mode = self.mode  # after its date, which proposes one
        for line in self.line_ids:
            line.share_id.granted = line.granted
        if request.state in DECIDED:
            return
        if not request.line_ids:
            request.amount_granted = float(self._total())
        request._of_require("grant")
        request._move("grant")
        request._total_shares()

    def _ask_papers(self, request):
        request._move("ask_papers")
        names = [name.strip() for name in self.papers.splitlines() if name.strip()]
        self.env["of.funding.paper"].create([
            {"request_id": request.id, "kind": "other", "name": name, "is_added": True, "sequence": 100}
            for name in names])

    def _prepare_answer(self):
        is_grant = self.kind in GRANTING
        return {
            "date": self.date, "reason": self.reason or self.papers, "attachment_ids": [
                Command.set(self.attachment_ids.ids)],
            "basis": is_grant and self.basis, "unit_amount": is_grant and self.unit_amount}


class OfFundingAnswerAddLine(models.TransientModel):
    """What the answer grants to one learner, and what it leaves."""

    _name = "of.funding.answer.add.line"
    _description = "Learner of a funder's answer"

    wizard_id = fields.Many2one("of.funding.answer.add", required=True, ondelete="cascade")
    share_id = fields.Many2one("of.funding.line", required=True, readonly=True)
    currency_id = fields.Many2one(related="share_id.currency_id")
    enrolment_id = fields.Many2one(related="share_id.enrolment_id")
    price = fields.Monetary(related="share_id.price")
    asked = fields.Monetary(related="share_id.asked")
    granted = fields.Monetary()
    rest = fields.Monetary("Left to the others", compute="_compute_rest")
    payer = fields.Char("Who pays the rest", compute="_compute_rest")

    @api.depends("granted", "share_id")
    def _compute_rest(self):
        for line in self:
            others = line.share_id.enrolment_id.of_funding_line_ids - line.share_id
            known = sum(split.cents(share.amount) for share in others.filtered(lambda one: not one.is_remainder))
            line.rest = float(split.cents(line.price) - known - split.cents(line.granted))
            line.payer = others.filtered("is_remainder").payer_id.name
