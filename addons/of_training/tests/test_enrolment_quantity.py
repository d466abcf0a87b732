from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form

from .test_enrolment_change import ChangeCase


class QuantityCase(ChangeCase):
    def tariff(self, **vals):
        return self.env["product.product"].create(
            {"name": "Tarif", "type": "service", "taxes_id": False, "of_programme_id": self.programme.id, **vals})


class TestQuantity(QuantityCase):
    """Anna, Bruno and a place without name on a confirmed order."""

    def quantity(self, number, line=None):
        return self.env["of.enrolment.change"].create(
            {"kind": "quantity", "sale_line_id": (line or self.line).id, "quantity": number})

    def test_more_adds_records_without_name(self):
        agreement = self.order._of_write_agreements()
        change = self.quantity(5)
        self.assertSays(change, "order", self.order.name, "3", "5", "2 670,00", "4 450,00")
        self.assertSays(change, "hours", "70 h", "42 h")
        self.assertSays(change, "seats", "2")
        change.with_user(self.office_user("s", "sales_team.group_sale_salesman_all_leads")).action_apply()
        added = self.order.of_enrolment_ids - self.of_anna - self.of_bruno - self.nameless
        self.assertEqual(len(added), 2)
        self.assertEqual((added.learner_id.ids, added.mapped("state")), ([], ["confirmed"] * 2))
        self.assertEqual((added.agreement_id, added.employer_id), (agreement, self.client))
        self.assertEqual(self.order.of_enrolment_ids.mapped("price"), [890] * 5)

    def test_more_than_the_places_wait(self):
        self.session.capacity = 4
        change = self.quantity(6)
        self.assertSays(change, "seats", "3", "2")
        change.action_apply()
        self.assertEqual(self.order.of_enrolment_ids.sorted("id").mapped("state")[-3:],
                         ["confirmed", "waiting", "waiting"])

    def test_fewer_takes_the_nameless_and_names_who_must_be_cancelled(self):
        change = self.quantity(2)
        self.assertSays(change, "seats", self.nameless.name)
        change.action_apply()
        self.assertEqual(self.nameless.state, "cancelled")
        self.assertRefused(self.quantity(1), "Anna", "Bruno", "1")
        with self.assertRaises(UserError):
            self.line.product_uom_qty = 1
        self.of_anna.action_cancel()
        self.line.product_uom_qty = 1
        self.assertEqual((self.of_bruno.state, self.line.of_learner_ids), ("confirmed", self.bruno))

    def test_group_price_is_shared_anew(self):
        order = self.make_order(self.client, quantity=1, price_unit=1000, of_seats=3)
        order.action_confirm()
        change = self.quantity(4, order.order_line)
        self.assertSays(change, "order", order.name, "3", "4")
        change.action_apply()
        self.assertEqual(order.amount_untaxed, 1000)
        self.assertEqual(order.of_enrolment_ids.mapped("price"), [250] * 4)

    def test_group_and_day_tariffs_change_their_quantity(self):
        for tariff in ("group", "day"):
            with self.subTest(tariff):
                product = self.tariff(of_tariff=tariff, list_price=1000)
                order = self.make_order(self.client, [self.carla, self.denis], quantity=2,
                                        product_id=product.id, of_seats=2, of_session_id=self.make_session().id)
                order.action_confirm()
                order.order_line.product_uom_qty = 1
                self.assertEqual((order.order_line.of_seats, order.amount_untaxed), (2, 1000))
                self.assertEqual(order.of_enrolment_ids.mapped("price"), [500] * 2)
                self.assertEqual(set(order.of_enrolment_ids.mapped("state")), {"confirmed"})
                with self.assertRaises(UserError):
                    order.order_line.of_seats = 1

    def test_new_price_on_the_order_reaches_the_records(self):
        self.line.price_unit = 800
        self.assertEqual(self.order.of_enrolment_ids.mapped("price"), [800] * 3)

    def test_signed_agreement_is_named(self):
        agreement = self.issued(sign=True)
        self.assertSays(self.quantity(4), "agreement", agreement.name)

    def test_order_form_says_it_before_saving(self):
        with self.assertLogs("odoo.tests.form.onchange", "WARNING") as log, Form(self.order) as form, \
                form.order_line.edit(0) as line:
            line.product_uom_qty = 4
        self.assertIn(self.order.name, " ".join(log.output))

    def test_line_added_to_a_confirmed_order_makes_its_records(self):
        self.order.order_line = [(0, 0, {"product_id": self.product.id, "product_uom_qty": 2,
                                         "of_session_id": self.make_session().id})]
        self.assertEqual(len(self.order.of_enrolment_ids), 5)

    def test_queries_of_thirty_more_are_those_of_one(self):
        def queries(more):
            self.session.capacity = 100
            self.env.flush_all()
            before = self.cr.sql_log_count
            self.line.product_uom_qty += more
            self.env.flush_all()
            return self.cr.sql_log_count - before
        queries(1)
        few = queries(2)
        # Odoo's sequences take a query each, and inserts go by lines.
        self.assertLess(queries(30) - few, 4 * 28)


