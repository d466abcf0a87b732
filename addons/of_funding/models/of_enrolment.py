from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import formatLang

from ..lib import split, wording


class OfEnrolment(models.Model):
    _inherit = "of.enrolment"

    of_funding_line_ids = fields.One2many("of.funding.line", "enrolment_id", "Shares")
    of_asked = fields.Monetary("Asked", compute="_compute_of_figures")
    of_granted = fields.Monetary("Granted", compute="_compute_of_figures")
    of_done = fields.Monetary("Done", compute="_compute_of_figures", help="Price of the hours really followed.")
    of_invoiced = fields.Monetary("Invoiced", compute="_compute_of_figures")
    of_paid = fields.Monetary("Paid", compute="_compute_of_figures")
    of_refunded = fields.Monetary("Refunded", compute="_compute_of_figures", help="To the company, by its funders.")
    of_difference = fields.Char("To put right", compute="_compute_of_figures")
    of_rest = fields.Monetary(
        "Remainder", compute="_compute_of_rest", help="What the shares leave of the price to the remainder payer.")

    @api.depends("of_funding_line_ids.asked", "of_funding_line_ids.granted", "of_funding_line_ids.amount")
    def _compute_of_figures(self):
        for enrolment in self:
            lines = enrolment.of_funding_line_ids
            enrolment.update({
                "of_asked": sum(lines.filtered("request_id").mapped("asked")),
                "of_granted": sum(lines.filtered("request_id").mapped("granted")),
                "of_done": sum(lines.mapped("done_amount")),
                "of_invoiced": sum(lines.mapped("invoiced_amount")),
                "of_paid": sum(lines.mapped("paid_amount")),
                "of_refunded": sum(lines.mapped("refunded_amount")),
                "of_difference": " ".join(filter(None, lines.mapped("difference"))),
            })

    @api.depends("price", "of_funding_line_ids.amount", "of_funding_line_ids.asked", "of_funding_line_ids.granted")
    def _compute_of_rest(self):
        for enrolment in self:
            enrolment.of_rest = float(enrolment._of_remainder())

    def _of_remainder(self):
        """Decimal: what the shares leave of the price; negative when they exceed it."""
        others = self.of_funding_line_ids.filtered(lambda line: not line.is_remainder)
        return split.remainder(split.cents(self.price), [line._known_amount() for line in others])

    @api.onchange("price", "of_funding_line_ids")
    def _onchange_of_funding_line_ids(self):
        """The remainder follows what is typed for the others, before it is saved.

        Odoo tells a screen what an onchange does to the other lines of a list, not what a compute does.
        """
        self.of_funding_line_ids.filtered("is_remainder").amount = float(self._of_remainder())

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
        """Ask a funder for a part of the price of these learners."""
        action = self.env["ir.actions.act_window"]._for_xml_id("of_funding.of_funding_share_add_action")
        action["context"] = {"default_enrolment_ids": self.ids, "dialog_size": "extra-large"}
        return action
