from datetime import date
from unittest import TestCase

from odoo.addons.of_training.lib.signing import deadline, is_name_of


class TestDeadline(TestCase):
    def test_days_after_the_issue_or_the_eve_of_the_training(self):
        issued = date(2026, 11, 28)
        for starts, expected in (
            (None, date(2026, 12, 28)), (date(2027, 1, 11), date(2026, 12, 28)),
            (date(2026, 12, 29), date(2026, 12, 28)), (date(2026, 12, 28), date(2026, 12, 27)),
            (date(2026, 11, 29), issued), (issued, date(2026, 12, 28)), (date(2026, 11, 1), date(2026, 12, 28)),
        ):
            with self.subTest(starts=starts):
                self.assertEqual(deadline(issued, 30, starts), expected)


class TestName(TestCase):
    def test_name_that_was_typed_is_that_of_the_person(self):
        for typed, name, expected in (
                ("helene dupont", "Hélène DUPONT-MARTIN", True), ("Dupont", "Hélène Dupont", True),
                ("Martin Hélène", "Hélène DUPONT-MARTIN", True), ("Bob", "Hélène Dupont", False),
                ("x", "Hélène Dupont", False), ("H D", "Hélène Dupont", False), ("", "Hélène Dupont", False),
                ("李", "李 小龙", True), ("A. B.", "A B", True)):
            with self.subTest(typed=typed):
                self.assertEqual(is_name_of(typed, name), expected)
