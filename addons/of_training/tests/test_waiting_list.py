from odoo.exceptions import UserError
from odoo.tests import Form, HttpCase, tagged

from .common import TrainingCase, TrainingData


class TestWaitingList(TrainingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.session.capacity = 2
        cls.first = cls.make_order(cls.client, [cls.anna], quantity=1)
        cls.first.action_confirm()
        cls.order = cls.make_order(cls.client, [cls.bruno, cls.carla], quantity=3)
        cls.order.action_confirm()

    def states(self):
        return self.session.enrolment_ids.sorted("id").mapped("state")

    def test_order_beyond_the_places_waits_instead_of_being_refused(self):
        self.assertEqual(self.states(), ["confirmed", "confirmed", "waiting", "waiting"])
        self.assertEqual((self.session.seats_left, self.session.enrolment_count, self.session.waiting_count), (0, 2, 2))
        self.assertEqual(self.order.of_enrolment_ids.sorted("id").mapped("waiting_rank"), [0, 1, 2])
        self.assertIn("Carla", self.order.message_ids.mapped("body")[0])

    def test_cancelling_gives_the_place_to_the_first_and_tells_the_responsible(self):
        self.first.of_enrolment_ids.action_cancel()
        self.assertEqual(self.states(), ["cancelled", "confirmed", "confirmed", "waiting"])
        promoted = self.session.enrolment_ids.filtered(lambda one: one.learner_id == self.carla)
        self.assertEqual(promoted.activity_ids.user_id, self.session.user_id)

    def test_order_of_registration_decides(self):
        waiting = self.session.enrolment_ids.filtered(lambda one: one.state == "waiting").sorted("id")
        waiting[1].date_registered = "2020-01-01"
        self.session.capacity = 3
        self.assertEqual(waiting.mapped("state"), ["waiting", "confirmed"])

    def test_raised_capacity_and_abandonment_before_the_start_free_places(self):
        self.session.capacity = 3
        self.assertEqual(self.states().count("waiting"), 1)
        self.first.of_enrolment_ids._leave("2026-11-20", "personal")
        self.assertEqual(self.states(), ["abandoned", "confirmed", "confirmed", "confirmed"])

    def test_a_session_with_permanent_entries_moves_up_while_it_runs(self):
        self.session.slot_ids.sorted("start")[0].write({"start": "2020-01-01 08:00:00", "end": "2020-01-01 10:00:00"})
        self.session.is_rolling = True
        self.session._pass().state = "running"
        self.first.of_enrolment_ids.action_cancel()
        self.assertEqual(self.states().count("waiting"), 1)

    def test_nobody_moves_up_once_the_session_runs(self):
        self.session.slot_ids.sorted("start")[0].write({"start": "2020-01-01 08:00:00", "end": "2020-01-01 10:00:00"})
        self.first.of_enrolment_ids.action_cancel()
        self.assertEqual(self.states().count("waiting"), 2)
        self.session.enrolment_ids.filtered(lambda one: one.learner_id == self.carla).action_take_seat()
        self.assertEqual(self.states().count("waiting"), 1)

    def test_individual_who_moves_up_still_signs_his_contract(self):
        order = self.make_order(self.env["res.partner"].create({"name": "Denis"}))
        order.action_confirm()
        self.assertEqual(order.of_enrolment_ids.state, "waiting")
        self.session.capacity = 5
        self.assertEqual(order.of_enrolment_ids.state, "draft")

    def test_by_hand_beyond_the_places_and_by_choice(self):
        assistant = self.office_user()
        records = self.env["of.enrolment"].with_user(assistant)
        self.assertEqual(records.create({"session_id": self.session.id}).state, "waiting")
        self.session.capacity = 10
        record = records.create({"session_id": self.session.id})
        self.assertEqual(record.state, "draft")
        record.action_wait()
        self.assertEqual(record.state, "waiting")
        record.action_take_seat()
        self.assertEqual(record.state, "draft")

    def test_place_that_is_not_there_is_not_given(self):
        with self.assertRaises(UserError):
            self.session.enrolment_ids.filtered(lambda one: one.state == "waiting").action_take_seat()

    def test_who_waits_is_not_expected(self):
        self.session.action_confirm()
        self.assertEqual(self.session.attendance_ids.filtered(lambda one: one.role == "learner").partner_id,
                         self.anna | self.bruno)

    def test_salesman_sees_the_places_left_before_he_sells(self):
        self.session.capacity = 5
        order = self.make_order(self.client).with_user(self.office_user("s", "sales_team.group_sale_salesman_all_leads"))
        self.assertEqual(order.order_line.of_seats_left, 1)
        with self.assertLogs("odoo.tests.form.onchange", "WARNING") as log, Form(order) as form, \
                form.order_line.edit(0) as line:
            line.product_uom_qty = 3
        self.assertIn("2", log.output[0])

    def test_queries_of_thirty_places_are_those_of_one(self):
        def queries(quantity):
            order = self.make_order(self.client, quantity=quantity)
            self.session.capacity += quantity // 2
            self.env.flush_all()
            before = self.cr.sql_log_count
            order.action_confirm()
            self.env.flush_all()
            return self.cr.sql_log_count - before
        queries(1)
        few = queries(2)
        # Odoo's sequences take a query each, and inserts go by lines.
        self.assertLess(queries(30) - few, 4 * 28)


@tagged("post_install", "-at_install")
class TestWaitingPortal(TrainingData, HttpCase):
    def test_learner_reads_that_he_waits_and_his_rank(self):
        self.make_training()
        self.session.capacity = 0
        self.make_order(self.client, [self.anna]).action_confirm()
        self.portal_user(self.anna)
        record, self.session = self.session.enrolment_ids, None
        self.authenticate(self.anna.email, self.anna.email)
        for url in ("/my/trainings", f"/my/trainings/{record.id}"):
            text = self.url_open(url).text
            self.assertIn("Liste d'attente", text.replace("&#39;", "'"))
            self.assertIn("Rang 1", " ".join(text.split()))
