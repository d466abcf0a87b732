from odoo import models

from odoo.addons.of_foundation.lib import digest

from . import office


class ReportCertificate(models.AbstractModel):
    """Certificat de réalisation."""

    _name = "report.of_training.report_certificate"
    _description = "Certificate of completion"

    def _get_report_values(self, docids, data=None):
        docs = office.records(self.env["of.enrolment"].browse(docids))
        return {"doc_ids": docids, "doc_model": "of.enrolment", "docs": docs,
                "digests": {doc.id: self._digest(doc) for doc in docs}}

    @staticmethod
    def _digest(doc):
        """SHA-256 of what the certificate says, printed at its foot."""
        said = {**doc._certificate(), "reference": doc.name, "learner": doc.learner_id.name,
                "programme": doc.programme_id.name, "company": doc.company_id.name,
                "signer": doc.company_id.of_representative_id.name}
        return digest.file_digest(digest.canonical(said).encode())
