from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.of_foundation.lib.checklist import Check

ATTENDED_STATES = ("confirmed", "running", "done")
# Of learner records; whoever gave up was expected until then.
EXPECTED_STATES = ("confirmed", "done", "abandoned")


class OfSession(models.Model):
    """Attendance of a session: who is expected, and the certificates."""

    _inherit = "of.session"

    attendance_ids = fields.One2many("of.attendance", "session_id", readonly=True)
    expected_count = fields.Integer("Expected signatures", compute="_compute_signature_counts")
    signed_count = fields.Integer("Signatures", compute="_compute_signature_counts")
    signed_label = fields.Char(
        "Signatures received", compute="_compute_signature_counts", help="Signatures of learners.")

    def _compute_signature_counts(self):
        for session in self:
            session.expected_count = sum(session.slot_ids.mapped("expected_count"))
            session.signed_count = sum(session.slot_ids.mapped("signed_count"))
            session.signed_label = f"{session.signed_count} / {session.expected_count}"

    # -- who is expected -------------------------------------------------------

    def _expect_people(self, enrolments=None):
        """Make the attendances of whoever is expected at the slots, and drop those of who is no more.

        Of ``enrolments`` alone where they are told: the others' are not looked at.

        May be called at any time: what has entries, or stands in a closed slot, is left as it is.
        """
        sessions = self.sudo().filtered(lambda session: session.state in ATTENDED_STATES)  # follows from others' work
        slots = sessions.slot_ids.filtered(lambda slot: not slot.closed_at)
        if not slots:
            return
        attendances = self.env["of.attendance"].sudo()
        wanted = {(vals["slot_id"], vals["partner_id"]): vals
                  for session in sessions for vals in session._prepare_attendances(slots, enrolments)}
        mine = [("enrolment_id", "in", enrolments.ids)] if enrolments is not None else []
        known = attendances.search([("slot_id", "in", slots.ids), *mine])
        keys = {(attendance.slot_id.id, attendance.partner_id.id) for attendance in known}
        known.filtered(
            lambda attendance: (attendance.slot_id.id, attendance.partner_id.id) not in wanted
            and not attendance.entry_ids).unlink()
        attendances.create([vals for key, vals in wanted.items() if key not in keys])

    def _prepare_attendances(self, slots, enrolments=None):
        """Values for everybody expected at those of ``slots`` that are of this session, or for ``enrolments`` alone."""
        slots &= self.slot_ids
        trainers = slots.filtered("trainer_id") if enrolments is None else ()
        mine = self.enrolment_ids if enrolments is None else enrolments.sudo().filtered(
            lambda enrolment: enrolment.session_id == self)
        enrolments = mine.filtered(lambda enrolment: enrolment.learner_id and enrolment.state in EXPECTED_STATES)
        return [
            {"slot_id": slot.id, "role": "trainer", "partner_id": slot.trainer_id.id} for slot in trainers
        ] + [
            {"slot_id": slot.id, "role": "learner", "partner_id": enrolment.learner_id.id,
             "enrolment_id": enrolment.id}
            for enrolment in enrolments for slot in enrolment._expected_slots() & slots]

    # -- closing ---------------------------------------------------------------

    def _attendance_checks(self):
        _ = self.env._
        return [
            Check("open_slots", _("A slot is not closed."), domain=[("slot_ids.closed_at", "=", False)],
                  field="slot_ids", page="slots"),
            Check("unsettled", _("An attendance is neither signed nor settled."),
                  domain=[("attendance_ids", "any", [("state", "=", "expected"), ("role", "=", "learner")])],
                  action="of_training.of_attendance_action_unsettled"),
        ]

    def action_close_slots(self):
        """Close all slots of these sessions that are over."""
        now = fields.Datetime.now()
        self.slot_ids.filtered(lambda slot: slot.end <= now).action_close_slot()

    def action_attendances(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("of_training.of_attendance_action")
        action["domain"] = [("session_id", "in", self.ids)]
        action["context"] = {"search_default_group_slot": 1}
        return action

    # -- documents -------------------------------------------------------------

    def action_documents(self):
        """What was issued for these sessions and their learners."""
        action = self.env["ir.actions.act_window"]._for_xml_id("of_training.of_document_action")
        return action | {"domain": [("session_id", "in", self.ids)], "context": {"create": False}}

    def action_issue_certificates(self):
        """Certificates for all learners for whom nothing is missing; names the others."""
        enrolments = self.enrolment_ids.filtered(
            lambda enrolment: enrolment.state in ("confirmed", "done")
            or (enrolment.state == "abandoned" and enrolment.hours_done))
        ready = self._ready(enrolments, "certificate")
        ready._issue_certificates()
        return self._tell_issued(
            self.env._("%(count)s certificates issued.", count=len(ready)), enrolments - ready)

    def action_issue_attestations(self):
        """Attestations for all learners for whom nothing is missing; names the others."""
        enrolments = self.enrolment_ids.filtered(lambda enrolment: enrolment.state in ("confirmed", "done"))
        ready = self._ready(enrolments, "attestation")
        ready._issue_attestations()
        return self._tell_issued(
            self.env._("%(count)s attestations issued.", count=len(ready)), enrolments - ready)

    def _ready(self, enrolments, purpose):
        """Those of ``enrolments`` that lack nothing.

        :raises UserError: there is none; names what the first lacks
        """
        waivers = enrolments._of_waivers()
        ready = enrolments.filtered(lambda enrolment: not enrolment._of_blocking(purpose, waivers))
        if not ready:
            enrolments._of_require(purpose)
            raise UserError(self.env._("No learner record is confirmed."))
        return ready

    def _tell_issued(self, message, left):
        """Say what was issued, and for whom something is missing."""
        if left:
            message += "\n" + self.env._(
                "Something is missing for: %(names)s", names=", ".join(left.mapped("display_name")))
        return {
            "type": "ir.actions.client", "tag": "display_notification",
            "params": {"type": "warning" if left else "success", "sticky": bool(left), "message": message,
                       "next": {"type": "ir.actions.client", "tag": "soft_reload"}},
        }
