from decimal import Decimal

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..lib import split
from ..models.of_funder_rule_mixin import SCHEME_OF, SCHEMES
from ..models.of_funding_line import BASES
from ..models.of_funding_mode_rule import MODES


class OfFundingShareAdd(models.TransientModel):
    """Share the price of learners: who takes which part, shown with what becomes of the others before it is saved."""

    _name = "of.funding.share.add"
    _description = "Share the price"

    session_id = fields.Many2one("of.session", help="Whose learners are chosen by employer.")
    employer_id = fields.Many2one(
        "res.partner", domain="[('id', 'in', employer_ids)]", help="Empty: all learners of the session.")
    employer_ids = fields.Many2many("res.partner", compute="_compute_employers", string="Employers of the session")
    enrolment_ids = fields.Many2many(
        "of.enrolment", string="Learners", required=True, compute="_compute_enrolments", store=True, readonly=False)
    company_id = fields.Many2one("res.company", compute="_compute_company")
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(
        [("funder", "A funder, on request"), ("payer", "A payer, without request")], "Who pays", default="funder",
        required=True)
    funder_id = fields.Many2one(
        "res.partner", compute="_compute_funder", store=True, readonly=False,
        domain=[("of_funder_kind", "!=", False)])
    request_id = fields.Many2one(
        "of.funding.request", "Existing request",
        domain="[('funder_id', '=', funder_id), ('state', 'in', ('draft', 'sent', 'incomplete')), "
               "('company_id', '=', company_id)]",
        help="Empty: a new one is made for each employer, or for each learner where the funder wants it so.")
    scheme = fields.Selection(SCHEMES, compute="_compute_scheme", store=True, readonly=False)
    mode = fields.Selection(MODES, "Payment mode", help="Empty: by the rules of the funder.")
    payer_id = fields.Many2one("res.partner", help="Empty: the employer of each learner.")
    basis = fields.Selection(
        [*BASES, ("total", "Amount for all of them")], compute="_compute_basis", store=True, readonly=False)
    percent = fields.Float("Percentage", digits=(16, 4), help="Of each learner's price, 0 to 100.")
    hours = fields.Float("Hours per learner", compute="_compute_hours", store=True, readonly=False)
    rate = fields.Monetary("Hourly rate", help="Euros an hour, excluding VAT.")
    asked = fields.Monetary(
        "Asked per learner", compute="_compute_asked", store=True, readonly=False, help="Excluding VAT.")
    amount = fields.Monetary("Asked in all", help="Excluding VAT; shared among the learners by their prices.")
    remainder_id = fields.Many2one(
        "res.partner", "Remainder paid by", compute="_compute_remainder", store=True, readonly=False,
        help="A person, a company or a funder without request. Empty: as it is for each learner.")
    line_ids = fields.One2many(
        "of.funding.share.add.line", "wizard_id", "What each pays", compute="_compute_lines", store=True,
        readonly=False)

    # -- what is proposed ------------------------------------------------------

    @api.depends("session_id")
    def _compute_employers(self):
        for wizard in self:
            wizard.employer_ids = wizard.session_id.enrolment_ids.employer_id

    @api.depends("session_id", "employer_id")
    def _compute_enrolments(self):
        for wizard in self:
            if wizard.session_id:
                wizard.enrolment_ids = wizard.session_id.enrolment_ids.filtered(
                    lambda one, of=wizard.employer_id._origin: one.state != "cancelled" and of in (
                        one.employer_id, of.browse()))
            else:
                wizard.enrolment_ids = wizard.enrolment_ids

    @api.depends("enrolment_ids")
    def _compute_company(self):
        for wizard in self:
            wizard.company_id = wizard.enrolment_ids.company_id[:1] or self.env.company

    @api.depends("enrolment_ids")
    def _compute_funder(self):
        for wizard in self:
            wizard.funder_id = wizard.enrolment_ids.employer_id.of_opco_id[:1]

    @api.depends("funder_id")
    def _compute_scheme(self):
        for wizard in self:
            wizard.scheme = SCHEME_OF.get(wizard.funder_id.of_funder_kind)

    @api.depends("amount")
    def _compute_basis(self):
        for wizard in self:
            wizard.basis = wizard.basis or ("total" if wizard.amount else "amount")

    @api.depends("enrolment_ids")
    def _compute_hours(self):
        for wizard in self:
            wizard.hours = min(wizard.enrolment_ids.mapped("hours_planned"), default=0)

    @api.depends("enrolment_ids")
    def _compute_asked(self):
        for wizard in self:
            wizard.asked = min((float(enrolment._of_remainder()) for enrolment in wizard.enrolment_ids), default=0)

    @api.depends("enrolment_ids")
    def _compute_remainder(self):
        for wizard in self:
            payers = wizard.enrolment_ids.of_rest_payer_id
            wizard.remainder_id = payers if len(payers) == 1 else False

    @api.depends("enrolment_ids")
    def _compute_lines(self):
        """A row for each learner; what was typed for those who stay is kept."""
        for wizard in self:
            chosen = wizard.enrolment_ids._origin
            gone = wizard.line_ids.filtered(lambda line, chosen=chosen: line.enrolment_id._origin not in chosen)
            new = chosen - wizard.line_ids.enrolment_id._origin
            wizard.line_ids = [*(Command.delete(line.id) for line in gone),
                               *(Command.create({"enrolment_id": enrolment.id}) for enrolment in new)]

    def _spread(self):
        """``{learner record: Decimal}``: the amount in all, shared by the prices."""
        enrolments = self.enrolment_ids._origin
        if not enrolments:
            return {}
        prices = [split.cents(enrolment.price) for enrolment in enrolments]
        return dict(zip(enrolments, split.spread(split.cents(self.amount), prices), strict=True))

    def _modes(self, employers):
        """``{employer: mode}`` in which the funder pays for its employees; False: nobody knows yet."""
        rules, today = self.env["of.funding.mode.rule"], fields.Date.context_today(self)
        if self.kind != "funder":
            return dict.fromkeys(employers, False)
        if told := self.request_id.mode or self.mode:
            return dict.fromkeys(employers, told)
        modes = {headcount: rules._holding_on(
            today, self.company_id, funder=self.funder_id._origin, scheme=self.scheme, headcount=headcount).mode
            for headcount in {employer.of_headcount for employer in employers}}
        return {employer: modes[employer.of_headcount] for employer in employers}

    # -- saving ----------------------------------------------------------------

    def action_add(self):
        self._refuse()
        requests = self._make_requests() if self.kind == "funder" else {}
        self.env["of.funding.line"].create([
            line._prepare_share() | {"request_id": requests[line].id if requests else False}
            for line in self.line_ids])
        self._name_remainders()
        made = self.env["of.funding.request"].union(*requests.values())
        return self._open(made) if made else self._open(self.line_ids.enrolment_id)

    def _refuse(self):
        if not self.line_ids:
            raise UserError(self.env._("Whose price is shared? Choose the learners."))
        if len(self.enrolment_ids.company_id) != 1:
            raise UserError(self.env._("One request is for learners of one company: choose learners of one company."))
        if self.kind == "funder" and not self.funder_id:
            raise UserError(self.env._("Name the funder, in 'Funder'."))
        if refused := self.line_ids.filtered("refusal"):
            raise UserError("\n".join(
                f"{line.enrolment_id.display_name}: {line.refusal}" for line in refused))

    def _make_requests(self):
        """``{row: its request}``: one for each employer, or for each learner where the funder wants it so."""
        if self.request_id:
            return dict.fromkeys(self.line_ids, self.request_id)
        terms = self.env["of.funder.terms"]._holding_for(
            fields.Date.context_today(self), self.company_id, self.funder_id, self.scheme)
        each = "enrolment_id" if terms.grouping == "learner" else "employer_id"
        files = self.line_ids.grouped(each)
        requests = self.env["of.funding.request"].create(
            [self._prepare_request(lines.enrolment_id) for lines in files.values()])
        return {line: request for lines, request in zip(files.values(), requests, strict=True) for line in lines}

    def _prepare_request(self, enrolments):
        sessions, employers = enrolments.session_id, enrolments.employer_id
        return {
            "funder_id": self.funder_id.id,
            "scheme": self.scheme,
            "company_id": self.company_id.id,
            "session_id": sessions.id if len(sessions) == 1 else False,
            "employer_id": employers.id if len(employers) == 1 else False,
            **({"mode": self.mode} if self.mode else {}),
        }

    def _name_remainders(self):
        rests = self.line_ids.enrolment_id.of_funding_line_ids.filtered("is_remainder")
        payers = {line.enrolment_id: line.remainder_id for line in self.line_ids}
        changed = rests.filtered(lambda rest: payers[rest.enrolment_id] not in (rest.payer_id, rest.payer_id.browse()))
        for payer, lines in changed.grouped(lambda rest: payers[rest.enrolment_id]).items():
            lines.payer_id = payer

    def _open(self, records):
        """What was made: the request or requests, or the learner records whose price was shared."""
        action = {"type": "ir.actions.act_window", "res_model": records._name, "name": self.env._("Shares")}
        if len(records) == 1:
            return action | {"res_id": records.id, "view_mode": "form"}
        return action | {"view_mode": "list,form", "domain": [("id", "in", records.ids)]}

    def _value_of(self, enrolment, percent, hours):
        """What is asked for ``enrolment``, Decimal."""
        if self.basis == "percent":
            return enrolment._of_percentage(percent)
        if self.basis == "hours":
            return split.by_hours(Decimal(str(max(hours, 0))), Decimal(str(max(self.rate, 0))))
        return split.cents(self.asked)
