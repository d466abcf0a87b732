from decimal import Decimal
from unittest import TestCase

from odoo.addons.of_training.lib.leaving import due


class TestDue(TestCase):
    def test_pro_rata_to_the_cent_and_never_more_than_the_price(self):
        for price, done, planned, expected in (
                ("890.00", "7", "14", "445.00"), ("1000.00", "3.5", "10.5", "333.33"), ("890.00", "0", "14", "0.00"),
                ("890.00", "16", "14", "890.00"), ("890.00", "0", "0", "0.00"), ("0.01", "7", "14", "0.01")):
            with self.subTest(done=done, planned=planned):
                self.assertEqual(due(Decimal(price), Decimal(done), Decimal(planned)), Decimal(expected))
