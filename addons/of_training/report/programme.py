from odoo import fields, models

from ..lib import wording
from ..models.of_programme_document import AS_TYPED
from . import office

# The programme is a paper of French law: its words are French and not translated.
TARIFFS = {"person": "par personne", "group": "par groupe", "day": "par jour"}
KINDS = {"convention": "annexé à la convention", "contract": "annexé au contrat"}


class ReportProgramme(models.AbstractModel):
    """Programme de formation: the sheet as it stands, or as an agreement has it."""

    _name = "report.of_training.report_programme"
    _description = "Training programme"

    def _get_report_values(self, docids, data=None):
        data = data or {}
        docs = office.records(self.env["slide.channel"].browse(docids))
        agreement = office.records(self.env["of.agreement"].browse(data.get("agreement_id") or []))
        return {"doc_ids": docids, "doc_model": "slide.channel", "docs": docs, "sheets": {
            programme.id: self._sheet(
                programme, agreement.filtered_domain([("programme_id", "=", programme.id)]),
                is_priced=not agreement and (programme.is_published or not data.get("is_outside")))
            for programme in docs}}

    def _sheet(self, programme, agreement, is_priced):
        company = (programme.company_id or self.env.company).sudo().with_context(lang="fr_FR")
        texts = agreement._programme_sheet() if agreement else programme._of_sheet()
        public = programme._of_sheet_values(company)
        code = texts["of_code"] and f"Réf. {texts['of_code']}"
        return {
            "company": company, "title": texts["name"],
            "reference": " · ".join(filter(None, (code, self._edition(programme, agreement, company)))),
            "facts": [(label, value) for label, value in self._facts(
                programme, agreement, texts, is_priced and public) if value],
            "sections": programme._of_sections(texts, company) + [
                (heading, [AS_TYPED % text]) for heading, text in (
                    ("Financement", texts["of_financing"]),
                    ("Résultats", not agreement and programme.of_results)) if text],
            "contacts": [(role, person) for role, person in (
                ("Renseignements et inscription", company.partner_id), ("Référent pédagogique", public["referent"]))
                if person],
            "mention": public["mention"],
        }

    def _edition(self, programme, agreement, company):
        """Which text this is, and of which day."""
        if agreement:
            version = agreement.programme_version_id
            annexed = f"{KINDS.get(agreement.kind, 'annexé à l’accord')} {agreement.name}"
            return ", ".join(filter(None, (annexed, version and self._version_label(version, company))))
        version = programme._of_current_version().sudo() if programme.is_published else programme.of_version_ids[:1]
        if version and version.sheet == programme._of_sheet():
            return self._version_label(version, company)
        today = fields.Date.context_today(self.with_context(tz=self._zone(company)))
        return f"édition du {wording.day(today, 'fr_FR')}"

    def _version_label(self, version, company):
        made = fields.Datetime.context_timestamp(version.with_context(tz=self._zone(company)), version.frozen_at)
        return f"version {version.number} du {wording.day(made.date(), 'fr_FR')}"

    @staticmethod
    def _zone(company):
        return company.partner_id.tz or "Europe/Paris"

    def _facts(self, programme, agreement, texts, public):
        """What people look for first."""
        days, hours = (float(texts[name] or 0) for name in ("of_days", "of_hours"))
        if agreement and agreement.hours != hours:
            days, hours = 0, agreement.hours
        return [
            ("Durée", programme._of_duration_label(days, hours)), ("Modalité", texts["of_modality"]),
            ("Catégorie d'action", texts["of_action_category"]), ("Reconnaissance", texts["of_recognition"]),
            ("Délai d'accès", texts["of_access_delay"]), ("Tarif", public and self._tariffs(programme, public))]

    def _tariffs(self, programme, public):
        """As the public sheet shows them."""
        vat = "exonéré de TVA" if public["is_vat_exempt"] else "hors taxes"
        several = len(public["products"]) > 1
        return "\n".join(
            (f"{product.name} : " if several else "") + " ".join(filter(None, (
                programme._of_money(product.list_price), TARIFFS.get(product.of_tariff)))) + f", {vat}"
            for product in public["products"]) or "Sur devis"
