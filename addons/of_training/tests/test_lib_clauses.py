from datetime import date
from decimal import Decimal
from unittest import TestCase

from markupsafe import Markup

from ..lib import clauses, instalments


class TestClauses(TestCase):
    def test_names(self):
        self.assertEqual(clauses.names("<p>{{a}} {{ b }} {{\xa0a&nbsp;}}</p>"), ["a", "b"])
        self.assertEqual(clauses.names(None), [])

    def test_torn(self):
        for text in ("{{ a", "a }}", "{{ a }} }}"):
            self.assertTrue(clauses.is_torn(text), text)
        self.assertFalse(clauses.is_torn("{{ a }} { b }"))

    def test_fill_escapes_and_keeps_lines(self):
        self.assertEqual(clauses.fill("<p>{{ a }}</p>", {"a": "<b>\n&"}), "<p>&lt;b&gt;<br/>&amp;</p>")
        self.assertEqual(clauses.fill("{{ a }}", {"a": Markup("<i>x</i>")}), "<i>x</i>")

    def test_value_with_braces_is_not_filled_again(self):
        self.assertEqual(clauses.fill("{{ a }}", {"a": "{{ b }}", "b": "secret"}), "{{ b }}")

    def test_unknown_and_empty_are_named(self):
        with self.assertRaisesRegex(clauses.UnknownPlaceholder, "b"):
            clauses.fill("{{ b }}", {"a": "x"})
        with self.assertRaisesRegex(clauses.NothingToSay, "a"):
            clauses.fill("{{ a }}", {"a": False})


class TestInstalments(TestCase):
    def schedule(self, price, held, percent="30"):
        return instalments.schedule(Decimal(price), Decimal(percent), held)

    def test_deposit_then_balance_on_the_last_day(self):
        plan = self.schedule("1333.33", [(date(2027, 1, 12), Decimal(7)), (date(2027, 1, 11), Decimal(7))])
        self.assertEqual([(one.day, str(one.amount)) for one in plan],
                         [(None, "399.99"), (date(2027, 1, 12), "933.34")])

    def test_one_instalment_a_month_adds_up_to_the_cent(self):
        held = [(date(2027, month, 15), Decimal("7")) for month in (1, 2, 3)]
        plan = self.schedule("1000.00", held)
        self.assertEqual([str(one.amount) for one in plan], ["300.00", "233.33", "233.33", "233.34"])
        self.assertEqual(sum(one.amount for one in plan), Decimal("1000.00"))

    def test_year_end_parts_two_months(self):
        held = [(date(2026, 12, 31), Decimal(1)), (date(2027, 1, 1), Decimal(1)), (date(2027, 12, 1), Decimal(2))]
        self.assertEqual([one.day for one in self.schedule("100", held, "0")],
                         [date(2026, 12, 31), date(2027, 1, 1), date(2027, 12, 1)])

    def test_nothing_planned_or_free(self):
        self.assertEqual(self.schedule("100", []), [])
        self.assertEqual(self.schedule("0", [(date(2027, 1, 1), Decimal(1))]), [])
