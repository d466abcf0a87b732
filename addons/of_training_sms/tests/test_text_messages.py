import re

from freezegun import freeze_time

from odoo.exceptions import UserError

from odoo.addons.of_training.tests.test_attendance import MORNING, AttendanceCase
from odoo.addons.sms.tests.common import SMSCase


@freeze_time(MORNING)
class TestTextMessages(AttendanceCase, SMSCase):
    def setUp(self):
        super().setUp()
        self.anna.write({"phone": "06 12 34 56 78", "country_id": self.env.ref("base.fr").id})

    def test_link_goes_to_who_has_a_number_once_a_day(self):
        self.bruno.phone = False
        with self.mockSMSGateway():
            said = self.slot.attendance_ids.with_user(self.office_user()).action_text_links()["params"]
        self.assertIn("Bruno Stagiaire", said["message"])
        message = self.env["sms.sms"].search([("partner_id", "=", self.anna.id)])
        self.assertEqual(message.number, "+33612345678")
        self.assertIn(self.attendance(self.anna)._sign_token(), message.body)
        self.assertIn("11 janvier, 9 h 00 à 12 h 30", message.body)
        self.assertFalse(message.mail_message_id)
        self.attendance(self.anna).action_text_links()
        self.assertEqual(self.env["sms.sms"].search_count([("partner_id", "=", self.anna.id)]), 1)

    def test_code_comes_by_text_message(self):
        self.programme.of_attendance_signing = "strengthened"
        anna = self.attendance(self.anna)
        self.assertEqual(anna._code_channels()["sms"], "… 78")
        with self.mockSMSGateway():
            anna._send_code("sms")
        code = re.match(r"\d{6}", self._sms[0]["body"])[0]
        self.assertEqual(anna._spend_code(code), "+33612345678")
        self.assertFalse(self.env["sms.sms"].search([("body", "like", code)]))

    def test_message_that_cannot_be_sent_is_told_and_its_code_void(self):
        self.programme.of_attendance_signing = "strengthened"
        anna = self.attendance(self.anna)
        with self.mockSMSGateway(sim_error="credit"), self.assertRaises(UserError):
            anna._send_code("sms")
        self.assertFalse(anna._is_code_awaited())
        with self.assertRaises(UserError):
            self.attendance(self.bruno)._send_code("sms")
