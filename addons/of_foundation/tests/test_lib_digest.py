from datetime import date, datetime, timedelta, timezone
from unittest import TestCase

from odoo.addons.of_foundation.lib import digest


class TestDigest(TestCase):
    def test_canonical_is_sorted_and_keeps_accents(self):
        self.assertEqual(digest.canonical({"b": "é", "a": None, "c": [1, 2.5]}), '{"a":null,"b":"é","c":[1,2.5]}')

    def test_same_instant_in_two_zones_has_one_form(self):
        paris = timezone(timedelta(hours=2))
        self.assertEqual(digest.canonical(datetime(2026, 6, 1, 12, tzinfo=paris)),
                         digest.canonical(datetime(2026, 6, 1, 10)))

    def test_dates_are_days(self):
        self.assertEqual(digest.canonical(date(2028, 2, 29)), '"2028-02-29"')

    def test_known_value_can_be_checked_by_hand(self):
        # printf 'salt{"a":1}' | sha256sum
        self.assertEqual(digest.digest({"a": 1}, "salt"),
                         "38df60ba354b2e5e7df624bb10feb2b4b8b465ef6523fd28e321b537cba57566")

    def test_salt_changes_the_digest(self):
        self.assertNotEqual(digest.digest({}, digest.new_salt()), digest.digest({}, digest.new_salt()))

    def test_a_record_has_no_canonical_form(self):
        with self.assertRaises(TypeError):
            digest.canonical({"a": object()})
