from odoo import api, models
from odoo.exceptions import UserError

GUARDED = {
    "raw", "datas", "db_datas", "store_fname", "checksum", "name", "mimetype", "res_model", "res_id", "url", "type",
}
# Only Python code of ours can hold this object: a context that comes by RPC can't.
_PURGED = object()


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def write(self, vals):
        if set(vals) & GUARDED and not self._is_same_file(vals):
            self._refuse_frozen()
        return super().write(vals)

    def _is_same_file(self, vals):
        """Odoo moves files between disk and database by writing the same bytes again."""
        return set(vals) <= {"raw", "mimetype"} and all(
            attachment.raw == vals.get("raw") and attachment.mimetype == vals.get("mimetype", attachment.mimetype)
            for attachment in self)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        if self.env.context.get("of_purged") is not _PURGED:
            self._refuse_frozen()

    def _unlink_purged(self):
        """Delete the files of proofs that were lawfully purged."""
        self.sudo().with_context(of_purged=_PURGED).unlink()

    def _refuse_frozen(self):
        """Files of frozen records follow their record: kept as they are, whoever asks."""
        frozen = self.env.registry["of.frozen.file.mixin"]
        for model in set(self.sudo().mapped("res_model")):
            if model in self.env and isinstance(self.env[model], frozen):
                raise UserError(self.env._("This file belongs to a frozen record: it can't be changed or deleted."))
