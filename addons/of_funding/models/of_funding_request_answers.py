from decimal import Decimal

from odoo import fields, models

from ..lib.split import cents, spread


class OfFundingRequest(models.Model):
    """What the funder answered: shared among the learners, and kept."""

    _inherit = "of.funding.request"

    answer_ids = fields.One2many("of.funding.answer", "request_id", "Answers", readonly=True)

    def action_answer(self):
        """Type what the funder's letter says."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("of_funding.of_funding_answer_add_action")
        return action | {"context": {"default_request_id": self.id, "dialog_size": "extra-large"}}

    def _share_grant(self):
        """Share the granted amount among learners as it was asked, unless it was typed for each."""
        lines = self.line_ids
        if not lines:
            return
        asked = [cents(line.asked) for line in lines]
        total = cents(self.amount_granted) or sum(asked, Decimal())
        if self._shares_in_all("granted") != total:
            granted = dict(zip(lines, spread(total, asked), strict=True))
            for amount, same in lines.grouped(granted.get).items():
                same.granted = float(amount)
        self._total_shares()

    def _keep_answer(self, kind, **values):
        """Keep what holds of this request from now on as an answer of its funder."""
        self.ensure_one()
        return self.env["of.funding.answer"].sudo().create({  # kept by methods alone
            "request_id": self.id, "kind": kind, "date": fields.Date.context_today(self), "number": self.number,
            "amount": self.amount_granted, "hours": self.hours_granted, "mode": self.mode,
            "valid_from": self.valid_from, "valid_until": self.valid_until, "reason": self.reason, **values})
