from odoo import models


class OfSession(models.Model):
    """What proves the attendance of one session, looked at together."""

    _inherit = "of.session"

    def _verify_proofs(self):
        """Sentences naming what differs from what was recorded: the register, and all documents issued."""
        documents = self.env["of.document"].sudo().search([("session_id", "=", self.id)])
        return self._verify_register() + (documents - self._sheets())._verify_whole()

    def _verify_register(self):
        """Sentences on attendances and their hours, entries and seals with their chains, sheets, lawful purges."""
        self.ensure_one()
        session = self.sudo().with_context(bin_size=False)
        entries, sheets = session._register_entries(), session._sheets()
        # What was moved away by its half-day is found by its session, and the other way round.
        attendances = session.slot_ids.attendance_ids | session.attendance_ids | entries.attendance_id
        seals = session.slot_ids.seal_ids | self.env["of.slot.seal"].sudo().search([("session_id", "=", self.id)])
        purges = self.env["of.purge"].sudo().search([("company_id", "=", session.company_id.id)])
        problems = [*session._verify_hours(), *session.slot_ids._verify_whole(), *attendances._verify_whole()]
        for records in (entries, seals.with_context(bin_size=False)):
            problems += [*records.sorted("id")._verify_whole(), *records._verify_chains(session)]
        problems += [*sheets._verify_whole(), *sheets._verify_chains(session), *purges._verify_whole(),
                     *purges._verify_chains(session.company_id)]
        if session.state == "closed" and attendances and not sheets and not session.is_taken_over:
            problems.append(self.env._("%(session)s is closed, and its attendance sheet was removed.",
                                       session=session.name))
        return problems

    def _register_entries(self):
        """Entries (sudo) of this session, in their order, wherever they were moved."""
        entries = self.env["of.attendance.entry"].sudo().with_context(bin_size=False).search(
            ["|", ("session_id", "=", self.id), ("attendance_id.slot_id.session_id", "=", self.id)])
        return entries.sorted("id")

    def _verify_hours(self):
        done = self.enrolment_ids._hours_done()
        for enrolment in self.enrolment_ids:
            if abs(enrolment.hours_done - done.get(enrolment, 0)) > 0.005:
                yield self.env._("%(record)s: its hours done are not those that follow from its attendance.",
                                 record=enrolment.name)

    def action_verify_proofs(self):
        """Say what was found, on the screen."""
        self.check_access("read")
        problems, seals = self._verify_proofs(), self.sudo().slot_ids.seal_ids
        message = "\n".join(problems) or self.env._(
            "Nothing was altered. Entries: %(entries)s; half-days sealed: %(sealed)s of %(slots)s; with a timestamp: "
            "%(stamped)s; sheets: %(sheets)s.", entries=len(self._register_entries()), sealed=len(seals.slot_id),
            slots=len(self.slot_ids), stamped=len(seals.filtered("stamped_at").slot_id), sheets=len(self._sheets()))
        return {
            "type": "ir.actions.client", "tag": "display_notification",
            "params": {"type": "danger" if problems else "success", "sticky": bool(problems), "message": message}}
