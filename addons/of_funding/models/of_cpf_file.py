from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.of_training.models.of_enrolment import STATUSES

from ..lib import edof

STATES = [
    ("not_processed", "To answer"), ("validated", "Validated"), ("waiting_acceptation", "With France Travail"),
    ("accepted", "Accepted"), ("in_training", "In training"), ("terminated", "Training left"),
    ("service_declared", "Service done declared"), ("service_validated", "Service done validated"),
    ("refused", "File refused"), ("cancelled", "File cancelled")]
BILLING_STATES = [
    ("not_billable", "Not to bill yet"), ("deposit_wait", "Deposit awaited"), ("deposit_paid", "Deposit paid"),
    ("to_bill", "To bill"), ("billed", "Billed"), ("paid", "Paid")]
CONTROL_STATES = [("not_in_control", "No control"), ("in_control", "Under control"), ("released", "Control over")]
ENDED_BY = [
    ("attendee", "The holder"), ("not_realised", "The holder, training not followed"), ("organism", "Us"),
    ("funder", "The funder"), ("no_follow_up", "Nobody: the holder did not follow up")]
EXEMPTIONS = [
    ("job_seeker", "Job seeker"), ("top_up", "Top-up of the employer or his OPCO"),
    ("c2p", "Rights for hard work (C2P)"), ("at_mp", "Accident at work or illness, 10 % or more (AT/MP)")]
EXIT_REASONS = [
    ("completed", "Followed to its end"), ("abandoned", "Abandoned by the holder"),
    ("force_majeure", "Force majeure"), ("organism", "Stopped by us"), ("other", "Other")]
PARTS = ("amount_rights", "amount_flat", "amount_holder", "amount_employer", "amount_opco", "amount_france_travail",
         "amount_other")
AMOUNTS = ("price", *PARTS)
# State -> day on which it was reached.
DAY_OF = {"validated": "date_validated", "accepted": "date_accepted", "in_training": "date_entry",
          "terminated": "date_exit", "service_declared": "date_declared", "service_validated": "date_approved"}


