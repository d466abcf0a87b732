from odoo import models
from odoo.tools import formatLang

from odoo.addons.of_training.lib import wording
from odoo.addons.of_training.models.of_agreement_mentions import MODALITIES, NATURES
from odoo.addons.of_training.report import office

PARTS = ("request", "planning", "learners")
# Papers for French funders: their words are French and not translated.
TITLES = {"request": "Demande de prise en charge", "planning": "Calendrier de la formation",
          "learners": "Liste des stagiaires"}
MODES = {"direct": "Paiement direct à l'organisme de formation (subrogation)",
         "refund": "Remboursement à l'entreprise, qui règle l'organisme de formation",
         "platform": "Paiement par la plateforme"}
HEADCOUNTS = {"under_11": "moins de 11 salariés", "11_49": "11 à 49 salariés", "50_249": "50 à 249 salariés",
              "250_more": "250 salariés et plus"}


class ReportFundingRequest(models.AbstractModel):
    """Our summary of a request, the calendar and the list of learners; ``data["parts"]`` says which."""

    _name = "report.of_funding.report_funding_request"
    _description = "Funding request"

    def _get_report_values(self, docids, data=None):
        docs = office.records(self.env["of.funding.request"].browse(docids))
        parts = [part for part in (data or {}).get("parts") or PARTS[:1] if part in PARTS]
        return {"doc_ids": docids, "doc_model": "of.funding.request", "docs": docs, "parts": parts, "titles": TITLES,
                "said": {doc.id: self._said(doc) for doc in docs}}

    def _said(self, request):
        sessions = request._sessions()
        return {
            "employer": self._employer(request), "training": [self._training(request, session) for session in sessions],
            "organisation": self._organisation(request.company_id), "mode": MODES.get(request.mode, ""),
            "scheme": dict(request._fields["scheme"]._description_selection(request.env)).get(request.scheme, ""),
            "learners": [self._learner(request, line) for line in request.line_ids],
            "price": self._money(request, sum(request.line_ids.mapped("price"))),
            "asked": self._money(request, request.amount_asked),
            "slots": [{"day": self._day(slot._local(slot.start).date(), "EEEE d MMMM y"), "hours": slot._hours_label(),
                       "place": (slot.place_id or session.place_id)._of_place_label(slot.room_id.name),
                       "trainer": slot.trainer_id.name or ""}
                      for session in sessions for slot in session.slot_ids.sorted("start")],
            "papers": request.paper_ids.filtered(
                lambda paper: paper.moment == "request" and paper.kind != "request_form" and paper.state != "missing"
            ).mapped("display_name"),
            "day": self._day(request.date_asked),
        }

    @staticmethod
    def _day(day, pattern="d MMMM y"):
        return wording.day(day, "fr_FR", pattern) if day else ""

    @staticmethod
    def _money(request, amount):
        return formatLang(request.env, amount, currency_obj=request.currency_id)

    def _employer(self, request):
        employer = request.employer_id
        contact, town = employer.of_hr_contact_ids[:1], f"{employer.zip or ''} {employer.city or ''}".strip()
        return employer and [(label, value) for label, value in (
            ("Entreprise", employer.name), ("SIRET", employer.company_registry),
            ("Adresse", ", ".join(filter(None, (employer.street, town)))),
            ("Convention collective", employer.of_idcc_id and f"IDCC {employer.of_idcc_id.display_name}"),
            ("Effectif", HEADCOUNTS.get(employer.of_headcount)), ("Contact", contact and contact._of_contact_label()),
        ) if value]

    def _training(self, request, session):
        programme, (first, last) = session.programme_id, session._of_days()
        held = sum(session.slot_ids.mapped("hours"))
        hours = max(request._enrolments().filtered(
            lambda one: one.session_id == session).mapped("hours_planned"), default=held)
        return [(label, value) for label, value in (
            ("Intitulé", programme.name), ("Nature", NATURES.get(programme.of_action_category)),
            ("Certification", programme.of_certification_code and " – ".join(
                filter(None, (programme.of_certification_code, programme.of_certification_title)))),
            ("Modalité", (MODALITIES.get(programme.of_modality) or "").split(". ")[0]),
            ("Dates", first and (f"le {self._day(first)}" if first == last else
                                 f"du {self._day(first)} au {self._day(last)}")),
            ("Durée", self._hours(hours, held)),
            ("Lieu", session.place_id and session.place_id._of_place_label()), ("Session", session.name),
        ) if value]

    @staticmethod
    def _hours(hours, held):
        """Of a learner; what of it is not held in slots is done at a distance."""
        if not hours:
            return ""
        return wording.duration(hours) + (
            f" par stagiaire, dont {wording.duration(held)} selon le calendrier" if held and held != hours else "")

    def _organisation(self, company):
        until = company.of_quality_certificate_to
        return [(label, value) for label, value in (
            ("Organisme", company.name), ("SIRET", company.company_registry),
            ("Déclaration d'activité", company.of_nda and f"{company.of_nda} (cet enregistrement ne vaut pas "
                                                          "agrément de l'État)"),
            ("Certificat Qualiopi", company.of_quality_certificate and ", ".join(filter(None, (
                company.of_quality_certificate, until and f"valable jusqu'au {self._day(until)}")))),
        ) if value]

    def _learner(self, request, line):
        enrolment = line.enrolment_id
        return {
            "name": enrolment.learner_id.name or "À désigner",
            "status": dict(enrolment._fields["status"]._description_selection(enrolment.env)).get(enrolment.status, ""),
            "hours": wording.duration(enrolment.hours_planned), "price": self._money(request, line.price),
            "asked": self._money(request, line.asked)}
