from odoo import fields, models
from odoo.exceptions import UserError

from .of_agreement import LIVE
from .of_enrolment_file import OF_THE_LEARNER


class OfEnrolment(models.Model):
    """Another learner in the same place, another session for the same learner."""

    _inherit = "of.enrolment"

    def write(self, vals):
        if "session_id" in vals and not self._may_write_guarded() and self.filtered(
                lambda one: one.session_id.id != vals["session_id"]):
            raise UserError(self.env._("A learner record goes to another session by 'Change the registration' alone: "
                                       "it says what that does to order, agreement and places."))
        replaced = self.browse()
        if "learner_id" in vals:
            replaced = self.filtered(lambda one: one.learner_id and one.learner_id.id != vals["learner_id"])
            if refusals := replaced._replacement_refusals():
                raise UserError("\n".join(refusals))
        old_sessions = self.session_id if "session_id" in vals else self.session_id.browse()
        result = super().write(vals)
        (old_sessions - self.session_id)._expect_people()
        replaced._forget_learner()
        return result

    def _replacement_refusals(self):
        """Sentences saying why these records keep their learner; empty: another may take the place."""
        _, refusals = self.env._, []
        for enrolment in self.sudo():  # told to whoever may write the record, without what it holds
            name = enrolment.learner_id.name
            if enrolment.attendance_ids.entry_ids:
                refusals.append(_(
                    "%(learner)s signed under this record: note the abandonment, and make another record for the new "
                    "learner.", learner=name))
            elif enrolment._is_bound_by_contract():
                refusals.append(_(
                    "The contract of %(learner)s is signed, and holds for nobody else: record the withdrawal or "
                    "cancel the record, and sell a place to the new learner.", learner=name))
        return refusals

    def _is_bound_by_contract(self):
        return self.agreement_id.kind == "contract" and self.agreement_id.state == "signed"

    def _forget_learner(self):
        """Needs, papers and accommodations were of the person, not of the place."""
        if not self:
            return
        records = self.sudo()  # whoever names a learner need not see these
        records.write(dict.fromkeys(OF_THE_LEARNER, False))
        self.env["of.accommodation"].sudo().search([("enrolment_id", "in", self.ids)]).enrolment_id = False
        records.paper_ids.unlink()
        records._add_papers()

    # -- another session -----------------------------------------------------------

    def _move_to_session(self, session):
        """Change the session of these records, with their order lines and agreements; who finds no seat waits."""
        agreements, state_before = self.sudo().agreement_id, {one: one.state for one in self}
        left = session._count_seats_left()[session]
        self.write({"date_in": False, "date_out": False})  # days of the session that they leave
        for line, enrolments in self.sudo().grouped("sale_line_id").items():
            enrolments = enrolments._pass()
            line._of_move_seats(enrolments, session) if line else enrolments.write({"session_id": session.id})
        self._leave_agreements(agreements, session)
        beyond = self.sorted("id")[max(left, 0):]
        (self - beyond).filtered(lambda one: one.state == "waiting")._take_seat()
        beyond._pass().write({"state": "waiting", "date_registered": fields.Datetime.now()})
        # L6353-3: the contract for the new session comes before the final registration.
        unbound = (self - beyond).filtered(
            lambda one: state_before[one] == "confirmed" and one._of_agreement_kind() == "contract"
            and one.sudo().agreement_id.state != "signed")
        unbound._pass().write({"state": "draft"})

    def _leave_agreements(self, agreements, session):
        """An agreement is for one session: a draft follows when all its learners do, what was sent does not."""
        for agreement in agreements.filtered(lambda one: one.state in LIVE):
            mine = self.sudo().filtered(lambda one, of=agreement: one.agreement_id == of)
            is_whole = not agreement.enrolment_ids.filtered(lambda one: one.state != "cancelled") - mine
            if is_whole and agreement.state == "draft":
                agreement.session_id = session
                continue
            other = agreement.order_id._of_agreements(session)[:1]
            mine._pass().write({"agreement_id": other.id})
            if is_whole:
                agreement.action_cancel()
