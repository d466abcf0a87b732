import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

from ..lib import codes
from .res_company import MOST_LATE_DAYS

_logger = logging.getLogger(__name__)
KEPT_DAYS = MOST_LATE_DAYS + 1  # a phone without network sends what it kept days later


class OfSigningCode(models.Model):
    """A one-time code sent to whoever is about to sign; its salted hash is kept, never the code.

    Codes and attempts are committed apart from the request: what it does then, and whether it fails, gives no
    attempt back. A code holds for what is signed and its signatory, who says so by ``_code_key``: an agreement's
    document and party, or an attendance. Once that is signed, nothing is left to sign with it.
    """

    _name = "of.signing.code"
    _description = "One-time code"

    document_id = fields.Many2one("of.document", ondelete="cascade", index="btree_not_null")
    party_id = fields.Many2one("of.agreement.party", ondelete="cascade")
    attendance_id = fields.Many2one("of.attendance", ondelete="cascade", index="btree_not_null")
    address = fields.Char(required=True)
    kept = fields.Char(required=True)
    sent_at = fields.Datetime(required=True)
    tries = fields.Integer(default=0)

    @api.model
    def _make(self, signatory, address):
        """A new code (text) for ``signatory``.

        :raises UserError: too many in an hour
        """
        code, now, key = codes.new(), fields.Datetime.now(), self._key(signatory)
        domain = [(name, "=", value) for name, value in key.items()]
        with self.env["of.frozen.mixin"]._own_cursor() as cr:
            own = self.with_env(self.env(cr=cr))
            # Of many requests at once each counts the ones before.
            cr.execute(SQL("SELECT pg_advisory_xact_lock(hashtext(%s))", f"{self._name},{sorted(key.items())}"))
            if own.search_count([*domain, ("sent_at", ">", now - timedelta(hours=1))]) >= codes.MAX_AN_HOUR:
                raise UserError(self.env._("Too many codes were asked for: try again in an hour."))
            own.create([{**key, "address": address, "kept": codes.kept(code), "sent_at": now}])
        return code

    @api.model
    def _spend(self, signatory, typed, given=None):
        """The address to which the code ``typed`` went; an attempt is counted before it is looked at.

        :param given: UTC time at which it was typed by the device's word, when that comes only now; None: now

        :raises UserError: none was sent, it is too old, tried too often, or another
        """
        with self.env["of.frozen.mixin"]._own_cursor() as cr:
            typed_at = given or fields.Datetime.now()
            cr.execute(SQL(
                "UPDATE of_signing_code SET tries = tries + 1 WHERE id = (SELECT max(id) FROM of_signing_code "
                "WHERE %s) AND tries < %s AND sent_at > %s AND sent_at <= %s RETURNING kept, address, tries",
                self._where(signatory), codes.MAX_TRIES, typed_at - codes.LIFE, typed_at))
            found = cr.fetchone()
        if not found:
            raise UserError(self.env._("This code no longer holds: have another one sent."))
        kept, address, tries = found
        if codes.matches(typed, kept):
            return address
        raise UserError(self.env._("This code is wrong. Attempts left: %(count)s.", count=codes.MAX_TRIES - tries))

    @api.model
    def _mail(self, signatory, address, template, record):
        """Mail a new code to ``signatory``; those before no longer hold.

        :param template: xmlid; it finds the code as ``ctx['of_code']``
        :param record: what the template is about
        :raises UserError: too many codes, or the mail can't be sent
        """
        code = self._make(signatory, address)
        try:
            self.env.ref(template).sudo().with_context(of_code=code).send_mail(
                record.id, force_send=True, raise_exception=True, email_values={"email_to": address},
                email_layout_xmlid="mail.mail_notification_light")
        except MailDeliveryException:
            _logger.warning("%s: the code could not be mailed", record.display_name, exc_info=True)
            self._void(signatory)
            raise UserError(self.env._("The mail with your code could not be sent: try again in a few minutes."))

    @api.model
    def _void(self, signatory):
        """The code that was made last reached nobody."""
        with self.env["of.frozen.mixin"]._own_cursor() as cr:
            cr.execute(SQL("UPDATE of_signing_code SET tries = %s WHERE %s", codes.MAX_TRIES, self._where(signatory)))

    @api.model
    def _is_awaited(self, signatory):
        """Whether a code was sent that may still be typed; this request's own attempt counts."""
        with self.env["of.frozen.mixin"]._own_cursor() as cr:
            cr.execute(SQL(
                "SELECT tries < %s AND sent_at > %s FROM of_signing_code WHERE %s ORDER BY id DESC LIMIT 1",
                codes.MAX_TRIES, fields.Datetime.now() - codes.LIFE, self._where(signatory)))
            return bool((cr.fetchone() or [False])[0])

    @api.autovacuum
    def _gc_codes(self):
        """What a signature keeps of its code stands on the signature."""
        self.search([("sent_at", "<", fields.Datetime.now() - timedelta(days=KEPT_DAYS))]).unlink()

    @staticmethod
    def _key(signatory):
        return {"document_id": False, "party_id": False, "attendance_id": False, **signatory._code_key()}

    def _where(self, signatory):
        return SQL(" AND ").join(
            SQL("%s IS NOT DISTINCT FROM %s", SQL.identifier(name), value or None)
            for name, value in self._key(signatory).items())
