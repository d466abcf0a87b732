
from datetime import timedelta

from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .common import TrainingData
from .test_lib_attendance import png


@tagged("post_install", "-at_install")
class TestAgreementPortal(TrainingData, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_training()
        cls.company.phone = "04 00 00 00 00"
        cls.convention = cls.make_agreement(cls.client, [cls.anna])
        cls.contract = cls.make_agreement(cls.carla)
        (cls.convention | cls.contract).action_issue()
        cls.portal_user(cls.hr)
        cls.portal_user(cls.carla)
        cls.session = None  # HttpCase keeps the browser's session under this name

    def log_in(self, partner):
        self.authenticate(partner.email, partner.email)

    def post(self, agreement, action="sign", token=None, **values):
        values = {"csrf_token": self.csrf(), "name": "Hélène RH", "title": "DRH", "consent": "1", **values}
        if token:
            values["access_token"] = token
        return self.url_open(f"/my/agreements/{agreement.id}/{action}", data=values)

    def csrf(self):
        return Request.csrf_token(self)  # of the session of the last authenticate()

    def test_hr_contact_reads_and_signs(self):
        self.log_in(self.hr)
        self.assertIn(self.convention.name, self.url_open("/my/agreements").text)
        self.assertIn("of_sign_name", self.url_open(self.convention.access_url).text)
        pdf = self.url_open(f"{self.convention.access_url}/pdf")
        self.assertTrue(pdf.content.startswith(b"%PDF"))
        self.post(self.convention, signature=png())
        self.assertEqual(self.convention.state, "signed")
        self.assertEqual(self.convention.signature_ids.signer_login, self.hr.email)
        self.assertEqual(self.convention.signature_ids.way, "drawn")

    def test_individual_signs_by_the_link_and_types_his_name(self):
        self.authenticate(None, None)
        token = self.contract.access_token
        page = self.url_open(f"{self.contract.access_url}?access_token={token}")
        self.assertIn("obligation", page.text)
        self.post(self.contract, token=token, name="Carla Particulière")
        signature = self.contract.signature_ids
        self.assertEqual((signature.way, signature.signer_login), ("typed", False))
        self.assertTrue(self.contract.withdrawal_end)
        self.assertIn("Carla Particulière", self.url_open(f"{self.contract.access_url}?access_token={token}").text)

    def test_individual_signs_in_his_portal(self):
        self.log_in(self.carla)
        self.post(self.contract, name="Carla Particulière")
        self.assertEqual(self.contract.signature_ids.signer_login, self.carla.email)

    def test_individual_withdraws_by_the_link_and_gets_a_dated_acknowledgement(self):
        self.authenticate(None, None)
        contract, token = self.contract, self.contract.access_token
        self.post(contract, token=token, name="Carla Particulière")
        link = f"{contract.access_url}?access_token={token}"
        self.assertIn("/withdrawal?", self.url_open(link).text)
        step = self.url_open(f"{contract.access_url}/withdrawal?access_token={token}")
        self.assertIn(f"{contract.access_url}/withdraw", step.text)
        self.assertEqual(contract.state, "signed")  # nothing is done before it is confirmed
        answer = self.post(contract, "withdraw", token=token, name="Carla Particulière")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(contract.state, "withdrawn")
        self.assertEqual(set(contract.enrolment_ids.mapped("state")), {"cancelled"})
        self.assertEqual(contract.order_id.state, "cancel")
        event = contract.document_id.event_ids.filtered(lambda event: event.kind == "withdrawn")
        self.assertIn(contract.name, event.detail)
        message = contract.message_ids.filtered(lambda message: self.carla in message.partner_ids)[:1]
        self.assertIn("Accusé de réception", message.subject)
        self.assertIn(event.detail.split(" notifie")[0], message.body)
        self.assertRegex(message.body, r"\d+(er)? \w+ \d{4} à \d+ h \d\d")
        self.assertEqual(message.attachment_ids.mimetype, "application/pdf")
        self.assertIn("which=acknowledgement", answer.text)  # on a durable medium, whatever becomes of the mail
        kept = self.url_open(f"{contract.access_url}/pdf?which=acknowledgement&access_token={token}")
        self.assertTrue(kept.content.startswith(b"%PDF"))
        self.assertEqual(kept.content, contract._acknowledgement().attachment_id.raw)

    def test_withdrawal_is_over_after_its_last_day_and_nobody_else_declares_it(self):
        self.log_in(self.carla)
        self.post(self.contract, name="Carla Particulière")
        self.log_in(self.hr)
        self.post(self.contract, "withdraw", name="Hélène RH")
        self.assertEqual(self.contract.state, "signed")
        self.log_in(self.carla)
        self.contract._pass().withdrawal_end = self.contract.signed_day - timedelta(days=1)
        self.assertNotIn("/withdrawal", self.url_open(self.contract.access_url).text)
        self.assertNotIn("of_withdraw_name", self.url_open(f"{self.contract.access_url}/withdrawal").text)
        self.post(self.contract, "withdraw", name="Carla Particulière")
        self.assertEqual(self.contract.state, "signed")

    def test_wrong_user_or_token_reads_and_signs_nothing(self):
        self.log_in(self.carla)
        for token in (None, "wrong", self.contract.access_token):
            answer = self.url_open(f"{self.convention.access_url}?access_token={token or ''}")
            self.assertNotIn(self.convention.name, answer.text)
            self.assertFalse(self.url_open(
                f"{self.convention.access_url}/pdf?access_token={token or ''}").content.startswith(b"%PDF"))
            self.post(self.convention, token=token)
            self.post(self.convention, action="refuse", token=token, reason="x")
        self.assertEqual(self.convention.state, "issued")

    def test_office_does_not_sign_for_the_client(self):
        user = self.office_user()
        self.authenticate(user.login, user.login)
        self.post(self.convention)
        self.assertEqual(self.convention.state, "issued")

    def test_signing_twice_changes_nothing(self):
        self.log_in(self.hr)
        self.post(self.convention)
        first = self.convention.signed_document_id
        self.post(self.convention, name="Un autre")
        self.assertEqual(self.convention.signed_document_id, first)
        self.assertEqual(self.convention.signer_name, "Hélène RH")

    def test_cancelled_or_reworked_agreement_is_signed_by_nobody(self):
        token = self.convention.access_token
        self.convention.action_rework()
        self.contract.action_cancel()
        self.log_in(self.hr)
        self.post(self.convention, token=token)
        self.post(self.contract, token=self.contract.access_token)
        self.assertEqual((self.convention.state, self.contract.state), ("draft", "cancelled"))

    def test_what_lacks_is_said_and_nothing_is_lost(self):
        self.log_in(self.hr)
        for values in ({"consent": ""}, {"name": " "}, {"signature": "data:image/png;base64,%%%"},
                       {"signature": "data:text/html,x"}):
            answer = self.post(self.convention, **values)
            self.assertIn("alert-danger", answer.text)
            self.assertIn("DRH", answer.text)
        self.assertEqual(self.convention.state, "issued")

    def test_refusal_keeps_the_reason(self):
        self.log_in(self.hr)
        self.post(self.convention, action="refuse", reason="Trop cher <script>")
        self.assertEqual((self.convention.state, self.convention.refusal_reason), ("refused", "Trop cher <script>"))
        self.assertNotIn("<script>", self.convention.message_ids[0].body)

    def test_refusal_needs_a_reason_and_tells_the_responsible(self):
        self.log_in(self.hr)
        for reason in ("", "   "):
            self.assertIn("alert-danger", self.post(self.convention, action="refuse", reason=reason).text)
        self.assertEqual(self.convention.state, "issued")
        self.post(self.convention, action="refuse", reason="Trop cher")
        activity = self.convention.activity_ids
        self.assertEqual(activity.user_id, self.convention.user_id)
        self.assertIn("Hélène RH", activity.summary)
        event = self.convention.document_id.event_ids
        self.assertEqual((event.kind, event.detail), ("refused", "Hélène RH : Trop cher"))

    def test_reading_the_document_is_an_event_once(self):
        self.log_in(self.hr)
        for _visit in range(2):
            self.url_open(f"{self.convention.access_url}/pdf")
        self.convention.document_id.invalidate_recordset()
        self.assertEqual(self.convention.document_id.event_ids.mapped("kind"), ["opened"])

    def test_without_csrf_token_nothing_is_signed(self):
        self.log_in(self.hr)
        self.url_open(f"{self.convention.access_url}/sign", data={"name": "x", "consent": "1"})
        self.assertEqual(self.convention.state, "issued")
