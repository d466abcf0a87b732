from decimal import Decimal
from unittest import TestCase

from odoo.addons.of_training.lib.sharing import shares


class TestShares(TestCase):
    def check(self, total, weights, expected):
        result = shares(Decimal(total), weights)
        self.assertEqual([str(amount) for amount in result], expected)
        self.assertEqual(sum(result), Decimal(total))

    def test_thirds_give_the_odd_cent_to_the_first(self):
        self.check("100.00", [1, 1, 1], ["33.34", "33.33", "33.33"])

    def test_sixty_twenty_five_fifteen(self):
        self.check("1234.57", [60, 25, 15], ["740.74", "308.64", "185.19"])

    def test_one_cent_over_two(self):
        self.check("0.01", [1, 1], ["0.01", "0.00"])

    def test_largest_remainder_wins_over_order(self):
        self.check("0.02", [1, 2], ["0.01", "0.01"])

    def test_zero_and_credit_note(self):
        self.check("0.00", [1, 3], ["0.00", "0.00"])
        self.check("-100.00", [1, 1, 1], ["-33.34", "-33.33", "-33.33"])

    def test_no_weight_or_half_cents_are_refused(self):
        for total, weights in (("1.00", [0, 0]), ("1.00", [2, -1]), ("1.005", [1])):
            with self.subTest(total=total), self.assertRaises(ValueError):
                shares(Decimal(total), weights)
