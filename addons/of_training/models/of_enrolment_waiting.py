from odoo import api, fields, models
from odoo.exceptions import UserError


class OfEnrolment(models.Model):
    """Waiting list of a session (liste d'attente)."""

    _inherit = "of.enrolment"

    date_registered = fields.Datetime(
        "Registered on", default=fields.Datetime.now, copy=False,
        help="The waiting list moves up in this order.")
    waiting_rank = fields.Integer("Rank", compute="_compute_waiting_rank", help="In the waiting list, from 1.")

    def _compute_waiting_rank(self):
        ranks = {}
        lists = self.sudo().search(  # ranks tell nothing of the others
            [("session_id", "in", self.session_id.ids), ("state", "=", "waiting")], order="date_registered, id")
        for waiting in lists.grouped("session_id").values():
            ranks |= {enrolment.id: rank for rank, enrolment in enumerate(waiting, 1)}
        for enrolment in self:
            enrolment.waiting_rank = ranks.get(enrolment.id, 0)

    @api.model_create_multi
    def create(self, vals_list):
        """What the office registers by hand beyond the places of a session waits."""
        enrolments = super().create(vals_list)
        by_hand = enrolments.filtered(lambda one: one.state == "draft" and not one.sale_line_id)
        for session, left in by_hand.session_id._count_seats_left().items():
            mine = by_hand.filtered(lambda one, of=session: one.session_id == of)
            beyond = mine[max(len(mine) + min(left, 0), 0):]
            beyond._pass().write({"state": "waiting"})
        return enrolments

    def write(self, vals):
        sessions = self.session_id
        result = super().write(vals)
        if {"state", "session_id"} & set(vals):
            # Whoever is put on the list by hand leaves his place to the others.
            sessions._promote_waiting(but=self if vals.get("state") == "waiting" else self.browse())
        return result

    @api.model
    def _wait_beyond_seats(self, vals_list):
        """Make those of ``vals_list`` wait for whom no seat is left, and return it."""
        sessions = self.env["of.session"].browse({vals["session_id"] for vals in vals_list})
        left = {session.id: seats for session, seats in sessions._count_seats_left().items()}
        for vals in vals_list:
            left[vals["session_id"]] -= 1
            if left[vals["session_id"]] < 0:
                vals["state"] = "waiting"
        return vals_list

    @api.model
    def _of_sell(self, vals_list):
        """Make the records of confirmed order lines; the orders say who waits."""
        enrolments = self.create(self._wait_beyond_seats(vals_list))
        waiting = enrolments.filtered(lambda one: one.state == "waiting")
        for order, found in waiting.grouped("order_id").items():
            order.message_post(body=self.env._(
                "On the waiting list, for want of places: %(records)s.",
                records=", ".join(found.mapped("display_name"))))
        return enrolments

    def action_wait(self):
        """Put registrations that are not confirmed on the waiting list, by hand."""
        self.check_access("write")
        self.filtered(lambda enrolment: enrolment.state == "draft")._pass().write({
            "state": "waiting", "date_registered": fields.Datetime.now()})

    def action_take_seat(self):
        """Give a seat to these who wait.

        :raises UserError: no seat is left
        """
        self.check_access("write")
        waiting = self.filtered(lambda enrolment: enrolment.state == "waiting")
        for session, left in waiting.session_id._count_seats_left().items():
            if left < len(waiting.filtered(lambda one, of=session: one.session_id == of)):
                raise UserError(self.env._("%(session)s has no place left: raise its number of places, or cancel a "
                                           "registration.", session=session.display_name))
        waiting._take_seat()

    def _take_seat(self):
        for state, enrolments in self.grouped(lambda one: one._seated_state()).items():
            enrolments._pass().write({"state": state})

    def _seated_state(self):
        """L6353-3: an individual's registration is final once his contract is signed; the office confirms its own."""
        kind = self._of_agreement_kind()
        is_final = self.sale_line_id and (kind != "contract" or self.sudo().agreement_id.state == "signed")
        return "confirmed" if is_final else "draft"
