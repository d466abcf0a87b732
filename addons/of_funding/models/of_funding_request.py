from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.of_training.models.of_enrolment import STATUSES

from ..lib.split import cents
from .of_funder_rule_mixin import SCHEMES
from .of_funding_mode_rule import MODES

STATES = [("draft", "To send"), ("sent", "Sent"), ("incomplete", "Papers asked for"), ("granted", "Granted in full"),
          ("partial", "Granted in part"), ("refused", "Refused"), ("cancelled", "Cancelled")]
DECIDED = ("granted", "partial")
PENDING = ("draft", "sent", "incomplete")
# action x state -> state; what is not here is refused.
TRANSITIONS = {
    "send": {"draft": "sent", "incomplete": "sent"},
    "ask_papers": {"sent": "incomplete"},
    "grant": dict.fromkeys(PENDING, "granted"),
    "refuse": dict.fromkeys(PENDING, "refused"),
    "cancel": dict.fromkeys((*PENDING, *DECIDED), "cancelled"),
    "reopen": {"sent": "draft", "incomplete": "draft", "granted": "sent", "partial": "sent", "refused": "draft",
               "cancelled": "draft"},
}
MOST_HOURS = 100000
FILED_BY = [("us", "By us"), ("company", "By the company")]


class OfFundingRequest(models.Model):
    """A file with one funder (demande de prise en charge): what is asked, what is granted, and how it is paid.

    Amounts are in euros excluding VAT.
    """

    _name = "of.funding.request"
    _description = "Funding request"
    _inherit = ["mail.thread", "mail.activity.mixin", "of.checklist.mixin", "of.state.mixin", "of.numbered.mixin"]
    _order = "id desc"
    _transitions = TRANSITIONS
    _guarded_fields = ("state", "order_id")
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
    filed_by = fields.Selection(
        FILED_BY, "Who sends it", default="us", required=True,
        help="Many funders want the company itself to send the file: it then gets everything ready by mail.")
    date_asked = fields.Date("Asked on", default=fields.Date.context_today, help="Day the client asked us for it.")
    date_sent = fields.Date("Sent on", copy=False)
    date_granted = fields.Date(
        "First granted on", copy=False, tracking=True, help="Day of the first accord: the payment mode depends on it.")
    hours_granted = fields.Float("Hours granted", copy=False, help="Per learner.")
    valid_from = fields.Date("Accord valid from", copy=False, tracking=True)
    valid_until = fields.Date("Accord valid until", copy=False, tracking=True)
    reason = fields.Char("Reason or condition", copy=False, tracking=True, help="As the funder's answer says.")
    hours_asked = fields.Float("Hours asked", compute="_compute_asked", store=True, help="Sum over the learners.")
    amount_asked = fields.Monetary(compute="_compute_asked", store=True)
    learner_count = fields.Integer("Learners", compute="_compute_asked", store=True)
    amount_granted = fields.Monetary(
        copy=False, tracking=True, help="In all, excluding VAT. Empty when recording the grant: as asked.")
    rule_id = fields.Many2one("of.funding.mode.rule", compute="_compute_rule")
    rule_note = fields.Char("Condition", compute="_compute_rule_note")
    mode = fields.Selection(
        MODES, "Payment mode", compute="_compute_mode", store=True, readonly=False, tracking=True,
        help="As the letter of accord says; proposed from funder, scheme, headcount and day of the first accord.")
    line_ids = fields.One2many("of.funding.line", "request_id", "Shares")
    move_ids = fields.One2many("account.move", "of_funding_request_id", "Invoices")
    note = fields.Html()
    learner_id = fields.Many2one(
        "res.partner", "Holder", domain=[("is_company", "=", False), ("parent_id", "=", False)],
        index="btree_not_null", help="Of the CPF account: the learner, who is never invoiced.")
    learner_status = fields.Selection(STATUSES, "Status of the holder", help="As the BPF counts him.")

    _number_once = models.UniqueIndex(
        "(company_id, funder_id, number) WHERE number IS NOT NULL AND state <> 'cancelled'",
        "This funder's file number is on another request already.")

    @api.depends("name", "number", "funder_id.name")
    def _compute_display_name(self):
        for request in self:
            request.display_name = " ".join(filter(None, [request.number or request.name, request.funder_id.name]))

    @api.depends("line_ids.asked", "line_ids.enrolment_id.hours_planned")
    def _compute_asked(self):
        for request in self:
            lines = request.line_ids
            request.amount_asked = sum(lines.mapped("asked"))
            request.hours_asked = sum(lines.enrolment_id.mapped("hours_planned"))
            request.learner_count = len(lines.enrolment_id)

    @api.depends("funder_id", "scheme", "employer_id.of_headcount", "date_granted", "company_id")
    def _compute_rule(self):
        today = fields.Date.context_today(self)
        for (_company, _funder, _scheme, _headcount, day), requests in self.grouped(lambda one: (
                one.company_id, one.funder_id, one.scheme, one.employer_id.of_headcount, one.date_granted)).items():
            rule = requests[0]._mode_rule(day or today)
            requests.rule_id = rule

    @api.depends("rule_id", "mode")
    def _compute_rule_note(self):
        """Of the rule, unless the letter said otherwise."""
        for request in self:
            rule = request.rule_id
            request.rule_note = rule.note if request.mode in (False, rule.mode) else False

    def _mode_rule(self, day):
        """The rule that says who is invoiced for an accord of ``day``."""
        return self.env["of.funding.mode.rule"]._holding_on(
            day, self.company_id, funder=self.funder_id, scheme=self.scheme,
            headcount=self.employer_id.of_headcount)

    @api.depends("funder_id", "scheme", "employer_id", "date_granted")  # a later headcount changes no accord
    def _compute_mode(self):
        for request in self:
            request.mode = request.rule_id.mode or request.mode

    def _enrolments(self):
        return self.line_ids.enrolment_id

    def _sessions(self):
        return self._enrolments().session_id or self.session_id

    def _attendance_sheets(self):
        """The sheets that were issued last for each session."""
        return self.env["of.document"].sudo().search([  # the file is its reader's, the sheets go with it
            ("kind", "=", "attendance_sheet"), ("session_id", "in", self._sessions().ids)]).filtered(
                lambda sheet: not sheet.superseded_by_id)

    # -- states ----------------------------------------------------------------

    def action_send(self):
        if refusal := self._of_refusal("send"):
            return refusal
        today = fields.Date.context_today(self)
        self.filtered(lambda request: not request.date_sent).date_sent = today
        self._move("send")
        self._hand_in("request", today)
        for request in self:
            request.message_post(body=self.env._("Handed in: %(papers)s.", papers=", ".join(
                request.paper_ids.filtered(lambda paper: paper.handed_on == today).mapped("display_name")) or "-"))
        return None

    def action_grant(self):
        if refusal := self._of_refusal("grant"):
            return refusal
        self._move("grant")
        for request in self:
            request._share_grant()
            request._keep_answer(request.state.replace("granted", "grant"))
        return None

    def action_refuse(self):
        for request in self:
            request._refuse_accord()
            request._keep_answer("refuse")

    def _refuse_accord(self):
        """Refused: what an earlier accord granted holds no more."""
        self._move("refuse")
        self.line_ids.granted = 0
        self.write({"amount_granted": 0, "hours_granted": 0, "valid_from": False, "valid_until": False,
                    "date_granted": False})

    def action_cancel(self):
        self._refuse_ordered()
        self._move("cancel")

    def action_reopen(self):
        self._refuse_ordered()
        self._move("reopen")

    def _refuse_ordered(self):
        """What the platform accepted is taken back by its CPF file, or by cancelling its order first."""
        for request in self:
            order = request.order_id.sudo()  # whoever runs the file need not read orders
            if order and order.state != "cancel":
                raise UserError(self.env._(
                    "%(request)s has the order %(order)s: cancel its CPF file, or that order, first.",
                    request=request.display_name, order=order.name))

    @api.constrains("funder_id", "mode")
    def _check_funder(self):
        for request in self:
            if not request.funder_kind:
                raise ValidationError(self.env._(
                    "%(name)s is no funder: give it a kind of funder, or choose another.", name=request.funder_id.name))
            if request.mode and (request.mode == "platform") != (request.funder_kind == "cpf"):
                raise ValidationError(self.env._(
                    "%(funder)s: only a CPF file is paid by the platform, and always. Correct 'Payment mode'.",
                    funder=request.funder_id.name))

    def _total_shares(self):
        """A decided file comes to what its shares come to, whoever changes them."""
        for request in self.filtered(lambda request: request.state in DECIDED and request.line_ids):
            asked, granted = request._shares_in_all("asked"), request._shares_in_all("granted")
            request._pass().write({
                "amount_granted": float(granted), "state": "partial" if granted < asked else "granted"})

    def _shares_in_all(self, name):
        return sum((cents(line[name]) for line in self.line_ids), cents(0))

    @api.constrains("amount_granted")
    def _check_amount_granted(self):
        for request in self.filtered(lambda request: request.state in DECIDED and request.line_ids):
            if cents(request.amount_granted) != request._shares_in_all("granted"):
                raise ValidationError(self.env._(
                    "%(request)s is granted: its amount is that of its shares. Correct 'Granted' on each share, "
                    "or reopen the request.", request=request.display_name))

    @api.constrains("hours_granted")
    def _check_hours_granted(self):
        if any(not 0 <= request.hours_granted < MOST_HOURS for request in self):  # NaN is neither
            raise ValidationError(self.env._("'Hours granted' is a number of hours, from 0: correct it."))

    @api.constrains("valid_from", "valid_until")
    def _check_validity(self):
        for request in self:
            if request.valid_from and request.valid_until and request.valid_until < request.valid_from:
                raise ValidationError(self.env._(
                    "%(request)s: the accord ends before it begins. Correct 'Accord valid until'.",
                    request=request.display_name))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if any(request.line_ids or request.answer_ids or request.order_id
               or request.state not in ("draft", "cancelled") for request in self):
            raise UserError(self.env._("A funding request that was sent or has shares is cancelled, not deleted."))

    def _creation_message(self):
        return self.env._("Request created")
