from odoo import fields, models
from odoo.exceptions import AccessError

from odoo.addons.of_foundation.lib import digest

from ..lib import wording


class ReportHouseRules(models.AbstractModel):
    """Règlement intérieur."""

    _name = "report.of_training.report_house_rules"
    _description = "House rules"

    def _get_report_values(self, docids, data=None):
        if not self.env.user._is_internal() and not self.env.su:
            raise AccessError(self.env._("Ask for the house rules that were published."))
        companies = self.env["res.company"].browse(docids)
        if not self.env.su and companies - self.env.companies:
            raise AccessError(self.env._("These are the house rules of another company."))
        docs = companies.sudo().with_context(lang="fr_FR")
        return {"doc_ids": docids, "doc_model": "res.company", "docs": docs,
                "day": wording.day(fields.Date.context_today(self), "fr_FR"),
                "articles": {doc.id: doc._of_house_rules() for doc in docs},
                "digests": {doc.id: digest.file_digest(digest.canonical(
                    {str(number): f"{name} {text}" for number, name, text in doc._of_house_rules()}).encode())
                    for doc in docs}}
