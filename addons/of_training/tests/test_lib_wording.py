from datetime import date, time
from unittest import TestCase

from odoo.addons.of_training.lib.wording import day_span, duration, file_name, quantity, time_span


class TestWording(TestCase):
    def test_french_and_other_readers(self):
        self.assertEqual(time_span(time(9), time(12, 30)), "9 h 00 à 12 h 30")
        self.assertEqual(time_span(time(9), time(12, 30), french=False), "09:00 - 12:30")

    def test_duration_to_the_minute(self):
        cases = ((14, "14 h"), (3.5, "3 h 30"), (0.1, "0 h 06"), (6.999, "7 h"), (0, "0 h"))
        self.assertEqual([duration(hours) for hours, _text in cases], [text for _hours, text in cases])

    def test_quantities_have_their_plural_from_two_on(self):
        cases = ((1, "Jours", "1 jour"), (1.5, "Jours", "1,5 jour"), (2, "Jours", "2 jours"), (3.5, "Heures", "3,5 heures"),
                 (0, "jour", "0 jour"))
        self.assertEqual([quantity(number, unit) for number, unit, _text in cases], [text for *_given, text in cases])

    def test_days_name_month_and_year_once(self):
        cases = (((2027, 1, 11), (2027, 1, 12), "11–12 janvier 2027"), ((2027, 1, 1), (2027, 1, 1), "1er janvier 2027"),
                 ((2027, 1, 28), (2027, 2, 1), "28 janvier – 1er février 2027"),
                 ((2026, 12, 31), (2027, 1, 11), "31 décembre 2026 – 11 janvier 2027"),
                 ((2027, 1, 1), (2027, 1, 2), "1er–2 janvier 2027"))
        for start, end, text in cases:
            self.assertEqual(day_span(date(*start), date(*end), "fr_FR"), text)
        self.assertEqual(day_span(date(2027, 1, 1), date(2027, 1, 2), "en_US"), "1–2 January 2027")

    def test_file_names_that_every_system_takes(self):
        cases = (("Convention C2026/1", "Convention C2026-1.pdf"), ('a "b" <c>: d\n?', "a b c - d.pdf"),
                 ("Feuille d'émargement", "Feuille d'émargement.pdf"), ("../..", "document.pdf"), ("", "document.pdf"),
                 ("mot " * 60, "mot " * 29 + "mot….pdf"))
        for text, name in cases:
            self.assertEqual(file_name(text), name)
        self.assertEqual(file_name("a", "csv"), "a.csv")
