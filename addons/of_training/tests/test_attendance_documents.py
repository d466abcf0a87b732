import subprocess
import tempfile

from odoo.exceptions import UserError
from odoo.tools import mute_logger

from .papers import metadata
from .test_attendance import AttendanceCase


def pdf_text(document):
    """What pdftotext reads, on one line, and the number of pages."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(document.attachment_id.raw)
        file.flush()
        text = subprocess.check_output(["pdftotext", file.name, "-"], text=True)
    return " ".join(text.split()), text.count("\f")


class TestAttendanceDocuments(AttendanceCase):
    def setUp(self):
        super().setUp()
        self.follow()
        self.session.action_start()
        self.session.action_finish()
        self.anna_record = self.session.enrolment_ids.filtered(lambda e: e.learner_id == self.anna)

    def issued(self, kind):
        return self.env["of.document"].search([("session_id", "=", self.session.id), ("kind", "=", kind)])

    def test_sheet_shows_who_signed_when_and_the_chain(self):
        self.session.action_attendance_sheet()
        text, pages = pdf_text(self.issued("attendance_sheet"))
        head = self.env["of.attendance.entry"]._chain_head(self.session)
        for wanted in ("Feuille d'émargement", "Excel, bases", "Anna Stagiaire", "Bruno Stagiaire", "Nadia Formatrice",
                       "signé le 11/01 à 9 h 05", "14 h", "Centre Part-Dieu", head.digest):
            self.assertIn(wanted, text)
        self.assertEqual(pages, 1)
        shown = self.env["of.document"].search(self.session.action_documents()["domain"])
        self.assertIn(self.issued("attendance_sheet"), shown)

    def test_sheet_tells_corrections_and_supersedes_the_one_before(self):
        self.session.action_attendance_sheet()
        first = self.issued("attendance_sheet")
        self.attendance(self.anna)._declare("absent_justified", "correction", "office", reason="Certificat médical")
        self.session.action_attendance_sheet()
        second = self.issued("attendance_sheet") - first
        self.assertEqual(first.superseded_by_id, second)
        self.assertIn("Certificat médical", pdf_text(second)[0])
        self.assertIn("Absent(e), justifié", pdf_text(second)[0])

    def test_certificate_in_the_words_of_the_ministry_with_hours_done(self):
        self.attendance(self.anna)._declare("absent", "correction", "office", reason="Absente")
        self.anna_record.action_issue_certificate()
        document = self.issued("certificate")
        text, pages = pdf_text(document)
        for wanted in (
                "Je soussigné(e) Claire Martel, représentant légal du dispensateur de l'action concourant au "
                "développement des compétences", "atteste que",
                "Mme/M. Anna Stagiaire, salarié(e) de l'entreprise Menuiserie Duchêne,", "a suivi l'action Excel, bases",
                "Nature de l'action concourant au développement des compétences", "bilan de compétences", "action de VAE",
                "action de formation par apprentissage", "qui s'est déroulée du 11 janvier 2027 au 12 janvier 2027",
                "pour une durée de 10 h 30", "pendant une durée de 3 ans à compter de la fin de l'année du dernier paiement",
                "En cas de cofinancement des fonds européens la durée de conservation est étendue conformément aux "
                "obligations conventionnelles spécifiques.", "Cachet et signature du responsable",
                "(nom, prénom, qualité du signataire)", "Présidente",
                "dans le cadre d'un projet de transition professionnelle", "le temps estimé pour les réaliser"):
            self.assertIn(wanted, text)
        self.assertEqual(pages, 1)
        self.assertEqual(document._verify(), [])

    def test_certificate_bears_the_digest_of_what_it_says(self):
        self.anna_record.action_issue_certificate()
        first = pdf_text(self.issued("certificate"))[0]
        self.assertRegex(first, rf"{self.anna_record.name} · empreinte SHA-256 des données [0-9a-f]{{64}}")
        report = self.env["report.of_training.report_certificate"]
        before = report._digest(self.anna_record)
        self.anna_record.learner_id.name = "Une autre"
        self.assertNotEqual(report._digest(self.anna_record), before)

    def test_individual_is_nobodys_employee(self):
        self.anna_record.write({"status": "individual"})
        self.anna_record.action_issue_certificate()
        self.assertNotIn("salarié", pdf_text(self.issued("certificate"))[0])

    def test_certificates_of_a_session_replace_the_earlier_ones(self):
        self.session.action_issue_certificates()
        first = self.issued("certificate")
        self.assertEqual(first.partner_id, self.anna | self.bruno)
        self.session.action_issue_certificates()
        self.assertEqual(first.superseded_by_id, self.issued("certificate") - first)

    def test_certificate_names_the_training_as_the_client_agreed_to_it(self):
        agreement = self.make_agreement(self.client, [self.carla])
        agreement.title = "Excel à la carte"
        agreement.action_issue()
        self.anna_record._pass().write({"agreement_id": agreement.id})
        self.anna_record.action_issue_certificate()
        self.assertIn("a suivi l'action Excel à la carte.", pdf_text(self.issued("certificate"))[0])
        agreement.action_cancel()
        self.assertEqual(self.anna_record._trained_title(), "Excel, bases")

    def test_certificate_holds_on_one_page_with_long_names_and_prints_markup_as_it_is(self):
        self.anna.name = "O'Neill-Đặng <b>"
        self.client.name = "Établissements Van den Broeck & Zonen, Internationale Transport- en Logistiekmaatschappij"
        self.programme.name = "Concevoir, animer et évaluer une action de formation multimodale " * 3
        self.company.of_representative_id.name = "Marie-Charlotte de La Rochefoucauld-Montbel"
        self.company.of_representative_title = "Présidente-directrice générale et responsable pédagogique"
        self.anna_record.action_issue_certificate()
        document = self.issued("certificate")
        text, pages = pdf_text(document)
        self.assertIn("Mme/M. O'Neill-Đặng <b>, salarié(e) de l'entreprise Établissements", text)
        self.assertEqual(pages, 1)
        self.assertIn('pdfaid:part', metadata(document.attachment_id.raw))

    def test_certificate_speaks_french_whoever_issues_it(self):
        user = self.office_user()
        user.lang = "en_US"
        self.anna_record.with_user(user).with_context(lang="en_US").action_issue_certificate()
        self.assertIn("Page 1 sur 1", pdf_text(self.issued("certificate"))[0])

    def test_company_without_logo_prints_no_placeholder(self):
        self.assertTrue(self.company.uses_default_logo)
        html = self.env["ir.actions.report"]._render_qweb_html(
            "of_training.report_certificate", self.anna_record.ids)[0].decode()
        self.assertNotIn('alt="Logo"', html)

    def test_employee_without_employer_and_company_without_town_are_named(self):
        self.anna_record.employer_id = False
        self.company.city = False
        codes = [item["code"] for item in self.anna_record._of_missing("certificate")]
        self.assertEqual(codes, ["city", "employer"])

    def test_what_is_missing_is_named(self):
        self.session.company_id.of_representative_title = False
        self.session.slot_ids.attendance_ids.filtered(lambda a: a.partner_id == self.anna)._declare(
            "absent", "correction", "office", reason="x")
        codes = [item["code"] for item in self.anna_record._of_missing("certificate")]
        self.assertEqual(codes, ["hours", "representative"])
        with self.assertRaises(UserError), mute_logger("odoo.http"):
            self.anna_record.action_issue_certificate()
