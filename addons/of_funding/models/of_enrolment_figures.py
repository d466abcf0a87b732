from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import formatLang

from ..lib.reconcile import GRAVITY
from .of_funding_request import DECIDED

ZERO = Decimal()
FIGURES = {"of_invoiced": "invoiced_amount", "of_paid": "paid_amount", "of_done": "done_amount",
           "of_refunded": "refunded_amount"}


class OfEnrolment(models.Model):
    """The figures of a learner's shares, and what does not add up."""

    _inherit = "of.enrolment"

    of_asked = fields.Monetary("Asked", compute="_compute_of_figures")
    of_granted = fields.Monetary("Granted", compute="_compute_of_figures")
    of_done = fields.Monetary(
        "Done", compute="_compute_of_figures", help="Price of the hours really followed, or of those held for a group.")
    of_invoiced = fields.Monetary("Invoiced", compute="_compute_of_figures")
    of_paid = fields.Monetary("Paid", compute="_compute_of_figures")
    of_refunded = fields.Monetary("Refunded", compute="_compute_of_figures", help="To the company, by its funders.")
    of_difference = fields.Char(
        "To settle", compute="_compute_of_difference", help="What does not add up in the shares, and what to do.")

    @api.depends("of_funding_line_ids.asked", "of_funding_line_ids.granted", "of_funding_line_ids.amount",
                 "of_funding_line_ids.state", *(f"of_funding_line_ids.{figure}" for figure in FIGURES.values()))
    def _compute_of_figures(self):
        for enrolment in self:
            lines = enrolment.of_funding_line_ids
            asked = lines.filtered("request_id")
            decided = asked.filtered(lambda line: line.state in DECIDED)
            enrolment.update({
                "of_asked": sum(asked.mapped("asked")), "of_granted": sum(decided.mapped("granted")),
                **{name: sum(lines.mapped(figure)) for name, figure in FIGURES.items()}})

    @api.depends("of_rest", "of_funding_line_ids.difference")
    def _compute_of_difference(self):
        """The gravest of its shares."""
        found = self.of_funding_line_ids._findings()
        for enrolment in self:
            lines = enrolment.of_funding_line_ids
            if lines and enrolment.of_rest < 0:
                enrolment.of_difference = self.env._(
                    "The shares come to %(excess)s more than the price: lower one of them.",
                    excess=formatLang(self.env, -enrolment.of_rest, currency_obj=enrolment.currency_id))
                continue
            troubled = lines.filtered(found.get).sorted(lambda line, of=found: GRAVITY[of[line][0].code])[:1]
            words = filter(None, [troubled.payer_id.name, troubled.difference])
            enrolment.of_difference = ", ".join(words) if troubled else False

    def _of_hours_earned(self):
        """``(planned, followed)`` hours, Decimal: of this learner, or of the whole group that one price was agreed for.

        An absence does not change a flat price: what counts is what was held.
        """
        self.ensure_one()
        line = self.sudo().sale_line_id  # who reads shares need not read orders
        if not line or not line._of_is_group_price():
            return Decimal(str(self.hours_planned)), Decimal(str(self.hours_done))
        slots = self.sudo().session_id.slot_ids
        if not slots:
            return Decimal(1), Decimal(self.session_id.state in ("done", "closed"))
        held = slots.filtered("closed_at")
        return tuple(sum((Decimal(str(slot.hours)) for slot in some), ZERO) for some in (slots, held))
