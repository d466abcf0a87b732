from datetime import date, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError, ValidationError

from .cpf import CpfCase


class TestCpfDeadlines(CpfCase):
    def run_on(self, day):
        with freeze_time(day), patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda cron, *a, **k: 1):
            self.env["of.cpf.file"]._cron_deadlines()
            self.env.flush_all()

    def kinds(self, file=None):
        activities = (file or self.file).activity_ids
        return [kind.removeprefix("of_funding.activity_cpf_")
                for kinds in activities.activity_type_id._get_external_ids().values() for kind in kinds]

    def test_answer_is_due_in_two_working_days(self):
        for asked, last in (("2026-11-06", date(2026, 11, 10)), ("2026-04-30", date(2026, 5, 5)),
                            ("2027-03-26", date(2027, 3, 31)), ("2026-11-07", date(2026, 11, 10))):
            with self.subTest(asked=asked):
                self.file.date_asked = asked
                self.assertEqual(self.file.deadline, last)

    def test_deadline_is_that_of_the_step(self):
        self.assertEqual(self.file.deadline, date(2026, 11, 10))
        self.file._pass().write({"state": "validated"})
        self.assertFalse(self.file.deadline)
        self.file._pass().write({"state": "accepted"})
        self.assertEqual((self.file.date_due, self.file.deadline), (date(2027, 1, 11), date(2027, 1, 14)))
        self.file._pass().write({"state": "in_training"})
        self.assertEqual((self.file.date_due, self.file.deadline), (date(2027, 1, 12), date(2027, 1, 15)))
        self.file._pass().write({"state": "terminated", "date_exit": "2027-01-15"})
        self.assertEqual(self.file.deadline, date(2027, 1, 20))

    def test_whoever_abandons_leaves_on_his_last_day(self):
        file = self.accepted()
        file._pass().write({"state": "in_training"})
        file.enrolment_id._leave(date(2027, 1, 11), "personal")
        self.assertEqual((file.date_due, file.deadline), (date(2027, 1, 11), date(2027, 1, 14)))

    def test_request_is_asked_for_at_once_and_done_by_the_answer(self):
        with freeze_time("2026-11-06"):
            file = self.make_file(self.anna, number="A")
            self.assertEqual(self.kinds(file), ["answer"])
            activity = file.activity_ids
            self.assertEqual((activity.user_id, activity.date_deadline), (self.assistant, date(2026, 11, 10)))
            self.run_on("2026-11-06")
            self.assertEqual(self.kinds(file), ["answer"])
            file.action_validate()
        self.assertEqual(self.kinds(file), [])

    def test_calendar_brings_entry_and_exit_and_steps_close_them(self):
        file = self.accepted()
        self.run_on("2027-01-10")
        self.assertEqual(self.kinds(), [])
        for _time in range(2):
            self.run_on("2027-01-11")
        self.assertEqual(self.kinds(), ["entry"])
        self.waive(file, "absent")
        with freeze_time("2027-01-12 18:00:00"):
            file.action_enter()
            self.assertEqual(self.kinds(), ["exit"])  # the training ended on that day
            file.exit_reason = "completed"
            file.action_leave()
            self.assertEqual(self.kinds(), ["service"])
            file._pass().write({"state": "service_declared"})
        self.assertEqual(self.kinds(), [])

    def test_a_moved_session_moves_what_is_asked(self):
        file = self.accepted()
        self.run_on("2027-01-11")
        self.session.slot_ids[0].write({"start": "2027-01-08 08:00:00", "end": "2027-01-08 11:30:00"})
        self.run_on("2027-01-11")
        self.assertEqual(file.activity_ids.date_deadline, date(2027, 1, 13))

    def test_a_session_put_off_puts_off_what_was_asked(self):
        file = self.accepted()
        self.run_on("2027-01-11")
        for slot in self.session.slot_ids:
            slot.write({"start": slot.start + timedelta(days=31), "end": slot.end + timedelta(days=31)})
        self.run_on("2027-01-12")
        self.assertEqual(file.deadline, date(2027, 2, 16))
        self.assertEqual(file.activity_ids.date_deadline, file.deadline)

    def test_what_was_done_by_hand_is_not_asked_again(self):
        self.accepted()
        self.run_on("2027-01-11")
        self.file.activity_ids.action_feedback("Fait dans EDOF")
        self.run_on("2027-01-12")
        self.assertEqual(self.kinds(), [])

    def test_rules_are_dated_and_a_company_has_its_own(self):
        rule = self.env.ref("of_funding.of_cpf_deadline_answer")
        self.assertEqual((rule.days, rule.verified), (2, "to_verify"))
        manager = self.office_user("manager", "of_training.group_of_training_manager")
        with self.assertRaises(UserError):
            rule.with_user(manager).days = 5
        own = {"kind": "answer", "days": 1, "date_from": "2026-01-01", "source": "Règle interne",
               "company_id": self.company.id}
        self.env["of.cpf.deadline"].with_user(manager).create(own)
        with self.assertRaises(ValidationError):
            self.env["of.cpf.deadline"].create(own)
        self.assertEqual(self.make_file(self.anna, number="A").deadline, date(2026, 11, 9))
        self.assertFalse(self.make_file(self.bruno, number="B", date_asked="2019-01-01").deadline)

    def board(self):
        lines = {line.code: line for line in self.env["of.today"]._providers()}
        return {code: self.file.search(line.domain) for code, line in lines.items() if code.startswith("cpf_")}

    def test_board_of_the_day(self):
        for day, code in (("2026-11-10", "cpf_answer"), ("2026-11-12", "cpf_late")):
            with freeze_time(day):
                self.assertEqual([name for name, files in self.board().items() if self.file in files], [code])
        file = self.accepted()
        with freeze_time("2027-01-10"):
            self.assertFalse([name for name, files in self.board().items() if file in files])
        with freeze_time("2027-01-14"):
            self.assertIn(file, self.board()["cpf_entry"])
        with freeze_time("2027-01-15"):
            self.assertIn(file, self.board()["cpf_late"])
        file._pass().write({"state": "accepted", "request_id": False})
        self.assertIn(file, self.board()["cpf_order"])

    def test_a_file_whose_day_is_not_known_stays_on_the_board(self):
        self.file.write({"date_asked": False})
        self.assertFalse(self.file.deadline)
        self.assertIn(self.file, self.board()["cpf_answer"])
        self.file._pass().write({"state": "terminated", "session_id": False})
        self.assertIn(self.file, self.board()["cpf_service"])

    def test_service_done_is_due_from_the_planned_end_until_the_exit_is_known(self):
        file = self.accepted()
        file._pass().write({"state": "terminated"})
        self.assertEqual((file.date_due, file.deadline), (date(2027, 1, 12), date(2027, 1, 15)))
        file.date_exit = "2027-01-11"
        self.assertEqual((file.date_due, file.deadline), (date(2027, 1, 11), date(2027, 1, 14)))

    def test_as_many_queries_for_thirty_files_as_for_three(self):
        """Deadlines computed, lists read and activities made."""
        counts = [self.count_queries(size) for size in (3, 3, 30)]
        self.assertLessEqual(counts[2], counts[1] + 5, counts)

    def count_queries(self, size):
        learners = self.env["res.partner"].create([{"name": f"Titulaire {n}"} for n in range(size)])
        today = fields.Date.context_today(self.file)
        files = self.env["of.cpf.file"].create([{
            "number": f"Q{learner.id}", "learner_id": learner.id, "session_id": self.session.id, "price": 890,
            "date_asked": fields.Date.add(today, days=5)} for learner in learners])
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.run_on(str(fields.Date.add(today, days=6)))
        files.mapped("display_name")
        files.mapped("cap_answers")
        files.mapped("candidate_ids")
        files.mapped("of_checklist")
        return self.cr.sql_log_count - before
