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
