from base64 import b64encode
from datetime import date, datetime

from odoo.exceptions import AccessError, UserError

from .common import FundingCase
from .test_lib_npec import ROWS, row, workbook


class TestNpecImport(FundingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.office_user("manager", "of_training.group_of_training_manager")

    def load(self, content=None, codes="RNCP38596", **vals):
        wizard = self.env["of.npec.import"].with_user(self.manager).create({
            "file": b64encode(content or workbook()), "filename": "NPEC.xlsx", "codes": codes, **vals})
        return wizard.action_import()["params"]["message"]

    def caps(self, code="RNCP38596"):
        found = self.env["of.cap"].search([("certification_code", "=", code)], order="date_from, amount")
        return [(cap.cpne_id.code, cap.date_from, cap.date_to, cap.amount) for cap in found]

    def test_codes_of_programmes_and_typed_ones_are_kept_and_no_other(self):
        self.programme.of_certification_code = "RNCP 1"
        message = self.load(codes="rncp 38596; RNCP99")
        self.assertEqual(self.caps(), [("7", date(2025, 9, 1), False, 7000), ("4", date(2025, 9, 1), False, 8000.5)])
        self.assertEqual(len(self.caps("RNCP1")), 1)
        self.assertIn("RNCP99", message)
        cpne = self.env["of.cpne"].search([("code", "=", "4")])
        self.assertEqual((cpne.name, cpne.idcc_codes), ("CPNE du conseil", "1486 0787"))

    def test_same_file_twice_changes_nothing(self):
        self.load()
        before = self.env["of.cap"].search([("kind", "=", "npec")])
        write_dates = before.mapped("write_date")
        self.load()
        self.assertEqual(self.env["of.cap"].search([("kind", "=", "npec")]), before)
        self.assertEqual(before.mapped("write_date"), write_dates)

    def test_newer_file_ends_the_older_amounts_the_day_before(self):
        self.load()
        self.load(workbook([row("RNCP38596", "4", 9000, datetime(2026, 10, 1))]))
        self.assertEqual(self.caps(), [
            ("7", date(2025, 9, 1), False, 7000), ("4", date(2025, 9, 1), date(2026, 9, 30), 8000.5),
            ("4", date(2026, 10, 1), False, 9000)])

    def test_day_is_asked_for_where_the_file_gives_none(self):
        content = workbook([row("RNCP38596", "4", 9000, None)])
        with self.assertRaises(UserError):
            self.load(content)
        self.load(content, date_from="2026-01-01")
        self.assertEqual(self.caps(), [("4", date(2026, 1, 1), False, 9000)])

    def test_refusals_in_words(self):
        for content, codes in ((b"a;b", "RNCP38596"), (workbook(ROWS), "RS5801"), (workbook(), "excel")):
            with self.assertRaises(UserError):
                self.load(content, codes)
        with self.assertRaises(UserError):
            self.load(codes="")

    def test_managers_alone_import(self):
        with self.assertRaises(AccessError):
            self.env["of.npec.import"].with_user(self.office_user("funding", "of_funding.group_of_funding_user")).create(
                {"file": b64encode(workbook())})
