from html import unescape

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .sealed import SealedSession
from .test_attendance_documents import pdf_text

LOGGER = "odoo.addons.of_training.controllers.signing"


@tagged("post_install", "-at_install")
class TestSheet(SealedSession, HttpCase):
    """The sheet of a closed session, and the page that its code opens."""

    def setUp(self):
        super().setUp()
        self.lesson, self.sheet = self.session, self.session._sheets()

    def page(self, url):
        return self.url_open(url.removeprefix(self.lesson.get_base_url()))

    def test_closing_seals_and_issues_the_sheet_that_stands(self):
        self.assertEqual((self.sheet.sheet_number, self.sheet.register_entries), (1, 12))
        self.assertEqual(self.sheet.register_digest, self.lesson._register_head().digest)
        self.assertTrue(self.sheet.seal_fingerprint)
        text = pdf_text(self.sheet)[0]
        for wanted in ("Feuille d'émargement n° 1", "Scellés des demi-journées", "horodaté le", "Horodatage d'essai",
                       *self.lesson.slot_ids.seal_ids.mapped("sha256"), self.sheet.register_digest):
            self.assertIn(wanted, text)

    def test_half_day_signed_but_not_sealed_yet_is_sealed_on_closing(self):
        self.lesson._pass().state = "done"
        with freeze_time("2027-01-13 10:00:00"):
            self.attendance(self.anna)._declare("absent", kind="correction", how="office", reason="Erreur")
            self.assertTrue(self.slot.to_seal)
            self.lesson.action_close()
        self.assertFalse(self.slot.to_seal)
        self.assertIn(self.slot.seal_ids[-1].sha256, pdf_text(self.lesson._sheets()[-1])[0])

    def test_sheet_of_a_closed_session_is_not_made_again_for_nothing(self):
        self.lesson.action_attendance_sheet()
        self.assertEqual(self.lesson._sheets(), self.sheet)

    def test_stamp_that_comes_after_the_closing_makes_a_sheet_that_names_it(self):
        with freeze_time("2027-01-14 09:00:00"):
            self.attendance(self.anna)._declare("absent", kind="correction", how="office", reason="Erreur")
            self.authority.is_down = True
            self.seal()
            self.assertIn("horodatage en attente", pdf_text(self.lesson._sheets()[-1])[0])
            self.authority.is_down = False
            self.env["of.flow"].search([("state", "=", "waiting")]).action_retry()
            self.seal()
        self.assertEqual(len(self.lesson._sheets()), 3)
        self.assertNotIn("horodatage en attente", pdf_text(self.lesson._sheets()[-1])[0])

    def test_sheet_that_cannot_be_issued_stops_no_other_seal(self):
        with freeze_time("2027-01-14 09:00:00"):
            self.attendance(self.anna)._declare("absent", kind="correction", how="office", reason="Erreur")
            self.company.of_seal_name = "perdu"
            with self.assertLogs("odoo.addons.of_training.models.of_session_sheet", "WARNING"):
                self.seal()
            self.assertFalse(self.slot.to_seal)
            self.assertEqual((len(self.slot.seal_ids), self.lesson.to_issue_sheet), (2, True))
            self.company.of_seal_name = "essai"
            self.seal()
        self.assertEqual((len(self.lesson._sheets()), self.lesson.to_issue_sheet), (2, False))

    def test_number_in_an_address_makes_no_numbered_sheet(self):
        text = self.env["ir.actions.report"].with_context(of_sheet_number=7)._render_qweb_html(
            "of_training.report_attendance_sheet", self.lesson.ids)[0].decode()
        self.assertIn("Édition de travail", text)
        words = f"{self.lesson.id}.7.12.{self.sheet.register_digest[:16]}"
        page = self.page(f"/of/sheet/{words}.{self.lesson._sheet_secret(words)}").text
        self.assertIn("Aucune feuille de ce numéro", page)
        self.assertNotIn("Rien n", page)

    def test_entry_after_the_closing_makes_sheet_2_which_names_sheet_1(self):
        with freeze_time("2027-01-14 09:00:00"):
            correct = self.env["of.attendance.correction"].with_user(self.office_user())
            wizard = {"attendance_ids": self.attendance(self.anna).ids, "presence": "late", "reason": "Vu au registre",
                      "arrived_at": "2027-01-11 09:00:00"}
            with self.assertRaises(UserError):
                correct.create(wizard).action_correct()
            manager = self.office_user("head", "of_training.group_of_training_manager")
            correct.with_user(manager).create(wizard).action_correct()
            self.seal()
        first, second = self.lesson._sheets()
        self.assertEqual((second.sheet_number, second.register_entries, first.superseded_by_id), (2, 13, second))
        text = pdf_text(second)[0]
        for wanted in ("Cette feuille remplace la feuille n° 1", first.sha256, "Vu au registre"):
            self.assertIn(wanted, text)
        self.assertIn("Une feuille ultérieure remplace celle-ci", self.page(self.url_of(first)).text)
        self.seal()
        self.assertEqual(len(self.lesson._sheets()), 2)

    def url_of(self, sheet):
        words = f"{self.lesson.id}.{sheet.sheet_number}.{sheet.register_entries}.{sheet.register_digest[:16]}"
        return f"/of/sheet/{words}.{self.lesson._sheet_secret(words)}"

    def test_page_tells_without_a_name(self):
        page = self.page(self.url_of(self.sheet))
        self.assertEqual(page.status_code, 200)
        for wanted in ("Rien n'a été modifié", "telles qu'enregistrées : 12", "n° 1", self.sheet.sha256, "Horodatage d'essai",
                       "Excel, bases", "11–12 janvier 2027"):
            self.assertIn(wanted, unescape(page.text))
        for name in ("Anna", "Bruno", "Nadia", "Menuiserie"):
            self.assertNotIn(name, page.text)

    def test_page_names_what_was_altered_by_its_number_alone(self):
        url, entry = self.url_of(self.sheet), self.attendance(self.anna).entry_ids
        for query in ("UPDATE of_attendance_entry SET person = 'Personne' WHERE id = %s",
                      "UPDATE of_attendance_entry SET session_label = 'Personne' WHERE id = %s"):
            with self.subTest(query), self.cr.savepoint() as savepoint:
                self.sql("of_attendance_entry", query, entry.id)
                page = self.page(url)
                self.assertIn("Quelque chose a été modifié", page.text)
                self.assertIn(f"{entry.digest[:12]} (of.attendance.entry, {entry.id})", page.text)
                for name in ("Anna", "Personne"):
                    self.assertNotIn(name, page.text)
                savepoint.rollback()
        self.sql("of_attendance_entry", "UPDATE of_attendance_entry SET digest = 'x' WHERE id = %s",
                 self.lesson.attendance_ids.entry_ids.sorted("id")[-1].id)
        self.assertIn("Le registre ne contient plus", self.page(url).text)

    def test_guessed_addresses_are_refused_and_logged(self):
        url = self.url_of(self.sheet)
        for wrong in (url[:-1] + ("0" if url[-1] != "0" else "1"), url.replace(".1.12.", ".1.11."), "/of/sheet/1.1.1.a.b",
                      "/of/sheet/x", "/of/sheet/é"):
            with self.subTest(wrong), self.assertLogs(LOGGER, "WARNING"):
                self.assertEqual(self.url_open(wrong).status_code, 404)

    def test_working_print_has_neither_number_nor_code(self):
        text = self.env["ir.actions.report"]._render_qweb_html(
            "of_training.report_attendance_sheet", self.lesson.ids)[0].decode()
        self.assertIn("Édition de travail", text)
        self.assertNotIn("Code de vérification", text)

    def test_sheet_that_no_longer_fits_the_register_is_named(self):
        self.sql("of_attendance_entry", "UPDATE of_attendance_entry SET digest = 'x' WHERE id = %s",
                 self.lesson.attendance_ids.entry_ids.sorted("id")[-1].id)
        self.assertTrue(any("entrée 12" in problem for problem in self.sheet._verify()))

    def test_proof_file_is_for_the_office(self):
        self.session = None  # HttpCase keeps the browser's session under this name
        self.office_user("nobody", "base.group_user")
        other = self.env["res.company"].create({"name": "Autre OF"})
        self.office_user("stranger", "of_training.group_of_training_manager", company_id=other.id,
                         company_ids=[(6, 0, other.ids)])
        for login, status in (("nobody", 404), ("stranger", 404), (None, 303)):
            self.authenticate(login, login)
            with mute_logger(LOGGER, "odoo.http"):
                answer = self.url_open(f"/of/proofs/{self.lesson.id}", allow_redirects=False)
            self.assertEqual(answer.status_code, status)
        self.office_user("pack")
        self.authenticate("pack", "pack")
        with mute_logger(LOGGER):
            self.assertEqual(self.url_open("/of/proofs/999999").status_code, 404)
        answer = self.url_open(f"/of/proofs/{self.lesson.id}")
        self.assertIn("téléchargé par", self.lesson.message_ids[0].body)
        self.assertEqual(answer.headers["Content-Type"], "application/zip")


