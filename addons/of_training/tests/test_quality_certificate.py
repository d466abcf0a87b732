from odoo import fields

from .common import TrainingCase


class TestQualityCertificate(TrainingCase):
    def test_it_covers_its_categories_from_its_first_day_to_its_last(self):
        self.company.write({
            "of_quality_certificate_from": "2026-03-01", "of_quality_certificate_to": "2028-02-29",
            "of_certified_training": True, "of_certified_vae": False})
        for category, day, expected in (
                ("training", "2026-02-28", False), ("training", "2026-03-01", True), ("training", "2028-02-29", True),
                ("training", "2028-03-01", False), ("vae", "2027-01-01", False), (False, "2027-01-01", False)):
            with self.subTest(category=category, day=day):
                self.assertIs(self.company._of_is_certified(category, fields.Date.to_date(day)), expected)

    def test_without_number_or_end_nothing_is_covered(self):
        for name in ("of_quality_certificate", "of_quality_certificate_to"):
            before = self.company[name]
            self.company[name] = False
            self.assertFalse(self.company._of_is_certified("training", fields.Date.to_date("2026-06-01")))
            self.company[name] = before
