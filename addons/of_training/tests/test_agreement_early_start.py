import base64

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError
from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .common import TrainingCase, TrainingData
from .test_agreement_parties import text_of
from .test_agreement_signing import blank_pdf

BEFORE, WITHIN = "2026-11-28 10:00:00", "2027-01-04 10:00:00"  # the training begins on 11 January


class TestAgreementEarlyStart(TrainingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.phone = "04 00 00 00 00"
        cls.contract = cls.make_agreement(cls.carla)
        with freeze_time(WITHIN):
            cls.contract.action_issue()

    def sign(self, **values):
        self.contract.sudo()._sign_on_line(self.env["res.users"], "Carla Particulière", "", **values)

    def codes(self):
        return [item["code"] for item in self.contract._of_missing("keep")]

    @freeze_time(WITHIN)
    def test_request_is_kept_word_for_word_and_printed(self):
        self.sign(early_start=True)
        self.assertTrue(self.contract.early_start)
        text = self.contract.signature_ids.early_start_text
        self.assertIn("14 jours", text)
        self.assertIn(text[:60], " ".join(text_of(self.contract.signed_document_id).split()))
        self.assertNotIn("early_start", self.codes())
        with self.assertRaises(UserError):
            self.contract.signature_ids.early_start_text = False

    @freeze_time(WITHIN)
    def test_without_it_the_checklist_warns(self):
        self.sign()
        self.assertFalse(self.contract.early_start)
        self.assertIn("early_start", self.codes())
        self.assertNotIn("Demande expresse", text_of(self.contract.signed_document_id))

    def test_nothing_is_asked_where_the_training_begins_later(self):
        with freeze_time("2026-12-25 10:00:00"):  # the period ends on 8 January, a Friday
            self.assertFalse(self.contract._early_start_offer())
            self.sign(early_start=True)
        self.assertFalse(self.contract.signature_ids.early_start_text)
        self.assertNotIn("early_start", self.codes())

    def test_first_day_within_the_period_is_asked_about(self):
        with freeze_time("2026-12-28 10:00:00"):  # the period ends on 11 January, the first day
            self.assertTrue(self.contract._early_start_offer())

    @freeze_time(WITHIN)
    def test_no_company_and_no_further_party_is_asked(self):
        convention = self.make_agreement(self.client, [self.anna])
        self.assertFalse(convention._early_start_offer())
        self.contract.action_rework()
        self.contract.party_ids = [Command.create({"partner_id": self.bruno.id})]
        self.assertFalse(self.contract.party_ids._early_start_offer())

    @freeze_time(WITHIN)
    def test_paper_asks_the_same_at_a_distance_alone(self):
        paper = self.env["of.agreement.paper"].create({
            "agreement_id": self.contract.id, "signed_day": "2027-01-04", "signer_name": "Carla Particulière",
            "early_start": True, "scan": base64.b64encode(blank_pdf())})
        self.assertFalse(paper.may_ask_early_start)
        paper.is_distance = True
        self.assertTrue(paper.may_ask_early_start)
        paper.action_record()
        self.assertTrue(self.contract.early_start)

    @freeze_time(WITHIN)
    def test_it_allows_no_payment_earlier(self):
        self.sign(early_start=True)
        self.assertEqual(str(self.contract.withdrawal_end), "2027-01-18")
        self.assertEqual(self.contract._payable(self.contract.withdrawal_end), 0)
        payment = self.env["account.payment"].create({
            "payment_type": "inbound", "partner_type": "customer", "partner_id": self.carla.id, "amount": 100})
        with self.assertRaises(UserError):
            payment.action_post()

    def test_who_withdraws_after_the_ten_days_owes_what_was_held(self):
        with freeze_time(WITHIN):
            self.sign(early_start=True)
        self.session.slot_ids[:2]._pass().closed_at = "2027-01-11 17:00:00"
        with freeze_time("2027-01-15 20:00:00"):
            self.assertIn("445,00", self.contract._withdrawal_consequences(self.contract._local_day())[0])
            self.contract._withdraw_on_line("Carla Particulière")
        message = self.contract.message_ids.filtered("subject")[:1]
        self.assertIn("L221-25", message.body)
        self.assertNotIn("Aucune somme ne vous sera demandée", message.body)
        self.assertIn("445,00", self.contract.activity_ids.summary)
        self.assertEqual(self.contract.order_id.state, "sale")

    def test_what_is_owed_may_be_invoiced_after_the_period_and_no_more(self):
        with freeze_time(WITHIN):
            self.sign(early_start=True)
        self.session.slot_ids[:2]._pass().closed_at = "2027-01-11 17:00:00"
        with freeze_time("2027-01-15 20:00:00"):
            self.contract._withdraw_on_line("Carla Particulière")
            self.assertEqual(self.contract._payable(self.contract._local_day()), 0)

        def invoice(amount):
            wizard = self.env["sale.advance.payment.inv"].with_context(
                active_model="sale.order", active_ids=self.contract.order_id.ids)
            wizard.create({"advance_payment_method": "fixed", "fixed_amount": amount}).create_invoices()
            return self.contract.order_id.invoice_ids[-1:]

        with freeze_time("2027-01-19 10:00:00"):
            with self.assertRaises(UserError), self.cr.savepoint():
                invoice(446).action_post()
            due = invoice(445)
            due.action_post()
        self.assertEqual(due.state, "posted")

    def test_who_withdraws_within_the_ten_days_owes_nothing_even_so(self):
        with freeze_time(WITHIN):
            self.sign(early_start=True)
        self.session.slot_ids._pass().closed_at = "2027-01-12 17:00:00"
        with freeze_time("2027-01-14 20:00:00"):
            self.contract._withdraw_on_line("Carla Particulière")
        self.assertIn("Aucune somme ne vous sera demandée", self.contract.message_ids.filtered("subject")[:1].body)
        self.assertEqual(self.contract.order_id.state, "cancel")

    def test_who_withdraws_before_it_began_owes_nothing(self):
        with freeze_time(WITHIN):
            self.sign(early_start=True)
            self.contract._withdraw_on_line("Carla Particulière")
        self.assertFalse(self.contract._has_begun_on_request())  # nor does it later
        self.assertIn("Aucune somme ne vous sera demandée", self.contract.message_ids.filtered("subject")[:1].body)
        self.assertFalse(self.contract.activity_ids)

    def test_nobody_writes_the_request_by_hand(self):
        with self.assertRaises(UserError):
            self.contract.with_user(self.office_user()).early_start = True


@tagged("post_install", "-at_install")
class TestEarlyStartPage(TrainingData, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_training()
        cls.company.phone = "04 00 00 00 00"
        cls.contract = cls.make_agreement(cls.carla)
        cls.contract.date_start = cls.contract._withdrawal_last_day(cls.contract._local_day(), True)
        cls.contract.action_issue()
        cls.session = None  # HttpCase keeps the browser's session under this name

    def test_box_is_apart_unticked_and_optional(self):
        self.authenticate(None, None)
        link = f"{self.contract.access_url}?access_token={self.contract.access_token}"
        box = self.url_open(link).text.partition('name="early_start"')[2].partition("/>")[0]
        self.assertTrue(box)
        self.assertNotIn("checked", box)
        self.assertNotIn("required", box)
        self.url_open(f"{self.contract.access_url}/sign", data={
            "csrf_token": Request.csrf_token(self), "access_token": self.contract.access_token,
            "name": "Carla Particulière", "consent": "1", "early_start": "1"})
        self.assertTrue(self.contract.early_start)
