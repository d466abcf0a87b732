from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from .common import TrainingCase


class ChangeCase(TrainingCase):
    """A change says what it does before it is confirmed, and does it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.make_order(cls.client, [cls.anna, cls.bruno], quantity=3)
        cls.order.action_confirm()
        cls.line = cls.order.order_line
        cls.of_anna, cls.of_bruno, cls.nameless = cls.order.of_enrolment_ids.sorted("id")
        cls.denis = cls.env["res.partner"].create({"name": "Denis Nouveau"})

    def change(self, kind, records=None, **vals):
        return self.env["of.enrolment.change"].create(
            {"kind": kind, "enrolment_ids": [Command.set(records.ids)] if records else False, **vals})

    def assertSays(self, change, group, *words):
        """The sentences of ``group`` hold all these words."""
        text = " ".join(change._consequences().get(group, [])).replace("\u202f", " ").replace("\xa0", " ")
        for word in words:
            self.assertIn(word, text)

    def assertRefused(self, change, *words):
        text = " ".join(change._refusals())
        self.assertTrue(text)
        for word in words:
            self.assertIn(word, text)
        self.assertTrue(change.is_refused)
        with self.assertRaises(UserError):
            change.action_apply()

    def issued(self, sign=False):
        agreement = self.order._of_write_agreements()
        self.env["of.checklist.waiver"].create({
            "res_model": "of.agreement", "res_id": agreement.id, "code": "learners", "reason": "plus tard"})
        agreement.action_issue()
        if sign:
            agreement._sign_on_line(self.env["res.users"], "Marc Duchêne", "Gérant")
        return agreement


class TestOffer(ChangeCase):
    def test_only_what_the_state_of_all_records_allows_is_offered(self):
        def offered(records):
            return set(self.change("cancel", records).allowed_kinds)
        both = {"session", "cancel"}
        left = {"abandon", "no_show"}
        records = self.order.of_enrolment_ids._pass()
        self.assertEqual(offered(self.of_anna), both | left | {"replace"})
        self.assertEqual(offered(self.of_anna | self.of_bruno), both | left)
        records.state = "draft"
        self.assertEqual(offered(self.nameless), both | {"name"})
        self.of_anna._pass().state = "done"
        self.assertEqual(offered(self.of_anna), left)
        self.assertGreater(offered(self.of_anna | self.of_bruno), both | left)  # each says why not

    def test_whoever_sells_reads_what_is_left_in_the_name_of_the_session(self):
        session = self.line.of_session_id.with_context(of_session_dates=True, of_session_seats=True, lang="en_US")
        session.capacity = session.enrolment_count + 2
        self.assertIn("2 places left", session.display_name)
        session.capacity -= 1
        self.assertIn("1 place left", session.display_name)
        session.capacity -= 1
        self.assertIn("full", session.display_name)
        self.assertNotIn("full", session.with_context(of_session_seats=False).display_name)


class TestNaming(ChangeCase):
    def test_name_says_hours_and_slots_and_is_given(self):
        change = self.change("name", self.nameless, learner_id=self.carla.id)
        self.assertSays(change, "order", self.order.name)
        self.assertSays(change, "hours", "Carla Particulière", "14 h")
        self.assertSays(change, "attendance", "4")
        change.action_apply()
        self.assertEqual(self.nameless.learner_id, self.carla)

    def test_agreement_that_was_issued_without_the_name_is_named(self):
        agreement = self.issued()
        self.assertSays(self.change("name", self.nameless, learner_id=self.carla.id), "agreement", agreement.name)

    def test_person_who_has_a_place_already_is_refused(self):
        self.assertRefused(self.change("name", self.nameless, learner_id=self.anna.id), "Anna")
        self.assertRefused(self.change("name", self.of_anna, learner_id=self.carla.id), "Anna")

    def test_replacement_keeps_the_price_and_forgets_the_person(self):
        self.env["of.paper.kind"].create({"name": "CV"})
        self.of_anna._add_papers()
        self.of_anna.paper_ids.received_on = "2026-11-01"
        self.of_anna.write({"need_expectations": "TCD", "prerequisites": "yes"})
        accommodation = self.env["of.accommodation"].create(
            {"learner_id": self.anna.id, "enrolment_id": self.of_anna.id, "need": "Pauses"})
        change = self.change("replace", self.of_anna, learner_id=self.denis.id)
        self.assertSays(change, "order", self.order.name)
        change.with_user(self.office_user()).action_apply()
        self.assertEqual((self.of_anna.learner_id, self.of_anna.price), (self.denis, 890))
        self.assertFalse(self.of_anna.need_expectations or self.of_anna.prerequisites or accommodation.enrolment_id)
        self.assertEqual(self.of_anna.paper_ids.mapped("state"), ["to_ask"])

    def test_bound_by_his_contract_an_individual_is_not_replaced(self):
        agreement = self.make_agreement(self.carla)
        self.company.phone = "04 00 00 00 00"
        agreement.action_issue()
        agreement._sign_on_line(self.env["res.users"], "Carla", None)
        record = agreement.order_id.of_enrolment_ids
        self.assertRefused(self.change("replace", record, learner_id=self.denis.id), "Carla")
        with self.assertRaises(UserError):  # nor by writing the field
            record.learner_id = self.denis

    def test_closed_session_changes_no_more(self):
        self.session.write({"state": "closed"})
        for kind, vals in (("replace", {"learner_id": self.denis.id}), ("cancel", {}),
                           ("abandon", {"day": "2026-11-01", "reason": "other"})):
            self.assertRefused(self.change(kind, self.of_anna, **vals), self.session.name)

    def test_salesman_changes_no_record(self):
        salesman = self.office_user("s", "sales_team.group_sale_salesman_all_leads")
        change = self.env["of.enrolment.change"].with_user(salesman).create(
            {"kind": "name", "enrolment_ids": [Command.set(self.nameless.ids)], "learner_id": self.carla.id})
        with self.assertRaises(AccessError):
            change.action_apply()

    def test_dialog_shows_the_sentences_once_it_knows_enough(self):
        change = self.env["of.enrolment.change"].with_context(
            active_model="of.enrolment", active_ids=self.nameless.ids).create({})
        self.assertEqual((change.kind, change.enrolment_ids), ("name", self.nameless))
        self.assertNotIn(self.order.name, change.consequences)
        with self.assertRaises(UserError):
            change.action_apply()
        change.learner_id = self.carla
        self.assertIn(self.order.name, change.consequences)


class TestSessionChange(ChangeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.make_session(capacity=1)
        cls.other.slot_ids.sorted("start")[2:].unlink()

    def test_one_learner_gets_a_line_of_his_own(self):
        change = self.change("session", self.of_anna, session_id=self.other.id)
        self.assertSays(change, "order", self.order.name, "1")
        self.assertSays(change, "hours", "7 h", "14 h")
        change.with_user(self.office_user()).action_apply()
        self.assertEqual((self.of_anna.session_id, self.of_anna.hours_planned), (self.other, 7))
        line = self.of_anna.sale_line_id
        self.assertEqual((line.of_session_id, line.product_uom_qty, line.of_learner_ids), (self.other, 1, self.anna))
        self.assertEqual((self.line.product_uom_qty, self.line.of_enrolment_ids), (2, self.of_bruno | self.nameless))
        self.assertEqual(self.order.amount_untaxed, 2670)
        self.assertEqual(self.order.of_enrolment_ids.mapped("price"), [890] * 3)
        self.assertEqual(len(self.order.of_enrolment_ids), 3)

    def test_all_move_with_their_line_and_draft_agreement_and_who_finds_no_place_waits(self):
        agreement = self.order._of_write_agreements()
        records = self.order.of_enrolment_ids
        change = self.change("session", records, session_id=self.other.id)
        self.assertSays(change, "seats", self.of_bruno.name, self.nameless.name)
        self.assertSays(change, "agreement", agreement.name)
        change.action_apply()
        self.assertEqual(self.line.of_session_id, self.other)
        self.assertEqual((agreement.session_id, agreement.hours), (self.other, 7))
        self.assertEqual(records.sorted("id").mapped("state"), ["confirmed", "waiting", "waiting"])

    def test_signed_agreement_of_all_is_cancelled_and_a_new_one_is_due(self):
        agreement = self.issued(sign=True)
        change = self.change("session", self.order.of_enrolment_ids, session_id=self.other.id)
        self.assertSays(change, "agreement", agreement.name)
        change.action_apply()
        self.assertEqual(agreement.state, "cancelled")
        self.assertFalse(self.order.of_enrolment_ids.agreement_id)
        self.assertEqual((self.order._of_write_agreements() - agreement).session_id, self.other)

    def test_individual_signs_a_contract_for_the_new_session(self):
        self.company.phone = "04 00 00 00 00"
        agreement = self.make_agreement(self.carla)
        agreement.action_issue()
        agreement._sign_on_line(self.env["res.users"], "Carla", None)
        record = agreement.order_id.of_enrolment_ids
        self.change("session", record, session_id=self.other.id).action_apply()
        self.assertEqual((record.state, agreement.state), ("draft", "cancelled"))

    def test_place_that_is_freed_goes_to_who_waits(self):
        self.session.capacity = 3
        waiting = self.env["of.enrolment"].create({"session_id": self.session.id, "learner_id": self.denis.id})
        self.assertEqual(waiting.state, "waiting")
        change = self.change("session", self.of_anna, session_id=self.other.id)
        self.assertSays(change, "seats", "Denis")
        change.action_apply()
        self.assertEqual(waiting.state, "draft")

    def test_expected_there_and_no_longer_here(self):
        self.session.action_confirm()
        self.other.state = "confirmed"
        change = self.change("session", self.of_anna, session_id=self.other.id)
        self.assertSays(change, "attendance", "4")
        change.action_apply()
        self.assertEqual(self.of_anna.attendance_ids.session_id, self.other)

    def test_refusals(self):
        self.assertRefused(self.change("session", self.of_anna, session_id=self.session.id))
        self.other._move("cancel")
        self.assertRefused(self.change("session", self.of_anna, session_id=self.other.id), self.other.name)
        third = self.make_session()
        self.env["of.enrolment"].create({"session_id": third.id, "learner_id": self.anna.id})
        self.assertRefused(self.change("session", self.of_anna, session_id=third.id), "Anna")

    def test_flat_price_of_a_group_is_not_split(self):
        order = self.make_order(self.client, quantity=1, price_unit=3000, of_seats=3)
        order.action_confirm()
        self.assertRefused(
            self.change("session", order.of_enrolment_ids[0], session_id=self.other.id), order.name)
        self.change("session", order.of_enrolment_ids, session_id=self.other.id).action_apply()
        self.assertEqual((order.order_line.of_seats, order.order_line.product_uom_qty), (3, 1))


class TestCancel(ChangeCase):
    def test_quantity_follows_when_asked(self):
        change = self.change("cancel", self.of_anna)
        self.assertSays(change, "order", self.order.name, "3", "2", "2 670,00", "1 780,00")
        change.with_user(self.office_user()).action_apply()
        self.assertEqual((self.of_anna.state, self.line.product_uom_qty), ("cancelled", 2))
        self.assertEqual((self.of_bruno | self.nameless).mapped("state"), ["confirmed"] * 2)

    def test_quantity_stays_when_not(self):
        change = self.change("cancel", self.of_anna, lower_quantity=False)
        self.assertSays(change, "order", self.order.name)
        self.assertSays(change, "hours", "14 h")
        change.action_apply()
        self.assertEqual((self.of_anna.state, self.line.product_uom_qty), ("cancelled", 3))

    def test_invoice_and_signed_agreement_are_named(self):
        agreement = self.issued(sign=True)
        self.env["account.chart.template"].try_loading("fr", company=self.company, install_demo=False)
        invoice = self.order._create_invoices()
        change = self.change("cancel", self.of_anna)
        self.assertSays(change, "invoices", "brouillon")
        invoice.action_post()
        self.assertSays(change, "agreement", agreement.name)
        self.assertSays(change, "invoices", invoice.name)

    def test_thirty_consequences_take_the_queries_of_one(self):
        def queries(quantity):
            order = self.make_order(self.client, quantity=quantity)
            order.action_confirm()
            change = self.change("cancel", order.of_enrolment_ids)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            change._consequences()
            return self.cr.sql_log_count - before
        queries(1)
        self.assertLessEqual(queries(30) - queries(1), 1)
