import unittest
from datetime import date

from ..lib import working_days

TABLE = (  # day, count, last day
    (date(2026, 11, 4), 2, date(2026, 11, 6)),  # a Wednesday
    (date(2026, 11, 6), 2, date(2026, 11, 10)),  # a Friday
    (date(2026, 11, 7), 1, date(2026, 11, 9)),  # a Saturday
    (date(2026, 11, 9), 2, date(2026, 11, 12)),  # over 11 November
    (date(2026, 4, 30), 2, date(2026, 5, 5)),  # over 1 May, a Friday
    (date(2027, 3, 26), 2, date(2027, 3, 31)),  # over Easter Monday
    (date(2027, 5, 5), 1, date(2027, 5, 7)),  # over Ascension
    (date(2026, 12, 24), 3, date(2026, 12, 30)),
    (date(2026, 12, 31), 3, date(2027, 1, 6)),
    (date(2026, 11, 4), 0, date(2026, 11, 4)),
    (None, 2, None),
)


class TestWorkingDays(unittest.TestCase):
    def test_after(self):
        for day, count, expected in TABLE:
            with self.subTest(day=day, count=count):
                self.assertEqual(working_days.after(day, count), expected)

    def test_holidays_of_a_part_of_france_are_worked(self):
        self.assertTrue(working_days.is_working(date(2027, 3, 26)))  # Good Friday, in Alsace and Moselle
