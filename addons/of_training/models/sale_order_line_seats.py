from decimal import Decimal

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..lib.sharing import shares

PRICED = {"product_uom_qty", "of_seats", "price_unit", "discount"}


class SaleOrderLine(models.Model):
    """Seats of a confirmed line: learner records follow its quantity, and its seats move to another session."""

    _inherit = "sale.order.line"

    of_seats_left = fields.Integer(
        related="of_session_id.seats_left", string="Places left", help="In the session, before this line.")

    @api.onchange("of_session_id", "of_seats")
    def _onchange_of_seats(self):
        """Tell before confirming that somebody will wait."""
        beyond = self.of_seats - max(self.of_session_id.seats_left, 0)
        if self.of_session_id and self.state in ("draft", "sent") and beyond > 0:
            return {"warning": {"title": self.env._("Waiting list"), "message": self.env._(
                "%(session)s has %(left)s places left: %(beyond)s learners will be on its waiting list.",
                session=self.of_session_id.display_name, left=max(self.of_session_id.seats_left, 0),
                beyond=beyond)}}
        return None

    @api.onchange("product_uom_qty")
    def _onchange_of_quantity(self):
        """What a new quantity does, before it is saved."""
        line = self._origin
        is_same = self.product_uom_qty == line.product_uom_qty
        if line.state != "sale" or not line.of_session_id or is_same or line._of_is_group_price():
            return None
        change = self.env["of.enrolment.change"].new(
            {"kind": "quantity", "sale_line_id": line.id, "quantity": int(self.product_uom_qty)})
        sentences = change._refusals() or [text for group in change._consequences().values() for text in group]
        return {"warning": {"title": self.env._("What this changes"), "message": "\n".join(sentences)}}

    @api.model_create_multi
    def create(self, vals_list):
        """A line added to a confirmed order makes its learner records too."""
        lines = super().create(vals_list)
        if not self.env.context.get("of_seats_moved"):
            lines.filtered(lambda line: line.state == "sale")._of_create_enrolments()
        return lines

    def write(self, vals):
        lines = self.filtered(lambda line: line.state == "sale" and line.of_session_id and line.of_enrolment_ids)
        if not PRICED & set(vals) or not lines:
            return super().write(vals)
        before = {line: line.of_seats for line in lines}
        for line in lines:
            line._of_name_the_live(vals)
        result = super().write(vals)
        for line, seats in before.items():
            line._of_follow_seats(line.of_seats - seats)
        return result

    # -- quantity -----------------------------------------------------------------

    def _of_is_group_price(self):
        """Whether one price covers the learners, however many they are."""
        return not self._of_is_per_person() or self.of_seats != self.product_uom_qty

    def _of_set_seats(self, seats):
        self.write({"of_seats": seats} if self._of_is_group_price() else {"product_uom_qty": seats})

    def _of_live_enrolments(self):
        """Learner records (sudo: a salesman sells, the records are the office's) that were not cancelled."""
        return self.sudo().of_enrolment_ids.filtered(lambda one: one.state != "cancelled").sorted("id")

    def _of_nameless(self):
        """Records that may go when fewer are sold, first those who wait, then the last ones."""
        nameless = self._of_live_enrolments().filtered(
            lambda one: not one.learner_id and one.state in ("draft", "confirmed", "waiting"))
        return nameless.sorted(lambda one: (one.state != "waiting", -one.id))

    def _of_too_few_refusal(self, seats):
        """Why the line can't cover ``seats`` learners only; None when it can."""
        live, nameless = self._of_live_enrolments(), self._of_nameless()
        lacking = len(live) - len(nameless) - seats
        if lacking <= 0:
            return None
        return self.env._(
            "%(count)s of these learners must be cancelled first, for their names are known: %(names)s.",
            count=lacking, names=", ".join((live - nameless).mapped("display_name")))

    def _of_name_the_live(self, vals):
        """Refuse what would drop a named learner, and forget on the line the names of who was cancelled."""
        seats = int(vals.get("of_seats", vals.get("product_uom_qty", self.of_seats)))
        if seats < self.of_seats and (refusal := self._of_too_few_refusal(seats)):
            raise UserError(refusal)
        if gone := self.of_learner_ids - self._of_live_enrolments().learner_id:
            self.of_learner_ids -= gone

    def _of_follow_seats(self, more):
        live = self._of_live_enrolments()
        if more > 0:
            values = [self._prepare_of_enrolment(self.env["res.partner"], Decimal(0)) for _number in range(more)]
            self.env["of.enrolment"].sudo()._of_sell(values)
        elif len(live) > self.of_seats:
            self._of_nameless()[:len(live) - self.of_seats].action_cancel()
        self._of_reprice()

    def _of_reprice(self):
        """Share the line's amount anew among its seats; a cancelled record keeps what it was."""
        live = self._of_live_enrolments()
        count = max(self.of_seats, len(live))
        total = Decimal(str(self.currency_id.round(self.price_subtotal)))
        prices = dict(zip(live, map(float, shares(total, [1] * count)), strict=False))
        changed = live.filtered(lambda one: self.currency_id.compare_amounts(one.price, prices[one]))
        for price, enrolments in changed.grouped(prices.get).items():
            enrolments.price = price

    # -- another session --------------------------------------------------------------

    def _of_move_seats(self, enrolments, session):
        """Sell the seats of ``enrolments`` (of this line) in ``session``: the line itself, or a line of their own."""
        stay = self._of_live_enrolments() - enrolments
        if not stay:
            self.write({"of_session_id": session.id, "of_seats": self.of_seats})  # a new session proposes the quantity
            enrolments.write({"session_id": session.id})
            return
        count = len(enrolments)
        learners = enrolments.learner_id & self.of_learner_ids
        line = self.with_context(of_seats_moved=True).copy({
            "order_id": self.order_id.id, "product_uom_qty": count, "of_session_id": session.id, "of_seats": count,
            "of_learner_ids": [Command.set(learners.ids)]}).with_context(of_seats_moved=False)
        enrolments.write({"sale_line_id": line.id, "session_id": session.id})
        self.product_uom_qty -= count
