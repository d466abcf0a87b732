from odoo import Command
from odoo.exceptions import AccessError

from .common import TrainingCase


class TestSessionMargin(TrainingCase):
    def bill(self, amount, account):
        return self.env["account.move"].create({
            "move_type": "in_invoice", "partner_id": self.trainer.id, "invoice_date": "2026-12-01",
            "invoice_line_ids": [Command.create({
                "name": "Animation", "price_unit": amount, "tax_ids": False,
                "analytic_distribution": {str(account.id): 100}})]})

    def test_invoices_and_bills_make_the_margin(self):
        order = self.make_order(self.client, [self.anna], quantity=2)
        order.action_confirm()
        self.assertEqual((self.session.amount_sold, self.session.margin), (1780, 0))
        order._create_invoices().action_post()
        self.bill(700, self.session.analytic_account_id).action_post()
        self.session.invalidate_recordset()
        self.assertEqual(
            (self.session.amount_earned, self.session.amount_spent, self.session.margin), (1780, 700, 1080))

    def test_credit_note_lowers_what_was_invoiced(self):
        order = self.make_order(self.client, [self.anna], quantity=2)
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        credit = invoice._reverse_moves([{"invoice_date": "2026-12-01"}])
        credit.invoice_line_ids.quantity = 1
        credit.action_post()
        refund = self.bill(700, self.session.analytic_account_id)
        refund.action_post()
        refund._reverse_moves([{"invoice_date": "2026-12-01"}]).action_post()
        self.session.invalidate_recordset()
        self.assertEqual((self.session.amount_earned, self.session.amount_spent, self.session.margin), (890, 0, 890))

    def test_currency_of_an_order_is_converted_at_its_date(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        dollar.rate_ids.unlink()
        for day, rate in (("2026-01-01", 2), ("2026-06-01", 4)):
            self.env["res.currency.rate"].create(
                {"currency_id": dollar.id, "name": day, "rate": rate, "company_id": self.company.id})
        pricelist = self.env["product.pricelist"].create({"name": "USD", "currency_id": dollar.id})
        order = self.make_order(self.client, [self.anna], price_unit=1000)
        abroad = self.make_order(self.client, [self.bruno], price_unit=1000)
        abroad.write({"pricelist_id": pricelist.id, "date_order": "2026-03-01"})
        (order | abroad).write({"state": "sale"})
        self.assertEqual((abroad.currency_id, self.session.amount_sold), (dollar, 1500))

    def test_learners_who_move_take_what_they_bring_in(self):
        other, third = self.make_session(), self.make_session()
        order = self.make_order(self.client, [self.anna], quantity=3)
        order.action_confirm()
        line = order.order_line
        anna = order.of_enrolment_ids.filtered("learner_id")
        anna._move_to_session(other)
        (order.of_enrolment_ids - anna)._move_to_session(third)
        self.assertEqual(line.of_session_id, third)
        order._create_invoices().action_post()
        sessions = self.session | other | third
        sessions.invalidate_recordset()
        self.assertEqual(sessions.mapped("margin"), [0, 890, 1780])
        self.assertEqual(sessions.mapped("amount_sold"), [0, 890, 1780])

    def test_account_of_another_plan_stays_on_the_line(self):
        plan = self.env["account.analytic.plan"].create({"name": "Agences"})
        agency = self.env["account.analytic.account"].create({"name": "Lyon", "plan_id": plan.id})
        order = self.make_order(self.client, [self.anna], analytic_distribution={str(agency.id): 100})
        order.action_confirm()
        account = self.session.analytic_account_id
        self.assertEqual(order.order_line.analytic_distribution, {f"{agency.id},{account.id}": 100})

    def test_salesman_sells_without_seeing_the_margin(self):
        seller = self.office_user("seller", "sales_team.group_sale_salesman_all_leads")
        order = self.make_order(self.client, [self.anna])
        order.with_user(seller).action_confirm()
        self.assertTrue(self.session.analytic_account_id)
        with self.assertRaises(AccessError):
            self.session.with_user(seller).read(["margin"])
        manager = self.office_user("manager", "of_training.group_of_training_manager")
        self.assertEqual(self.session.with_user(manager).read(["margin"])[0]["margin"], 0)

    def test_margins_of_many_sessions_cost_as_many_queries_as_one(self):
        sessions = self.session | self.env["of.session"].union(*(self.make_session() for _n in range(9)))
        sessions._of_ensure_analytic_account()
        self.env.flush_all()

        def queries(records):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            records.mapped("margin"), records.mapped("amount_sold")
            return self.cr.sql_log_count - before

        queries(sessions)  # warm
        self.assertEqual(queries(self.session), queries(sessions))
