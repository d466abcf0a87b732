from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.of_foundation.lib.checklist import ADVISORY, Check
from odoo.addons.of_training.models.of_enrolment import STATUSES

from ..lib.split import cents, spread
from .of_funder_rule_mixin import SCHEMES
from .of_funding_mode_rule import MODES

STATES = [("draft", "To send"), ("sent", "Sent"), ("granted", "Granted in full"), ("partial", "Granted in part"),
          ("refused", "Refused"), ("cancelled", "Cancelled")]
DECIDED = ("granted", "partial")
# action x state -> state; what is not here is refused.
TRANSITIONS = {
    "send": {"draft": "sent"},
    "grant": {"draft": "granted", "sent": "granted"},
    "refuse": {"draft": "refused", "sent": "refused"},
    "cancel": {"draft": "cancelled", "sent": "cancelled", "granted": "cancelled", "partial": "cancelled"},
    "reopen": {"sent": "draft", "granted": "sent", "partial": "sent", "refused": "draft", "cancelled": "draft"},
}


class OfFundingRequest(models.Model):
    """A file with one funder (dossier de prise en charge): what is asked, what is granted, and how it is paid.

    Amounts are in euros excluding VAT.
    """

    _name = "of.funding.request"
    _description = "Funding request"
    _inherit = ["mail.thread", "mail.activity.mixin", "of.checklist.mixin", "of.state.mixin", "of.numbered.mixin"]
    _order = "id desc"
    _transitions = TRANSITIONS
    _check_company_auto = True

    funder_id = fields.Many2one(
        "res.partner", required=True, domain=[("of_funder_kind", "!=", False)], index=True, tracking=True)
    funder_kind = fields.Selection(related="funder_id.of_funder_kind", store=True)
    number = fields.Char(
        "File number", copy=False, index="btree_not_null", tracking=True,
        help="Given by the funder; printed on invoices.")
    scheme = fields.Selection(SCHEMES, tracking=True, help="Dispositif: part of what decides who is invoiced.")
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    employer_id = fields.Many2one(
        "res.partner", domain=[("is_company", "=", True), ("of_funder_kind", "=", False)], index="btree_not_null",
        help="Company whose employees are trained.")
    session_id = fields.Many2one("of.session", check_company=True, index="btree_not_null")
    state = fields.Selection(STATES, default="draft", required=True, copy=False, index=True, tracking=True)
    user_id = fields.Many2one("res.users", "Responsible", default=lambda self: self.env.user, tracking=True)
    date_asked = fields.Date("Asked on", default=fields.Date.context_today, help="Day the client asked us for it.")
    date_sent = fields.Date("Sent on", copy=False)
    date_granted = fields.Date(
        "First granted on", copy=False, tracking=True, help="Day of the first accord: the payment mode depends on it.")
    hours_granted = fields.Float("Hours granted", copy=False)
    amount_asked = fields.Monetary(compute="_compute_amount_asked", store=True)
    amount_granted = fields.Monetary(
        copy=False, tracking=True, help="In all, excluding VAT. Empty when recording the grant: as asked.")
    rule_id = fields.Many2one("of.funding.mode.rule", compute="_compute_rule")
    rule_note = fields.Char("Condition", compute="_compute_rule")
    mode = fields.Selection(
        MODES, "Payment mode", compute="_compute_mode", store=True, readonly=False, tracking=True,
        help="As the letter of accord says; proposed from funder, scheme, headcount and day of the first accord.")
    line_ids = fields.One2many("of.funding.line", "request_id", "Shares")
    note = fields.Html()
    learner_id = fields.Many2one(
        "res.partner", "Holder", domain=[("is_company", "=", False), ("parent_id", "=", False)],
        index="btree_not_null", help="Of the CPF account: the learner, who is never invoiced.")
    learner_status = fields.Selection(STATUSES, "Status of the holder", help="As the BPF counts him.")
    order_id = fields.Many2one("sale.order", "Order to the platform", readonly=True, copy=False, index="btree_not_null")

    _number_once = models.UniqueIndex(
        "(company_id, funder_id, number) WHERE number IS NOT NULL AND state <> 'cancelled'",
        "This funder's file number is on another request already.")

    @api.depends("name", "number", "funder_id.name")
    def _compute_display_name(self):
        for request in self:
            request.display_name = " ".join(filter(None, [request.number or request.name, request.funder_id.name]))

    @api.depends("line_ids.asked")
    def _compute_amount_asked(self):
        for request in self:
            request.amount_asked = sum(request.line_ids.mapped("asked"))

    @api.depends("funder_id", "scheme", "employer_id.of_headcount", "date_granted", "company_id")
    def _compute_rule(self):
        for request in self:
            request.rule_id = self.env["of.funding.mode.rule"]._holding_on(
                request.date_granted or fields.Date.context_today(self), request.company_id,
                funder=request.funder_id, scheme=request.scheme, headcount=request.employer_id.of_headcount)
            request.rule_note = request.rule_id.note

    @api.depends("funder_id", "scheme", "employer_id", "date_granted")
    def _compute_mode(self):
        for request in self:
            request.mode = request.rule_id.mode or request.mode

    # -- states ----------------------------------------------------------------

    def _of_checklist_purpose(self):
        if self.state in DECIDED:
            return "order" if self.mode == "platform" and not self.order_id and not self.line_ids else None
        return {"draft": "send", "sent": "grant"}.get(self.state)

    def _of_checks(self, purpose):
        getter = {"send": self._get_checks_send, "grant": self._get_checks_grant, "order": self._get_checks_order}
        return super()._of_checks(purpose) + getter[purpose]()

    def _get_checks_send(self):
        of_platform = [("mode", "=", "platform")]
        return [
            Check("shares", self.env._("No learner is on this request: add it from the learner records or the order."),
                  domain=[("line_ids", "=", False), "!", *of_platform], field="line_ids", page="shares"),
            Check("asked", self.env._("No amount is asked."),
                  domain=[("line_ids", "!=", False), ("amount_asked", "<=", 0)], field="line_ids", page="shares"),
            Check("employer", self.env._("Which company's employees are trained is not known."),
                  domain=[("funder_kind", "=", "opco"), ("employer_id", "=", False)], field="employer_id"),
            Check("scheme", self.env._("The scheme is not known: the payment mode may depend on it."),
                  domain=[("scheme", "=", False)], level=ADVISORY, field="scheme"),
            Check("names", self.env._("A learner has no name yet."),
                  domain=[("line_ids.enrolment_id", "any", [("learner_id", "=", False)])], level=ADVISORY,
                  field="line_ids", page="shares"),
        ]

    def _get_checks_grant(self):
        return [
            Check("number", self.env._("The funder's file number is missing: invoices carry it."),
                  domain=[("number", "=", False)], field="number"),
            Check("date_granted", self.env._("The day of the first accord is missing: the payment mode depends on it."),
                  domain=[("date_granted", "=", False)], field="date_granted"),
            Check("mode", self.env._("Who is invoiced is not said: read the letter of accord."),
                  domain=[("mode", "=", False)], field="mode"),
            Check("amount", self.env._("No granted amount is known."),
                  domain=[("amount_granted", "<=", 0), ("amount_asked", "<=", 0)], field="amount_granted"),
            Check("more", self.env._("More is granted than was asked: correct the granted amount, or what was asked."),
                  test=lambda request: request.line_ids and cents(request.amount_granted) > cents(request.amount_asked),
                  field="amount_granted"),
        ]

    def _get_checks_order(self):
        return [
            Check("session", self.env._("The session is missing."),
                  domain=[("session_id", "=", False)], field="session_id"),
            Check("learner", self.env._("The holder of the account is missing."), domain=[("learner_id", "=", False)],
                  field="learner_id"),
            Check("learner_status", self.env._("The status of the holder is missing: the BPF counts by it."),
                  domain=[("learner_status", "=", False)], level=ADVISORY, field="learner_status"),
            Check("product", self.env._("No product sells this programme: make one, and choose the programme on it."),
                  test=lambda request: request.session_id and not request._order_product(), field="session_id"),
        ]

    def action_send(self):
        if refusal := self._of_refusal("send"):
            return refusal
        self.filtered(lambda request: not request.date_sent).date_sent = fields.Date.context_today(self)
        return self._move("send")

    def action_grant(self):
        if refusal := self._of_refusal("grant"):
            return refusal
        self._move("grant")
        for request in self:
            request._share_grant()
        return None

    def action_refuse(self):
        self._move("refuse")

    def action_cancel(self):
        self._move("cancel")

    def action_reopen(self):
        self._move("reopen")

    def _share_grant(self):
        """Share the granted amount among learners as it was asked, unless it was typed for each."""
        lines = self.line_ids
        if not lines:
            return
        asked = [cents(line.asked) for line in lines]
        total = cents(self.amount_granted) or sum(asked, Decimal())
        if self._shares_in_all("granted") != total:
            granted = dict(zip(lines, spread(total, asked), strict=True))
            for amount, same in lines.grouped(granted.get).items():
                same.granted = float(amount)
        self._total_shares()

    def _total_shares(self):
        """A decided file comes to what its shares come to, whoever changes them."""
        for request in self.filtered(lambda request: request.state in DECIDED and request.line_ids):
            asked, granted = request._shares_in_all("asked"), request._shares_in_all("granted")
            request._pass().write({
                "amount_granted": float(granted), "state": "partial" if granted < asked else "granted"})

    def _shares_in_all(self, name):
        return sum((cents(line[name]) for line in self.line_ids), Decimal())

    @api.constrains("amount_granted")
    def _check_amount_granted(self):
        for request in self.filtered(lambda request: request.state in DECIDED and request.line_ids):
            if cents(request.amount_granted) != request._shares_in_all("granted"):
                raise ValidationError(self.env._(
                    "%(request)s is granted: its amount is that of its shares. Correct 'Granted' on each share, "
                    "or reopen the request.", request=request.display_name))

    # -- CPF -------------------------------------------------------------------

    def action_make_order(self):
        """An accepted CPF file becomes a confirmed order to the platform, sent to nobody: invoicing keeps one path."""
        self.ensure_one()
        self.check_access("write")
        if self.state not in DECIDED or self.mode != "platform" or self.order_id:
            raise UserError(self.env._(
                "An order is made once, when the platform has accepted the file: record the grant first."))
        if refusal := self._of_refusal("order"):
            return refusal
        # The office that runs funding files need not have sales rights; the order says nothing it has not typed.
        order = self.env["sale.order"].sudo().with_company(self.company_id).create(self._prepare_order())
        self.order_id = order.sudo(False)
        order.with_context(send_email=False).action_confirm()
        self.env["of.funding.line"].sudo().create(self._prepare_order_share(order.of_enrolment_ids))
        return self.action_open_order()

    def _prepare_order(self):
        return {
            "partner_id": self.funder_id.id,
            "company_id": self.company_id.id,
            "of_funding_request_id": self.id,
            "client_order_ref": self.number,
            "order_line": [fields.Command.create({
                "product_id": self._order_product().id, "product_uom_qty": 1, "price_unit": self.amount_granted,
                "of_session_id": self.session_id.id, "of_learner_ids": [fields.Command.set(self.learner_id.ids)],
            })],
        }

    def _prepare_order_share(self, enrolment):
        """The platform owes the whole price, whatever it becomes."""
        return {"enrolment_id": enrolment.id, "request_id": self.id, "is_remainder": True,
                "asked": enrolment.price, "granted": enrolment.price}

    def _order_product(self):
        return self.env["product.product"].sudo().search([
            ("of_programme_id", "=", self.session_id.programme_id.id), ("sale_ok", "=", True),
            ("company_id", "in", [False, self.company_id.id])], limit=1)

    def action_open_order(self):
        return {"type": "ir.actions.act_window", "res_model": "sale.order", "res_id": self.order_id.id,
                "view_mode": "form"}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if any(request.line_ids or request.order_id or request.state not in ("draft", "cancelled") for request in self):
            raise UserError(self.env._("A funding request that was sent or has shares is cancelled, not deleted."))

    def _creation_message(self):
        return self.env._("Request created")
