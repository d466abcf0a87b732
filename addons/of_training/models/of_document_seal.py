from odoo import api, fields, models

from ..lib import sealing

SEAL_FIELDS = ("seal_subject", "seal_fingerprint")


class OfDocument(models.Model):
    """What the software itself prints bears the electronic seal of the company, when that has one."""

    _inherit = "of.document"

    seal_subject = fields.Char("Sealed by", readonly=True, help="Whom the certificate of the seal names.")
    seal_fingerprint = fields.Char(
        "Certificate of the seal", readonly=True, help="SHA-256 fingerprint of the certificate that sealed the file.")

    @api.model
    def _sealed(self, content, company, name):
        """``(PDF, values of the document)``: sealed by ``company``, or as it came when that has no seal."""
        company = company.sudo()  # who issues a document need not read the company's settings
        key = company._of_seal_key()
        if not key:
            return content, {}
        sealed = sealing.seal(content, key, f"{name}, tel qu'émis par {company.name}", company.city)
        return sealed, {"seal_subject": key.subject, "seal_fingerprint": key.fingerprint}

    def _guarded_columns(self):
        return super()._guarded_columns() | set(SEAL_FIELDS)

    def _frozen_payload(self, previous):
        # Nothing for a document without seal: it is digested as those were that are older than seals.
        return super()._frozen_payload(previous) | {name: self[name] for name in SEAL_FIELDS if self[name]}

    def _verify_file(self, content):
        return super()._verify_file(content) or self._verify_seal(content)

    def _verify_seal(self, content):
        problem = self.seal_fingerprint and sealing.problem(content, self.seal_fingerprint)
        if not problem:
            return []
        values = {"record": self._proof_name(), "subject": self.seal_subject}
        return [{
            "missing": self.env._("%(record)s: its file no longer bears the seal of '%(subject)s'.", **values),
            "unreadable": self.env._("%(record)s: the seal of '%(subject)s' can't be read in its file.", **values),
            "broken": self.env._("%(record)s: its file was altered after '%(subject)s' had sealed it.", **values),
            "added": self.env._("%(record)s: something was added to its file after the seal of '%(subject)s'.",
                                **values),
            "other": self.env._("%(record)s: its file bears another seal than that of '%(subject)s'.", **values),
        }[problem]]
