from odoo import models

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
        return office.digest_of(doc, doc._certificate())


class ReportAttestation(models.AbstractModel):
    """Attestation de fin de formation."""

    _name = "report.of_training.report_attestation"
    _description = "End-of-training attestation"

    def _get_report_values(self, docids, data=None):
        docs = office.records(self.env["of.enrolment"].browse(docids))
        said = {doc.id: doc._attestation() for doc in docs}
        return {"doc_ids": docids, "doc_model": "of.enrolment", "docs": docs, "said": said,
                "digests": {doc.id: office.digest_of(doc, said[doc.id]) for doc in docs}}
