from odoo import api, fields, models


class OfDocument(models.Model):
    _name = "of.document"
    _inherit = ["of.document", "of.qualiopi.source.mixin"]
    _evidence_level = "session"

    @api.model
    def _archive(self, content, filename, **vals):
        """A document is evidence as soon as its file is kept."""
        document = super()._archive(content, filename, **vals)
        document._give_evidence("document_issued")
        return document

    def _purge(self, reason, company):
        """What was evidence by the same file goes with it."""
        evidence = self.env["of.qualiopi.evidence"].sudo().search([("document_id", "in", self.ids)])
        evidence._purge(reason, company)
        return super()._purge(reason, company)

    def _evidence_company(self):
        return self.company_id

    def _evidence_day(self):
        """The day it was issued: one of the past (reprise) proves under the framework of its day."""
        return fields.Datetime.context_timestamp(self, self.frozen_at).date()

    def _evidence_file(self):
        return {"document_id": self.id, "attachment_id": self.attachment_id.id, "filename": self.filename,
                "sha256": self.sha256, "size": self.size, "level": "learner" if self.enrolment_id else "session"}
