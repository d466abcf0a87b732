from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form

from .common import TrainingCase


class TestPlanning(TrainingCase):
    def plan(self, session=None, **values):
        session = session or self.make_session(slot_ids=[])
        return self.env["of.session.plan"].create({
            "session_id": session.id, "first_day": "2027-01-11", "trainer_id": self.trainer.id, **values})

    def test_hours_sold_come_from_the_programme_and_may_be_others(self):
        session = self.make_session(slot_ids=[])
        self.assertEqual((session.hours_sold, session.hours_to_plan, session.planned_rate), (14, 14, 0))
        session.hours_sold = 21
        self.programme.of_hours = 7
        self.assertEqual(session.hours_sold, 21)
        self.assertEqual((self.session.hours_to_plan, self.session.planned_rate), (0, 100))
        self.assertIn(session, self.env["of.session"].search([("hours_to_plan", ">", 0)]))

    def test_pattern_makes_the_slots_that_were_shown(self):
        plan = self.plan()
        self.assertEqual(plan.hours, 14)
        self.assertIn("lundi 11 janvier 2027, 9 h 00 à 12 h 30", str(plan.preview))
        plan.action_plan()
        session = plan.session_id
        self.assertEqual(session.hours_planned, 14)
        self.assertEqual([str(slot.start) for slot in session.slot_ids], [
            "2027-01-11 08:00:00", "2027-01-11 12:30:00", "2027-01-12 08:00:00", "2027-01-12 12:30:00"])
        self.assertEqual(session.trainer_ids, self.trainer)

    def test_wizard_is_filled_in_like_a_person_does(self):
        session = self.make_session(slot_ids=[])
        with Form(self.env["of.session.plan"].with_context(default_session_id=session.id)) as form:
            form.first_day = "2027-05-05"
            form.ends = "days"
            form.days = 2
            with form.break_ids.new() as pause:
                pause.date_from = "2027-05-07"
            form.afternoon = False
            self.assertIn("6 mai", form.preview)  # Ascension day is left out
        plan = form.record
        plan.action_plan()
        self.assertEqual([slot._day_label(pattern="d MMMM") for slot in session.slot_ids], ["5 mai", "10 mai"])

    def test_public_holidays_are_those_of_the_place(self):
        self.place.zip = "67000"
        plan = self.plan(first_day="2027-03-25", ends="days", days=2, afternoon=False)
        self.assertEqual(plan.part, "6AE")
        plan.action_plan()
        self.assertEqual([slot._day_label(pattern="d MMMM") for slot in plan.session_id.slot_ids],
                         ["25 mars", "30 mars"])  # Good Friday, a weekend and Easter Monday between

    def test_hours_are_those_of_the_place(self):
        plan = self.plan(self.make_session(slot_ids=[], tz="Indian/Reunion"), ends="days", days=1, afternoon=False)
        plan.action_plan()
        self.assertEqual(str(plan.session_id.slot_ids.start), "2027-01-11 05:00:00")

    def test_preview_tells_conflicts_and_what_is_left(self):
        plan = self.plan(ends="days", days=1)
        self.assertIn(self.trainer.name, str(plan.preview))
        self.assertIn("7 h", str(plan.preview))

    def test_what_is_planned_is_not_planned_again(self):
        plan = self.plan(self.session, ends="until", until="2027-01-13")
        plan.action_plan()
        self.assertEqual(self.session.hours_planned, 21)

    def test_next_slots_are_proposed_like_the_others(self):
        room = self.env["of.room"].create({"name": "Salle Saône"})
        self.session.room_id = room
        plan = self.env["of.session.plan"].create({"session_id": self.session.id, "first_day": "2027-02-01"})
        self.assertEqual((plan.ends, plan.trainer_id, plan.room_id), ("days", self.trainer, room))

    def test_pattern_without_slot_is_refused(self):
        for values in ({"ends": "until"}, {"ends": "hours", "hours": 0}, {"morning": False, "afternoon": False},
                       {"ends": "until", "until": "2027-01-10"}):
            with self.subTest(values), self.assertRaises(UserError):
                self.plan(**values).action_plan()

    def test_company_proposes_its_hours(self):
        self.company.write({"of_morning_start": 8.5, "of_morning_end": 12})
        self.assertEqual(self.plan().morning_start, 8.5)
        with self.assertRaises(ValidationError):
            self.company.of_afternoon_start = 11

    # -- seats, room, kinds ----------------------------------------------------------

    def advised(self):
        return [item["code"] for item in self.session._of_missing("confirm")]

    def test_minimum_capacity_and_room_are_looked_at(self):
        room = self.env["of.room"].create({"name": "Petite salle", "seats": 1})
        self.session.write({"enrolment_ids": [
            Command.create({"learner_id": learner.id}) for learner in (self.anna, self.bruno)], "seats_min": 3})
        self.assertEqual(self.advised(), ["seats_min"])
        self.session.write({"seats_min": 2, "capacity": 1, "room_id": room.id})
        self.assertEqual(self.advised(), ["capacity", "room_seats"])

    def test_finishing_with_hours_left_to_plan_is_advised_against(self):
        self.session.hours_sold = 21
        self.assertIn("to_plan", [item["code"] for item in self.session._of_missing("finish")])

    def test_rolling_session_needs_no_date_and_stays_on_sale(self):
        session = self.make_session(is_rolling=True, slot_ids=[])
        self.assertNotIn("slots", [item["code"] for item in session._of_missing("confirm")])
        session._move("confirm")
        session.action_start()
        self.assertEqual(self.programme._of_upcoming_sessions(self.company)[self.programme], session)
        self.assertEqual(session.dates, "Entrées et sorties permanentes")

    def test_open_session_does_not_start_past_its_checklist(self):
        self.session.action_open()
        self.session.slot_ids.trainer_id = False
        with self.assertRaises(UserError):
            self.session.action_start()

    def test_slot_shows_the_hours_of_the_place_to_whoever_is_elsewhere(self):
        self.session.tz = "Indian/Reunion"
        slot = self.session.slot_ids[0].with_context(of_slot_in_calendar=True, tz="Europe/Paris")
        self.assertTrue(slot.display_name.startswith("12 h 00 à 15 h 30"))

    def test_public_holidays_are_shaded(self):
        days = self.env["of.session.slot"].get_unusual_days("2027-05-05 00:00:00", "2027-05-08 23:59:59")
        self.assertEqual(days, {"2027-05-05": False, "2027-05-06": True, "2027-05-07": False, "2027-05-08": True})

    def test_room_brings_its_place(self):
        room = self.env["of.room"].create({"name": "Salle Saône", "place_id": self.place.id})
        with Form(self.session) as form:
            form.place_id = self.env["res.partner"]
            form.room_id = room
            self.assertEqual(form.place_id, self.place)
        self.assertEqual(self.session.slot_ids.room_id, room)

    # -- what happens by itself ------------------------------------------------------

    def test_confirmed_sessions_begin_by_themselves_and_the_rest_resumes(self):
        later = self.make_session(slot_ids=[Command.create({
            "start": "2027-02-01 08:00:00", "end": "2027-02-01 11:00:00", "trainer_id": self.trainer.id})])
        due = self.session | self.make_session() | self.make_session()
        (due | later)._move("confirm")
        progress = []
        with (freeze_time("2027-01-11 08:00:00"), patch.object(
                type(self.env["ir.cron"]), "_commit_progress",
                lambda cron, processed=0, *, remaining=None: progress.append((processed, remaining)))):
            self.env["of.session"]._cron_start(limit=2)
            self.assertEqual(len(due.filtered(lambda session: session.state == "running")), 2)
            self.env["of.session"]._cron_start(limit=2)
        self.assertEqual(progress, [(2, 1), (1, 0)])
        self.assertEqual(set(due.mapped("state")), {"running"})
        self.assertEqual(later.state, "confirmed")

    def test_missing_counts_cost_the_same_for_one_and_for_thirty(self):
        def queries(count):
            sessions = self.env["of.session"].concat(*(self.make_session(place_id=False) for _number in range(count)))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(set(sessions.mapped("blocking_count")), {1})
            return self.env.cr.sql_log_count - before

        queries(1)
        self.assertEqual(queries(2), queries(30))
