from unittest import TestCase

from odoo.addons.of_training.lib import codes


class TestCodes(TestCase):
    def test_code_has_six_digits_and_changes(self):
        drawn = {codes.new() for _number in range(50)}
        self.assertGreater(len(drawn), 40)
        for code in drawn:
            self.assertRegex(code, r"\A\d{6}\Z")

    def test_what_is_kept_tells_neither_code_nor_that_two_are_the_same(self):
        first, second = codes.kept("012345"), codes.kept("012345")
        self.assertNotEqual(first, second)
        self.assertNotIn("012345", first)
        for kept in (first, second):
            self.assertTrue(codes.matches("012345", kept))
            self.assertTrue(codes.matches(" 012 345\n", kept))

    def test_nothing_else_matches(self):
        kept = codes.kept("012345")
        for typed in ("12345", "012346", "", None, "0123456", "o12345", kept):
            with self.subTest(typed):
                self.assertFalse(codes.matches(typed, kept))

    def test_address_is_masked_however_short(self):
        for address, expected in (
            ("carla@example.com", "c…a@example.com"), ("jo@example.com", "j…@example.com"),
            ("x@example.com", "x…@example.com"), ("a@b@example.com", "a…b@example.com"),
        ):
            self.assertEqual(codes.masked(address), expected)

    def test_number_shows_its_end_alone(self):
        self.assertEqual(codes.masked_number("+33612345678"), "… 78")
