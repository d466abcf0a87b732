from decimal import Decimal

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from ..lib import split
from ..models.of_funder_rule_mixin import SCHEMES
from ..models.of_funding_mode_rule import MODES

WHO = [("funder", "A funder"), ("payer", "The client, the employer or somebody else, without a file")]
BASES = [("amount", "An amount per learner"), ("percent", "A percentage of the price"), ("hours", "Hours at a rate"),
         ("group", "An amount for the whole group")]


class OfFundingShareAdd(models.TransientModel):
    """Give a part of the price of some learners to a payer; what becomes of the others is shown before it is saved."""

    _name = "of.funding.share.add"
    _description = "Share the price"

    enrolment_ids = fields.Many2many("of.enrolment", string="Learners", required=True)
    company_id = fields.Many2one("res.company", compute="_compute_company")
    currency_id = fields.Many2one(related="company_id.currency_id")
    who = fields.Selection(WHO, "Who pays this share", default="funder", required=True)
    funder_id = fields.Many2one(
        "res.partner", compute="_compute_funder", store=True, readonly=False,
        domain=[("of_funder_kind", "!=", False)])
    payer_id = fields.Many2one("res.partner", help="Invoiced directly, without any file.")
    request_id = fields.Many2one(
        "of.funding.request", "Existing request",
        domain="[('funder_id', '=', funder_id), ('state', 'in', ('draft', 'sent')), ('company_id', '=', company_id)]",
        help="Empty: a new request is made.")
    scheme = fields.Selection(SCHEMES, default="plan")
    mode = fields.Selection(MODES, "Payment mode", compute="_compute_mode", store=True, readonly=False)
    basis = fields.Selection(BASES, "Share", default="amount", required=True)
    asked = fields.Monetary("Amount", compute="_compute_asked", store=True, readonly=False, help="Excluding VAT.")
    percent = fields.Float("Percentage", digits=(5, 2), default=50)
    hours = fields.Float(compute="_compute_hours", store=True, readonly=False)
    rate = fields.Monetary("Rate per hour", help="Excluding VAT.")
    remainder_id = fields.Many2one(
        "res.partner", "Remainder paid by", compute="_compute_remainder", store=True, readonly=False)
    request_count = fields.Integer("Requests", compute="_compute_request_count")
    line_ids = fields.One2many(
        "of.funding.share.add.line", "wizard_id", "Preview", compute="_compute_line_ids", store=True, readonly=False)

    @api.depends("enrolment_ids")
    def _compute_company(self):
        for wizard in self:
            wizard.company_id = wizard.enrolment_ids.company_id[:1]

    @api.depends("enrolment_ids")
    def _compute_funder(self):
        for wizard in self:
            wizard.funder_id = wizard.enrolment_ids.employer_id.of_opco_id[:1]

    @api.depends("enrolment_ids")
    def _compute_asked(self):
        for wizard in self:
            wizard.asked = min((float(enrolment._of_remainder()) for enrolment in wizard.enrolment_ids), default=0)

    @api.depends("enrolment_ids")
    def _compute_hours(self):
        for wizard in self:
            wizard.hours = max(wizard.enrolment_ids.mapped("hours_planned"), default=0)

    @api.depends("enrolment_ids")
    def _compute_remainder(self):
        for wizard in self:
            enrolments = wizard.enrolment_ids
            named = enrolments.of_funding_line_ids.filtered("is_remainder").payer_id
            wizard.remainder_id = (named or enrolments.client_id.commercial_partner_id or enrolments.employer_id)[:1]

    @api.depends("funder_id", "scheme", "enrolment_ids")
    def _compute_mode(self):
        for wizard in self:
            wizard.mode = self.env["of.funding.mode.rule"]._holding_on(
                fields.Date.context_today(self), wizard.company_id, funder=wizard.funder_id, scheme=wizard.scheme,
                headcount=wizard.enrolment_ids.employer_id[:1].of_headcount).mode

    @api.depends("funder_id", "scheme", "enrolment_ids", "who", "request_id")
    def _compute_request_count(self):
        for wizard in self:
            wizard.request_count = len(wizard._files()) if wizard.who == "funder" and not wizard.request_id else 0

    def _files(self):
        """The learners of each request: together, or one by one where the funder wants it."""
        terms = self.env["of.funder.terms"]._holding_for(
            fields.Date.context_today(self), self.company_id, self.funder_id, self.scheme)
        enrolments = self.enrolment_ids._origin
        return list(enrolments) if terms.grouping == "learner" else [
            same for _employer, same in enrolments.grouped("employer_id").items()]

    @api.depends("enrolment_ids", "basis", "asked", "percent", "hours", "rate")
    def _compute_line_ids(self):
        for wizard in self:
            amounts = wizard._amounts()
            wizard.line_ids = [Command.clear()] + [
                Command.create({"enrolment_id": enrolment.id, "asked": float(amount)})
                for enrolment, amount in amounts.items()]

    def _amounts(self):
        """``{enrolment: Decimal}`` of this share, before it is corrected for one of them."""
        enrolments = self.enrolment_ids._origin
        prices = [split.cents(enrolment.price) for enrolment in enrolments]
        if self.basis == "percent":
            amounts = [split.percentage(price, self.percent) for price in prices]
        elif self.basis == "hours":
            amounts = [split.hourly(self.hours, self.rate)] * len(enrolments)
        elif self.basis == "group":
            amounts = split.spread(split.cents(self.asked), prices) if enrolments else []
        else:
            amounts = [split.cents(self.asked)] * len(enrolments)
        return dict(zip(enrolments, amounts, strict=True))

    # -- saving --------------------------------------------------------------------

    def action_add(self):
        self.ensure_one()
        self._check()
        if self.who == "payer":
            self._create_shares(self.env["of.funding.request"], self.enrolment_ids)
            requests = self.env["of.funding.request"]
        else:
            requests = self._add_to_requests()
        self._name_remainder()
        return self._shown(requests)

    def _check(self):
        _ = self.env._
        if len(self.enrolment_ids.company_id) != 1:
            raise UserError(_("One request is for learners of one company: choose learners of one company."))
        if self.who == "funder" and not self.funder_id:
            raise UserError(_("Name the funder, in 'Funder'."))
        if self.who == "payer" and not self.payer_id:
            raise UserError(_("Name who pays this share, in 'Payer'."))
        if not 0 <= self.percent <= 100:
            raise UserError(_("A percentage goes from 0 to 100: correct 'Percentage'."))
        if refused := self.line_ids.filtered("refusal"):
            raise UserError("\n".join(f"{line.enrolment_id.display_name} : {line.refusal}" for line in refused))

    def _add_to_requests(self):
        requests = self.env["of.funding.request"]
        for enrolments in [self.enrolment_ids] if self.request_id else self._files():
            request = self.request_id or requests.create(self._prepare_request(enrolments))
            if not self.request_id and self.mode:
                request.mode = self.mode  # after funder and scheme, which propose one
            self._create_shares(request, enrolments)
            requests |= request
        return requests

    def _create_shares(self, request, enrolments):
        values = {"request_id": request.id} if request else {"payer_id": self.payer_id.id}
        if self.basis in ("percent", "hours"):
            values |= {"percent": self.percent, "hours": self.hours, "rate": self.rate}
        asked = {line.enrolment_id: line.asked for line in self.line_ids}
        typed = self._amounts()
        self.env["of.funding.line"].create([{
            **values, "enrolment_id": enrolment.id, "asked": asked.get(enrolment, float(typed[enrolment])),
            "basis": self._basis_of(enrolment, asked, typed)} for enrolment in enrolments])

    def _basis_of(self, enrolment, asked, typed):
        """The basis chosen, unless another amount was typed for this learner."""
        is_typed = split.cents(asked.get(enrolment, typed[enrolment])) != typed[enrolment]
        return "amount" if is_typed or self.basis == "group" else self.basis

    def _name_remainder(self):
        """Who pays what is left, where somebody was named."""
        if self.remainder_id:
            rests = self.enrolment_ids.of_funding_line_ids.filtered("is_remainder")
            rests.filtered(lambda rest: rest.payer_id != self.remainder_id).payer_id = self.remainder_id

    def _prepare_request(self, enrolments):
        sessions, employers = enrolments.session_id, enrolments.employer_id
        return {
            "funder_id": self.funder_id.id,
            "scheme": self.scheme,
            "company_id": self.company_id.id,
            "session_id": sessions.id if len(sessions) == 1 else False,
            "employer_id": employers.id if len(employers) == 1 else False,
        }

    def _shown(self, requests):
        """The request made, the list of several, or the shares of a payer without a file."""
        if len(requests) == 1:
            return {"type": "ir.actions.act_window", "res_model": "of.funding.request", "res_id": requests.id,
                    "view_mode": "form"}
        if requests:
            action = self.env["ir.actions.act_window"]._for_xml_id("of_funding.of_funding_request_action")
            return action | {"domain": [("id", "in", requests.ids)]}
        action = self.env["ir.actions.act_window"]._for_xml_id("of_funding.of_funding_line_action")
        return action | {"domain": [("enrolment_id", "in", self.enrolment_ids.ids)]}


