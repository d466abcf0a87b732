from datetime import date
from decimal import Decimal
from unittest import TestCase

from odoo.addons.of_training.lib.withdrawal import deposit_cap, last_day, owed, payable

ON_SITE, DISTANCE = 10, 14


class TestWithdrawal(TestCase):
    def test_last_days(self):
        for signed, days, expected in (
            (date(2026, 11, 20), ON_SITE, date(2026, 11, 30)),
            (date(2026, 10, 28), DISTANCE, date(2026, 11, 12)),  # 11 November is a public holiday
            (date(2026, 11, 28), DISTANCE, date(2026, 12, 14)),  # a Saturday, then a Sunday
            (date(2026, 12, 11), DISTANCE, date(2026, 12, 28)),  # Christmas, then a weekend
            (date(2027, 3, 15), DISTANCE, date(2027, 3, 30)),  # Easter Monday
        ):
            with self.subTest(signed=signed):
                self.assertEqual(last_day(signed, days), expected)

    def test_period_of_no_day_is_refused(self):
        with self.assertRaises(ValueError):
            last_day(date(2026, 11, 20), 0)

    def test_deposit_is_rounded_down(self):
        for price, expected in (("1333.33", "399.99"), ("890.00", "267.00"), ("0.03", "0.00"), ("0.00", "0.00")):
            self.assertEqual(str(deposit_cap(Decimal(price), Decimal(30))), expected)

    def check_payable(self, day, delivered, expected, period_end=date(2026, 12, 14)):
        amount = payable(day, price=Decimal("1000.01"), percent=Decimal(30), period_end=period_end,
                         delivered=Decimal(delivered))
        self.assertEqual(str(amount), expected)

    def test_nothing_before_the_end_of_the_period(self):
        self.check_payable(date(2026, 12, 14), 0, "0.00")
        self.check_payable(date(2027, 1, 1), 1, "0.00", period_end=None)

    def test_deposit_then_balance_as_it_is_delivered(self):
        self.check_payable(date(2026, 12, 15), 0, "300.00")
        self.check_payable(date(2027, 1, 11), "0.5", "650.00")
        self.check_payable(date(2027, 1, 12), 1, "1000.01")

    def test_nothing_is_owed_within_the_ten_days_nor_without_express_request(self):
        for day, asked, expected in (
            (date(2026, 11, 30), True, "0.00"), (date(2026, 12, 1), False, "0.00"),
            (date(2026, 12, 1), True, "666.66"),
        ):
            with self.subTest(day=day, asked=asked):
                self.assertEqual(str(owed(day, free_until=date(2026, 11, 30), asked=asked, price=Decimal("1333.33"),
                                          delivered=Decimal("0.5"))), expected)
