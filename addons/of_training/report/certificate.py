from odoo import models

from . import office


class ReportCertificate(models.AbstractModel):
    """Certificat de réalisation."""

    _name = "report.of_training.report_certificate"
    _description = "Certificate of completion"

    def _get_report_values(self, docids, data=None):
        docs = office.records(self.env["of.enrolment"].browse(docids))
        return {"doc_ids": docids, "doc_model": "of.enrolment", "docs": docs}
