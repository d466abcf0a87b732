from decimal import Decimal

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..lib import withdrawal
from .of_agreement_kinds import KINDS

STATES = [("draft", "Draft"), ("issued", "To sign"), ("signed", "Signed"), ("refused", "Refused"),
          ("expired", "Not signed in time"), ("cancelled", "Cancelled"), ("withdrawn", "Withdrawn")]
LIVE = ("draft", "issued", "signed")
# action x state -> state; what is not here is refused.
TRANSITIONS = {
    "issue": {"draft": "issued"},
    "sign": {"issued": "signed", "expired": "signed"},  # expired: on a paper that arrives later
    "send": {"issued": "issued"},
    "expire": {"issued": "expired"},
    "refuse": {"issued": "refused"},
    "rework": {"issued": "draft", "refused": "draft", "expired": "draft"},
    "cancel": {"draft": "cancelled", "issued": "cancelled", "refused": "cancelled", "expired": "cancelled",
               "signed": "cancelled"},
    "withdraw": {"signed": "withdrawn"},
}


class OfAgreement(models.Model):
    """A convention or contrat de formation professionnelle for one client and one session.

    Written as a draft, issued (frozen PDF), signed on line or on paper.
    """

    _name = "of.agreement"
    _description = "Agreement"
    _inherit = ["of.agreement.mentions", "of.agreement.signatory", "mail.thread", "mail.activity.mixin",
                "of.state.mixin", "of.numbered.mixin"]
    _order = "id desc"
    _rec_names_search = ("name", "partner_id.name", "session_id.name")
    _transitions = TRANSITIONS
    _guarded_fields = (
        "state", "date_issued", "document_id", "signed_document_id", "signed_on", "signed_day", "signer_name",
        "signer_title", "is_distance", "withdrawal_end", "withdrawn_day", "refusal_reason", "deposit_cap",
        "amount_untaxed", "amount_tax", "amount_total", "timetable", "programme_version_id",
        "clause_ids", "amended_id", "facts", "name")
    _check_company_auto = True
    _mail_post_access = "read"

    kind = fields.Selection(KINDS, required=True, default="convention", tracking=True, index=True)
    state = fields.Selection(STATES, default="draft", required=True, copy=False, tracking=True, index=True,
                             readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", "Client", required=True, index=True, tracking=True)
    session_id = fields.Many2one(
        "of.session", required=True, check_company=True, ondelete="restrict", index=True, tracking=True)
    programme_id = fields.Many2one(related="session_id.programme_id", store=True)
    order_id = fields.Many2one(
        "sale.order", check_company=True, ondelete="restrict", index="btree_not_null", copy=False)
    enrolment_ids = fields.One2many("of.enrolment", "agreement_id", "Learner records", copy=False)
    user_id = fields.Many2one("res.users", "Responsible", default=lambda self: self.env.user)

    amount_untaxed = fields.Monetary("Price excluding VAT", compute="_compute_amounts", store=True)
    amount_tax = fields.Monetary("VAT", compute="_compute_amounts", store=True)
    amount_total = fields.Monetary("Price", compute="_compute_amounts", store=True, help="VAT included.")
    deposit_cap = fields.Monetary(
        compute="_compute_deposit_cap", help="Highest amount payable before the training begins (L6353-6).")

    date_issued = fields.Date("Issued on", readonly=True, copy=False, tracking=True)
    timetable = fields.Json(
        "Slots as issued", readonly=True, copy=False, export_string_translation=False,
        help="Start and end of each, in UTC: what the document says while the session may move on.")
    programme_version_id = fields.Many2one(
        "of.programme.version", "Version of the programme", readonly=True, copy=False, ondelete="restrict",
        help="The sheet as it stood on the day of issue.")
    document_id = fields.Many2one("of.document", "Document to sign", readonly=True, copy=False, ondelete="restrict")
    signed_document_id = fields.Many2one(
        "of.document", "Signed document", readonly=True, copy=False, ondelete="restrict")
    signature_ids = fields.One2many("of.agreement.signature", "agreement_id", "Signatures", readonly=True)
    signed_on = fields.Datetime(readonly=True, copy=False)
    signed_day = fields.Date(
        "Signed (day)", readonly=True, copy=False, tracking=True, help="In the time zone of the session.")
    signer_name = fields.Char("Signed by", readonly=True, copy=False)
    signer_title = fields.Char("Title of the signatory", readonly=True, copy=False)
    is_distance = fields.Boolean(
        "Concluded at a distance", readonly=True, copy=False,
        help="Signed on line, or off premises: the individual then has more time to withdraw.")
    withdrawal_end = fields.Date(
        "End of withdrawal period", readonly=True, copy=False, help="Its last day; nothing may be asked for before.")
    refusal_reason = fields.Text(readonly=True, copy=False)
    withdrawn_day = fields.Date("Withdrawn on", readonly=True, copy=False)

    _once = models.UniqueIndex(
        "(order_id, session_id) WHERE state IN ('draft', 'issued', 'signed') AND kind <> 'amendment'",
        "This order has an agreement for this session already.")

    def write(self, vals):
        if set(vals) & self._issued_fields() and any(agreement.state != "draft" for agreement in self):
            raise UserError(self.env._(
                "An issued agreement says what it said when it was sent: take it back to draft to reword it."))
        return super().write(vals)

    @api.model
    def _issued_fields(self):
        """What the issued document holds, and nobody changes without issuing it again."""
        mentions = {name for name, field in self.env["of.agreement.mentions"]._fields.items() if field.store}
        return mentions - set(models.MAGIC_COLUMNS) | {
            "kind", "company_id", "partner_id", "session_id", "order_id", "reason"}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        if any(agreement.document_id for agreement in self):
            raise UserError(self.env._("An agreement that was issued is cancelled, not deleted."))

    # -- amounts and learners ------------------------------------------------------

    @api.depends("name", "partner_id.name")
    def _compute_display_name(self):
        for agreement in self:
            agreement.display_name = " ".join(filter(None, [agreement.name, agreement.partner_id.name]))

    def _sale_lines(self):
        """Lines of the order that sell this session."""
        lines = self.order_id.sudo().order_line  # the office writes agreements without the right to sell
        return lines.filtered(lambda line: line.of_session_id in self.session_id)

    def _priced_lines(self):
        """Order lines whose price this agreement is about."""
        return self._sale_lines()

    def _slots(self):
        """Slots that this agreement is about."""
        return self.session_id.slot_ids

    @api.depends("session_id", "order_id.order_line.price_total", "order_id.order_line.of_session_id")
    def _compute_amounts(self):
        for agreement in self._drafts():
            lines = agreement._priced_lines()
            agreement.amount_untaxed = sum(lines.mapped("price_subtotal"))
            agreement.amount_total = sum(lines.mapped("price_total"))
            agreement.amount_tax = agreement.amount_total - agreement.amount_untaxed

    @api.depends("amount_total", "signed_day", "kind")
    def _compute_deposit_cap(self):
        for agreement in self:
            rule = agreement._rule("deposit", is_required=False) if agreement.kind == "contract" else None
            agreement.deposit_cap = rule and float(withdrawal.deposit_cap(
                Decimal(str(agreement.amount_total)), Decimal(str(rule.percent))))

    def _rule(self, kind, is_required=True):
        """The rule of contracts that holds on the day of signature, or today.

        :raises UserError: none does, and one is required
        """
        day = self.signed_day or fields.Date.context_today(self)
        rule = self.env["of.agreement.rule"]._holding_on(day, self.company_id, kind=kind)
        if not rule and is_required:
            raise UserError(self.env._("No rule of contracts '%(kind)s' holds on %(day)s: complete the list.",
                                       kind=kind, day=format_date(self.env, day)))
        return rule

    def _learners(self):
        """Those known today, from the learner records, or from the order while it is a quotation."""
        records = self.enrolment_ids | self.amended_id.enrolment_ids
        enrolments = records.filtered(lambda enrolment: enrolment.state != "cancelled")
        lines = self._sale_lines()
        return enrolments.learner_id or lines.of_learner_ids or self.env["res.partner"].union(
            *(line._of_only_learner() for line in lines))

    def _learner_names(self):
        return self._learners().mapped("name")

    def _enrolled_elsewhere(self):
        """Learner records that these learners have in the session already, from another order."""
        return self.session_id.enrolment_ids.filtered(
            lambda enrolment: enrolment.learner_id in self._learners() and enrolment.state != "cancelled"
            and enrolment.order_id != self.order_id)

    def _seats(self):
        return sum(self._sale_lines().mapped("of_seats"))

    def _is_named(self):
        return len(self._learner_names()) >= self._seats() > 0

    # -- checklist and states --------------------------------------------------------

    def _of_checklist_purpose(self):
        return {"draft": "issue", "issued": "sign", "signed": "keep"}.get(self.state)

    def action_issue(self):
        """Freeze the document that the client is asked to sign."""
        if refusal := self._of_refusal("issue"):
            return refusal
        for agreement in self:
            agreement._pass().write({
                "date_issued": fields.Date.context_today(agreement), "timetable": agreement._current_timetable(),
                "programme_version_id": agreement.programme_id._of_current_version().id,
                "facts": agreement._facts(), "clause_ids": [Command.set(agreement._clauses().ids)]})
            document = agreement.env["of.document"]._issue(
                "of_training.report_agreement", agreement, agreement._document_kind(), agreement._document_name(),
                **agreement._document_values())
            agreement.document_id.sudo()._supersede(document)  # events are nobody's to write by hand
            agreement._move("issue")
            agreement._pass().write({"document_id": document.id})
            agreement._portal_ensure_token()
        return True

    def _current_timetable(self):
        return [[str(slot.start), str(slot.end)] for slot in self._slots().sorted("start")]

    def _is_contradicted(self):
        """Whether the session no longer takes place when what was signed (or issued) says."""
        timetable = self._in_force().timetable
        return bool(timetable) and timetable != self._current_timetable()

    def _is_price_changed(self):
        """Whether the order asks for another price than what was signed (or issued)."""
        lines, agreed = self._priced_lines(), self._in_force().amount_total
        return bool(lines) and self.currency_id.compare_amounts(sum(lines.mapped("price_total")), agreed) != 0

    def _document_name(self):
        """'Contrat C2026-0001': how people call it, and its file."""
        return f"{self._words().name} {self.name}"

    def _document_kind(self):
        return "trainer_contract" if (self.amended_id or self).kind in ("service", "subcontract") else "agreement"

    def _document_values(self):
        return {"session_id": self.session_id.id, "partner_id": self.partner_id.id,
                "subject": f"{self.title}, {self.partner_id.name}", "text_version": self._text_version()}

    def action_rework(self):
        self._move("rework")
        self._pass().write(dict.fromkeys(
            ("date_issued", "timetable", "programme_version_id", "facts", "clause_ids"), False))
        self.sudo().access_token = False  # the link that was sent no longer opens it

    def action_cancel(self):
        signed = self.filtered(lambda agreement: agreement.state == "signed")
        self._move("cancel")
        for agreement in signed:
            agreement._log_event("cancelled", self.env.user.name)

    def _ask_by_mail(self):
        """Compose the mail that asks for the signature."""
        self.ensure_one()
        self._portal_ensure_token()
        return {
            "type": "ir.actions.act_window", "res_model": "mail.compose.message", "view_mode": "form",
            "target": "new", "name": self.env._("Send for signature"),
            "context": {
                "default_model": self._name, "default_res_ids": self.ids, "default_composition_mode": "comment",
                "default_template_id": self.env.ref("of_training.mail_template_signing_request").id,
                "default_email_layout_xmlid": "mail.mail_notification_light",
            },
        }

    def _sign_token(self, pid):
        return super(OfAgreement, self.sudo())._sign_token(pid)  # whoever posts need not know the link

    def _message_post_after_hook(self, message, msg_vals):
        # A fact, not a claim: this message takes the link to somebody.
        token = self.sudo().access_token  # whoever may post need not know it
        if token and message.partner_ids and token in (message.body or ""):
            self._note_asked("sent", ", ".join(
                partner.email_formatted or partner.name for partner in message.partner_ids))
        return super()._message_post_after_hook(message, msg_vals)

    def _log_event(self, kind, detail, **vals):
        """What befell the document to sign; appended in sudo, for nobody may write events by hand."""
        self.env["of.document.event"].sudo().create(
            [{"document_id": self.document_id.id, "kind": kind, "detail": detail, **vals}])

    # -- law --------------------------------------------------------------------------

    def _local_day(self):
        """Today, where the session takes place."""
        return self.session_id._local(fields.Datetime.now()).date()

    def _withdrawal_last_day(self, day, is_distance):
        """Last day of the withdrawal period of a contract signed on ``day``; False for a convention."""
        if self.kind != "contract":
            return False
        return withdrawal.last_day(day, self._rule("distance" if is_distance else "on_site").days)

    def _binding_contracts(self):
        """Contracts of individuals among these: signed, or withdrawn from; of two for a session the signed one."""
        contracts = self.filtered(lambda one: one.kind == "contract" and one.state in ("signed", "withdrawn"))
        return contracts.sorted(lambda one: (one.state == "signed", one.id))

    def _payable(self, day):
        """How much may have been invoiced in all on ``day``, VAT included (Decimal)."""
        return withdrawal.payable(
            day, price=Decimal(str(self._in_force().amount_total)), percent=Decimal(str(self._rule("deposit").percent)),
            period_end=self.withdrawal_end if self.state == "signed" and self.withdrawal_end else None,
            delivered=self._delivered(day))

    def _delivered(self, day):
        """Share of the hours that was held by ``day`` (Decimal from 0 to 1): slots that are closed."""
        slots = self._slots()
        held = slots.filtered(lambda slot: slot.closed_at and slot._local(slot.end).date() <= day)
        planned = sum(slots.mapped("hours"))
        return Decimal(str(sum(held.mapped("hours")))) / Decimal(str(planned)) if planned else Decimal(0)

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for agreement in self:
            agreement.access_url = f"/my/agreements/{agreement.id}"
        return result

    def preview_portal(self):
        """Open the page on which the client reads and signs."""
        return {"type": "ir.actions.act_url", "target": "self", "url": self.access_url}

    def action_documents(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("of_training.of_document_action")
        action["domain"] = [("id", "in", (self.document_id | self.signed_document_id).ids)]
        return action

    def _creation_message(self):
        _ = self.env._
        created = {"contract": _("Contract created"), "amendment": _("Amendment created"),
                   "quotation": _("Quotation in place of a convention created"),
                   "service": _("Trainer's contract created"), "subcontract": _("Subcontract created"),
                   "subcontracted": _("Subcontract created")}
        return created.get(self.kind, _("Agreement created"))
