from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import TrainingData

LOGGER = "odoo.addons.of_training.controllers.signing"


@tagged("post_install", "-at_install")
class TestCodePages(TrainingData, HttpCase):
    """A slot of now: the trainer shows the code, phones scan it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_training()
        now = fields.Datetime.now().replace(microsecond=0)
        cls.lesson = cls.session
        cls.lesson.slot_ids[1:].unlink()
        cls.slot = cls.lesson.slot_ids
        cls.slot.write({"start": now - timedelta(hours=1), "end": now + timedelta(hours=2)})
        cls.make_order(cls.client, [cls.anna, cls.bruno], quantity=2).action_confirm()
        cls.lesson.action_confirm()
        cls.session = None  # HttpCase keeps the browser's session under this name

    def attendance(self, partner):
        return self.slot.attendance_ids.filtered(lambda one: one.partner_id == partner)

    def phone(self):
        """Another device: no cookies."""
        self.authenticate(None, None)
        self.opener.cookies.clear()

    def scan(self):
        return self.url_open(f"/of/code/{self.slot._code()}")

    def sign(self, page, partner):
        return self.url_open(f"{page.url}/{self.attendance(partner).id}", {"typed": partner.name})

    def test_scanned_found_and_signed(self):
        self.phone()
        page = self.scan()
        self.assertIn("Anna Stagiaire", page.text)
        self.assertIn("Bruno Stagiaire", page.text)
        done = self.sign(page, self.anna)
        self.assertIn("La signature est enregistrée", done.text.replace("conservée", "enregistrée"))
        entry = self.attendance(self.anna).entry_ids
        self.assertEqual((entry.how, entry.presence, bool(entry.device)), ("qr", "present", True))
        self.assertNotIn("Anna Stagiaire", self.url_open(page.url).text)

    def test_one_phone_signs_for_one_person(self):
        self.phone()
        page = self.scan()
        self.sign(page, self.anna)
        self.sign(page, self.bruno)
        self.assertFalse(self.attendance(self.bruno).entry_ids)
        self.phone()
        self.sign(self.scan(), self.bruno)
        self.assertTrue(self.attendance(self.bruno).entry_ids)

    @mute_logger(LOGGER)
    def test_address_sent_to_another_phone_opens_nothing(self):
        self.phone()
        page = self.scan()
        self.phone()
        self.assertEqual(self.url_open(page.url).status_code, 404)
        self.assertEqual(self.sign(page, self.anna).status_code, 404)
        self.assertFalse(self.attendance(self.anna).entry_ids)

    def test_picture_of_the_code_is_too_old_a_minute_later(self):
        self.phone()
        with freeze_time(fields.Datetime.now() - timedelta(minutes=1)):
            code = self.slot._code()
        page = self.url_open(f"/of/code/{code}")
        self.assertNotIn("Anna", page.text)
        self.assertNotIn("/of/seat/", page.url)

    @mute_logger(LOGGER)
    def test_wrong_codes_and_attendances_of_other_slots(self):
        self.phone()
        number, step, secret = self.slot._code().split(".")
        for wrong in (f"{number}.{step}.{'0' * 32}", f"{number}.{int(step) + 1}.{secret}", f"999999.{step}.{secret}",
                      "x", "1.2", "٣.1.x", f"{number}.{step}."):
            with self.subTest(wrong):
                self.assertEqual(self.url_open(f"/of/code/{wrong}").status_code, 404)
        page = self.scan()
        trainer = self.attendance(self.trainer)
        for number in (trainer.id, 999999):
            self.assertEqual(self.url_open(f"{page.url}/{number}", {"typed": "X"}).status_code, 404)
        self.assertFalse(trainer.entry_ids)

    def test_trainer_shows_it_and_others_do_not(self):
        self.portal_user(self.trainer)
        self.authenticate("nadia@example.com", "nadia@example.com")
        self.assertIn("code.js", self.url_open(f"/my/slots/{self.slot.id}/code").text)
        picture = self.url_open(f"/my/slots/{self.slot.id}/code.svg")
        self.assertTrue(b"<svg" in picture.content)
        self.assertEqual(self.url_open(f"/my/slots/{self.slot.id}/signed").json(), {
            "signed": 0, "expected": 2, "missing": ["Anna Stagiaire", "Bruno Stagiaire"]})
        self.portal_user(self.anna)
        self.authenticate("anna@example.com", "anna@example.com")
        with mute_logger(LOGGER):
            for path in ("code", "code.svg", "signed"):
                self.assertEqual(self.url_open(f"/my/slots/{self.slot.id}/{path}").status_code, 404)
