import base64

from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import HttpCase, tagged

from .common import TrainingCase, TrainingData
from .test_agreement_signing import blank_pdf

ISSUED, LAST, AFTER = "2026-11-28 10:00:00", "2026-12-28 22:30:00", "2026-12-29 02:00:00"


class TestAgreementDeadline(TrainingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.phone = "04 00 00 00 00"
        cls.convention = cls.make_agreement(cls.client, [cls.anna])
        cls.contract = cls.make_agreement(cls.carla)
        with freeze_time(ISSUED):
            (cls.convention | cls.contract).action_issue()

    def sign(self, agreement):
        agreement.sudo()._sign_on_line(self.env["res.users"], "Une personne", "")

    def expire(self, when=AFTER):
        with freeze_time(when), self.enter_registry_test_mode():
            self.env.ref("of_training.ir_cron_agreement_expire").method_direct_trigger()
        self.env.invalidate_all()

    def test_proposed_on_issue_and_chosen_in_the_draft(self):
        self.assertEqual(str(self.contract.valid_until), "2026-12-28")
        self.contract.action_rework()
        self.assertFalse(self.contract.valid_until)
        self.contract.valid_until = "2026-12-05"
        with freeze_time(ISSUED):
            self.contract.action_issue()
        self.assertEqual(str(self.contract.valid_until), "2026-12-05")
        self.contract.with_user(self.office_user()).valid_until = "2026-12-08"  # the client asked for three more days
        self.assertEqual(self.contract.state, "issued")

    def test_the_eve_of_the_training_is_the_last_day(self):
        with freeze_time("2027-01-02 10:00:00"):
            self.contract.action_rework()
            self.contract.action_issue()
        self.assertEqual(str(self.contract.valid_until), "2027-01-10")

    def test_signed_on_its_last_day_where_the_training_takes_place(self):
        with freeze_time(LAST):  # 23:30 in Paris
            self.sign(self.contract)
        self.assertEqual(self.contract.state, "signed")

    def test_refused_after_it_though_nothing_ran_since(self):
        with freeze_time("2026-12-28 23:30:00"), self.assertRaises(UserError):  # the 29th in Paris
            self.sign(self.contract)
        self.assertEqual(self.contract.state, "issued")

    def test_cron_says_so_and_tells_the_responsible(self):
        with freeze_time(ISSUED):
            self.sign(self.convention)
        self.expire()
        self.assertEqual((self.convention.state, self.contract.state), ("signed", "expired"))
        self.assertEqual(self.contract.activity_ids.user_id, self.contract.user_id)
        self.assertIn("Carla Particulière", " ".join(self.contract.message_ids.mapped("body")))
        self.expire()
        self.assertEqual(len(self.contract.activity_ids), 1)

    def test_last_day_is_not_over_everywhere(self):
        session = self.make_session(tz="America/Martinique")
        order = self.env["sale.order"].create({"partner_id": self.carla.id, "order_line": [
            (0, 0, {"product_id": self.product.id, "of_session_id": session.id})]})
        order.action_of_agreements()
        far = order.of_agreement_ids
        with freeze_time(ISSUED):
            far.action_issue()
        self.expire()  # 22:00 of the day before in Martinique
        self.assertEqual((far.state, self.contract.state), ("issued", "expired"))
        self.expire("2026-12-29 05:00:00")
        self.assertEqual(far.state, "expired")

    def test_back_to_draft_and_issued_again(self):
        self.expire()
        with self.assertRaises(UserError):
            self.contract.with_user(self.office_user()).valid_until = "2027-01-05"
        with freeze_time(AFTER):
            with self.assertRaises(UserError):
                self.sign(self.contract)
            self.contract.action_rework()
            self.contract.action_issue()
            self.sign(self.contract)
        self.assertEqual(self.contract.state, "signed")

    def test_paper_signed_in_time_may_arrive_later(self):
        self.expire()
        with freeze_time(AFTER):
            paper = self.env["of.agreement.paper"].create({
                "agreement_id": self.contract.id, "signed_day": "2026-12-29", "signer_name": "Carla",
                "scan": base64.b64encode(blank_pdf())})
            with self.assertRaises(UserError):
                paper.action_record()
            paper.signed_day = "2026-12-28"
            paper.action_record()
        self.assertEqual(self.contract.state, "signed")

    def test_mail_tells_the_last_day(self):
        action = self.contract.action_send()
        composer = self.env["mail.compose.message"].with_context(**action["context"]).create({})
        self.assertIn("28 décembre 2026", composer.body)

    def test_board_shows_what_expired(self):
        self.expire()
        groups = self.env["of.today"].with_user(self.office_user()).read_board()["groups"]
        line = next(line for group in groups for line in group["lines"] if line["code"] == "expired")
        self.assertEqual({record["id"] for record in line["records"]}, {self.contract.id, self.convention.id})

    def test_days_to_sign_are_at_least_one(self):
        with self.assertRaises(ValidationError):
            self.company.of_agreement_valid_days = 0


@tagged("post_install", "-at_install")
class TestExpiredPage(TrainingData, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_training()
        cls.company.phone = "04 00 00 00 00"
        cls.contract = cls.make_agreement(cls.carla)
        cls.contract.action_issue()
        cls.session = None  # HttpCase keeps the browser's session under this name

    def test_page_says_that_it_expired_and_whom_to_call(self):
        self.authenticate(None, None)
        link = f"{self.contract.access_url}?access_token={self.contract.access_token}"
        self.assertIn("of_sign_name", self.url_open(link).text)
        self.contract.valid_until = "2026-01-01"
        for state in ("issued", "expired"):
            page = self.url_open(link).text
            self.assertNotIn("of_sign_name", page)
            self.assertIn('href="tel:04 00 00 00 00"', page)
            if state == "issued":
                self.contract._expire()
