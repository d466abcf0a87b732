from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..lib import codes


class OfAgreementCode(models.Model):
    """A one-time code mailed to whoever is about to sign; its salted hash is kept, never the code.

    Codes and attempts are committed apart from the request: what it does then, and whether it fails, gives no
    attempt back. A code holds for one document and one signatory; once he signed, nothing is left to sign with it.
    """

    _name = "of.agreement.code"
    _description = "One-time code"

    document_id = fields.Many2one("of.document", required=True, ondelete="cascade", index=True)
    party_id = fields.Many2one("of.agreement.party", ondelete="cascade")
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
            cr.execute(SQL("SELECT FROM of_document WHERE id = %s FOR NO KEY UPDATE", key["document_id"]))
            if own.search_count([*domain, ("sent_at", ">", now - timedelta(hours=1))]) >= codes.MAX_AN_HOUR:
                raise UserError(self.env._("Too many codes were asked for: try again in an hour."))
            own.create([{**key, "address": address, "kept": codes.kept(code), "sent_at": now}])
        return code

    @api.model
    def _spend(self, signatory, typed):
        """The address to which the code ``typed`` went; an attempt is counted before it is looked at.

        :raises UserError: none was sent, it is too old, tried too often, or another
        """
        with self.env["of.frozen.mixin"]._own_cursor() as cr:
            cr.execute(SQL(
                "UPDATE of_agreement_code SET tries = tries + 1 WHERE id = (SELECT max(id) FROM of_agreement_code "
                "WHERE %s) AND tries < %s AND sent_at > %s RETURNING kept, address, tries",
                self._where(signatory), codes.MAX_TRIES, fields.Datetime.now() - codes.LIFE))
            found = cr.fetchone()
        if not found:
            raise UserError(self.env._("This code no longer holds: have another one sent."))
        kept, address, tries = found
        if codes.matches(typed, kept):
            return address
        raise UserError(self.env._("This code is wrong. Attempts left: %(count)s.", count=codes.MAX_TRIES - tries))

    @api.model
    def _void(self, signatory):
        """The code that was made last reached nobody."""
        with self.env["of.frozen.mixin"]._own_cursor() as cr:
            cr.execute(SQL("UPDATE of_agreement_code SET tries = %s WHERE %s", codes.MAX_TRIES, self._where(signatory)))

    @api.model
    def _is_awaited(self, signatory):
        """Whether a code was sent that may still be typed; this request's own attempt counts."""
        with self.env["of.frozen.mixin"]._own_cursor() as cr:
            cr.execute(SQL(
                "SELECT tries < %s AND sent_at > %s FROM of_agreement_code WHERE %s ORDER BY id DESC LIMIT 1",
                codes.MAX_TRIES, fields.Datetime.now() - codes.LIFE, self._where(signatory)))
            return bool((cr.fetchone() or [False])[0])

    @api.autovacuum
    def _gc_codes(self):
        """What a signature keeps of its code stands on the signature."""
        self.search([("sent_at", "<", fields.Datetime.now() - timedelta(days=1))]).unlink()

    def _key(self, signatory):
        return {"document_id": signatory._agreement().document_id.id, "party_id": signatory._party().id}

    def _where(self, signatory):
        return SQL(" AND ").join(
            SQL("%s IS NOT DISTINCT FROM %s", SQL.identifier(name), value or None)
            for name, value in self._key(signatory).items())
