from datetime import date

from odoo.exceptions import UserError, ValidationError

from .common import FundingCase

LAST_DIRECT, FIRST_REFUND = date(2026, 9, 30), date(2026, 10, 1)


class TestModeRule(FundingCase):
    def mode(self, day, funder, **case):
        return self.env["of.funding.mode.rule"]._holding_on(day, self.company, funder=funder, **case).mode

    def test_opco_pays_directly_until_30_september_2026_and_refunds_since(self):
        self.assertEqual(self.mode(LAST_DIRECT, self.akto, scheme="plan"), "direct")
        self.assertEqual(self.mode(FIRST_REFUND, self.akto, scheme="plan"), "refund")

    def test_atlas_still_pays_directly_for_companies_under_50(self):
        self.assertEqual(self.mode(FIRST_REFUND, self.atlas, scheme="plan", headcount="11_49"), "direct")
        self.assertEqual(self.mode(FIRST_REFUND, self.atlas, scheme="plan", headcount="50_249"), "refund")
        self.assertEqual(self.mode(FIRST_REFUND, self.atlas, scheme="plan"), "refund")
        self.assertEqual(self.mode(FIRST_REFUND, self.atlas, scheme="professionalisation", headcount="11_49"), "refund")

    def test_atlas_pays_fse_directly_since_19_october(self):
        self.assertEqual(self.mode(date(2026, 10, 18), self.atlas, scheme="fse"), "refund")
        self.assertEqual(self.mode(date(2026, 10, 19), self.atlas, scheme="fse"), "direct")

    def test_platform_pays_for_cpf(self):
        self.assertEqual(self.mode(FIRST_REFUND, self.cdc), "platform")

    def test_nobody_who_is_no_funder_has_a_mode(self):
        self.assertFalse(self.mode(FIRST_REFUND, self.client))

    def test_rule_of_the_company_wins(self):
        self.env["of.funding.mode.rule"].create({
            "funder_kind": "opco", "funder_id": self.akto.id, "mode": "direct", "date_from": "2026-10-01",
            "source": "Lettre d'AKTO", "company_id": self.company.id})
        self.assertEqual(self.mode(FIRST_REFUND, self.akto, scheme="plan"), "direct")
        other = self.env["res.company"].create({"name": "Autre OF"})
        rule = self.env["of.funding.mode.rule"]._holding_on(FIRST_REFUND, other, funder=self.akto, scheme="plan")
        self.assertEqual(rule.mode, "refund")

    def test_overlap_and_change_of_delivered_rules_are_refused(self):
        shipped = self.env.ref("of_funding.of_funding_mode_rule_opco")
        with self.assertRaises(UserError):
            shipped.with_user(self.office_user("m", "of_training.group_of_training_manager")).mode = "direct"
        vals = {"funder_kind": "opco", "mode": "direct", "date_from": "2026-10-01", "source": "x",
                "company_id": self.company.id}
        self.env["of.funding.mode.rule"].create(vals)
        with self.assertRaises(ValidationError):
            self.env["of.funding.mode.rule"].create({**vals, "date_from": "2026-12-01"})

    def test_request_proposes_the_mode_of_its_first_accord(self):
        request = self.env["of.funding.request"].create({"funder_id": self.akto.id, "date_granted": LAST_DIRECT})
        self.assertEqual(request.mode, "direct")
        request.date_granted = FIRST_REFUND
        self.assertEqual(request.mode, "refund")
        request.mode = "direct"  # as the letter says
        self.assertEqual(request.mode, "direct")
