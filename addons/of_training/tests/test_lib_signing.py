from datetime import date
from unittest import TestCase

from odoo.addons.of_training.lib.signing import deadline


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
