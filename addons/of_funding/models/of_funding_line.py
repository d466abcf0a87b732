from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import formatLang

from ..lib import split, wording
from .of_funding_mode_rule import MODES
from .of_funding_request import DECIDED, PENDING

LOCKED = {"enrolment_id", "request_id", "payer_id", "mode", "is_remainder"}
BASES = [("amount", "Amount"), ("percent", "Percentage of the price"), ("hours", "Hours times rate")]
# What an amount asked is computed from, unless it was typed.
BASIS_VALUES = {"basis", "percent", "hours", "rate"}


class OfFundingLine(models.Model):
    """A share of a learner's price (part financée): who pays it, and how much of it was asked, granted, paid.

    The shares of a learner add up to his price: one of them is the remainder
    (reste à charge) and takes what the others leave. Euros excluding VAT.
    """

    _name = "of.funding.line"
    _description = "Share of a price"
    _inherit = ["of.guarded.mixin"]
    _order = "enrolment_id desc, is_remainder, id"
    _check_company_auto = True

    enrolment_id = fields.Many2one(
        "of.enrolment", "Learner record", required=True, ondelete="cascade", index=True, check_company=True)
    learner_id = fields.Many2one(related="enrolment_id.learner_id")
    session_id = fields.Many2one(related="enrolment_id.session_id", store=True, index=True)
    order_id = fields.Many2one(related="enrolment_id.order_id", store=True, index="btree_not_null")
    company_id = fields.Many2one(related="enrolment_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    price = fields.Monetary(related="enrolment_id.price")
    request_id = fields.Many2one(
        "of.funding.request", check_company=True, ondelete="restrict", index="btree_not_null")
    state = fields.Selection(related="request_id.state", store=True)
    is_remainder = fields.Boolean("Remainder", help="Takes what the other shares leave of the price.")
    mode = fields.Selection(
        MODES, "Payment mode", compute="_compute_mode", store=True, readonly=False,
        help="The mode that counts for this share; proposed from its request.")
    payer_id = fields.Many2one(
        "res.partner", compute="_compute_payer", store=True, readonly=False, index="btree_not_null",
        help="Who is invoiced: the funder, or the company that it refunds.")
    is_payer_named = fields.Boolean(
        "Payer chosen by hand", readonly=True, copy=False, help="Client or employer don't replace him.")
    funder_id = fields.Many2one(
        "res.partner", compute="_compute_funder", store=True, index="btree_not_null", help="Who bears it in the end.")
    basis = fields.Selection(BASES, default="amount", required=True, help="What the amount asked is told by.")
    percent = fields.Float("Percentage", digits=(16, 4), help="Of the learner's price, 0 to 100.")
    hours = fields.Float(help="That the funder counts.")
    rate = fields.Monetary("Hourly rate", help="Euros an hour, excluding VAT.")
    asked = fields.Monetary(compute="_compute_asked", store=True, readonly=False)
    granted = fields.Monetary()
    amount = fields.Monetary(
        "Share", compute="_compute_amount", store=True,
        help="What is granted, or asked until the funder answers; the remainder takes the rest of the price.")
    amount_shown = fields.Monetary(
        "Share as typed", compute="_compute_amount_shown", help="As it becomes while shares are typed.")
    move_line_ids = fields.One2many("account.move.line", "of_funding_line_id", "Invoice lines")

    _one_remainder = models.UniqueIndex(
        "(enrolment_id) WHERE is_remainder", "A learner's price has one remainder payer.")

    # -- who pays --------------------------------------------------------------

    @api.depends("request_id.mode")
    def _compute_mode(self):
        for line in self:
            line.mode = line.mode if line._is_invoiced() else line.request_id.mode

    @api.depends("mode", "request_id.funder_id", "enrolment_id.client_id", "enrolment_id.employer_id",
                 "enrolment_id.learner_id")
    def _compute_payer(self):
        for line in self:
            is_named = line.is_payer_named and not line.request_id
            if not is_named and not line._is_invoiced():
                paid_by_funder = line.request_id and line.mode != "refund"
                line.payer_id = line.request_id.funder_id if paid_by_funder else line.enrolment_id._of_own_payer()
            else:
                line.payer_id = line.payer_id

    @api.constrains("mode", "request_id")
    def _check_mode(self):
        for line in self.filtered(lambda line: line.request_id and line.mode):
            if (line.mode == "platform") != (line.request_id.funder_kind == "cpf"):
                raise ValidationError(self.env._(
                    "%(funder)s: only a CPF file is paid by the platform, and always. Correct 'Payment mode'.",
                    funder=line.request_id.funder_id.name))

    @api.constrains("payer_id")
    def _check_payer(self):
        """Who pays follows from file and mode; what a platform pays is paid by nobody else (the holder least)."""
        for line in self:
            is_funders = line.request_id and line.mode in ("direct", "platform")
            if is_funders and line.payer_id != line.request_id.funder_id:
                raise ValidationError(self.env._(
                    "%(funder)s pays this share itself: it is invoiced to nobody else. Correct 'Payer'.",
                    funder=line.request_id.funder_id.name))
            if not line.request_id and line.payer_id.of_funder_kind == "cpf":
                raise ValidationError(self.env._(
                    "%(payer)s pays on a file alone: begin with the CPF file.", payer=line.payer_id.name))

    @api.depends("request_id.funder_id", "payer_id")
    def _compute_funder(self):
        for line in self:
            line.funder_id = line.request_id.funder_id or line.payer_id

    def _is_invoiced(self):
        return any(move_line.parent_state != "cancel" for move_line in self.sudo().move_line_ids)

    # -- how much --------------------------------------------------------------

    @api.depends("basis", "percent", "hours", "rate", "request_id.state", "enrolment_id.price",
                 "enrolment_id.of_funding_line_ids.percent", "enrolment_id.of_funding_line_ids.basis")
    def _compute_asked(self):
        """What was sent to a funder stays what it was, whatever becomes of the price."""
        for line in self:
            if line.basis == "amount" or (line._is_sent() and line.asked):
                line.asked = line.asked
            elif line.basis == "hours":
                line.asked = float(split.by_hours(_decimal(max(line.hours, 0)), _decimal(max(line.rate, 0))))
            else:
                line.asked = float(line.enrolment_id._of_percentage(line.percent, line))

    def _is_sent(self):
        """Whether a funder was told what is asked."""
        return bool(self.request_id) and self.request_id.state != "draft"

    @api.constrains("percent", "hours", "rate")
    def _check_basis(self):
        for line in self:
            if not 0 <= line.percent <= 100:
                raise ValidationError(self.env._(
                    "%(learner)s: a percentage is from 0 to 100: correct 'Percentage' of %(payer)s.",
                    learner=line.enrolment_id.display_name, payer=line.payer_id.name or ""))
            if line.hours < 0 or line.rate < 0:
                raise ValidationError(self.env._(
                    "%(learner)s: hours and rate are never negative: correct 'Hours' or 'Hourly rate' of %(payer)s.",
                    learner=line.enrolment_id.display_name, payer=line.payer_id.name or ""))

    def _known_amount(self):
        """What this share comes to, but for the remainder."""
        if not self.request_id:
            return split.cents(self.asked)
        if self.request_id.state in DECIDED:
            return split.cents(self.granted)
        return split.cents(self.asked) if self.request_id.state in PENDING else Decimal()

    @api.depends("asked", "granted", "request_id.state", "is_remainder", "enrolment_id.price", "enrolment_id.state",
                 "enrolment_id.of_funding_line_ids.asked", "enrolment_id.of_funding_line_ids.granted",
                 "enrolment_id.of_funding_line_ids.request_id.state")
    def _compute_amount(self):
        for line in self:
            enrolment = line.enrolment_id
            if enrolment.state == "cancelled":
                line.amount = 0
            elif line.is_remainder:
                line.amount = float(enrolment._of_remainder())
            else:
                line.amount = float(line._known_amount())

    def _compute_amount_shown(self):
        """The amount; the learner record sets it anew when a share is typed.

        A form does not get back what depends on the other lines of a list: Odoo compares before and after with
        the changed list already computed. So this one depends on nothing.
        """
        for line in self:
            line.amount_shown = line.amount

    @api.constrains("asked", "granted", "request_id", "enrolment_id")
    def _check_shares(self):
        self.enrolment_id._of_check_shares()

    @api.constrains("asked", "granted")
    def _check_sign(self):
        for line in self:
            if line.asked < 0 or line.granted < 0:
                raise ValidationError(self.env._(
                    "A share is never negative: correct 'Asked' or 'Granted' of %(payer)s.",
                    payer=line.payer_id.name or ""))

    @api.constrains("asked", "granted", "request_id")
    def _check_granted(self):
        for line in self.filtered("request_id"):
            if split.cents(line.granted) > split.cents(line.asked):
                raise ValidationError(self.env._(
                    "%(learner)s: %(granted)s is granted and only %(asked)s was asked. Lower 'Granted' of this share, "
                    "or raise its 'Asked' to what was really asked.",
                    learner=line.enrolment_id.display_name, granted=line._money(line.granted),
                    asked=line._money(line.asked)))

    def _money(self, amount):
        return formatLang(self.env, amount, currency_obj=self.currency_id)

    def _invoiced_by_share(self):
        """``{share id: Decimal}`` on invoices that are not cancelled, drafts included."""
        groups = self.env["account.move.line"].sudo()._read_group(
            [("of_funding_line_id", "in", self.ids), ("parent_state", "!=", "cancel")],
            ["of_funding_line_id"], ["balance:sum"])
        return {line.id: -split.cents(balance) for line, balance in groups}

    def _is_awaited(self):
        """Whether the funder has not answered yet: nothing of this share may be invoiced."""
        return self.request_id.state in PENDING

    # -- writing ---------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create([self._with_basis(vals) for vals in vals_list])
        lines.enrolment_id.sale_line_id._of_refuse_sharing()
        lines.enrolment_id._of_ensure_remainder()
        lines.request_id._total_shares()
        return lines

    def write(self, vals):
        if LOCKED & set(vals):
            changed = self.filtered(lambda line: any(
                line._fields[name].convert_to_write(line[name], line) != vals[name] for name in LOCKED & set(vals)))
            changed._refuse_invoiced()
        if vals.keys() & BASIS_VALUES - {"basis"}:
            self._refuse_sent()
        requests = self.request_id
        result = super().write(self._with_basis(vals))
        if {"asked", "granted", "request_id", *BASIS_VALUES} & set(vals):
            (requests | self.request_id)._total_shares()
        return result

    @staticmethod
    def _with_basis(vals):
        """An amount that is typed is told by amount; a payer who is chosen stays."""
        if "asked" in vals and not BASIS_VALUES & vals.keys():
            vals = {**vals, "basis": "amount"}
        return {**vals, "is_payer_named": bool(vals["payer_id"])} if "payer_id" in vals else vals

    def _refuse_sent(self):
        if sent := self.filtered(lambda line: line.basis != "amount" and line._is_sent())[:1]:
            raise UserError(self.env._(
                "%(request)s is sent: what was asked stays. To correct it, type the new 'Asked', or reopen it.",
                request=sent.request_id.display_name))

    def unlink(self):
        requests = self.request_id
        result = super().unlink()
        requests._total_shares()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._refuse_invoiced()
        for line in self.filtered("is_remainder"):
            if line.enrolment_id.of_funding_line_ids - self:
                raise UserError(self.env._(
                    "%(payer)s takes what the other shares leave: delete those first, or name another payer.",
                    payer=line.payer_id.name or ""))

    def _refuse_invoiced(self):
        for line in self:
            if line._is_invoiced():
                raise UserError(self.env._(
                    "The share of %(payer)s for %(learner)s is invoiced: credit or cancel its invoice first.",
                    payer=line.payer_id.name, learner=line.enrolment_id.display_name))

    @api.depends("payer_id.name", "enrolment_id.display_name", "amount")
    def _compute_display_name(self):
        for line in self:
            payer = line.payer_id.name or ""
            line.display_name = f"{line.enrolment_id.display_name}, {payer} {line._money(line.amount)}"

    # -- invoicing -------------------------------------------------------------

    def _prepare_invoice_line(self, base, amount):
        """Values of this share's invoice line, from those of its order line.

        :param amount: Decimal, negative: a credit
        """
        taxes = self.env["account.tax"].browse(
            [tax for command in base.get("tax_ids", []) for tax in command[2] or []])
        price = float(abs(amount))
        if any(taxes.mapped("price_include")):
            price = taxes.compute_all(price, handle_price_include=False)["total_included"]
        return {
            **base,
            "of_funding_line_id": self.id,
            "name": self._invoice_text(),
            "quantity": -1 if amount < 0 else 1,
            "product_uom_id": self.env["ir.model.data"]._xmlid_to_res_id("uom.product_uom_unit"),
            "price_unit": price,
            "discount": 0,
            "extra_tax_data": False,
            # Analytic accounts are the order's, whoever pays.
            "analytic_distribution": base.get("analytic_distribution", False),
        }

    def _invoice_text(self):
        enrolment, request = self.enrolment_id, self.request_id
        parts = [
            enrolment.session_id._of_invoice_text(),
            enrolment._of_invoice_text(with_employer=self.payer_id != enrolment.employer_id),
            wording.share(self.mode, request.funder_id.name, request.number),
        ]
        return "\n".join(filter(None, parts))


def _decimal(number):
    return Decimal(str(number))
