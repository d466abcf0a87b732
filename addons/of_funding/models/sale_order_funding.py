from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..lib.split import cents
from .of_funder_rule_mixin import SCHEME_OF, SCHEMES
from .of_funding_mode_rule import MODES


class SaleOrder(models.Model):
    """Whom the client hopes to fund the training, before a request is made: printed on the quotation."""

    _inherit = "sale.order"

    of_funder_id = fields.Many2one(
        "res.partner", "Funder", compute="_compute_of_funder", store=True, readonly=False,
        domain=[("of_funder_kind", "!=", False)], index="btree_not_null",
        help="Whom the client asks to pay or refund; his OPCO is proposed. Empty: the client pays all.")
    of_scheme = fields.Selection(
        SCHEMES, "Scheme", compute="_compute_of_scheme", store=True, readonly=False)
    of_funder_amount = fields.Monetary(
        "Hoped from the funder", help="Excluding VAT, for the whole order. 0: not known yet.", copy=False)
    of_funding_mode = fields.Selection(
        MODES, "Payment mode", compute="_compute_of_funding_mode", store=True, readonly=False,
        help="Proposed from funder, scheme and headcount of the client, as they hold today.")
    of_funding_text = fields.Text("Printed on the quotation", compute="_compute_of_funding_text")
    of_funding_outdated = fields.Char("Agreements on other payers", compute="_compute_of_funding_outdated",
                                      groups="base.group_user")

    @api.depends("partner_id")
    def _compute_of_funder(self):
        for order in self:
            order.of_funder_id = order.partner_id.commercial_partner_id.of_opco_id

    @api.depends("of_funder_id")
    def _compute_of_scheme(self):
        for order in self:
            order.of_scheme = SCHEME_OF.get(order.of_funder_id.of_funder_kind)

    @api.depends("of_funder_id", "of_scheme", "partner_id", "company_id")
    def _compute_of_funding_mode(self):
        rules, today = self.env["of.funding.mode.rule"], fields.Date.context_today(self)
        for (company, funder, scheme, headcount), orders in self.grouped(lambda order: (
                order.company_id, order.of_funder_id, order.of_scheme,
                order.partner_id.commercial_partner_id.of_headcount)).items():
            orders.of_funding_mode = rules._holding_on(
                today, company, funder=funder, scheme=scheme, headcount=headcount).mode

    @api.depends("of_funder_id", "of_scheme", "of_funder_amount", "of_funding_mode", "amount_untaxed", "amount_tax",
                 "of_funding_line_ids.amount", "of_funding_line_ids.mode", "of_funding_line_ids.payer_id")
    def _compute_of_funding_text(self):
        for order in self:
            order.of_funding_text = "\n".join(order._of_funding_sentences())

    @api.constrains("of_funder_amount")
    def _check_of_funder_amount(self):
        for order in self:
            if order.of_funder_amount < 0:
                raise ValidationError(self.env._(
                    "%(order)s: what is hoped from the funder is never negative: correct 'Hoped from the funder'.",
                    order=order.display_name))
            if cents(order.of_funder_amount) > cents(order.amount_untaxed):
                raise ValidationError(self.env._(
                    "%(order)s: more is hoped from the funder than the order comes to excluding VAT: lower 'Hoped from "
                    "the funder'.", order=order.display_name))

    def _compute_of_funding_outdated(self):
        for order in self:
            agreements = order.sudo().of_agreement_ids.filtered("of_funding_note")  # who sells need not read them all
            order.of_funding_outdated = ", ".join(agreements.mapped("name"))

    def _prepare_of_share_defaults(self):
        """What the quotation says, for whoever adds its funder: ``{name: value}``; empty when it names none.

        ``amount``: in all, to be shared among the learners.
        """
        self.ensure_one()
        if not self.of_funder_id:
            return {}
        values = {"funder_id": self.of_funder_id.id, "scheme": self.of_scheme, "mode": self.of_funding_mode}
        if self.of_funder_amount:
            values["amount"] = self.of_funder_amount
        return values
