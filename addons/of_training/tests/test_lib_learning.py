from datetime import datetime
from decimal import Decimal
from unittest import TestCase

from ..lib.learning import LogError, hours_between, hours_counted, merged, read_log


def at(text):
    return datetime.strptime(f"2027-01-{text}", "%Y-%m-%d %H:%M")


class TestHours(TestCase):
    def test_activities_times_estimate_and_classes(self):
        self.assertEqual(hours_counted(2, 2, *[1.5] * 16), Decimal("28.00"))
        self.assertEqual(hours_counted(3 * 2, *[1.5] * 20), Decimal("36.00"))

    def test_thirds_of_an_hour_leave_no_crumbs(self):
        self.assertEqual(hours_counted(*[0.3333333] * 3), Decimal("0.99"))
        self.assertEqual(hours_counted(), Decimal("0.00"))

    def test_two_devices_at_once_count_once(self):
        spans = [(at("11 09:00"), at("11 10:00")), (at("11 09:30"), at("11 10:30")), (at("12 09:00"), at("12 09:15"))]
        self.assertEqual(merged(spans[::-1]), [(at("11 09:00"), at("11 10:30")), (at("12 09:00"), at("12 09:15"))])
        self.assertEqual([hours_between(*span) for span in merged(spans)], [Decimal("1.50"), Decimal("0.25")])


class TestLog(TestCase):
    def test_head_other_columns_and_both_ways_of_writing_days(self):
        log = "\ufeffDébut;Fin;Adresse\n2027-01-11 09:00:30;2027-01-11 10:00:00;192.0.2.1\n\n12/01/2027 09:00;12/01/2027 09:30;\n"
        self.assertEqual(read_log(log.encode()), [
            (datetime(2027, 1, 11, 9, 0, 30), at("11 10:00")), (at("12 09:00"), at("12 09:30"))])

    def test_windows_encoding_and_commas(self):
        log = "Début,Fin\r\n2027-01-11T09:00,2027-01-11T10:00\r\n".encode("cp1252")
        self.assertEqual(read_log(log), [(at("11 09:00"), at("11 10:00"))])

    def test_every_wrong_line_is_named_and_nothing_taken(self):
        log = ("2027-01-11 09:00;2027-01-11 10:00\nhier;aujourd'hui\n2027-01-11 09:00;2027-01-11 09:00\n"
               "2027-01-11 09:00\n2027-01-11 09:00;2027-01-13 09:00\n")
        with self.assertRaises(LogError) as refused:
            read_log(log.encode())
        self.assertEqual(refused.exception.lines, [(2, "date"), (3, "order"), (4, "date"), (5, "long")])

    def test_empty_log_has_no_connection(self):
        self.assertEqual(read_log(b"start;end\n"), [])
        self.assertEqual(read_log(b""), [])
