from odoo.exceptions import AccessError, UserError

from .common import TrainingCase


class TestSessionChange(TrainingCase):
    """Postponing and cancelling say what they do and to whom, then do it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_order(cls.client, [cls.anna, cls.bruno], quantity=2).action_confirm()
        cls.client.of_hr_contact_ids = cls.hr
        cls.records = cls.session.enrolment_ids
        cls.assistant = cls.office_user()

    def change(self, kind, **values):
        return self.env["of.session.change"].with_user(self.assistant).create({
            "kind": kind, "session_id": self.session.id, "reason": "Formatrice malade", **values})

    def test_button_does_nothing_yet(self):
        action = self.session.with_user(self.assistant).action_cancel()
        self.assertEqual(action["res_model"], "of.session.change")
        self.assertEqual(self.session.state, "draft")

    def test_people_and_papers_are_named(self):
        agreement = self.records.order_id._of_write_agreements()
        summary = str(self.change("cancel").summary)
        for name in ("Anna", "Bruno", "Menuiserie Duchêne", "Nadia", agreement.name):
            with self.subTest(name):
                self.assertIn(name, summary)

    def test_cancelling_with_the_records(self):
        agreement = self.records.order_id._of_write_agreements()
        change = self.change("cancel", records="cancel")
        self.assertEqual(change.partner_ids, self.anna | self.bruno | self.client | self.hr | self.trainer)
        self.assertIn("Excel, bases", change.body)
        change.action_do()
        self.assertEqual(self.session.state, "cancelled")
        self.assertEqual(set(self.records.mapped("state")), {"cancelled"})
        self.assertEqual(agreement.state, "cancelled")

    def test_days_of_entry_and_exit_move_with_the_session(self):
        record = self.records[0]
        record.write({"date_in": "2027-01-12", "date_out": "2027-01-12"})
        hours = record.hours_planned
        self.change("postpone", days=7).action_do()
        self.assertEqual((str(record.date_in), str(record.date_out)), ("2027-01-19", "2027-01-19"))
        self.assertEqual((hours, record.hours_planned), (7, 7))

    def test_those_who_wait_are_told_and_cancelled_too(self):
        self.session.capacity = 2
        waits = self.env["of.enrolment"].create({"session_id": self.session.id, "learner_id": self.carla.id})
        self.assertEqual(waits.state, "waiting")
        change = self.change("cancel", records="cancel")
        self.assertIn(self.carla, change.partner_ids)
        self.assertIn("Carla", str(change.summary))
        change.action_do()
        self.assertEqual(waits.state, "cancelled")

    def test_orders_are_named_and_their_seller_is_asked(self):
        order = self.records.order_id
        change = self.change("cancel", records="cancel")
        self.assertIn(order.name, str(change.summary))
        change.action_do()
        self.assertIn(self.session.name, order.activity_ids.summary)
        self.assertEqual(order.activity_ids.user_id, order.user_id)

    def test_session_without_slots_is_not_postponed(self):
        self.session.slot_ids.unlink()
        with self.assertRaises(UserError):
            self.change("postpone").action_do()
        with self.assertRaises(UserError):
            self.change("postpone", days=10_000_000).action_do()

    def test_records_may_be_kept_to_be_moved(self):
        self.change("cancel").action_do()
        self.assertEqual(set(self.records.mapped("state")), {"confirmed"})

    def test_hazard_is_noted_and_people_are_told(self):
        self.change("cancel", body="<p>Désolés.</p>").action_do()
        incident = self.env["of.incident"].search([("session_id", "=", self.session.id)])
        self.assertEqual((incident.kind, incident.state), ("hazard", "new"))
        self.assertIn("Formatrice malade", incident.description)
        message = self.session.message_ids.filtered("partner_ids")
        self.assertIn("Désolés", message.body)
        self.assertIn(self.anna, message.partner_ids)

    def test_nobody_is_told_when_the_office_says_so(self):
        self.change("cancel", is_telling=False).action_do()
        self.assertFalse(self.session.message_ids.partner_ids)

    def test_session_that_runs_is_not_cancelled(self):
        self.session._move("confirm")
        self.session._move("start")
        with self.assertRaises(UserError):
            self.change("cancel").action_do()

    def test_postponing_keeps_the_hours_of_day(self):
        change = self.change("postpone", days=84)  # to summer time
        self.assertIn("lundi 5 avril 2027", str(change.summary))
        self.assertIn("5–6 avril 2027", change.body)
        change.action_do()
        self.assertEqual(str(self.session.date_start), "2027-04-05 07:00:00")
        self.assertEqual(self.session.slot_ids[0]._hours_label(), "9 h 00 à 12 h 30")

    def test_reason_given_last_leaves_the_message_that_was_written(self):
        change = self.change("cancel")
        change.body = "<p>Toutes nos excuses.</p>"
        change.reason = "Salle inondée"
        self.assertIn("Toutes nos excuses", change.body)

    def test_new_first_day_and_days_follow_each_other(self):
        change = self.change("postpone")
        self.assertEqual(str(change.new_day), "2027-01-18")
        change.new_day = "2027-01-10"
        self.assertEqual(change.days, -1)

    def test_moving_by_a_day_does_not_run_into_itself(self):
        for days in (1, -1):
            with self.subTest(days):
                before = self.session.date_start
                self.change("postpone", days=days).action_do()
                self.assertEqual((self.session.date_start - before).days, days)

    def test_conflicts_and_days_off_of_the_new_dates_are_told(self):
        self.session.slot_ids.trainer_id = self.env["res.partner"].create({"name": "Paul", "of_is_trainer": True})
        other = self.make_session()
        self.change("postpone", days=7, is_telling=False).action_do()
        self.session.slot_ids.trainer_id = self.trainer
        summary = str(self.change("postpone", days=-7).summary)
        self.assertIn(other.name, summary)
        self.assertIn("week-end", str(self.change("postpone", days=5).summary))

    def test_signed_slots_are_not_moved(self):
        self.enterContext(self.enter_registry_test_mode())
        self.session._move("confirm")
        self.session.attendance_ids[0]._declare("absent", how="office", kind="correction", reason="Essai")
        with self.assertRaises(UserError):
            self.change("postpone").action_do()

    def test_same_dates_and_empty_message_are_refused(self):
        with self.assertRaises(UserError):
            self.change("postpone", days=0).action_do()
        with self.assertRaises(UserError):
            self.change("cancel", body="<p><br></p>").action_do()

    def test_issued_agreement_is_contradicted_afterwards(self):
        agreement = self.records.order_id._of_write_agreements()
        agreement.action_issue()
        self.change("postpone").action_do()
        self.assertTrue(agreement._is_contradicted())

    def test_salesman_changes_no_session(self):
        seller = self.office_user("seller", "sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            self.env["of.session.change"].with_user(seller).create({
                "kind": "cancel", "session_id": self.session.id, "reason": "x"})


class TestIncident(TrainingCase):
    def test_noted_for_a_session(self):
        incident = self.env["of.incident"]._note("hazard", "Panne", session=self.session)
        self.assertEqual(incident.company_id, self.session.company_id)
        self.assertTrue(incident.name.startswith("R20"))

    def test_states_and_outcome(self):
        incident = self.env["of.incident"].create({"description": "Bruit"})
        with self.assertRaises(UserError):
            incident.with_user(self.office_user()).write({"state": "closed"})
        incident.action_handle()
        with self.assertRaises(UserError):
            incident.action_close()
        incident.outcome = "Salle changée"
        incident.action_close()
        incident.action_reopen()
        self.assertEqual(incident.state, "handling")

    def test_other_company_and_deletion(self):
        other = self.env["res.company"].create({"name": "Autre OF"})
        mine, foreign = self.env["of.incident"].create([
            {"description": "Ici"}, {"description": "Ailleurs", "company_id": other.id}])
        incidents = self.env["of.incident"].with_user(self.office_user())
        self.assertEqual(incidents.search([("id", "in", (mine | foreign).ids)]), mine)
        with self.assertRaises(AccessError):
            mine.with_user(incidents.env.user).unlink()


class TestSubcontracted(TrainingCase):
    """A session held for another organisation carries its letterhead and none of our papers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vercors = cls.env["res.partner"].create({
            "name": "Vercors Formation", "is_company": True, "street": "14 rue du Moucherotte", "zip": "38360",
            "city": "Sassenage", "of_nda": "84389999138"})
        cls.session.ordering_of_id = cls.vercors
        cls.order = cls.make_order(cls.vercors, [cls.anna])

    def test_only_a_convention_of_subcontracting(self):
        self.order.action_of_agreements()
        convention = self.order.of_agreement_ids
        self.assertEqual((convention.kind, convention.basis), ("subcontracted", "subcontract"))
        self.assertFalse(convention._of_blocking("issue"))
        self.order.action_confirm()
        record = self.session.enrolment_ids
        self.assertEqual((record.state, record.employer_id.id, record.status), ("confirmed", False, False))
        agreement = self.env["of.agreement"].create({
            "session_id": self.make_session().id, "partner_id": self.vercors.id, "order_id": self.order.id})
        agreement.session_id = self.session
        self.assertIn("subcontracted", [item["code"] for item in agreement._of_blocking("issue")])

    def test_no_certificate(self):
        self.order.action_confirm()
        self.session.enrolment_ids.with_user(self.env.ref("base.user_root")).sudo().hours_done = 14
        codes = [item["code"] for item in self.session.enrolment_ids._of_blocking("certificate")]
        self.assertIn("subcontracted", codes)
        with self.assertRaises(UserError):
            self.session.action_issue_certificates()

    def test_attendance_sheet_has_its_letterhead(self):
        self.order.action_confirm()
        self.session._move("confirm")
        html = self.env["ir.actions.report"]._render_qweb_html(
            "of_training.report_attendance_sheet", self.session.ids)[0].decode()
        self.assertIn("Vercors Formation", html)
        self.assertIn("84389999138", html)
        self.assertNotIn(self.company.of_nda, html)
        self.assertNotIn(self.company.name, html)

    def test_not_sold_to_the_public(self):
        self.session.action_open()
        self.assertNotIn(self.session, self.env["of.session"].search(
            self.env["of.session"]._open_to_public_domain(self.company)))

    def test_not_named_where_we_have_an_agreement(self):
        self.session.ordering_of_id = False
        self.make_agreement(self.client, [self.bruno])
        with self.assertRaises(UserError):
            self.session.ordering_of_id = self.vercors
