from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError, ValidationError
from odoo.tools import mute_logger

from .common import TrainingCase


class TestSale(TrainingCase):
    def test_confirming_makes_one_record_per_place_with_the_names_known(self):
        order = self.make_order(self.client, [self.anna], quantity=2)
        order.action_confirm()
        records = order.of_enrolment_ids.sorted("id")
        self.assertEqual(records.mapped("learner_id"), self.anna)
        self.assertEqual(len(records), 2)
        self.assertEqual(records.mapped("employer_id"), self.client)
        self.assertEqual(records.mapped("price"), [890, 890])

    def test_flat_group_price_is_shared_to_the_cent(self):
        order = self.make_order(self.client, quantity=1, price_unit=1000, of_seats=3)
        order.action_confirm()
        self.assertEqual(order.of_enrolment_ids.sorted("id").mapped("price"), [333.34, 333.33, 333.33])

    def test_individual_is_his_own_learner(self):
        order = self.make_order(self.carla)
        order.action_confirm()
        self.assertEqual(order.of_enrolment_ids.learner_id, self.carla)
        self.assertEqual(order.of_enrolment_ids.status, "individual")

    def test_contact_of_a_company_does_not_become_a_learner(self):
        order = self.make_order(self.hr)
        order.action_confirm()
        self.assertFalse(order.of_enrolment_ids.learner_id)
        self.assertEqual(order.of_enrolment_ids.employer_id, self.client)
        with self.assertRaises(ValidationError):
            order.of_enrolment_ids.learner_id = self.hr

    def test_more_names_than_places_are_refused(self):
        with self.assertRaises(ValidationError):
            self.make_order(self.client, [self.anna, self.bruno], quantity=1)

    def test_confirming_twice_makes_no_second_record(self):
        order = self.make_order(self.client, quantity=2)
        order.action_confirm()
        order.order_line._of_create_enrolments()
        self.assertEqual(len(order.of_enrolment_ids), 2)

    def test_cancelled_and_confirmed_again_it_has_its_learners_again(self):
        order = self.make_order(self.client, [self.anna], quantity=2)
        order.action_confirm()
        order._action_cancel()
        order.action_draft()
        order.action_confirm()
        live = order.of_enrolment_ids.filtered(lambda one: one.state != "cancelled")
        self.assertEqual((len(order.of_enrolment_ids), len(live), live.learner_id), (4, 2, self.anna))

    def test_session_named_after_confirming_makes_the_records(self):
        order = self.make_order(self.client, [], quantity=2, of_session_id=False)
        order.action_confirm()
        self.assertFalse(order.of_enrolment_ids)
        order.order_line.of_session_id = self.session
        self.assertEqual(order.of_enrolment_ids.session_id, self.session)
        self.assertEqual(len(order.of_enrolment_ids), 2)

    def test_salesman_confirms_without_training_rights(self):
        salesman = self.office_user("sales", "sales_team.group_sale_salesman_all_leads")
        order = self.make_order(self.client, [self.anna]).with_user(salesman)
        order.action_confirm()
        self.assertEqual(order.of_enrolment_ids.with_user(salesman).learner_id.name, "Anna Stagiaire")
        order._action_cancel()
        self.assertEqual(order.of_enrolment_ids.state, "cancelled")

    def test_sold_record_is_not_deleted(self):
        order = self.make_order(self.client)
        order.action_confirm()
        with self.assertRaises(UserError):
            order.of_enrolment_ids.unlink()

    def test_same_learner_twice_in_a_session_is_refused(self):
        self.make_order(self.client, [self.anna]).action_confirm()
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.make_order(self.client, [self.anna]).action_confirm()

    def test_quotation_of_training_names_the_declaration_and_the_exemption(self):
        self.company.write({"of_nda": "84699999069", "of_nda_region": "Auvergne-Rhône-Alpes",
                            "of_vat_exempt_from": "2019-03-01"})
        training = self.make_order(self.client)
        other = self.env["sale.order"].create({"partner_id": self.client.id})
        texts = [self.env["ir.actions.report"]._render_qweb_html("sale.report_saleorder", order.ids)[0].decode()
                 for order in (training, other)]
        for mention in ("84699999069", "261-4-4"):
            self.assertIn(mention, texts[0])
            self.assertNotIn(mention, texts[1])
