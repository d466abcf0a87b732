from datetime import date, datetime, timedelta
from decimal import Decimal
from unittest import TestCase

from odoo.addons.of_training.lib.trainers import Need, Obstacle, Qualification, Situation, cost, obstacles, quantity

DAY = date(2027, 3, 10)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)
START, END = datetime(2027, 3, 10, 8), datetime(2027, 3, 10, 11, 30)
NEED = Need(START, END, DAY, programme=1, speciality="326")
ABLE = (Qualification(frozenset({1})),)


def hour(number, minute=0):
    return datetime(2027, 3, 10, number, minute)


class TestObstacles(TestCase):
    def check(self, expected, today=BEFORE, threshold=Decimal(5000), **situation):
        found = obstacles(NEED, Situation(**{"qualifications": ABLE, **situation}), today, threshold)
        self.assertEqual([(o.code, o.blocking) for o in found], expected)
        return found

    def test_qualification(self):
        ended, later = [("qualification_ended", True)], [("unqualified_yet", True)]
        for qualification, expected in [
                (Qualification(frozenset({1})), []),
                (Qualification(frozenset({2})), [("unqualified", True)]),
                (Qualification(speciality="326"), []),
                (Qualification(speciality="32"), []),
                (Qualification(speciality="33"), [("unqualified", True)]),
                (Qualification(frozenset({1}), since=DAY), []),
                (Qualification(frozenset({1}), since=AFTER), later),
                (Qualification(frozenset({1}), until=DAY), []),
                (Qualification(frozenset({1}), until=BEFORE), ended)]:
            with self.subTest(qualification=qualification):
                self.check(expected, qualifications=(qualification,))

    def test_without_any_qualification_nobody_teaches(self):
        self.check([("unqualified", True)], qualifications=())

    def test_a_renewed_qualification_counts_and_the_last_end_is_named(self):
        old, new = Qualification(frozenset({1}), until=BEFORE), Qualification(frozenset({1}), since=DAY)
        self.check([], qualifications=(old, new))
        older = Qualification(frozenset({1}), until=BEFORE - timedelta(days=9))
        found = self.check([("qualification_ended", True)], qualifications=(older, old))
        self.assertEqual(found, [Obstacle("qualification_ended", day=BEFORE)])

    def test_absence_and_other_slots_by_the_minute(self):
        for period, meets in [
                ((hour(6), hour(8)), False), ((hour(6), hour(8, 1)), True), ((hour(11, 30), hour(13)), False),
                ((hour(11, 29), hour(13)), True), ((hour(9), hour(10)), True), ((hour(0), hour(23)), True)]:
            with self.subTest(period=period):
                self.check([("absent", True)] if meets else [], absences=(period,))
                self.check([("busy", True)] if meets else [], busy=(period,))

    def test_paper_that_expires(self):
        over, renew = [("paper_expired", True)], [("paper_to_renew", False)]
        for until, today, expected in [
                (None, BEFORE, []), (DAY, BEFORE, []), (AFTER, BEFORE, []),
                (BEFORE, BEFORE, renew), (BEFORE, DAY, over), (BEFORE, AFTER, over),
                (BEFORE - timedelta(days=1), BEFORE, over), (DAY, AFTER, [])]:
            with self.subTest(until=until, today=today):
                self.check(expected, today=today, papers=(("insurance", until),))

    def test_an_old_cv_or_interview_is_no_obstacle(self):
        self.check([], today=AFTER, papers=(("cv", BEFORE), ("interview", BEFORE)))

    def test_vigilance_from_the_threshold_for_who_invoices(self):
        missing = [("vigilance_missing", True)]
        for invoices, engaged, papers, expected in [
                (True, "4999.99", (), []), (True, "5000.00", (), missing), (False, "9000", (), []),
                (True, "5000", (("vigilance", AFTER),), []), (True, "5000", (("insurance", AFTER),), missing)]:
            with self.subTest(invoices=invoices, engaged=engaged, papers=papers):
                self.check(expected, invoices=invoices, engaged=Decimal(engaged), papers=papers)
        self.check([], invoices=True, engaged=Decimal(9000), threshold=None)

    def test_blocking_reasons_come_first(self):
        self.check([("unqualified", True), ("absent", True), ("paper_to_renew", False)], qualifications=(),
                   absences=((START, END),), papers=(("nda", BEFORE),))


class TestCost(TestCase):
    def test_to_the_cent_per_hour_and_per_day_of_seven_hours(self):
        for hours, price, unit, expected in [
                (14, 55, "hour", "770.00"), (14, 400, "day", "800.00"), (3.5, 400, "day", "200.00"),
                (10, 400, "day", "572.00"), (0.25, "33.33", "hour", "8.33"), (7, 0, "day", "0.00")]:
            with self.subTest(hours=hours, price=price, unit=unit):
                self.assertEqual(str(cost(hours, price, unit)), expected)

    def test_quantity(self):
        self.assertEqual([str(quantity(*case)) for case in ((14, "hour"), (14, "day"), (10, "day"))],
                         ["14.00", "2.00", "1.43"])
