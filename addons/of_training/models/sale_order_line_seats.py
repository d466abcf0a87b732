from decimal import Decimal

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..lib.sharing import shares

# What learner records follow, or forbid.
FOLLOWED = {"product_id", "product_uom_qty", "of_seats", "price_unit", "discount", "of_session_id", "of_learner_ids"}
_MOVED = object()  # a context that comes by RPC can't hold it


class SaleOrderLine(models.Model):
    """Seats of a confirmed line: learner records follow its quantity and names, its seats move to another session."""

    _inherit = "sale.order.line"

    of_seats_left = fields.Integer(
        related="of_session_id.seats_left", string="Places left", help="In the session, before this line.")
    of_has_learners = fields.Boolean("Has learners", compute="_compute_of_has_learners")

    @api.depends("state", "of_enrolment_ids.state")
    def _compute_of_has_learners(self):
        for line in self:
            line.of_has_learners = line.state == "sale" and bool(line._origin._of_live_enrolments())

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
        if self.env.context.get("of_seats_moved") is not _MOVED:
            lines.filtered(lambda line: line.state == "sale")._of_create_enrolments()
        return lines

    def write(self, vals):
        if not FOLLOWED & set(vals):
            return super().write(vals)
        lines = self.filtered(lambda line: line.state == "sale" and line.of_session_id and line.of_enrolment_ids)
        before = [(line, line.of_session_id, line.of_seats, line.of_learner_ids) for line in lines]
        for line in lines:
            line._of_refuse_too_few(vals)
            if gone := line.of_learner_ids - line._of_live_enrolments().learner_id:  # cancelled, or replaced
                super(SaleOrderLine, line).write({"of_learner_ids": [Command.unlink(one.id) for one in gone]})
        result = super().write(vals)
        for line, session, seats, learners in before:
            line._of_keep_session(session)
            line._of_follow_seats(line.of_seats - seats)
            line._of_follow_names(learners)
        if "of_session_id" in vals:  # named after the order was confirmed
            self.filtered(lambda line: line.state == "sale")._of_create_enrolments()
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

    def _of_refuse_too_few(self, vals):
        """Refuse what would drop a named learner."""
        quantity = vals.get("product_uom_qty", self.of_seats) if self._of_is_per_person() else self.of_seats
        seats = int(vals.get("of_seats", quantity))
        if seats < self.of_seats and (refusal := self._of_too_few_refusal(seats)):
            raise UserError(refusal)

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

    # -- names ----------------------------------------------------------------------

    def _of_follow_names(self, before):
        """Give the names added since ``before`` to records without name; a name that a record bears stays."""
        live, nameless, names = self._of_live_enrolments(), self._of_nameless()[::-1], self.of_learner_ids
        if kept := (before - names) & live.learner_id:
            raise UserError(self.env._(
                "%(names)s: registered. Use 'Change the registration' on the learner record to replace or cancel.",
                names=", ".join(kept.mapped("name"))))
        added = names - before - live.learner_id
        if len(added) > len(nameless):
            raise UserError(self.env._(
                "%(names)s: %(count)s places of this line are without name. Raise the quantity, or use 'Change the "
                "registration' on the record of the learner who is replaced.",
                names=", ".join(added.mapped("name")), count=len(nameless)))
        for learner, enrolment in zip(added, nameless, strict=False):
            enrolment.learner_id = learner

    # -- another session --------------------------------------------------------------

    def _of_keep_session(self, session):
        """Refuse that learners stay behind in ``session``."""
        is_moved = self.env.context.get("of_seats_moved") is _MOVED
        if self.of_session_id != session and self._of_live_enrolments() and not is_moved:
            raise UserError(self.env._(
                "%(order)s: learners of this line are registered in %(session)s. Use 'Change the registration' on "
                "their learner records: the line follows.",
                order=self.order_id.name, session=session.display_name))

    def _of_move_seats(self, enrolments, session):
        """Sell the seats of ``enrolments`` (of this line) in ``session``: the line itself, or a line of their own."""
        stay, lines = self._of_live_enrolments() - enrolments, self.with_context(of_seats_moved=_MOVED)
        if not stay:
            lines.write({"of_session_id": session.id, "of_seats": self.of_seats})  # a new session proposes the quantity
            enrolments.write({"session_id": session.id})
            self._of_charge_sessions()
            return
        count = len(enrolments)
        learners = enrolments.learner_id & self.of_learner_ids
        line = lines.copy({
            "order_id": self.order_id.id, "product_uom_qty": count, "of_session_id": session.id, "of_seats": count,
            "of_learner_ids": [Command.set(learners.ids)]}).with_context(of_seats_moved=False)
        enrolments.write({"sale_line_id": line.id, "session_id": session.id})
        line._of_charge_sessions()
        self.product_uom_qty -= count
