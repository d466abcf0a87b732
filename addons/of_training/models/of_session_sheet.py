import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import consteq
from odoo.tools.misc import hmac

SHEET = "of_training.report_attendance_sheet"
SCOPE = "of.session sheet"
SHOWN = 16  # digits of the register's digest in the address
_logger = logging.getLogger(__name__)


class SheetNumber(int):
    """Number of the sheet that is being issued: no context that comes by RPC or in an address holds one."""


class OfDocument(models.Model):
    """What an attendance sheet says of the register it was printed from."""

    _inherit = "of.document"

    sheet_number = fields.Integer("Number of the sheet", readonly=True, help="Of its session, from 1.")
    register_entries = fields.Integer("Entries in the register", readonly=True)
    register_digest = fields.Char("End of the register", readonly=True, help="Digest of its last entry.")

    def _sheet_values(self):
        names = ("sheet_number", "register_entries", "register_digest")
        return {name: self[name] for name in names} if self.sheet_number else {}

    def _guarded_columns(self):
        return super()._guarded_columns() | {"sheet_number", "register_entries", "register_digest"}

    def _frozen_payload(self, previous):
        return super()._frozen_payload(previous) | self._sheet_values()

    def _verify(self):
        problems = super()._verify()
        for sheet in self.sudo()._unpurged().filtered("sheet_number"):
            is_printed = not sheet.seal_fingerprint or (sheet.register_digest or "").encode() in (
                sheet.attachment_id.raw or b"")
            if not is_printed or not sheet.session_id._register_holds(sheet.register_entries, sheet.register_digest):
                problems.append(self.env._(
                    "%(record)s: the register no longer holds what was printed on it, up to entry %(count)s.",
                    record=sheet._proof_name(), count=sheet.register_entries))
        return problems


class OfSession(models.Model):
    """The attendance sheet (feuille d'émargement): numbered, each names the one before.

    The one of a closed session stands for good: what is entered later makes another.
    """

    _inherit = "of.session"

    to_issue_sheet = fields.Boolean(readonly=True, copy=False, help="Closed, with entries or stamps since its sheet.")

    def _guarded_names(self):
        return super()._guarded_names() | {"to_issue_sheet"}

    def _move(self, action):
        result = super()._move(action)
        if action == "close":
            for session in self.filtered("attendance_ids"):
                session._seal_and_issue_sheet()
        return result

    def action_attendance_sheet(self):
        """Issue the attendance sheet; it replaces the one issued before."""
        self.ensure_one()
        self.check_access("write")
        if not self.attendance_ids:
            raise UserError(self.env._("Nobody is expected yet: confirm the session and name its learners."))
        return (self._standing_sheet() or self._issue_sheet()).action_download()

    def _seal_and_issue_sheet(self):
        """Seal the half-days that wait for it, then print what they say."""
        slots = self.sudo().slot_ids.filtered("to_seal")
        self.env["of.slot.seal"]._seal_slots(slots)
        return self._issue_sheet()

    def _standing_sheet(self):
        """The sheet that still says all there is to say; empty: a new one has to be made."""
        last, seals = self._sheets()[-1:], self.sudo().slot_ids.seal_ids
        moments = [*seals.mapped("frozen_at"), *filter(None, seals.mapped("stamped_at")),
                   *self.attendance_ids.mapped("create_date"), *self.slot_ids.mapped("write_date")]
        is_same = last.register_digest == self._register_head().digest and not self.to_issue_sheet
        stands = last and is_same and all(moment <= last.frozen_at for moment in moments)
        return last.with_env(self.env) if stands else last.browse()

    @api.model
    def _issue_awaited_sheets(self):
        """Sheets of closed sessions that have new entries or stamps, in committed steps; what fails stops no other."""
        crons = self.env["ir.cron"]
        # Seals that are about to be stamped for the first time: their stamp comes with the sheet.
        asked = self.env["of.slot.seal"].browse(self.env["of.flow"].search([
            ("res_model", "=", "of.slot.seal"), ("state", "=", "waiting"), ("attempts", "=", 0)]).mapped("res_id"))
        later = asked.session_id
        while session := self.search([("to_issue_sheet", "=", True), ("id", "not in", later.ids)], limit=1):
            try:
                with self.env.cr.savepoint():
                    session._issue_sheet()
            except UserError as error:
                later += session
                _logger.warning("%s: its attendance sheet could not be issued: %s", session.name, error)
            if not crons._commit_progress(1):
                return

    def _issue_sheet(self):
        documents = self.env["of.document"]
        # Of two sheets made at once one waits: each has its number.
        self.env["of.chain.head"].sudo()._lock(documents._chain_of(self))
        sheets, head = self._sheets(), self._register_head()
        number = len(sheets) + 1
        document = documents.with_context(of_sheet_number=SheetNumber(number))._issue(
            SHEET, self, "attendance_sheet", f"Feuille d'émargement {self.name} n° {number}", session_id=self.id,
            subject=self.display_name, seal_words=f"registre {head.entry_count} {head.digest}", sheet_number=number,
            register_entries=head.entry_count, register_digest=head.digest)
        sheets.filtered(lambda old: not old.superseded_by_id)._supersede(document)
        self.sudo().to_issue_sheet = False
        return document.with_env(self.env)

    def _sheets(self):
        """Sheets of this session (sudo), in their order."""
        return self.env["of.document"].sudo().search(
            [("session_id", "=", self.id), ("kind", "=", "attendance_sheet")], order="id")

    # -- register ----------------------------------------------------------------------

    def _register_head(self):
        """End of this session's chain of entries."""
        return self.env["of.attendance.entry"]._chain_head(self)

    def _register_holds(self, count, digest):
        """Whether the entry of that number in the register has a digest that begins so."""
        if not count:
            return not digest
        entry = self._register_entries()[count - 1:count]
        return bool(digest) and (entry.digest or "").startswith(digest)

    # -- address printed on the sheet ----------------------------------------------------

    def _sheet_url(self, number):
        """Where whoever holds the sheet checks it: the address itself says what was printed."""
        head = self._register_head()
        words = f"{self.id}.{number}.{head.entry_count}.{(head.digest or '')[:SHOWN] or '0'}"
        return f"{self.get_base_url()}/of/sheet/{words}.{self._sheet_secret(words)}"

    def _sheet_secret(self, words):
        return hmac(self.sudo().env, SCOPE, words)[:24]  # the database's secret is nobody's to read

    @api.model
    def _from_sheet(self, token):
        """``(session (sudo), number, entries, digest)`` of such an address; an empty session: it is none of ours."""
        words, _dot, secret = token.rpartition(".")
        if not secret.isascii() or not consteq(self._sheet_secret(words), secret):
            return self.sudo().browse(), 0, 0, ""
        session_id, number, entries, digest = words.split(".")
        return self.sudo().browse(int(session_id)).exists(), int(number), int(entries), digest if digest != "0" else ""