class TestSignedAfterTheClosing(SealedSession):
    """Somebody noted absent signs once the session is closed, and the trainer says that he was there."""

    def follow(self, slots=None):
        self.last = self.session.slot_ids.sorted("start")[-1]
        with freeze_time("2027-01-12 13:00:00"):
            self.attendance(self.anna, self.last)._declare("absent")
        with freeze_time("2027-01-12 16:01:00"):
            for learner, slot in [(self.bruno, self.last), (self.trainer, self.last)]:
                self.attendance(learner, slot)._sign("portal", typed=learner.name)
        return super().follow(self.session.slot_ids - self.last)

    def test_late_signature_counts_once_confirmed_and_makes_another_sheet(self):
        late, record = self.attendance(self.anna, self.last), self.attendance(self.anna).enrolment_id
        self.assertEqual((late.state, record.hours_done, len(self.session._sheets())), ("absent", 10.5, 1))
        with freeze_time("2027-01-13 10:00:00"):
            with self.assertRaises(UserError):
                late._sign("link", typed="Anna Stagiaire")
            late._sign("link", typed="Anna Stagiaire", reason="Téléphone oublié")
            self.assertEqual((late.state, late.awaits_word, record.hours_done), ("absent", True, 10.5))
            late._declare("present")
            self.assertEqual((late.state, late.awaits_word, record.hours_done), ("present", False, 14))
            self.seal()
        first, second = self.session._sheets()
        self.assertEqual((first.superseded_by_id, second.register_entries), (second, first.register_entries + 2))
        self.assertIn("Téléphone oublié", pdf_text(second)[0])
        self.assertEqual(self.session._verify_proofs(), [])
