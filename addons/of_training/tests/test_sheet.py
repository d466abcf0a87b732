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

    def page(self, url=None):
        url = url or self.lesson.with_context(of_sheet_number=1)._sheet_url(self.sheet.sheet_number)
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
        with freeze_time("2027-01-13 10:00:00"):
            self.attendance(self.anna)._declare("absent", kind="correction", how="office", reason="Erreur")
            self.assertTrue(self.slot.to_seal)
            self.lesson._seal_and_issue_sheet()
        self.assertFalse(self.slot.to_seal)

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

    def test_learner_may_sign_late_after_the_closing(self):
        late = self.attendance(self.anna, self.lesson.slot_ids.sorted("start")[-1])
        with freeze_time("2027-01-13 10:00:00"):
            self.assertIsNone(late._sign_refusal())

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
                self.assertIn(f" {entry.id} ({entry.digest[:12]})", page.text)
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
            with self.subTest(wrong), mute_logger(LOGGER):
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
        for login in ("nobody", None):
            self.authenticate(login, login)
            with mute_logger(LOGGER, "odoo.http"):
                answer = self.url_open(f"/of/proofs/{self.lesson.id}", allow_redirects=False)
            self.assertIn(answer.status_code, (303, 404))
        self.office_user("pack")
        self.authenticate("pack", "pack")
        answer = self.url_open(f"/of/proofs/{self.lesson.id}")
        self.assertEqual(answer.headers["Content-Type"], "application/zip")
