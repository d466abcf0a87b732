from markupsafe import Markup

from odoo import fields, models
from odoo.tools import formatLang, is_html_empty

from ..lib import wording
from .of_agreement_mentions import FROM_PROGRAMME

# What documents say of a training, in this order. Statutory wordings: French in the source, as they are printed.
SECTIONS = {
    "of_objectives": "Objectifs", "of_audience": "Public", "of_prerequisites": "Prérequis",
    "of_full_content": "Contenu", "of_methods": "Moyens pédagogiques et techniques",
    "of_assessment": "Suivi et évaluation", "of_outcome": "Sanction", "of_certification_code": "Certification",
    "of_further_study": "Équivalences, passerelles, suites et débouchés",
    "of_accessibility": "Accessibilité (situation de handicap)",
}
AS_TYPED = Markup('<p class="as-typed">%s</p>')
LINK = Markup('<p><a href="%s">%s</a></p>')


class SlideChannel(models.Model):
    """The programme as a document (programme de formation)."""

    _inherit = "slide.channel"

    def _of_document_name(self):
        """'Programme XL1 Excel, bases'."""
        return " ".join(filter(None, ("Programme", self.of_code, self.name)))

    def _of_programme_pdf(self, company, agreement=None):
        """``(PDF, name of the file)`` for people outside the office: the sheet of today, or that of ``agreement``.

        Printed in sudo in the name of ``company``: callers checked who asks. Prices that are not public are left out:
        what a client pays is said in his agreement.
        """
        self.ensure_one()
        report = self.env["ir.actions.report"].sudo().with_company(company).with_context(force_report_rendering=True)
        content, _type = report._render_qweb_pdf(
            "of_training.report_programme", self.ids,
            data={"agreement_id": agreement and agreement.id, "is_outside": True})
        return content, wording.file_name(self.sudo().with_context(lang="fr_FR")._of_document_name())

    def _of_sections(self, sheet, company):
        """``[(heading, [markup])]`` of ``sheet`` (texts by field), for the programme and the annex of agreements."""
        texts = {name: [self._of_markup(name, sheet.get(name))] for name in SECTIONS}
        texts["of_certification_code"] = self._of_certification_lines(sheet)
        if referent := company.of_disability_referent_id:
            texts["of_accessibility"].append(AS_TYPED % f"Référent handicap : {referent._of_contact_label()}")
        sections = [(heading, [text for text in texts[name] if text]) for name, heading in SECTIONS.items()]
        return [(heading, paragraphs) for heading, paragraphs in sections if paragraphs]

    def _of_markup(self, name, text):
        """``text`` of the field ``name`` as it is printed: what is markup there was sanitised there. None: nothing."""
        if self._fields[name].type == "html":
            return None if is_html_empty(text) else Markup(text)
        return AS_TYPED % text if text else None

    def _of_certification_lines(self, sheet):
        code, fee, until = (sheet.get(f"of_certification_{name}") for name in ("code", "fee", "to"))
        if not code:
            return []
        facts = [
            sheet.get("of_certifier") and f"Certificateur : {sheet['of_certifier']}",
            until and f"Enregistrée jusqu'au {wording.day(fields.Date.to_date(until), 'fr_FR')}",
            fee and f"Prix de la certification : {self._of_money(float(fee))}"]
        lines = [" – ".join(filter(None, (code, sheet.get("of_certification_title")))), " · ".join(filter(None, facts))]
        lines = [AS_TYPED % line for line in lines if line]
        if code == self.of_certification_code and (url := self._of_certification_url()):
            lines.append(LINK % (url, url.removeprefix("https://www.")))
        return lines

    def _of_money(self, amount):
        return formatLang(self.with_context(lang="fr_FR").env, amount, currency_obj=self.of_currency_id)


class OfAgreement(models.Model):
    """The programme that an agreement is about: its annex."""

    _inherit = "of.agreement"

    def _programme_sheet(self):
        """The sheet of the day of issue, with what was reworded for this agreement."""
        sheet = self.programme_version_id.sudo().sheet or self.programme_id.sudo()._of_sheet()
        return sheet | {source: str(self[name] or "") for name, source in FROM_PROGRAMME.items()}

    def _programme_sections(self):
        return self.programme_id.sudo()._of_sections(self._programme_sheet(), self.company_id.sudo())


class OfEnrolment(models.Model):
    """The programme that a learner follows."""

    _inherit = "of.enrolment"

    def _agreed(self):
        """The agreement under which this learner is trained, once it was issued; else empty."""
        return self.agreement_id.filtered(lambda agreement: agreement.state in ("issued", "signed"))

    def _trained_title(self):
        """What the training is called on what proves it: as the client agreed to it."""
        return self._agreed().title or self.programme_id.name
