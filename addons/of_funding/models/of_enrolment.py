from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import formatLang

from ..lib import split, wording


class OfEnrolment(models.Model):
    _inherit = "of.enrolment"

    of_funding_line_ids = fields.One2many("of.funding.line", "enrolment_id", "Shares")
    of_rest = fields.Monetary(
        "Remainder", compute="_compute_of_rest", help="What the shares leave of the price to the remainder payer.")
    of_rest_payer_id = fields.Many2one("res.partner", "Remainder paid by", compute="_compute_of_rest")

    @api.depends("price", "of_funding_line_ids.amount", "of_funding_line_ids.asked", "of_funding_line_ids.granted",
                 "of_funding_line_ids.payer_id", "client_id", "employer_id", "learner_id")
    def _compute_of_rest(self):
        for enrolment in self:
            enrolment.of_rest = float(enrolment._of_remainder())
            rest = enrolment.of_funding_line_ids.filtered("is_remainder")[:1]
            enrolment.of_rest_payer_id = rest.payer_id or enrolment._of_own_payer()

    @api.onchange("price", "of_funding_line_ids")
    def _onchange_of_shares(self):
        """Show what the shares become before they are saved."""
        for line in self.of_funding_line_ids:
            line.amount_shown = line.amount

    def _of_own_payer(self):
        """Who bought, or employs: invoiced when no funder pays us."""
        return self.client_id.commercial_partner_id or self.employer_id or self.learner_id

    def _of_percentage(self, percent, share=None):
        """Decimal: ``percent`` of the price, rounded so that it adds up with those told in percent before it.

        :param share: whose percentage it is; None: of one to come
        """
        told = self.of_funding_line_ids.filtered(lambda line: line.basis == "percent" and not line.is_remainder)
        if share and share in told:
            told = told[:list(told).index(share)]
        elif share and share._origin:
            told = told.filtered(lambda line: line._origin.id and line._origin.id < share._origin.id)
        percents = [Decimal(str(min(max(one, 0), 100))) for one in (*told.mapped("percent"), percent)]
        return split.percentages(split.cents(self.price), percents)[-1]

    def _of_remainder(self):
        """Decimal: what the shares leave of the price; negative when they exceed it."""
        others = self.of_funding_line_ids.filtered(lambda line: not line.is_remainder)
        return split.remainder(split.cents(self.price), [line._known_amount() for line in others])

    @api.constrains("price")
    def _of_check_shares(self):
        for enrolment in self.filtered("of_funding_line_ids"):
            left = enrolment._of_remainder()
            if left < 0:
                raise ValidationError(self.env._(
                    "%(learner)s: the shares come to %(excess)s more than the price of %(price)s. Lower one of them.",
                    learner=enrolment.display_name,
                    excess=formatLang(self.env, float(-left), currency_obj=enrolment.currency_id),
                    price=formatLang(self.env, enrolment.price, currency_obj=enrolment.currency_id)))

    def _of_ensure_remainder(self):
        """Name who takes the rest of the price: the client, until somebody else is chosen."""
        missing = self.filtered(lambda enrolment: not any(enrolment.of_funding_line_ids.mapped("is_remainder")))
        if not missing:
            return self.env["of.funding.line"]
        return self.env["of.funding.line"].create(
            [{"enrolment_id": enrolment.id, "is_remainder": True} for enrolment in missing])

    def _of_is_service_done(self):
        """Whether a platform owes the price (service fait): all was delivered, or the learner abandoned."""
        slots = self._expected_slots()
        delivered = all(slots.mapped("closed_at")) if slots else self.state == "done"
        return delivered or self.state == "abandoned"

    def _of_invoice_text(self, with_employer=True):
        """The learner and his hours, as an invoice names them."""
        self.ensure_one()
        employer = self.employer_id.name if with_employer else ""
        return wording.learner(self.learner_id.name, employer, self.hours_planned, self.hours_done)

    def action_of_add_share(self):
        """Name who pays which part of the price of these learners."""
        action = self.env["ir.actions.act_window"]._for_xml_id("of_funding.of_funding_share_add_action")
        action["context"] = {"default_enrolment_ids": self.ids, "dialog_size": "extra-large"}
        return action
