from odoo import Command
from odoo.exceptions import AccessError, UserError

from odoo.addons.of_training.tests.test_trainers import TrainersCase


class TestServiceContract(TrainersCase):
    """Omar, freelance at 400 EUR a day, gives the two days of the session."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.slots.trainer_id = cls.omar

    def order(self):
        self.session.action_of_order_trainers()
        return self.session.of_purchase_line_ids.order_id

    def vigilance(self, partner=None):
        return self.paper(partner or self.omar, "vigilance", issued_on="2026-12-01")

    def test_one_order_with_the_days_of_the_session(self):
        line = self.order().order_line
        self.assertEqual((line.order_id.partner_id, line.of_session_id), (self.omar, self.session))
        self.assertEqual((line.product_qty, line.price_unit, line.order_id.amount_untaxed), (2, 400, 800))
        self.assertEqual(line.product_uom_id, self.env.ref("uom.product_uom_day"))
        self.assertEqual(line.of_slot_ids, self.slots)

    def test_by_the_hour(self):
        self.omar.write({"of_trainer_price": 55.5, "of_trainer_price_unit": "hour"})
        line = self.order().order_line
        self.assertEqual((line.product_qty, line.price_subtotal), (14, 777))

    def test_asked_twice_it_is_the_same(self):
        self.assertEqual(self.order(), self.order())
        self.assertEqual(len(self.session.of_purchase_line_ids), 1)

    def test_an_employee_has_none_and_nobody_else_is_refused(self):
        self.slots[2:].trainer_id = self.trainer
        self.assertEqual(self.order().order_line.product_qty, 1)
        self.slots.trainer_id = self.trainer
        with self.assertRaises(UserError):
            self.session.action_of_order_trainers()

    def test_a_draft_follows_the_slots(self):
        order = self.order()
        self.session.slot_ids = [Command.create({
            "start": "2027-01-13 08:00:00", "end": "2027-01-13 15:00:00", "trainer_id": self.omar.id})]
        self.assertEqual(order.order_line.product_qty, 3)
        self.slots[0].unlink()
        self.assertEqual(order.order_line.product_qty, 2.5)
        self.slots[1].end = "2027-01-11 13:00:00"
        self.assertEqual(order.order_line.product_qty, 2.07)
        self.session.slot_ids.trainer_id = self.trainer
        self.assertEqual((order.state, order.order_line.of_session_id), ("cancel", self.session))

    def test_a_draft_for_two_sessions_loses_the_line_of_one(self):
        second = self.make_session(trainer=self.omar)
        (self.session | second)._of_order_slots()
        order = second.of_purchase_line_ids.order_id
        second.slot_ids.trainer_id = self.trainer
        self.assertEqual((order.state, order.order_line.of_session_id), ("draft", self.session))

    def test_a_price_agreed_on_the_draft_stays(self):
        order = self.order()
        order.order_line.price_unit = 450
        self.slots[0].unlink()
        self.assertEqual(order.amount_untaxed, 675)

    def test_one_that_was_sent_or_confirmed_stays_and_the_responsible_is_told_once(self):
        self.session.user_id = responsible = self.office_user()
        for move in ("print_quotation", "button_confirm"):
            with self.subTest(move):
                order = self.order().filtered(lambda one: one.state == "draft")
                getattr(order, move)()
                messages = order.message_ids
                self.slots[0].trainer_id = self.trainer
                self.slots[1].start = "2027-01-11 12:45:00"
                self.slots[1].start = "2027-01-11 12:30:00"
                self.slots[2].write({"start": "2027-01-13 08:00:00", "end": "2027-01-13 11:30:00"})
                self.assertEqual((order.order_line.product_qty, len(order.order_line.of_slot_ids)), (2, 3))
                activity = self.session.activity_ids
                self.assertEqual((len(activity), activity.user_id), (1, responsible))
                for words in (order.name, "10 h 30", "14 h"):
                    self.assertIn(words, activity.summary)
                self.assertEqual(len(order.message_ids - messages), 3)  # 10 h 30, 10 h 15, 10 h 30
                self.slots[0].trainer_id = self.omar
                self.assertFalse(self.session.activity_ids)  # what is free again makes up the hours
                self.session.of_purchase_line_ids.order_id.button_cancel()

    def test_hours_added_to_what_was_sent_are_told_until_they_are_ordered(self):
        order = self.order()
        order.print_quotation()
        self.session.slot_ids = [Command.create({
            "start": "2027-01-13 08:00:00", "end": "2027-01-13 11:30:00", "trainer_id": self.omar.id})]
        self.assertEqual(order.order_line.of_slot_ids, self.slots)
        self.assertIn("17 h 30", self.session.activity_ids.summary)
        other = self.order() - order
        self.assertEqual((other.state, other.order_line.product_qty), ("draft", 0.5))
        self.assertFalse(self.session.activity_ids)

    def test_one_that_was_sent_is_not_deleted(self):
        order = self.order()
        order.print_quotation()
        self.slots.trainer_id = self.trainer
        self.assertEqual((order.state, order.order_line.product_qty), ("sent", 2))
        self.assertIn("0 h", self.session.activity_ids.summary)

    def test_two_sessions_of_one_trainer_are_two_lines(self):
        second = self.make_session(trainer=self.omar)
        (self.session | second)._of_order_slots()
        order = second.of_purchase_line_ids.order_id
        self.assertEqual(order.order_line.of_session_id, self.session | second)

    def test_his_organisation_invoices(self):
        organisation = self.env["res.partner"].create({"name": "Autre OF", "is_company": True})
        self.omar.write({"parent_id": organisation.id, "of_trainer_kind": "subcontractor"})
        self.assertEqual(self.order().partner_id, organisation)

    def test_hours_of_closed_slots_are_billed(self):
        order = self.order()
        order.button_confirm()
        self.assertEqual(order.order_line.qty_received, 0)
        self.slots[0]._pass().closed_at = "2027-01-11 12:00:00"
        self.assertEqual((order.order_line.qty_received, order.order_line.qty_to_invoice), (0.5, 0.5))
        order.action_create_invoice()
        self.assertEqual(order.invoice_ids.amount_untaxed, 200)

    def test_vigilance_above_the_threshold_is_asked_for_or_waived(self):
        self.omar.of_trainer_price = 2500
        order = self.order()
        with self.assertRaisesRegex(UserError, "L8222-1"):
            order.button_confirm()
        paper = self.vigilance()
        order.button_confirm()
        self.assertEqual(order.state, "purchase")
        order.button_cancel()
        order.button_draft()
        paper.unlink()
        self.env["of.checklist.waiver"].create(
            {"res_model": "purchase.order", "res_id": order.id, "code": "vigilance", "reason": "Reçue par courrier"})
        order.button_confirm()
        self.assertEqual(order.state, "purchase")

    def test_the_years_orders_add_up(self):
        self.omar.of_trainer_price = 2499
        self.order().button_confirm()
        other = self.env["purchase.order"].create({
            "partner_id": self.omar.id, "order_line": [Command.create({
                "product_id": self.product.id, "product_qty": 1, "price_unit": 100, "of_session_id": self.session.id})]})
        with self.assertRaises(UserError):
            other.button_confirm()

    def test_no_price_list_tells_what_he_costs(self):
        order = self.order()
        order.button_confirm()
        self.assertFalse(order.order_line.product_id.seller_ids)

    def test_an_assistant_plans_without_reading_orders(self):
        order = self.order()
        assistant = self.office_user()
        self.slots[0].with_user(assistant).trainer_id = self.trainer
        self.assertEqual(order.order_line.product_qty, 1.5)
        with self.assertRaises(AccessError):
            order.with_user(assistant).read(["amount_total"])
        with self.assertRaises(AccessError):
            self.session.with_user(assistant).action_of_order_trainers()

    def test_replacing_tells_of_one_and_makes_the_other(self):
        order = self.order()
        order.button_confirm()
        zoe = self.make_trainer("Zoé Freelance", of_trainer_kind="freelance", of_trainer_price=60)
        consequences = " ".join(self.session._replacement_consequences(self.slots[2:], zoe, self.omar))
        self.assertIn(order.name, consequences)
        self.session._replace_trainer(self.slots[2:], zoe, self.omar, "malade")
        self.assertEqual((order.order_line.product_qty, order.order_line.of_slot_ids), (2, self.slots[:2]))
        self.assertIn("7 h", self.session.activity_ids.summary)
        new = self.session.of_purchase_line_ids.order_id - order
        self.assertEqual((new.partner_id, new.order_line.product_qty, new.amount_untaxed), (zoe, 7, 420))

    def test_the_document_is_a_contrat_de_prestation(self):
        order = self.order()
        contract = order._of_write_agreements()
        self.assertEqual((contract.kind, contract.partner_id, contract.amount_untaxed), ("service", self.omar, 800))
        html = self.env["ir.actions.report"]._render_qweb_html(
            "of_training.report_agreement", contract.ids)[0].decode()
        for text in ("Contrat de prestation de formation", order.name, "Excel, bases", "lundi 11 janvier 2027",
                     "Centre Part-Dieu", "L8222-1", "indicateur 27", "800,00"):
            self.assertIn(text, html)
        self.assertNotIn("non-concurrence", html)
        pdf, kind = self.env["ir.actions.report"].with_context(force_report_rendering=True)._render_qweb_pdf(
            "purchase.report_purchaseorder", order.ids)
        self.assertEqual((kind, pdf[:5]), ("pdf", b"%PDF-"))
        self.assertEqual(order._of_write_agreements(), contract)
