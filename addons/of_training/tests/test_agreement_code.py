import re
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.http import Request
from odoo.tests import HttpCase, tagged

from odoo.addons.mail.tests.common import MockEmail

from ..lib import codes
from .common import TrainingData


@tagged("post_install", "-at_install")
class TestAgreementCode(TrainingData, MockEmail, HttpCase):
    """A strengthened signature: the code that goes by mail before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_training()
        cls.company.write({"phone": "04 00 00 00 00", "email": "of@example.com", "of_agreement_signing": "strengthened"})
        cls.convention = cls.make_agreement(cls.client, [cls.anna])
        cls.contract = cls.make_agreement(cls.carla)
        (cls.convention | cls.contract).action_issue()
        cls.portal_user(cls.hr)
        cls.portal_user(cls.carla)
        cls.session = None  # HttpCase keeps the browser's session under this name

    def log_in(self, partner):
        self.authenticate(partner and partner.email, partner and partner.email)

    def post(self, agreement, action, token=None, **values):
        values = {"csrf_token": Request.csrf_token(self), **values}
        if token:
            values["access_token"] = token
        return self.url_open(f"/my/agreements/{agreement.id}/{action}", data=values)

    def ask_code(self, agreement, token=None):
        """Have a code sent; returns it as the mail has it, with the mail."""
        with self.mock_mail_gateway(mail_unlink_sent=True):
            self.post(agreement, "code", token)
        if not self._mails:
            return None, None
        return re.search(r">(\d{6})<", self._mails[0]["body"])[1], self._mails[0]

    def sign(self, agreement, code=None, token=None, **values):
        return self.post(agreement, "sign", token, **{
            "name": "Carla Particulière", "consent": "1", "code": code or "", **values})

    def wrong(self, code):
        return f"{(int(code) + 1) % 10**6:06}"

    def test_code_goes_to_the_client_and_is_kept_with_the_signature(self):
        self.log_in(None)
        token = self.contract.access_token
        page = self.url_open(f"{self.contract.access_url}?access_token={token}").text
        self.assertIn("c…a@example.com", page)
        self.assertNotIn("carla@example.com", page)
        self.assertNotIn("of_sign_name", page)
        code, mail = self.ask_code(self.contract, token)
        self.assertEqual(mail["email_to"], ["carla@example.com"])
        self.assertNotIn(token, mail["body"])
        page = self.url_open(f"{self.contract.access_url}?access_token={token}").text
        self.assertIn('autocomplete="one-time-code"', page)
        self.sign(self.contract, f" {code[:3]} {code[3:]}", token)
        signature = self.contract.signature_ids
        self.assertEqual((signature.level, signature.code_address), ("strengthened", "carla@example.com"))
        with self.assertRaises(UserError):
            signature.code_address = "other@example.com"
        self.assertEqual(self.contract.document_id.event_ids.filtered(lambda one: one.kind == "code").detail,
                         "c…a@example.com")

    def test_code_is_kept_nowhere_in_clear(self):
        self.log_in(self.carla)
        code, _mail = self.ask_code(self.contract)
        row = self.env["of.signing.code"].search([("document_id", "=", self.contract.document_id.id)])
        self.assertNotIn(code, str(row.read()))
        self.assertFalse(self.env["mail.mail"].search([("body_html", "ilike", code)]))
        self.assertFalse(self.env["mail.message"].search([("body", "ilike", code)]))

    def test_without_code_or_with_a_wrong_one_nothing_is_signed(self):
        self.log_in(self.carla)
        self.sign(self.contract, "123456")
        code, _mail = self.ask_code(self.contract)
        for typed in ("", self.wrong(code), code[:5]):
            self.assertIn("alert-danger", self.sign(self.contract, typed).text)
        self.assertEqual(self.contract.state, "issued")
        with self.assertRaises(UserError):
            self.contract._sign_on_line(self.env["res.users"], "Carla", None)

    def test_code_is_not_guessed(self):
        self.log_in(self.carla)
        code, _mail = self.ask_code(self.contract)
        for _number in range(codes.MAX_TRIES):
            self.sign(self.contract, self.wrong(code))
        page = self.sign(self.contract, code).text
        self.assertEqual(self.contract.state, "issued")
        self.assertNotIn("of_sign_code", page)
        again, _mail = self.ask_code(self.contract)
        self.sign(self.contract, again)
        self.assertEqual(self.contract.state, "signed")

    def test_an_attempt_counts_though_the_signature_was_refused_for_something_else(self):
        self.log_in(self.carla)
        code, _mail = self.ask_code(self.contract)
        for _number in range(codes.MAX_TRIES):
            self.assertIn("alert-danger", self.sign(self.contract, code, name=" ").text)
        self.sign(self.contract, code)
        self.assertEqual(self.contract.state, "issued")

    def test_code_holds_for_fifteen_minutes_and_until_the_next(self):
        self.log_in(self.carla)
        first, _mail = self.ask_code(self.contract)
        second, _mail = self.ask_code(self.contract)
        if first != second:
            self.sign(self.contract, first)
            self.assertEqual(self.contract.state, "issued")
        row = self.env["of.signing.code"].search([], limit=1, order="id desc")
        row.sent_at = fields.Datetime.now() - timedelta(minutes=16)
        row.flush_recordset()
        self.sign(self.contract, second)
        self.assertEqual(self.contract.state, "issued")
        row.sent_at = fields.Datetime.now() - timedelta(minutes=14)
        row.flush_recordset()
        self.sign(self.contract, second)
        self.assertEqual(self.contract.state, "signed")

    def test_five_codes_an_hour(self):
        self.log_in(self.carla)
        for _number in range(codes.MAX_AN_HOUR):
            self.assertTrue(self.ask_code(self.contract)[0])
        self.assertFalse(self.ask_code(self.contract)[0])
        self.env["of.signing.code"].search([]).sent_at = fields.Datetime.now() - timedelta(minutes=61)
        self.env.flush_all()
        self.assertTrue(self.ask_code(self.contract)[0])

    def test_code_of_another_agreement_or_of_an_earlier_issue_signs_nothing(self):
        other = self.make_agreement_again(self.carla)
        self.log_in(self.carla)
        foreign, _mail = self.ask_code(other)
        self.sign(self.contract, foreign)
        code, _mail = self.ask_code(self.contract)
        self.contract.action_rework()
        self.contract.action_issue()
        self.sign(self.contract, code)
        self.assertEqual(self.contract.state, "issued")

    def make_agreement_again(self, partner):
        session = self.make_session()
        order = self.env["sale.order"].create({"partner_id": partner.id, "order_line": [
            (0, 0, {"product_id": self.product.id, "of_session_id": session.id})]})
        order.action_of_agreements()
        order.of_agreement_ids.action_issue()
        return order.of_agreement_ids

    def test_replayed_code_signs_nothing_more(self):
        self.log_in(self.carla)
        code, _mail = self.ask_code(self.contract)
        self.sign(self.contract, code)
        self.sign(self.contract, code, name="Un autre")
        self.assertEqual(self.contract.signature_ids.signer_name, "Carla Particulière")

    def test_portal_user_gets_the_code_at_his_own_address(self):
        self.log_in(self.hr)
        code, mail = self.ask_code(self.convention)
        self.assertEqual(mail["email_to"], ["rh@example.com"])
        self.sign(self.convention, code, name="Hélène RH", title="DRH")
        self.assertEqual(self.convention.signature_ids.code_address, "rh@example.com")

    def test_office_with_the_link_does_not_get_the_code_of_the_client(self):
        user = self.office_user()
        self.authenticate(user.login, user.login)
        _code, mail = self.ask_code(self.contract, self.contract.access_token)
        self.assertEqual(mail["email_to"], ["carla@example.com"])

    def test_stranger_has_no_code_sent(self):
        self.log_in(self.carla)
        self.assertFalse(self.ask_code(self.convention)[0])
        self.assertFalse(self.ask_code(self.convention, "wrong")[0])
        self.log_in(None)
        self.assertFalse(self.ask_code(self.contract)[0])
        self.assertFalse(self.ask_code(self.convention, self.contract.access_token)[0])

    def test_mail_that_cannot_be_sent_is_told(self):
        self.log_in(self.carla)
        mails = type(self.env["ir.mail_server"])
        with patch.object(mails, "_disable_send", lambda server: False), \
                patch.object(mails, "_connect__", side_effect=OSError("no server")), \
                self.assertLogs("odoo.addons.of_training.models.of_signing_code", "WARNING"):
            page = self.post(self.contract, "code").text
        self.assertIn("alert-danger", page)
        self.assertNotIn("of_sign_code", page)
        self.assertFalse(self.env["mail.mail"].search([("subject", "ilike", self.contract.name)]))
        self.assertNotIn("code", self.contract.document_id.event_ids.mapped("kind"))

    def test_a_simple_signature_asks_no_code(self):
        self.contract.action_rework()
        self.contract.signing = "simple"
        self.contract.action_issue()
        self.log_in(self.carla)
        self.assertNotIn("of_sign_code", self.url_open(self.contract.access_url).text)
        self.assertFalse(self.ask_code(self.contract)[0])
        self.sign(self.contract)
        self.assertEqual((self.contract.signature_ids.level, self.contract.signature_ids.code_address), ("simple", False))

    def test_level_is_chosen_in_the_draft_alone(self):
        with self.assertRaises(UserError):
            self.contract.signing = "simple"

    def test_whom_no_code_can_reach_is_named_before_the_issue(self):
        self.convention.action_rework()
        self.hr.email = False
        with self.assertRaises(UserError):
            self.convention.action_issue()
