from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.tests import TransactionCase, new_test_user


class TestDated(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["test.of.rule"]
        cls.old = cls.rule(date_to="2026-03-31", amount=103.20)
        cls.new = cls.rule(date_from="2026-04-01", amount=150)

    @classmethod
    def rule(cls, **vals):
        return cls.rules.create({"date_from": "2020-01-01", "source": "décret", "kind": "flat", **vals})

    def holding(self, *day, **options):
        return self.rules._holding_on(date(*day), options.pop("company", None), kind="flat")

    def test_both_border_days_belong_to_their_rule(self):
        self.assertEqual(self.holding(2026, 3, 31), self.old)
        self.assertEqual(self.holding(2026, 4, 1), self.new)

    def test_nothing_holds_before_the_first_day(self):
        self.assertFalse(self.holding(2019, 12, 31))

    def test_own_record_of_a_company_wins(self):
        own = self.rule(company_id=self.env.company.id, amount=1)
        other = self.env["res.company"].create({"name": "Other"})
        self.assertEqual(self.holding(2026, 5, 1, company=self.env.company), own)
        self.assertEqual(self.holding(2026, 5, 1, company=other), self.new)

    def test_overlap_is_refused_on_the_last_day(self):
        with self.assertRaises(ValidationError):
            self.rule(date_from="2026-03-31", date_to="2026-03-31")

    def test_another_case_may_hold_on_the_same_day(self):
        self.assertTrue(self.rule(kind="other"))

    def test_end_before_beginning_is_refused(self):
        with self.assertRaises(ValidationError):
            self.rule(kind="x", date_to="2019-12-31")

    def test_administrator_may_end_but_not_change_or_delete_what_is_shipped(self):
        user = new_test_user(self.env, "dated_user", groups="base.group_system")
        shipped = self.new.with_user(user)
        shipped.date_to = "2026-12-31"
        with self.assertRaises(UserError):
            shipped.amount = 0
        with self.assertRaises(UserError):
            shipped.unlink()
