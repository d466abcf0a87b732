from odoo import fields, models
from odoo.tools import SQL


class OfChainHead(models.Model):
    """The last digest of a chain of frozen records; its row is what writers queue on."""

    _name = "of.chain.head"
    _description = "Chain head"
    _rec_name = "key"

    key = fields.Char(required=True, readonly=True)
    digest = fields.Char(readonly=True)
    entry_count = fields.Integer(readonly=True)

    _key_uniq = models.UniqueIndex("(key)")

    def _lock(self, key):
        """Last digest of the chain ``key``; its writers wait until this transaction ends.

        Under READ COMMITTED the waiting writer then sees the new head; under
        REPEATABLE READ PostgreSQL raises SerializationFailure and Odoo retries.
        """
        cr = self.env.cr
        cr.execute(SQL("INSERT INTO of_chain_head (key, entry_count) VALUES (%s, 0) ON CONFLICT (key) DO NOTHING", key))
        cr.execute(SQL("SELECT digest FROM of_chain_head WHERE key = %s FOR UPDATE", key))
        return cr.fetchone()[0]

    def _advance(self, key, digest):
        self.env.cr.execute(SQL(
            "UPDATE of_chain_head SET digest = %s, entry_count = entry_count + 1 WHERE key = %s", digest, key))
        self.invalidate_model(["digest", "entry_count"])
