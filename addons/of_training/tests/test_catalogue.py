from freezegun import freeze_time

from odoo.tests import HttpCase, tagged

from .common import TrainingData


@tagged("post_install", "-at_install")
@freeze_time("2026-12-01")
class TestCatalogue(TrainingData, HttpCase):
    """What the public finds, and what it doesn't."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_training()
        cls.website = cls.env["website"].get_current_website()
        cls.company = cls.website.company_id
        cls.programme.is_published = True
        cls.session.action_open()
        # HttpCase keeps its own web session under this name.
        cls.of_session, cls.session = cls.session, None
        cls.other = cls.env["res.company"].create({"name": "Autre OF"})

    def page(self, url):
        response = self.url_open(url)
        return response.status_code, response.text

    def sheet(self):
        status, text = self.page(self.programme._of_sheet_url())
        self.assertEqual(status, 200)
        return text

    def test_sheet_says_what_indicator_1_asks(self):
        self.programme.write({
            "of_recognition": "rs", "of_certification_code": "RS9901", "of_certifier": "Certif'Démo",
            "of_certification_to": "2028-01-23", "of_results": "98 % de satisfaction en 2025",
            "of_further_study": "Suite : Excel, perfectionnement"})
        self.company.of_disability_referent_id = self.env["res.partner"].create(
            {"name": "Samia Référente", "email": "handicap@example.com"})
        text = self.sheet()
        for wanted in ("Construire un tableau", "Aucun", "Salle équipée", "Exercices", "Attestation", "15 jours",
                       "Nous contacter", "OPCO, CPF", "14 h", "890,00", "RS9901", "Démo", "23 janvier 2028",
                       "98 % de satisfaction", "perfectionnement", "Samia Référente", "handicap@example.com"):
            self.assertIn(wanted, text)

    def test_mention_of_the_declaration_has_the_only_lawful_form(self):
        mention = "Enregistrée sous le numéro 84691234567. Cet enregistrement ne vaut pas agrément de l&#39;État."
        self.assertIn(mention, self.sheet())
        self.assertIn(mention, self.page("/formations")[1])

    def test_sessions_to_come_with_places_left(self):
        self.assertIn("11–12 janvier 2027", self.sheet())
        self.assertIn("Centre Part-Dieu, Lyon", self.sheet())
        self.env["of.enrolment"].create([{"session_id": self.of_session.id} for _place in range(12)])
        self.assertNotIn("text-success", self.sheet())

    def test_draft_intra_and_past_sessions_are_not_shown(self):
        for change in ({"state": "draft"}, {"kind": "intra"}):
            before = {name: self.of_session[name] for name in change}
            self.of_session.write(change)
            self.assertNotIn("11–12 janvier 2027", self.sheet())
            self.of_session.write(before)
        with freeze_time("2027-02-01"):
            self.assertFalse(self.programme._of_upcoming_sessions(self.company)[self.programme])

    def test_unpublished_programme_does_not_exist_for_the_public(self):
        self.programme.is_published = False
        self.assertEqual(self.page(self.programme._of_sheet_url())[0], 404)
        self.assertNotIn("Excel, bases", self.page("/formations")[1])
        self.assertNotIn(self.programme._of_sheet_url(), self.page("/sitemap.xml")[1])

    def test_programme_of_another_company_does_not_exist(self):
        self.of_session.unlink()
        self.programme.company_id = self.other
        self.assertEqual(self.page(self.programme._of_sheet_url())[0], 404)
        self.assertNotIn("Excel, bases", self.page("/formations")[1])

    def test_ordinary_course_is_no_sheet(self):
        course = self.env["slide.channel"].create({"name": "Cours libre", "is_published": True})
        self.assertEqual(self.page(f"/formations/{course.id}")[0], 404)

    def test_office_sees_the_unpublished_sheet(self):
        self.programme.is_published = False
        self.office_user("assistant", password="assistant-of")
        self.authenticate("assistant", "assistant-of")
        self.assertEqual(self.page(self.programme._of_sheet_url())[0], 200)

    def test_text_of_the_office_is_escaped(self):
        hostile = "<script>alert(1)</script>"
        self.programme.write({"of_audience": hostile, "of_objectives": f"<p>But</p>{hostile}", "name": hostile})
        for url in (self.programme._of_sheet_url(), "/formations", f"/formations?search={hostile}"):
            self.assertNotIn(hostile, self.page(url)[1])

    def test_filters_narrow_the_list(self):
        found = "Excel, bases"
        for query, expected in (("search=tableau", True), ("search=plomberie", False), ("modality=presential", True),
                                ("modality=virtual", False), ("certifying=1", False), ("page=zzz", True),
                                ("modality=bogus", False)):
            with self.subTest(query):
                status, text = self.page(f"/formations?{query}")
                self.assertEqual((status, found in text), (200, expected))

    def test_course_page_of_the_programme_shows_the_sheet(self):
        text = self.page(f"/slides/{self.env['ir.http']._slug(self.programme)}")[1]
        self.assertIn("Salle équipée", text)
        self.assertIn("ne vaut pas agrément", text)
