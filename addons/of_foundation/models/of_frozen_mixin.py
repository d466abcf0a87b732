from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.modules import module as odoo_module
from odoo.tools import SQL

from ..lib import digest as lib_digest

# Only Python code of ours can hold this object: a context that comes by RPC can't.
_TAKE_OVER = object()


class OfFrozenMixin(models.AbstractModel):
    """A record that proves something: nobody changes or deletes it.

    ``_frozen_fields`` are snapshots (names, texts, amounts), never foreign keys.
    They are digested with a salt when the record is made; a PostgreSQL trigger
    refuses UPDATE of them, DELETE and TRUNCATE. What may change later (sent,
    opened, superseded) is another record beside it. What each of trigger,
    digest and chain proves, and against whom, stands in readme/DESCRIPTION.md.
    """

    _name = "of.frozen.mixin"
    _description = "Frozen record"
    _inherit = ["of.verified.mixin"]
    _frozen_fields = ()
    # Many2one fields: the chain hangs on the record of the first that is set; each digest covers the one before it.
    _frozen_chain = ()

    frozen_at = fields.Datetime("Recorded on", readonly=True, copy=False, help="Time of the server, in UTC.")
    is_taken_over = fields.Boolean(
        "Taken over", readonly=True, copy=False, help="Entered afterwards, from an earlier system (reprise).")
    salt = fields.Char(readonly=True, copy=False, groups="base.group_system")
    digest = fields.Char(readonly=True, copy=False, help="SHA-256 of the salted content.")
    previous_digest = fields.Char(readonly=True, copy=False, help="Digest of the entry before in its chain.")

    def init(self):
        result = super().init()
        if not self._abstract and self._auto:
            self._install_trigger()
        return result

    # -- making ----------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        now = fields.Datetime.now()
        taken_over = self.env.context.get("of_take_over") is _TAKE_OVER
        for vals in vals_list:
            for name in ("salt", "digest", "previous_digest", "is_taken_over"):
                vals.pop(name, None)
            vals["frozen_at"] = vals.get("frozen_at") or now if taken_over else now
            vals["is_taken_over"] = taken_over
        self._lock_chains(vals_list)
        records = super().create(vals_list)
        for record in records:
            record._seal()
        return records

    def _create_taken_over(self, vals_list):
        """Records of the past (reprise), each with its ``frozen_at``; marked for good. Not reachable by RPC."""
        return self.with_context(of_take_over=_TAKE_OVER).create(vals_list).with_env(self.env)

    def _append(self, vals_list):
        """Create in a short transaction of its own and commit it: many writers on one chain queue, none is lost.

        What is known already is left out, so that a request which Odoo tries
        again after a conflict appends once. What the values refer to must be
        committed before. Returns the records that were added.
        """
        with self._own_cursor() as cr:
            entries = self.with_env(self.env(cr=cr))
            entries._lock_chains(vals_list)  # before asking what is known: of two taps the second sees the first
            ids = entries.create(entries._unknown(vals_list)).ids
        return self.browse(ids)

    def _unknown(self, vals_list):
        """Those that no entry says already; asked while their chains are locked."""
        return vals_list

    @contextmanager
    def _own_cursor(self):
        with self.env.registry.cursor() as cr:
            if not odoo_module.current_test:  # a test's cursor is inside the test's transaction
                cr.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
            yield cr

    def _lock_chains(self, vals_list):
        """Queue before ids are drawn: the entries of a chain follow each other by id."""
        owners = {next(((self._fields[name].comodel_name, vals[name]) for name in self._frozen_chain
                        if vals.get(name)), None) for vals in vals_list} - {None}
        for model, owner_id in sorted(owners):
            self.env["of.chain.head"].sudo()._lock(self._chain_of(self.env[model].browse(owner_id)))

    def _seal(self):
        """Digest the record as it stands in the database, once."""
        self.flush_recordset()
        head, key = self.env["of.chain.head"].sudo(), self._chain_key()
        salt, previous = lib_digest.new_salt(), head._lock(key) if key else None
        digest = lib_digest.digest(self._frozen_payload(previous), salt)
        self.env.cr.execute(SQL(
            "UPDATE %s SET salt = %s, digest = %s, previous_digest = %s WHERE id = %s AND digest IS NULL",
            SQL.identifier(self._table), salt, digest, previous, self.id))
        self.invalidate_recordset(["salt", "digest", "previous_digest"])
        if key:
            head._advance(key, digest)

    def _chain_key(self):
        owner = next((self[name] for name in self._frozen_chain if self[name]), None)
        return owner and self._chain_of(owner)

    @api.model
    def _chain_of(self, owner):
        """Key of the chain that hangs on the record ``owner``."""
        return f"{self._name},{owner._name},{owner.id}"

    @api.model
    def _chain_head(self, owner):
        """The of.chain.head (sudo) of that chain; empty: nothing hangs on ``owner``."""
        return self.env["of.chain.head"].sudo().search([("key", "=", self._chain_of(owner))])

    def _frozen_payload(self, previous):
        """What is digested: the frozen fields by name, and what no field may change."""
        payload = {name: self._frozen_value(name) for name in self._frozen_fields}
        return {**payload, "model": self._name, "recorded": self.frozen_at,
                "taken_over": self.is_taken_over, "previous": previous}

    def _frozen_value(self, name):
        field, value = self._fields[name], self[name]
        if field.relational:
            raise TypeError(f"{self._name}.{name}: a frozen field is a snapshot, not a link")
        if field.type == "binary":
            return lib_digest.file_digest(value or b"")
        return value or (value if field.type in ("integer", "float", "monetary", "boolean") else None)

    # -- guarding --------------------------------------------------------------

    def write(self, vals):
        if set(vals) & self._guarded_columns():
            raise UserError(self.env._("%(name)s proves something: it can't be changed.", name=self.display_name))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        raise UserError(self.env._("What proves something can't be deleted."))

    def _guarded_columns(self):
        return {*self._frozen_fields, "frozen_at", "is_taken_over", "salt", "digest", "previous_digest"}

    def _install_trigger(self):
        cr, table = self.env.cr, SQL.identifier(self._table)
        columns = [SQL.identifier(name) for name in sorted(self._guarded_columns())
                   if self._fields[name].store and self._fields[name].column_type]
        old = SQL(", ").join(SQL("OLD.%s", column) for column in columns)
        new = SQL(", ").join(SQL("NEW.%s", column) for column in columns)
        cr.execute("""
            CREATE OR REPLACE FUNCTION of_frozen_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '% on % is refused: it holds proofs', TG_OP, TG_TABLE_NAME; END $$""")
        for name, event in (
            ("of_frozen_update", SQL("UPDATE ON %s FOR EACH ROW WHEN (OLD.digest IS NOT NULL AND "
                                     "(%s) IS DISTINCT FROM (%s) AND NOT (%s))",
                                     table, old, new, self._purge_condition())),
            ("of_frozen_delete", SQL("DELETE ON %s FOR EACH ROW", table)),
            ("of_frozen_truncate", SQL("TRUNCATE ON %s FOR EACH STATEMENT", table)),
        ):
            cr.execute(SQL("DROP TRIGGER IF EXISTS %s ON %s", SQL.identifier(name), table))
            cr.execute(SQL("CREATE TRIGGER %s BEFORE %s EXECUTE FUNCTION of_frozen_refuse()",
                           SQL.identifier(name), event))

    # -- verifying -------------------------------------------------------------

    def _verify(self):
        problems = []
        for record in self.sudo()._unpurged():
            payload = record._frozen_payload(record.previous_digest or None)
            if not record.digest or not record.salt:
                problems.append(self.env._("%(record)s was put in or emptied beside the software.",
                                           record=record._proof_name()))
            elif record.digest != lib_digest.digest(payload, record.salt):
                problems.append(self.env._("%(record)s was altered.", record=record._proof_name()))
        return problems

    def action_verify(self):
        """Recompute the digests of these records and say what was found."""
        self.check_access("read")
        problems = self._verify_whole()
        return {
            "type": "ir.actions.client", "tag": "display_notification",
            "params": {
                "type": "danger" if problems else "success", "sticky": bool(problems),
                "message": "\n".join(problems) or self.env._("Nothing was altered: file and digest agree."),
            },
        }

    def _proof_label(self):
        return (self.digest or "")[:12] if self.env.context.get("of_without_names") else super()._proof_label()

    @api.model
    def _verify_all(self):
        """Yield the problems of all records and chains of this model, in batches."""
        yield from super()._verify_all()
        if self._frozen_chain:
            yield from self._verify_chains()

    def _verify_chains(self, owner=None):
        """Yield what is missing, inserted or moved in the chains, or in that of the record ``owner`` alone."""
        self.flush_model()
        wanted = owner and self._chain_of(owner)
        key = SQL("COALESCE(%s)", SQL(", ").join(
            SQL("%s || %s", f"{self._name},{self._fields[name].comodel_name},", SQL.identifier(name))
            for name in self._frozen_chain))
        self.env.cr.execute(SQL(
            "SELECT %s AS key, id, digest, previous_digest FROM %s WHERE %s ORDER BY key, id", key,
            SQL.identifier(self._table), SQL("%s = %s", key, wanted) if wanted else SQL("TRUE")))
        chains = {}
        for name, *link in self.env.cr.fetchall():
            chains.setdefault(name, []).append(link)
        chains.pop(None, None)
        heads = {head.key: head for head in self.env["of.chain.head"].sudo().search(
            [("key", "=", wanted) if wanted else ("key", "=like", f"{self._name},%")])}
        for name in sorted({*chains, *heads}):
            yield from self._verify_chain(name, chains.get(name, []), heads.get(name))

    def _verify_chain(self, key, links, head):
        previous = None
        for record_id, digest, claimed in links:
            if claimed != previous:
                yield self.env._("Chain %(chain)s: something was removed, inserted or moved just before entry %(id)s.",
                                 chain=key, id=record_id)
            previous = digest
        if not head or head.digest != previous or head.entry_count != len(links):
            yield self.env._("Chain %(chain)s: %(found)s entries, %(expected)s recorded; the end of it was changed.",
                             chain=key, found=len(links), expected=head.entry_count if head else 0)
