"""Helpers over the dict of BT terms, at their borders."""
import unittest
from decimal import Decimal

from odoo.addons.of_einvoice.lib import terms


class TestTerms(unittest.TestCase):

    def test_amounts_have_two_decimals(self):
        for value, text in ((0, "0.00"), (12.5, "12.50"), (-3, "-3.00"), (0.1 + 0.2, "0.30")):
            self.assertEqual(terms.amount(value), text)

    def test_quantities_have_at_most_four_decimals_and_no_exponent(self):
        for value, text in ((1.0, "1"), (0.25, "0.25"), (100000.0, "100000"), (1 / 3, "0.3333"), (-0.0, "0")):
            self.assertEqual(terms.quantity(value), text)

    def test_net_price_always_gives_the_booked_amount(self):
        cases = [(1200, 2, ("600.00", None)), (100, 3, ("33.3333", None)), (1000, 30000, ("1000.00", "30000")),
                 (0.5, 4, ("0.125", None)),
                 (10, 0, ("10.00", None)), (10, 8, ("1.25", None))]
        for subtotal, count, expected in cases:
            with self.subTest(subtotal=subtotal, count=count):
                self.assertEqual(terms.net_price(subtotal, count), expected)

    def test_unit_price_says_when_it_is_not_exact(self):
        self.assertEqual(terms.unit_price(Decimal("10"), Decimal("4"), 2), (Decimal("2.50"), True))
        self.assertEqual(terms.unit_price(Decimal("100"), Decimal("3"), 2), (Decimal("33.33"), False))
        self.assertFalse(terms.unit_price(Decimal("5"), Decimal("0"), 2)[1])

    def test_siren_and_siret_as_people_type_them(self):
        self.assertEqual(terms.siren_of("100 000 017 00010"), "100000017")
        self.assertEqual(terms.siren_of("100 000 017"), "100000017")
        self.assertEqual(terms.siret_of("100 000 017 00010"), "10000001700010")
        for wrong in (None, "", "12345", "100000017000101"):
            self.assertIsNone(terms.siren_of(wrong))
        self.assertIsNone(terms.siret_of("100000017"))

    def test_numbers_read_from_files(self):
        self.assertEqual(terms.decimal(["12.50", "3"]), Decimal("12.50"))
        for value in (None, "", "abc", "NaN", "Infinity", []):
            self.assertEqual(terms.decimal(value), 0)

    def test_profile(self):
        exempt = {"BT-118": "E", "BT-121": "VATEX-FR-CGI261-4"}
        self.assertEqual(terms.profile({"BG-23": [exempt]}), "en16931")
        self.assertEqual(terms.profile({"BG-23": [exempt, {**exempt, "BT-121": "VATEX-FR-CGI261-1"}]}), "extended")
        self.assertEqual(terms.profile({"EXT-FR-FE-BG-02": {"name": "OPCO"}}), "extended")
        self.assertEqual(terms.profile({"BG-25": [{"EXT-FR-FE-135": "1"}]}), "extended")

    def test_siren_of_a_received_party(self):
        self.assertEqual(terms.party_siren(
            {"legal_identifier": "100000017", "legal_identifier_schemeid": "0002"}), "100000017")
        self.assertEqual(terms.party_siren({"identifiers": {"0009": "10000001700010"}}), "100000017")
        self.assertIsNone(terms.party_siren({"legal_identifier": "HRB 1", "legal_identifier_schemeid": "0007"}))

    def test_unreadable_invoice_is_a_value_error(self):
        from lxml import etree
        with self.assertRaises(ValueError):
            terms.from_tree(etree.fromstring("<Invoice/>"))
