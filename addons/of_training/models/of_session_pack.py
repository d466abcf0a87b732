import base64
import io
import json
import zipfile

from odoo import models
from odoo.exceptions import AccessError
from odoo.tools import file_open

from odoo.addons.of_foundation.lib import digest

README, SCRIPT = "of_training/lib/proof_readme.md", "of_training/lib/proof_check.py"


class OfSession(models.Model):
    """The proof file of a session (dossier de preuve): all that proves its attendance, to be checked without us."""

    _inherit = "of.session"

    def action_proof_pack(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/of/proofs/{self.id}", "target": "download"}

    def _proof_pack(self):
        """``(file name, ZIP)``; that it was taken is noted, since it holds personal data.

        :raises AccessError: whoever asks is not of the office
        """
        self.ensure_one()
        if not self.env.user.has_group("of_training.group_of_training_user"):
            raise AccessError(self.env._("The proof file of a session is for whoever runs the trainings."))
        self.check_access("read")
        self.sudo().message_post(body=self.env._("Proof file downloaded by %(name)s.", name=self.env.user.name))
        session, folder, content = self.sudo().with_context(bin_size=False), f"preuves-{self.name}", io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in session._proof_files().items():
                archive.writestr(f"{folder}/{name}", data)
        return f"{folder}.zip", content.getvalue()

    def _proof_files(self):
        """``{name: bytes or text}`` of the pack."""
        entries, seals = self._register_entries(), self.slot_ids.seal_ids.sorted("id")
        purges = self.env["of.purge"].sudo().search([("company_id", "=", self.company_id.id)]).filtered(
            lambda purge: set(json.loads(purge.purged_digests)) & set(entries.mapped("digest")))
        sheets = self._sheets().filtered("salt")
        roots = self.company_id.with_context(bin_size=False).of_timestamp_roots
        files = {
            "LISEZ-MOI.md": self._packed(README), "verifier.py": self._packed(SCRIPT),
            "registre.json": json.dumps({
                "session": self.name, "closed": self.state == "closed",
                "heads": {"entries": self._packed_head(entries), "seals": self._packed_head(seals)},
                "entries": [self._packed_entry(number, entry) for number, entry in enumerate(entries, 1)],
                "seals": [self._packed_seal(number, seal) for number, seal in enumerate(seals, 1)],
                "sheets": [self._packed_sheet(number, sheet) for number, sheet in enumerate(sheets, 1)],
                "purges": [self._packed_record("Effacement", number, one) for number, one in enumerate(purges, 1)],
            }, indent=1, sort_keys=True, ensure_ascii=False)}
        files |= {f"signatures/{number}.png": base64.b64decode(entry.signature)
                  for number, entry in enumerate(entries, 1) if entry.signature}
        files |= {f"scelles/{number}.json": seal.manifest for number, seal in enumerate(seals, 1)}
        files |= {f"scelles/{number}.tsr": base64.b64decode(seal.token)
                  for number, seal in enumerate(seals, 1) if seal.token}
        files |= {f"papiers/{paper.sha256}.pdf": paper.attachment_id.raw or b"" for paper in entries.filtered(
            lambda entry: entry.kind == "signature").paper_id if paper.salt}
        files |= {f"feuilles/feuille-{sheet.sheet_number}.pdf": sheet.attachment_id.raw or b"" for sheet in sheets}
        return files | ({"certificats/horodatage.pem": base64.b64decode(roots)} if roots else {})

    @staticmethod
    def _packed(path):
        with file_open(path, "rb") as file:
            return file.read()

    def _packed_head(self, records):
        head = records._chain_head(self)
        return {"digest": head.digest or None, "entries": head.entry_count}

    def _packed_record(self, nature, number, record):
        """Content, salt and digest of a frozen record; what was lawfully purged has its digest alone."""
        payload = record.salt and json.loads(digest.canonical(record._frozen_payload(record.previous_digest or None)))
        return {"nature": nature, "number": number, "digest": record.digest or "", "salt": record.salt or None,
                "payload": payload or None}

    def _packed_entry(self, number, entry):
        drawing = f"signatures/{number}.png" if entry.signature else ""
        return self._packed_record("Entrée", number, entry) | {
            "drawing": drawing, "paper": f"papiers/{entry.paper_sha256}.pdf" if entry.kind == "signature" else ""}

    def _packed_seal(self, number, seal):
        return self._packed_record("Scellé", number, seal) | {
            "manifest": f"scelles/{number}.json", "token": f"scelles/{number}.tsr" if seal.token else None}

    def _packed_sheet(self, number, sheet):
        return self._packed_record("Feuille", number, sheet) | {"file": f"feuilles/feuille-{sheet.sheet_number}.pdf"}