class OfFundingShareAddLine(models.TransientModel):
    """What this share does to one learner's price."""

    _name = "of.funding.share.add.line"
    _description = "Preview of a share"

    wizard_id = fields.Many2one("of.funding.share.add", required=True, ondelete="cascade")
    enrolment_id = fields.Many2one("of.enrolment", "Learner record", required=True, readonly=True)
    currency_id = fields.Many2one(related="enrolment_id.currency_id")
    price = fields.Monetary(related="enrolment_id.price")
    others = fields.Monetary("Other shares", compute="_compute_rest", help="Of funders and payers named before.")
    asked = fields.Monetary("This share")
    rest_before = fields.Monetary("Remainder today", compute="_compute_rest")
    rest = fields.Monetary("Remainder then", compute="_compute_rest")
    refusal = fields.Char("Impossible because", compute="_compute_rest")

    @api.depends("enrolment_id", "asked")
    def _compute_rest(self):
        for line in self:
            before = line.enrolment_id._of_remainder()
            rest = before - split.cents(line.asked)
            line.others = float(split.cents(line.price) - before)
            line.rest_before, line.rest = float(before), float(rest)
            line.refusal = line._refusal(rest)

    def _refusal(self, rest):
        """Why this share can't be, in one sentence; False: it can."""
        line = self.enrolment_id.sale_line_id.sudo()  # whoever shares need not read orders
        if line and line._of_invoiced_amounts()[0][False]:
            return self.env._("%(order)s is invoiced whole: credit that invoice first.",
                              order=self.enrolment_id.sudo().order_id.name)
        if self.asked < 0:
            return self.env._("A share is not negative.")
        if rest < Decimal():
            return self.env._("The shares come to %(excess)s more than the price.", excess=formatLang(
                self.env, float(-rest), currency_obj=self.currency_id))
        return False
