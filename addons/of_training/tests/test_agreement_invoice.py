from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError

from .common import TrainingCase


@freeze_time("2026-11-28 10:00:00")
class TestAgreementInvoice(TrainingCase):
    """An individual's contract: nothing before the 15th of December, 30 % before January the 11th."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.phone = "04 00 00 00 00"
        cls.contract = cls.make_agreement(cls.carla, price_unit=1333.33)
        cls.order = cls.contract.order_id
        cls.contract.action_issue()

    def sign(self):
        self.contract._sign_on_line(self.env["res.users"], "Carla Particulière", "")

    def by_hand(self, price):
        return self.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": self.carla.id, "invoice_line_ids": [Command.create({
                "product_id": self.product.id, "price_unit": price, "quantity": 1, "tax_ids": False,
                "sale_line_ids": [Command.set(self.order.order_line.ids[:1])]})]})

    def by_deposit(self, percent):
        self.env["sale.advance.payment.inv"].with_context(active_model="sale.order", active_ids=self.order.ids).create({
            "advance_payment_method": "percentage", "amount": percent}).create_invoices()
        return self.order.invoice_ids.filtered(lambda move: move.state == "draft")

    def check_refused(self, move):
        """Refused, said on the form before, and removed."""
        with self.assertRaises(UserError), self.cr.savepoint():
            move.action_post()
        move.invalidate_recordset()
        self.assertTrue(any(key.startswith("of_training") for key in move.alerts))
        move.unlink()

    def test_unsigned_contract_by_every_path(self):
        self.order.action_confirm()
        self.check_refused(self.by_hand(10))
        self.check_refused(self.by_deposit(30))
        self.check_refused(self.order._create_invoices())

    def test_no_contract_at_all_is_no_way_around(self):
        self.contract.action_cancel()
        self.order.action_confirm()
        self.check_refused(self.order._create_invoices())

    def test_withdrawal_period_by_every_path(self):
        self.sign()
        for day in ("2026-11-28 10:00:00", "2026-12-14 22:30:00"):
            with freeze_time(day):
                self.check_refused(self.by_hand(10))
                self.check_refused(self.by_deposit(10))
        self.check_refused(self.order._create_invoices())

    @freeze_time("2026-12-15 08:00:00")
    def test_invoice_dated_back_into_the_period_is_refused(self):
        with freeze_time("2026-11-28 10:00:00"):
            self.sign()
        move = self.by_hand(10)
        move.invoice_date = "2026-12-14"
        self.check_refused(move)

    @freeze_time("2026-12-15 08:00:00")
    def test_deposit_of_thirty_percent_rounded_down(self):
        with freeze_time("2026-11-28 10:00:00"):
            self.sign()
        self.assertEqual(self.contract.deposit_cap, 399.99)
        self.check_refused(self.by_hand(400))
        self.check_refused(self.order._create_invoices())
        self.by_hand(399.99).action_post()
        self.check_refused(self.by_hand(0.01))

    @freeze_time("2026-12-15 08:00:00")
    def test_two_deposits_posted_in_one_go_count_together(self):
        with freeze_time("2026-11-28 10:00:00"):
            self.sign()
        with self.assertRaises(UserError):
            (self.by_hand(300) | self.by_hand(300)).action_post()

    @freeze_time("2026-12-15 08:00:00")
    def test_credit_note_always_passes_and_frees_the_deposit(self):
        with freeze_time("2026-11-28 10:00:00"):
            self.sign()
        move = self.by_hand(399.99)
        move.action_post()
        refund = move._reverse_moves([{"invoice_date": move.invoice_date}])
        refund.action_post()
        self.assertEqual(refund.state, "posted")
        self.by_hand(399.99).action_post()

    def test_balance_follows_the_training(self):
        self.sign()
        with freeze_time("2026-12-15 08:00:00"):
            deposit = self.by_deposit(30)
            self.assertEqual(deposit.amount_total, 399.99)
            deposit.action_post()
        with freeze_time("2027-01-11 08:00:00"):
            self.check_refused(self.order._create_invoices(final=True))
        with freeze_time("2027-01-12 18:00:00"):
            self.check_refused(self.order._create_invoices(final=True))
            self.session.action_close_slots()
            move = self.order._create_invoices(final=True)
            move.action_post()
            self.assertEqual(move.state, "posted")

    def test_withdrawn_contract_is_never_invoiced(self):
        self.sign()
        self.contract._withdraw(self.contract.signed_day, "letter")
        with freeze_time("2027-01-20 08:00:00"):
            self.check_refused(self.by_hand(10))

    # -- beside the order -------------------------------------------------------------

    def beside(self, price=50, move_type="out_invoice", **line):
        return self.env["account.move"].create({
            "move_type": move_type, "partner_id": self.carla.id, "invoice_line_ids": [Command.create({
                "name": "Frais d'inscription", "price_unit": price, "quantity": 1, "tax_ids": False, **line})]})

    def test_free_line_in_the_period(self):
        self.check_refused(self.beside())  # issued, not signed yet
        self.sign()
        book = self.env["product.product"].create({"name": "Manuel"})
        self.check_refused(self.beside())
        self.check_refused(self.beside(move_type="out_receipt"))
        self.check_refused(self.beside(product_id=book.id))
        with freeze_time("2026-12-15 08:00:00"):
            self.check_refused(self.beside(400))  # no product tells it from the training
            self.beside(product_id=book.id).action_post()

    def test_a_negative_line_of_the_order_hides_nothing(self):
        self.sign()
        self.order.order_line = [Command.create({"product_id": self.product.id, "name": "Frais", "price_unit": 50,
                                                 "of_session_id": False})]
        move = self.by_hand(-1)
        move.invoice_line_ids = [Command.create({
            "name": "Frais", "price_unit": 50, "quantity": 1, "tax_ids": False,
            "sale_line_ids": [Command.set(self.order.order_line[1:].ids)]})]
        self.check_refused(move)

    def test_client_stays_who_was_asked_to_sign(self):
        with self.assertRaisesRegex(UserError, self.contract.name), self.cr.savepoint():
            self.order.partner_id = self.client
        self.contract.action_rework()
        self.order.partner_id = self.client
        self.assertEqual(self.contract.partner_id, self.client)
        self.assertIn("kind", [item["code"] for item in self.contract._of_blocking("issue")])

    def test_contract_binds_whoever_the_client_has_become(self):
        self.sign()
        self.env.cr.execute("UPDATE sale_order SET partner_id = %s WHERE id = %s", [self.client.id, self.order.id])
        self.env.invalidate_all()
        self.check_refused(self.by_hand(10))

    # -- payments ---------------------------------------------------------------------

    def pay(self, **values):
        self.env["account.payment"].create({
            "payment_type": "inbound", "partner_type": "customer", "partner_id": self.carla.id, "amount": 100,
            **values}).action_post()

    def test_payment_before_its_time(self):
        with self.assertRaisesRegex(UserError, "L6353-6"), self.cr.savepoint():
            self.pay()
        self.sign()
        for date in ("2026-11-28", "2026-12-31"):
            with self.assertRaisesRegex(UserError, "L6353-6"), self.cr.savepoint():
                self.pay(date=date)
        with freeze_time("2026-12-15 08:00:00"):
            self.pay()

    def test_another_contract_s_instalment_is_paid_all_the_same(self):
        self.sign()
        with freeze_time("2026-12-15 08:00:00"):
            deposit = self.by_hand(300)
            deposit.action_post()
            second = self.make_agreement(self.carla, of_session_id=self.make_session().id)
            second.action_issue()
            second._sign_on_line(self.env["res.users"], "Carla Particulière", "")
            with self.assertRaises(UserError), self.cr.savepoint():
                self.pay()
            self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=deposit.ids).create({})._create_payments()
        self.assertIn(deposit.payment_state, ("paid", "in_payment"))

    def test_company_is_invoiced_without_waiting(self):
        order = self.make_order(self.client, [self.anna])
        order.action_confirm()
        move = order._create_invoices()
        move.action_post()
        self.assertEqual(move.state, "posted")

    def test_where_no_agreement_exists_nothing_is_refused(self):
        with patch.object(type(self.env["of.enrolment"]), "_of_agreement_kind", lambda record: None):
            order = self.make_order(self.bruno)
            order.action_confirm()
            order._create_invoices().action_post()
            with self.assertRaises(UserError):
                order.action_of_agreements()

    def test_no_payment_on_line_before_the_contract(self):
        self.order.require_payment = True
        self.assertFalse(self.order._has_to_be_paid())
