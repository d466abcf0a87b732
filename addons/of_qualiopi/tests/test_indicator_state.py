from odoo import fields
from odoo.tests import tagged

from .common import QualityCase


@tagged("post_install", "-at_install")
class TestIndicatorState(QualityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["slide.channel"].search([("id", "!=", cls.programme.id)]).of_is_programme = False

    def state(self, number):
        self.env.invalidate_all()
        return self.indicator(number).state

    def applicable(self):
        self.env.invalidate_all()
        return set(self.framework.indicator_ids.filtered("is_applicable").mapped("number"))

    def test_red_without_evidence_then_green(self):
        self.assertEqual(self.state(5), "missing")
        self.programme.action_of_publish()
        self.assertEqual(self.state(5), "covered")
        self.assertEqual(self.indicator(5).evidence_count, 1)

    def test_a_supporting_proof_leaves_it_amber(self):
        self.programme.of_days = 3
        self.issue("attendance_sheet")
        self.assertEqual(self.state(12), "to_complete")
        self.upload(12)
        self.assertEqual(self.state(12), "covered")

    def test_an_expired_proof_leaves_it_amber(self):
        evidence = self.upload(26, date="2026-01-01", valid_to="2026-01-31")
        self.assertEqual((self.state(26), evidence.state), ("to_complete", "expired"))

    def test_a_replaced_document_no_longer_counts(self):
        first = self.issue("agreement")
        first._supersede(self.issue("agreement", name="Avenant", content=b"%PDF-1.7 other"))
        self.env.invalidate_all()
        self.assertEqual(self.of_source(first).state, "superseded")
        self.assertEqual(self.state(6), "covered")

    def test_earlier_evidence_counts_where_the_text_is_the_same(self):
        self.upload(26, version="rnq2019")
        self.upload(2, version="rnq2019")
        self.assertEqual(self.state(26), "covered")
        self.assertEqual(self.state(2), "to_complete")
        self.assertEqual(self.indicator(2).evidence_count, 1)
        self.assertEqual(len(self.indicator(2).evidence_ids), 1)

    def test_what_concerns_the_company_follows_its_programmes(self):
        common = {1, 2, 4, 5, 6, 8, 9, 10, 11, 17, 18, 19, 21, 22, 23, 24, 25, 26, 30, 31, 32}
        self.assertEqual(self.applicable(), common)
        self.programme.write({"of_days": 3, "of_recognition": "rncp"})
        self.assertEqual(self.applicable(), common | {3, 7, 12, 16})
        self.company.write({"of_subcontracting": True, "of_alternation": True, "of_work_situation": True})
        self.assertEqual(self.applicable(), common | {3, 7, 12, 13, 16, 27, 28})
        self.programme.of_action_category = "apprenticeship"
        self.assertEqual(self.applicable(), set(range(1, 34)))

    def test_the_reason_is_told(self):
        self.assertIn("tous les organismes", self.indicator(1).applicability_reason)
        self.assertIn("Apprentissage", self.indicator(33).applicability_reason)
        self.assertIn("si certification RNCP", self.indicator(3).applicability_reason)

    def test_search_by_state_and_applicability(self):
        indicators = self.env["of.qualiopi.indicator"]
        domain = [("framework_id", "=", self.framework.id)]
        self.programme.action_of_publish()
        self.assertIn(self.indicator(5), indicators.search([*domain, ("state", "=", "covered")]))
        self.assertNotIn(self.indicator(5), indicators.search([*domain, ("state", "in", ("missing", "to_complete"))]))
        self.assertNotIn(self.indicator(33), indicators.search([*domain, ("is_applicable", "=", True)]))
        self.assertIn(self.indicator(33), indicators.search([*domain, ("is_applicable", "=", False)]))

    def test_query_count_does_not_grow_with_the_indicators(self):
        self.programme.action_of_publish()
        self.upload(26)
        day = fields.Date.today()

        def queries(indicators):
            self.env.invalidate_all()
            self.company.ensure_one().mapped("of_subcontracting")
            before = self.env.cr.sql_log_count
            indicators._assess(self.company, day)
            return self.env.cr.sql_log_count - before

        queries(self.framework.indicator_ids)
        few = queries(self.indicator(1) | self.indicator(26))
        self.assertLessEqual(queries(self.env["of.qualiopi.indicator"].browse(self.framework.indicator_ids.ids)), few + 1)

    def test_the_menu_opens_the_framework_in_force(self):
        action = self.env["of.qualiopi.indicator"].with_user(self.quality).action_in_force()
        self.assertEqual(action["domain"], [("framework_id", "=", self.framework.id)])
