from odoo import fields, models


class OfSession(models.Model):
    """Sessions of an earlier system: taken over as they stand."""

    _inherit = "of.session"

    is_taken_over = fields.Boolean("Taken over", readonly=True, copy=False, help="Imported from an earlier system.")

    def _guarded_names(self):
        return super()._guarded_names() | {"is_taken_over"}

    def _take_over(self, state):
        """Put imported sessions into the state that they had, past the checks that they passed elsewhere.

        Not reachable by RPC. Slots that are over are closed: they were signed on the earlier system's sheets, and
        nobody is asked to sign them here.
        """
        self._pass().is_taken_over = True
        if state != "draft":
            for slot in self.slot_ids.filtered(lambda slot: slot.end <= fields.Datetime.now()):
                slot._pass().closed_at = slot.end
            self._pass().write({"state": state})


class OfEnrolment(models.Model):
    """Hours that a learner did before the session was taken over."""

    _inherit = "of.enrolment"

    hours_taken_over = fields.Float(
        "Hours taken over", readonly=True, copy=False,
        help="Done before the take-over, by the earlier system's sheets.")

    def _guarded_names(self):
        return super()._guarded_names() | {"hours_taken_over"}

    def _hours_done(self):
        done = super()._hours_done()
        return done | {enrolment: done.get(enrolment, 0) + enrolment.hours_taken_over
                       for enrolment in self if enrolment.hours_taken_over}
