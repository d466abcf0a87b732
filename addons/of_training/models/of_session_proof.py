from odoo import models


class OfSession(models.Model):
    """What proves the attendance of one session, looked at together."""

    _inherit = "of.session"

    def _verify_proofs(self):
        """Sentences naming what differs from what was recorded: entries, their chain, seals and issued documents."""
        self.ensure_one()
        session, problems = self.sudo().with_context(bin_size=False), []
        entries, seals = session.attendance_ids.entry_ids, session.slot_ids.seal_ids
        for records in (entries, seals):
            problems += [*records.sorted("id")._verify_whole(), *records._verify_chains(session)]
        return problems + self.env["of.document"].sudo().search([("session_id", "=", self.id)])._verify_whole()

    def action_verify_proofs(self):
        """Say what was found, on the screen."""
        self.check_access("read")
        problems, entries = self._verify_proofs(), self.sudo().attendance_ids.entry_ids
        message = "\n".join(problems) or self.env._(
            "Nothing was altered: %(entries)s entries, %(seals)s seals and the issued documents agree.",
            entries=len(entries), seals=len(self.sudo().slot_ids.seal_ids))
        return {
            "type": "ir.actions.client", "tag": "display_notification",
            "params": {"type": "danger" if problems else "success", "sticky": bool(problems), "message": message}}
