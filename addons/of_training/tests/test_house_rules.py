from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import HttpCase, TransactionCase

from .common import TrainingData


class HouseRulesData(TrainingData):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_training()
        cls.session = None
        cls.company.write({"phone": "04 00 00 00 00", "street": "1 rue", "city": "Lyon",
                           "of_disability_referent_id": cls.trainer.id})


@freeze_time("2026-11-23 10:00:00")
class TestHouseRules(HouseRulesData, TransactionCase):
    def test_articles_are_numbered_and_filled(self):
        html = self.env["ir.actions.report"]._render_qweb_html(
            "of_training.report_house_rules", self.company.ids)[0].decode()
        for text in ("Article 1 – Objet", "Article 10 – Réclamations", "84691234567", "Nadia Formatrice",
                     "liberté de conscience", "cinq cents heures", "sanctions pécuniaires sont interdites"):
            self.assertIn(text, html)

    def test_what_2026_added_is_to_be_verified(self):
        self.assertEqual(self.env.ref("of_training.clause_house_rules_freedoms").verified, "to_verify")

    def test_published_ones_replace_those_before(self):
        first = self.company._of_publish_house_rules()
        self.assertEqual(self.company.of_house_rules_id, first)
        second = self.company._of_publish_house_rules()
        self.assertEqual(first.superseded_by_id, second)
        self.assertEqual(self.company.of_house_rules_id, second)
        self.assertEqual(second.kind, "house_rules")

    def test_unknown_referent_is_named(self):
        self.company.of_disability_referent_id = False
        with self.assertRaisesRegex(UserError, "referent_handicap"):
            self.company._of_publish_house_rules()
        self.assertFalse(self.company.of_house_rules_id)

    def test_only_the_head_of_training_publishes_and_for_his_company(self):
        clauses = self.env["of.clause"]
        with self.assertRaises(AccessError):
            clauses.with_user(self.office_user()).action_publish_house_rules()
        clauses.with_user(self.office_user("boss", "of_training.group_of_training_manager")).action_publish_house_rules()
        self.assertTrue(self.company.of_house_rules_id)

    def test_board_tells_the_head_of_training_until_they_are_published(self):
        def told(user):
            return "house_rules" in [line["code"] for group in self.env["of.today"].with_user(user).read_board()["groups"]
                                     for line in group["lines"]]
        boss = self.office_user("boss", "of_training.group_of_training_manager")
        self.assertFalse(told(self.office_user()))
        self.assertTrue(told(boss))
        self.env["of.today"].with_user(boss).run("house_rules")
        self.assertFalse(told(boss))

    def test_what_is_not_what_the_law_demands_is_not_published(self):
        law = self.env["of.clause"].search([("document", "=", "house_rules"), ("is_mandatory", "=", True)], limit=1)
        own = law.copy({"company_id": self.company.id, "date_from": "2026-11-01"})
        self.env.cr.execute("UPDATE of_clause SET body = '<p>Rien</p>' WHERE id = %s", [own.id])
        law.body += "<p>{{ organisme }}</p>"
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "organisme"):
            self.company._of_publish_house_rules()

    def test_buttons_of_the_list_work_with_and_without_a_selection(self):
        boss = self.office_user("boss", "of_training.group_of_training_manager")
        clauses = self.env["of.clause"].with_user(boss)
        for name in ("action_preview_house_rules", "action_publish_house_rules"):
            for ids in ([], clauses.search([("document", "=", "house_rules")]).ids):
                with self.subTest(name, ids=len(ids)):
                    self.assertTrue(call_kw(clauses, name, [ids], {})["type"])

    def test_no_other_company_prints_them(self):
        other = self.env["res.company"].create({"name": "Autre OF"})
        report = self.env["ir.actions.report"].with_user(self.office_user())
        with self.assertRaises(AccessError):
            report._render_qweb_html("of_training.report_house_rules", other.ids)


class TestHouseRulesPage(HouseRulesData, HttpCase):
    def test_public_reads_what_was_published_alone(self):
        address = f"/reglement-interieur/{self.company.id}"
        self.assertEqual(self.url_open(address).status_code, 404)
        self.company._of_publish_house_rules()
        answer = self.url_open(address)
        self.assertEqual((answer.status_code, answer.content[:5]), (200, b"%PDF-"))
        self.assertEqual(self.url_open("/reglement-interieur/999999").status_code, 404)
