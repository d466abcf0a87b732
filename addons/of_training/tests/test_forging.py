from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError

from .common import TrainingCase


class TestForging(TrainingCase):
    """What an assistant, or a programme with his password, can't write past the buttons."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.make_order(cls.client, [cls.anna, cls.bruno], quantity=2)
        cls.order.action_confirm()
        cls.record = cls.session.enrolment_ids.filtered(lambda one: one.learner_id == cls.anna)
        cls.assistant = cls.office_user()
        cls.manager = cls.office_user("manager", "of_training.group_of_training_manager")

    def as_assistant(self, records):
        return records.with_user(self.assistant)

    def test_a_default_of_the_user_sets_no_guarded_field(self):
        self.as_assistant(self.env["ir.default"]).set("of.session", "state", "closed", user_id=True)
        session = self.as_assistant(self.env["of.session"]).create({"programme_id": self.programme.id})
        self.assertEqual(session.state, "draft")

    def test_what_is_computed_is_not_typed(self):
        slot = self.session.slot_ids[0]
        for record, vals in ((self.record, {"hours_planned": 99}), (self.record, {"client_id": self.carla.id}),
                             (slot, {"hours": 99}), (self.session, {"hours_planned": 999})):
            with self.subTest(vals), self.assertRaises(UserError):
                self.as_assistant(record).write(vals)

    def test_only_a_manager_waives_what_speaks_against_a_trainer_whatever_the_context(self):
        waivers = self.as_assistant(self.env["of.checklist.waiver"])
        code = f"trainer-{self.trainer.id}-unqualified"
        with self.assertRaises(UserError):
            waivers.with_context(default_code=code).create(
                {"res_model": "of.session", "res_id": self.session.id, "reason": "x"})
        with self.assertRaises(UserError):
            waivers.with_context(default_res_model="of.session").create(
                {"code": code, "res_id": self.session.id, "reason": "x"})

    def test_time_zone_exists(self):
        with self.assertRaises(ValidationError):
            self.as_assistant(self.session).tz = "Mars/Base"

    def test_session_and_agreement_of_a_record_change_by_the_buttons_alone(self):
        other = self.make_session()
        agreement = self.make_agreement(self.carla)
        for vals in ({"session_id": other.id}, {"agreement_id": agreement.id}, {"date_registered": "2020-01-01"}):
            with self.subTest(vals), self.assertRaises(UserError):
                self.as_assistant(self.record).write(vals)

    def test_agreements_are_still_written_by_the_assistant(self):
        seller = self.office_user("seller", "of_training.group_of_training_user,sales_team.group_sale_salesman_all_leads")
        agreement = self.order.with_user(seller)._of_write_agreements()
        self.assertEqual(agreement.enrolment_ids, self.order.of_enrolment_ids)

    def test_change_tells_nothing_of_another_company(self):
        other = self.env["res.company"].create({"name": "Autre OF"})
        stranger = self.office_user("stranger", company_id=other.id, company_ids=[Command.set(other.ids)])
        change = self.env["of.enrolment.change"].with_user(stranger).create({
            "kind": "quantity", "sale_line_id": self.order.order_line.id, "quantity": 1})
        with self.assertRaises(AccessError):
            change.read(["consequences"])
        replacement = self.env["of.trainer.replacement"].with_user(stranger)
        with self.assertRaises(AccessError):
            replacement.create({"session_id": self.session.id, "from_slot_id": self.session.slot_ids[0].id}).read(
                ["trainer_ids"])

    def test_nobody_enters_nor_teaches_in_a_session_that_is_over(self):
        for state in ("closed", "cancelled"):
            session = self.make_session()
            session._pass().state = state
            with self.subTest(state), self.assertRaises(UserError):
                self.as_assistant(self.env["of.enrolment"]).create(
                    {"session_id": session.id, "learner_id": self.carla.id})
            with self.subTest(state), self.assertRaises(UserError):
                self.as_assistant(self.env["of.session.slot"]).create(
                    {"session_id": session.id, "start": "2027-02-01 08:00:00", "end": "2027-02-01 10:00:00"})

    def test_programme_and_time_zone_stay_once_something_was_signed(self):
        agreement = self.order._of_write_agreements()
        agreement._pass().state = "issued"
        for vals in ({"programme_id": self.programme.copy().id}, {"tz": "Indian/Reunion"}):
            with self.subTest(vals), self.assertRaises(UserError):
                self.as_assistant(self.session).write(vals)
        self.as_assistant(self.session).write({"tz": self.session.tz, "capacity": 9})

    def test_trainer_of_a_confirmed_session_is_fit_or_waived(self):
        self.session._pass().state = "confirmed"
        stranger = self.env["res.partner"].create({"name": "Zoé Inconnue", "of_is_trainer": True})
        slot = self.as_assistant(self.session.slot_ids[0])
        with self.assertRaisesRegex(UserError, "Zoé Inconnue"):
            slot.trainer_id = stranger
        self.session.with_user(self.manager)._replace_trainer(
            self.session.slot_ids[0], stranger, self.env["res.partner"], waiver="Connue du client")
        self.assertEqual(slot.trainer_id, stranger)

    def test_whoever_teaches_is_a_trainer(self):
        with self.assertRaises(ValidationError):
            self.as_assistant(self.session.slot_ids[0]).trainer_id = self.carla

    def test_closed_examination_is_what_was_published(self):
        examination = self.env["of.examination"].create({
            "programme_id": self.programme.id, "date": "2027-01-15 08:00:00", "session_ids": self.session.ids,
            "block_ids": [Command.create({"code": "RS1B01", "name": "Bloc 1"})]})
        other = examination.copy()
        examination.action_add_learners()
        candidate = other.candidate_ids.create({"examination_id": other.id, "enrolment_id": self.record.id})
        with self.assertRaises(UserError):
            self.as_assistant(candidate).write({"is_passed": 1})
        examination._pass().state = "closed"
        attempts = (lambda: self.as_assistant(candidate).write({"examination_id": examination.id}),
                    lambda: self.as_assistant(examination.block_ids).unlink(),
                    lambda: self.as_assistant(examination).write({"date": "2027-02-15 08:00:00"}),
                    lambda: self.as_assistant(examination).action_reopen())
        for attempt in attempts:
            with self.assertRaises(UserError):
                attempt()
        examination.with_user(self.manager).action_reopen()
        self.assertEqual(examination.state, "results")

    def test_candidate_follows_the_programme_of_the_examination(self):
        other = self.programme.copy({"name": "Word"})
        examination = self.env["of.examination"].create({"programme_id": other.id, "date": "2027-01-15 08:00:00"})
        with self.assertRaises(ValidationError):
            examination.candidate_ids.create({"examination_id": examination.id, "enrolment_id": self.record.id})