class OfCpfFile(models.Model):
    """A dossier of Mon Compte Formation (dossier CPF), as EDOF shows it to the training organisation.

    Amounts are in euros including VAT, as the platform shows them.
    """

    _name = "of.cpf.file"
    _description = "CPF file"
    _inherit = ["mail.thread", "mail.activity.mixin", "of.checklist.mixin", "of.state.mixin"]
    _order = "date_asked desc, id desc"
    _transitions = edof.TRANSITIONS
    _guarded_fields = ("state", "billing_state", "control_state", "ended_by", "request_id")
    _check_company_auto = True
    _rec_name = "number"
    _rec_names_search = ("number", "learner_id.name")

    number = fields.Char(required=True, copy=False, tracking=True, help="Of the dossier, as EDOF gives it.")
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one("res.users", "Responsible", default=lambda self: self.env.user, tracking=True)
    learner_id = fields.Many2one(
        "res.partner", "Holder", domain=[("is_company", "=", False), ("parent_id", "=", False)],
        index="btree_not_null", tracking=True, ondelete="restrict",
        help="Of the CPF account: the learner, who is never invoiced.")
    learner_status = fields.Selection(STATUSES, "Status of the holder", help="As the BPF counts him.")
    session_id = fields.Many2one(
        "of.session", compute="_compute_session", store=True, readonly=False, check_company=True,
        index="btree_not_null", tracking=True)
    programme_id = fields.Many2one(
        "slide.channel", compute="_compute_programme", store=True, readonly=False, check_company=True,
        domain=[("of_is_programme", "=", True)], index="btree_not_null")
    state = fields.Selection(
        STATES, default="not_processed", required=True, copy=False, tracking=True, index=True,
        group_expand="_group_expand_state")
    billing_state = fields.Selection(
        BILLING_STATES, "Billing", default="not_billable", required=True, copy=False, tracking=True, index=True)
    control_state = fields.Selection(
        CONTROL_STATES, "Control", default="not_in_control", required=True, copy=False, tracking=True, index=True)
    ended_by = fields.Selection(ENDED_BY, "Ended by", copy=False, readonly=True, tracking=True)
    edof_code = fields.Char(
        "State in EDOF", compute="_compute_edof_code", help="Code of the state as EDOF's clients know it.")
    reason = fields.Char(copy=False, tracking=True, help="Why it was refused or cancelled.")

    price = fields.Monetary(copy=False, tracking=True, help="Including VAT, as the platform shows it.")
    amount_rights = fields.Monetary("From the account's rights", copy=False)
    amount_flat = fields.Monetary("Flat share", copy=False, help="Participation forfaitaire, paid by the holder.")
    amount_holder = fields.Monetary(
        "Own share of the holder", copy=False, help="What he adds besides the flat share, paid to the platform.")
    amount_employer = fields.Monetary("Added by the employer", copy=False)
    amount_opco = fields.Monetary("Added by the OPCO", copy=False)
    amount_france_travail = fields.Monetary("Added by France Travail", copy=False)
    amount_other = fields.Monetary("Added by others", copy=False)
    other_name = fields.Char("Which others", copy=False, help="Region, Agefiph, mutual...: as the platform names them.")
    certification_price = fields.Monetary(
        "Price of the certification", compute="_compute_certification_price", store=True, readonly=False,
        help="Told apart even when it is in the price of the training (terms of use of Mon Compte Formation).")
    exemption = fields.Selection(
        EXEMPTIONS, "Exempt from the flat share by", compute="_compute_exemption", store=True, readonly=False)

    date_asked = fields.Date("Asked on", copy=False, default=fields.Date.context_today, index=True)
    date_validated = fields.Date("Validated on", copy=False, help="Day of our answer.")
    date_accepted = fields.Date("Accepted on", copy=False, help="By the holder.")
    date_entry = fields.Date("Entry", copy=False, help="Day on which the holder really entered.")
    date_exit = fields.Date("Exit", copy=False, help="Last day of the holder.")
    date_declared = fields.Date("Service done declared on", copy=False)
    date_approved = fields.Date("Service done validated on", copy=False)
    date_billed = fields.Date("Billed on", copy=False)
    date_paid = fields.Date("Paid on", copy=False)
    date_ended = fields.Date("Ended on", copy=False)

    exit_reason = fields.Selection(EXIT_REASONS, "Reason of the exit", copy=False)
    hours_planned = fields.Float("Hours agreed", copy=False)
    hours_done = fields.Float("Hours done", copy=False)
    hours_absent = fields.Float("Hours missed", copy=False)
    hours_force_majeure = fields.Float(
        "Of which force majeure", copy=False, help="Hours missed for a reason that the platform pays all the same.")
    note = fields.Html()

    _number_once = models.UniqueIndex("(company_id, number)", "This CPF file exists already: open it by its number.")
    _amounts_positive = models.Constraint(
        "CHECK(LEAST(price, amount_rights, amount_flat, amount_holder, amount_employer, amount_opco, "
        "amount_france_travail, amount_other, certification_price) >= 0)", "An amount of a CPF file is not negative.")
    _hours_positive = models.Constraint(
        "CHECK(LEAST(hours_planned, hours_done, hours_absent, hours_force_majeure) >= 0)",
        "Hours are not negative.")

    @api.depends("number", "learner_id.name")
    def _compute_display_name(self):
        for file in self:
            file.display_name = " ".join(filter(None, [file.number, file.learner_id.name]))

    @api.depends("state", "ended_by")
    def _compute_edof_code(self):
        for file in self:
            file.edof_code = edof.CODE_OF.get((file.state, file.ended_by or None))

    @api.depends("enrolment_id.session_id")
    def _compute_session(self):
        """Where the holder's record is, once he has one."""
        for file in self:
            file.session_id = file.enrolment_id.session_id or file.session_id

    @api.depends("session_id.programme_id")
    def _compute_programme(self):
        for file in self:
            file.programme_id = file.session_id.programme_id or file.programme_id

    @api.depends("programme_id")
    def _compute_certification_price(self):
        for file in self:
            file.certification_price = file.certification_price or file.programme_id.of_certification_fee

    @api.depends("learner_status", "amount_employer", "amount_opco")
    def _compute_exemption(self):
        for file in self:
            facts = {"job_seeker": file.learner_status == "job_seeker",
                     "top_up": file.amount_employer or file.amount_opco}
            found = next((name for name, holds in facts.items() if holds), False)
            file.exemption = found or (file.exemption if file.exemption not in facts else False)

    @api.model
    def _group_expand_state(self, _states, _domain):
        return [state for state, _label in STATES if state not in edof.ENDED]

    # -- steps -----------------------------------------------------------------

    def action_validate(self):
        return self._step("validate", "date_validated")

    def action_examine(self):
        self._move("examine")

    def action_accept(self):
        """The holder agrees: what he bought becomes an order to the platform."""
        if refusal := self._step("accept", "date_accepted"):
            return refusal
        self._make_orders()
        return None

    def action_enter(self):
        return self._step("enter", "date_entry", "entry")

    def action_leave(self):
        if refusal := self._step("leave", "date_exit", "exit"):
            return refusal
        self.filtered(lambda file: not file.hours_done and not file.hours_absent).action_propose_hours()
        return None

    def action_declare(self):
        return self._step("declare", "date_declared")

    def action_approve(self):
        """The platform agrees with the service done: it is to be billed."""
        if refusal := self._step("approve", "date_approved"):
            return refusal
        self.filtered(lambda file: file.billing_state in edof.BILLING["open"])._turn("billing_state", "open")
        return None

    def action_back(self):
        """Correct a step that was clicked too early."""
        self.filtered(lambda file: file.state == "service_validated")._turn("billing_state", "close")
        for file in self.filtered(lambda file: file.state in DAY_OF):
            file[DAY_OF[file.state]] = False
        self._move("back")

    def _step(self, action, date_field, kind=None):
        """None once it is done; else the dialog that says what is missing.

        :param date_field: day of the step where it is not typed: the expected one of ``kind``, or today
        """
        for file in self:
            file._next_state(action)
        if refusal := self._of_refusal(action):
            return refusal
        for file in self.filtered(lambda file: not file[date_field]):
            expected = kind and file._expected_days()[kind]
            file[date_field] = expected or fields.Date.context_today(self)
        self._move(action)
        return None

    def action_propose_hours(self):
        """Hours as the attendance has them; what was not followed was missed."""
        for file in self.filtered("enrolment_id"):
            record = file.enrolment_id.sudo()  # hours are no secret of who declares them
            file.write({"hours_planned": record.hours_planned, "hours_done": record.hours_done,
                        "hours_absent": max(round(record.hours_planned - record.hours_done, 2), 0)})

    # -- money and control -----------------------------------------------------

    def _turn(self, name, action):
        """Change ``billing_state`` or ``control_state`` as its table says."""
        table = edof.BILLING if name == "billing_state" else edof.CONTROL
        for file in self:
            file._pass().write({name: file._next_state(action, name, table)})

    def action_await_deposit(self):
        self._refuse_unagreed()
        self._turn("billing_state", "await_deposit")

    def action_get_deposit(self):
        self._refuse_unagreed()
        self._turn("billing_state", "get_deposit")

    def _refuse_unagreed(self):
        """Nothing is paid on what the holder did not accept."""
        for file in self.filtered(lambda file: file.state not in edof.AGREED):
            raise UserError(self.env._("%(file)s is '%(state)s': this can't be done now.",
                                       file=file.display_name, state=file._label("state")))

    def action_bill(self):
        if refusal := self._of_refusal("bill"):
            return refusal
        self._turn("billing_state", "bill")
        self.filtered(lambda file: not file.date_billed).date_billed = fields.Date.context_today(self)
        return None

    def action_pay(self):
        self._turn("billing_state", "pay")
        self.filtered(lambda file: not file.date_paid).date_paid = fields.Date.context_today(self)

    def action_control(self):
        self._turn("control_state", "control")

    def action_release(self):
        self._turn("control_state", "release")

    # -- what stays as it was agreed ----------------------------------------------

    def write(self, vals):
        if not self._may_write_guarded():
            self._refuse_agreed({name: vals[name] for name in AMOUNTS if name in vals})
        return super().write(vals)

    def _refuse_agreed(self, amounts):
        """The holder accepted a price: it does not change any more."""
        for file in self.filtered(lambda file: file.state not in edof.BEFORE):
            if any(file.currency_id.compare_amounts(file[name], value or 0) for name, value in amounts.items()):
                raise UserError(self.env._(
                    "%(file)s: the holder accepted this price, it does not change any more. Cancel the file, and take "
                    "a new one.", file=file.display_name))

    @api.constrains("hours_absent", "hours_force_majeure")
    def _check_hours(self):
        for file in self:
            if file.hours_force_majeure > file.hours_absent:
                raise ValidationError(self.env._(
                    "%(file)s: more hours are missed for force majeure than are missed in all. Correct 'Of which force "
                    "majeure'.", file=file.display_name))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_answered(self):
        if any(file.request_id for file in self):
            raise UserError(self.env._("A CPF file that has an order is cancelled, not deleted."))
        if not self._may_write_guarded() and any(file.state != "not_processed" for file in self):
            raise UserError(self.env._("A CPF file that was answered is cancelled, not deleted."))

    def _creation_message(self):
        return self.env._("CPF file created")
