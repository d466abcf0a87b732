import json

from odoo import api, fields, models
from odoo.tools import SQL

SETTING = "of_foundation.purging"
KEPT = {"digest", "previous_digest", "frozen_at", "is_taken_over"}


class OfPurge(models.Model):
    """A lawful purge (effacement au terme de la conservation): which proofs were emptied, when, why and by whom.

    What is named here verifies as lawfully purged; a proof that was emptied and is not named was altered.
    """

    _name = "of.purge"
    _description = "Lawful purge"
    _inherit = ["of.frozen.mixin"]
    _frozen_fields = ("purged_model", "purged_digests", "reason", "author")
    _frozen_chain = ("company_id",)
    _order = "id desc"
    _rec_name = "reason"

    purged_model = fields.Char("Kind of proof", required=True, readonly=True)
    purged_digests = fields.Text("Digests", required=True, readonly=True, help="JSON: of each proof that was emptied.")
    purged_count = fields.Integer("Proofs", compute="_compute_purged_count")
    reason = fields.Char(required=True, readonly=True)
    author = fields.Char("Purged by", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)

    @api.depends("purged_digests")
    def _compute_purged_count(self):
        for purge in self:
            purge.purged_count = len(json.loads(purge.purged_digests))

    @api.model
    def _digests(self, model):
        """Digests of the proofs of ``model`` that were lawfully purged."""
        purges = self.sudo().search([("purged_model", "=", model)])
        return {digest for purge in purges if not purge._verify_whole() for digest in json.loads(purge.purged_digests)}

    def _unpurged(self):
        return self


class OfFrozenMixin(models.AbstractModel):
    """The end of a proof: its content goes, its digest and its place in the chain stay."""

    _inherit = "of.frozen.mixin"

    def _purge(self, reason, company):
        """Empty these records for good. Callers checked that they are kept long enough; not reachable by RPC.

        Personal data in columns that can't be empty (a kind, a date that is required) stays: it names nobody.
        """
        records = self.sudo().filtered("salt")
        if not records:
            return
        self.env["of.purge"].sudo().create([{
            "purged_model": self._name, "purged_digests": json.dumps(records.mapped("digest")), "reason": reason,
            "author": self.env.user.name, "company_id": company.id}])
        self.flush_model()
        values = SQL(", ").join(SQL("%s = %s", SQL.identifier(name), value)
                                for name, value in self._purged_values().items())
        self.env.cr.execute(SQL("SELECT set_config(%s, 'on', TRUE)", SETTING))
        self.env.cr.execute(SQL(
            "UPDATE %s SET %s WHERE id IN %s", SQL.identifier(self._table), values, tuple(records.ids)))
        self.env.cr.execute(SQL("SELECT set_config(%s, '', TRUE)", SETTING))
        self.invalidate_model()

    def _purged_values(self):
        """``{column: what stays in it}`` of what is emptied."""
        result = {}
        for name in sorted(self._guarded_columns() - KEPT):
            field = self._fields[name]
            if not (field.store and field.column_type):
                continue
            if not field.required:
                result[name] = None
            elif field.type in ("char", "text", "html"):
                result[name] = ""
        return result

    def _unpurged(self):
        """Those of these records (sudo) that still hold what they prove; of the others the digest alone speaks."""
        empty = self.filtered(lambda record: not record.salt)
        purged = self.env["of.purge"]._digests(self._name) if empty else ()
        return self - empty.filtered(lambda record: record.digest in purged)

    def _purge_condition(self):
        """SQL: the trigger lets a lawful purge through, which keeps digest and link."""
        return SQL("COALESCE(current_setting(%s, TRUE), '') = 'on' AND NEW.salt IS NULL AND NEW.digest = OLD.digest "
                   "AND NEW.previous_digest IS NOT DISTINCT FROM OLD.previous_digest "
                   "AND NEW.frozen_at = OLD.frozen_at", SETTING)
