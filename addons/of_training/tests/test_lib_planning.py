from datetime import date, datetime
from unittest import TestCase

from odoo.addons.of_training.lib.planning import (
    WORKDAYS,
    Busy,
    Pattern,
    clashes,
    holiday,
    instant,
    moved,
    slots,
    subdivision,
)

DAY = ((9.0, 12.5), (13.5, 17.0))
MORNING = DAY[:1]


def labels(**values):
    """'11/01 08:00-11:30' of each slot, in UTC."""
    values = {"first": date(2027, 1, 11), "half_days": DAY, "tz": "Europe/Paris", **values}
    return [f"{start:%d/%m %H:%M}-{end:%H:%M}" for start, end in slots(Pattern(**values))]


def days(**values):
    return list(dict.fromkeys(label[:5] for label in labels(**values)))


class TestLibPlanning(TestCase):
    def test_days_wanted(self):
        self.assertEqual(labels(days=1), ["11/01 08:00-11:30", "11/01 12:30-16:00"])

    def test_last_slot_ends_when_the_hours_are_reached(self):
        self.assertEqual(labels(hours=9), ["11/01 08:00-11:30", "11/01 12:30-16:00", "12/01 08:00-10:00"])
        self.assertEqual(len(labels(hours=14)), 4)

    def test_last_day_belongs_to_it_and_weekends_do_not(self):
        self.assertEqual(days(first=date(2027, 1, 14), until=date(2027, 1, 18)), ["14/01", "15/01", "18/01"])

    def test_every_other_week_counts_from_the_week_of_the_first_day(self):
        wednesday = date(2027, 1, 13)
        self.assertEqual(days(first=wednesday, weekdays=frozenset({0, 2}), every=2, days=3), ["13/01", "25/01", "27/01"])

    def test_excluded_days_are_made_up_for(self):
        self.assertEqual(days(days=2, excluded=frozenset({date(2027, 1, 12)})), ["11/01", "13/01"])

    def test_public_holiday_in_the_middle(self):
        skipped = frozenset({day for day in (date(2027, 5, 6), date(2027, 5, 7)) if holiday(day)})
        self.assertEqual(days(first=date(2027, 5, 5), days=2, excluded=skipped), ["05/05", "07/05"])  # Ascension

    def test_hours_of_day_stay_when_the_clock_changes(self):
        self.assertEqual(labels(first=date(2027, 3, 26), half_days=MORNING, days=2),
                         ["26/03 08:00-11:30", "29/03 07:00-10:30"])

    def test_reunion_knows_no_summer_time(self):
        self.assertEqual(labels(first=date(2027, 3, 26), half_days=MORNING, days=2, tz="Indian/Reunion"),
                         ["26/03 05:00-08:30", "29/03 05:00-08:30"])

    def test_29_february(self):
        self.assertEqual(days(first=date(2028, 2, 28), days=3), ["28/02", "29/02", "01/03"])

    def test_what_is_planned_already_is_left_out(self):
        taken = ((datetime(2027, 1, 11, 9), datetime(2027, 1, 11, 10)),)
        self.assertEqual(labels(hours=7, taken=taken), ["11/01 12:30-16:00", "12/01 08:00-11:30"])

    def test_pattern_without_end_or_day_stops(self):
        self.assertLess(len(labels(half_days=MORNING)), 800)
        self.assertEqual(labels(weekdays=frozenset(), days=3), [])
        self.assertEqual(labels(days=3, first=date(2027, 1, 16), until=date(2027, 1, 17)), [])

    def test_moved_over_the_change_of_clock(self):
        for tz, expected in (("Europe/Paris", 7), ("Indian/Reunion", 8)):
            with self.subTest(tz):
                self.assertEqual(moved(datetime(2027, 3, 26, 8), 7, tz), datetime(2027, 4, 2, expected))
        self.assertEqual(moved(datetime(2028, 3, 1, 8), -1, "Europe/Paris"), datetime(2028, 2, 29, 8))

    def test_instant_of_a_local_hour(self):
        self.assertEqual(instant(date(2027, 1, 11), 9.25, "America/Martinique"), datetime(2027, 1, 11, 13, 15))

    def test_parts_of_france(self):
        for postcode, part in (("57000", "57"), ("68100", "6AE"), ("97133", "BL"), ("97110", "971"), ("97490", "974"),
                               ("98800", "NC"), ("75001", None), (False, None), ("", None)):
            with self.subTest(postcode=postcode):
                self.assertEqual(subdivision(postcode), part)

    def test_holidays_of_a_part(self):
        for day, part, name in (
            (date(2027, 12, 26), "6AE", "Saint-Étienne"), (date(2027, 3, 26), "57", "Vendredi saint"),
            (date(2027, 12, 20), "974", "Abolition de l'esclavage"), (date(2027, 12, 20), None, None),
            (date(2027, 12, 26), None, None), (date(2027, 7, 14), None, "Fête nationale"),
        ):
            with self.subTest(day=day, part=part):
                found = holiday(day, part)
                self.assertEqual(bool(found), bool(name), found)
                if name:
                    self.assertIn(name.lower()[:8], found.lower())
        self.assertEqual(WORKDAYS, {0, 1, 2, 3, 4})


class TestLibClashes(TestCase):
    def busy(self, key, group, first, last, *resources):
        return Busy(key, group, datetime(2027, 1, 11, first), datetime(2027, 1, 11, last), frozenset(resources))

    def test_overlap_in_what_both_need(self):
        trainer, room = ("trainer", 1), ("room", 1)
        mine = self.busy("a", 1, 9, 12, trainer, room)
        for case, other, expected in (
            ("same trainer", self.busy("b", 2, 11, 14, trainer), [(trainer, "b")]),
            ("both", self.busy("b", 2, 8, 10, trainer, room), [(room, "b"), (trainer, "b")]),
            ("one after the other", self.busy("b", 2, 12, 14, trainer), []),
            ("other room", self.busy("b", 2, 9, 12, ("room", 2)), []),
            ("same session", self.busy("b", 1, 9, 12, trainer), []),
        ):
            with self.subTest(case):
                self.assertEqual(clashes([mine], [mine, other]).get("a", []), expected)
