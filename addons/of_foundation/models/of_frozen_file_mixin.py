from odoo import api, fields, models

from ..lib import digest as lib_digest


class OfFrozenFileMixin(models.AbstractModel):
    """A frozen record with one file, whose digest is part of what is frozen."""

    _name = "of.frozen.file.mixin"
    _description = "Frozen file"
    _inherit = ["of.frozen.mixin"]
    _file_fields = ("filename", "sha256", "size")
    _verify_batch = 50  # their files are in memory

    filename = fields.Char(required=True, readonly=True)
    sha256 = fields.Char("SHA-256", required=True, readonly=True, help="Digest of the file's bytes.")
    size = fields.Integer(readonly=True, help="In bytes.")
    attachment_id = fields.Many2one("ir.attachment", "File", readonly=True, copy=False, ondelete="restrict")

    @api.model
    def _archive(self, content, filename, mimetype="application/pdf", taken_over_at=None, **vals):
        """Freeze ``content`` (bytes) with ``vals``; returns the record with its attachment.

        :param taken_over_at: UTC time of a file of the past (reprise)
        """
        vals |= {"filename": filename, "sha256": lib_digest.file_digest(content), "size": len(content)}
        if taken_over_at:
            record = self._create_taken_over([{**vals, "frozen_at": taken_over_at}])
        else:
            record = self.create([vals])
        record.attachment_id = self.env["ir.attachment"].sudo().create({
            "name": filename, "raw": content, "mimetype": mimetype,
            "res_model": self._name, "res_id": record.id,
        })
        return record

    def _purge(self, reason, company):
        # Those of its own alone: a file may be shared with another proof.
        files = self.sudo().filtered("salt").attachment_id.filtered(lambda file: file.res_model == self._name)
        result = super()._purge(reason, company)
        self.attachment_id = False
        files._unlink_purged()
        return result

    def _guarded_columns(self):
        return super()._guarded_columns() | set(self._file_fields)

    def _frozen_payload(self, previous):
        return super()._frozen_payload(previous) | {name: self[name] for name in self._file_fields}

    def _verify(self):
        problems = super()._verify()
        for record in self.sudo()._unpurged():
            problems += record._verify_file(record.attachment_id.raw)
        return problems

    def _verify_file(self, content):
        """Sentences on what is wrong with this record's file (bytes): one is enough."""
        if not content:
            return [self.env._("%(record)s: its file is missing.", record=self._proof_name())]
        if lib_digest.file_digest(content) != self.sha256:
            return [self.env._("%(record)s: its file was altered.", record=self._proof_name())]
        return []