class TestNames(ChangeCase):
    """Names typed on a confirmed order line are those of its learner records."""

    def test_name_added_is_given_to_a_record_by_who_sells(self):
        seller = self.office_user("s", "sales_team.group_sale_salesman_all_leads")
        self.line.with_user(seller).of_learner_ids += self.carla
        self.assertEqual(self.nameless.learner_id, self.carla)
        self.assertEqual((self.of_anna | self.of_bruno).learner_id, self.anna | self.bruno)

    def test_name_comes_with_its_place(self):
        self.order.order_line = [Command.update(self.line.id, {"product_uom_qty": 4, "of_learner_ids": [
            Command.link(self.carla.id), Command.link(self.denis.id)]})]
        self.assertEqual(self.order.of_enrolment_ids.learner_id, self.anna | self.bruno | self.carla | self.denis)
        self.assertEqual(len(self.order.of_enrolment_ids), 4)

    def test_who_has_a_place_is_named_before_who_waits(self):
        self.session.capacity = 3
        self.line.product_uom_qty = 4
        self.line.of_learner_ids += self.carla
        self.assertEqual((self.nameless.learner_id, self.nameless.state), (self.carla, "confirmed"))

    def test_more_names_than_records_without_name_are_refused(self):
        self.nameless.learner_id = self.carla
        with self.assertRaises(UserError):
            self.line.of_learner_ids += self.denis
        with self.assertRaises(ValidationError):
            self.line.of_learner_ids += self.denis | self.carla

    def test_name_of_a_record_is_not_taken_off_the_line(self):
        with self.assertRaises(UserError):
            self.line.of_learner_ids -= self.anna
        self.of_anna.action_cancel()
        self.line.of_learner_ids -= self.anna
        self.assertEqual(self.line.of_learner_ids, self.bruno)

    def test_name_that_was_replaced_leaves_the_line(self):
        self.of_anna.learner_id = self.denis
        self.line.of_learner_ids = [Command.link(self.carla.id)]
        self.assertEqual((self.nameless.learner_id, self.line.of_learner_ids), (self.carla, self.bruno | self.carla))


class TestSessionOfLine(QuantityCase):
    """Learners never stay behind when the session of their line changes."""

    def test_session_of_a_sold_line_changes_with_its_learners_alone(self):
        other = self.make_session()
        self.line.of_session_id = self.session  # the same
        for context in ({}, {"of_seats_moved": True}):
            with self.assertRaises(UserError), self.cr.savepoint():
                self.line.with_context(**context).of_session_id = other
        self.order.of_enrolment_ids.action_cancel()
        self.line.of_session_id = other
        live = self.order.of_enrolment_ids.filtered(lambda one: one.state != "cancelled")
        self.assertEqual((live.session_id, len(live)), (other, 3))

    def test_product_of_another_programme_is_refused(self):
        other = self.env["slide.channel"].create({"name": "Word", "of_is_programme": True})
        with self.assertRaisesRegex(UserError, self.session.name):
            self.line.product_id = self.tariff(of_programme_id=other.id)
        self.line.product_id = self.tariff()

    def test_screen_keeps_it_once_sold(self):
        draft = self.make_order(self.client)
        for order, readonly in ((self.order, True), (draft, False)):
            with Form(order) as form, form.order_line.edit(0) as line:
                self.assertEqual(bool(line.of_has_learners), readonly)
                if readonly:
                    with self.assertRaises(AssertionError):
                        line.of_session_id = self.session
                else:
                    line.of_session_id = self.session
