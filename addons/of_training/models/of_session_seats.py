from odoo import api, fields, models
from odoo.exceptions import UserError

# A learner in one of these states takes a seat.
SEATED = ("draft", "confirmed", "done")
# Whoever left (abandoned) counts among the learners, but holds no seat any more.
NOT_ENROLLED = ("cancelled", "waiting")


class OfSession(models.Model):
    """Seats of a session, and its waiting list: what frees a seat gives it to the first who waits."""

    _inherit = "of.session"

    waiting_count = fields.Integer("On the waiting list", compute="_compute_enrolment_count")

    @api.depends("capacity", "enrolment_ids.state")
    def _compute_enrolment_count(self):
        counts = {}
        for session, state, count in self.env["of.enrolment"]._read_group(
                [("session_id", "in", self.ids)], ["session_id", "state"], ["__count"]):
            counts.setdefault(session, {})[state] = count
        for session in self:
            found = counts.get(session._origin, {})
            session.enrolment_count = sum(count for state, count in found.items() if state not in NOT_ENROLLED)
            session.seats_left = session.capacity - sum(found.get(state, 0) for state in SEATED)
            session.waiting_count = found.get("waiting", 0)

    def _seats_label(self):
        """Told to whoever sells a place: what is left of them."""
        if self.seats_left <= 0:
            return self.env._("full")
        return self.env._("1 place left") if self.seats_left == 1 else self.env._(
            "%(count)s places left", count=self.seats_left)

    def write(self, vals):
        result = super().write(vals)
        if "capacity" in vals:
            self._promote_waiting()
        return result

    def _refuse_if_over(self):
        """:raises UserError: a session is closed or cancelled: nobody enters it, nothing is planned in it"""
        if over := self.filtered(lambda session: session.state in ("closed", "cancelled"))[:1]:
            raise UserError(self.env._("%(session)s is closed or cancelled: choose another session.",
                                       session=over.display_name))

    def _may_still_be_entered(self):
        """Before its first day; a session with entries all along, until it is done."""
        if self.is_rolling:
            return self.state in ("draft", "open", "confirmed", "running")
        return self.state in ("draft", "open", "confirmed") and not self._has_begun()

    def _has_begun(self):
        return bool(self.date_start) and self.date_start <= fields.Datetime.now()

    def _count_seats_left(self):
        """``{session: seats left}``, counted now; two who count at the same time don't both get the last seat."""
        sessions = self.sudo()  # a salesman who confirms, a client who signs
        if not sessions:
            return {}
        sessions.flush_recordset(["capacity"])
        # Changes nothing, but makes PostgreSQL refuse the second of two transactions, which Odoo then runs again.
        self.env.cr.execute("UPDATE of_session SET capacity = capacity WHERE id IN %s", [tuple(sessions.ids)])
        sessions.invalidate_recordset(["enrolment_count", "seats_left", "waiting_count"], flush=False)  # count anew
        return {session: session.seats_left for session in sessions}

    def _promote_waiting(self, but=None):
        """Give free seats of sessions to come to those who wait (``but`` some), in the order of registration."""
        sessions = self.sudo().filtered(lambda session: session._may_still_be_entered())
        waiting = self.env["of.enrolment"].sudo().search(
            [("session_id", "in", sessions.ids), ("state", "=", "waiting")], order="date_registered, id")
        waiting -= but or waiting.browse()
        if not waiting:
            return
        left = waiting.session_id._count_seats_left()
        promoted = waiting.browse().union(
            *(found[:max(left[session], 0)] for session, found in waiting.grouped("session_id").items()))
        promoted._take_seat()
        for enrolment in promoted:
            enrolment.activity_schedule(
                "mail.mail_activity_data_todo", user_id=(enrolment.session_id.user_id or self.env.user).id,
                summary=self.env._("A place is free: tell %(learner)s", learner=enrolment.display_name))
