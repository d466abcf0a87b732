import re
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.mail.tests.common import MockEmail

from .test_attendance import MORNING, AttendanceCase


class TestLevel(AttendanceCase):
    """What a strengthened programme asks of whoever signs."""

    def setUp(self):
        super().setUp()
        self.programme.of_attendance_signing = "strengthened"

    def test_link_needs_a_code_and_own_login_none(self):
        with self.assertRaises(UserError):
            self.sign(self.anna)
        self.assertTrue(self.sign(self.anna, typed="Anna", code_address="anna@example.com"))
        entry = self.attendance(self.anna).entry_ids
        self.assertEqual((entry.level, entry.code_address), ("strengthened", "anna@example.com"))
        self.sign(self.bruno, how="portal")
        self.assertEqual(self.attendance(self.bruno).entry_ids.level, "strengthened")
        self.assertEqual(entry._verify(), [])

    def test_simple_programme_asks_none(self):
        self.programme.of_attendance_signing = "simple"
        self.sign(self.anna)
        self.assertEqual(self.attendance(self.anna).entry_ids.level, "simple")

    def test_code_of_one_holds_for_nobody_else(self):
        codes = self.env["of.signing.code"].sudo()
        anna, bruno = self.attendance(self.anna), self.attendance(self.bruno)
        code = codes._make(anna, "anna@example.com")
        with self.assertRaises(UserError):
            bruno._spend_code(code)
        self.assertEqual(anna._spend_code(code), "anna@example.com")
        with self.assertRaises(UserError):
            anna._spend_code("  ")

    def test_code_typed_without_network_holds_when_it_comes_later(self):
        anna = self.attendance(self.anna)
        with freeze_time(MORNING):
            code = self.env["of.signing.code"].sudo()._make(anna, "anna@example.com")
        with freeze_time("2027-01-13 08:00:00"):
            with self.assertRaises(UserError):
                anna._spend_code(code)
            post = {"kept": "1", "device_time": "2027-01-11T08:12:00.000Z"}
            self.assertEqual(anna._spend_code(code, anna._kept_at(post)), "anna@example.com")
            for wrong in ({**post, "kept": ""}, {**post, "device_time": "2027-01-13T08:12:00.000Z"},
                          {**post, "device_time": "2020-01-01T08:12:00.000Z"}, {**post, "device_time": "9999-99"}):
                self.assertIsNone(anna._kept_at(wrong))
            with self.assertRaises(UserError):  # typed before it was sent
                anna._spend_code(code, anna._kept_at({**post, "device_time": "2027-01-11T08:05:00.000Z"}))
        for day, known in (("2027-02-10", 1), ("2027-02-12", 0)):  # a phone that comes back after a month
            with freeze_time(day):
                self.env["of.signing.code"]._gc_codes()
                self.assertEqual(self.env["of.signing.code"].search_count([("attendance_id", "=", anna.id)]), known)

    def test_code_is_not_sent_when_it_is_not_the_time(self):
        with freeze_time("2027-01-10 08:00:00"), self.assertRaises(UserError):
            self.attendance(self.anna)._send_code()
        self.anna.email = False
        with freeze_time(MORNING), self.assertRaises(UserError):
            self.attendance(self.anna)._send_code()


@tagged("post_install", "-at_install")
class TestLevelPage(AttendanceCase, MockEmail, HttpCase):
    """The page of a strengthened signature."""

    def setUp(self):
        super().setUp()
        self.programme.of_attendance_signing = "strengthened"
        now = fields.Datetime.now().replace(microsecond=0)
        self.slot.write({"start": now - timedelta(hours=1), "end": now + timedelta(hours=1)})
        self.company.email = "of@example.com"
        self.url = self.attendance(self.anna)._sign_url().removeprefix(self.slot.get_base_url())

    def ask(self):
        with self.mock_mail_gateway(mail_unlink_sent=True):
            page = self.url_open(self.url, {"ask": "mail"})
        return page.text, re.search(r">(\d{6})<", self._mails[0]["body"])[1], self._mails[0]["email_to"]

    def test_code_comes_by_mail_and_is_typed(self):
        page = self.url_open(self.url).text
        self.assertIn("a…a@example.com", page)
        page, code, to = self.ask()
        self.assertIn("Un code vous a été envoyé", page)
        self.assertEqual(to, ["anna@example.com"])
        wrong = f"{(int(code) + 1) % 10**6:06}"
        self.assertIn("Ce code est faux", self.url_open(self.url, {"typed": "Anna", "code": wrong}).text)
        self.assertFalse(self.attendance(self.anna).entry_ids)
        self.assertIn("Saisissez le code", self.url_open(self.url, {"typed": "Anna"}).text)
        self.url_open(self.url, {"typed": "Anna", "code": f"{code[:3]} {code[3:]}"})
        entry = self.attendance(self.anna).entry_ids
        self.assertEqual((entry.level, entry.code_address, entry.how), ("strengthened", "anna@example.com", "link"))
        again = self.url_open(self.url, {"typed": "Anna"})  # a double tap asks for no code
        self.assertIn("déjà signé", again.text.lower())
