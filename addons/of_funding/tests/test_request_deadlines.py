from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command

from .common import FundingCase


class TestRequestDeadlines(FundingCase):
    """The session begins on 11 January 2027 and ends on the 12th."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["of.funder.terms"].create({
            "funder_kind": "opco", "funder_id": cls.akto.id, "date_from": "2020-01-01", "source": "Conditions",
            "company_id": cls.company.id, "request_days": 14, "answer_days": 20, "invoice_days": 60})
        cls.assistant = cls.office_user("assistant", "of_funding.group_of_funding_user", email="a@example.com")
        cls.file = cls.request(cls.akto, cls.sold().of_enrolment_ids, 600, user_id=cls.assistant.id)

    def run_on(self, day):
        crons = type(self.env["ir.cron"])
        with freeze_time(day), patch.object(crons, "_commit_progress", lambda cron, *args, **kwargs: 1):
            self.env["of.funding.request"]._cron_deadlines()
            self.env.flush_all()

    def kinds(self, request=None):
        activities = (request or self.file).activity_ids
        return [kind.removeprefix("of_funding.activity_funding_")
                for kind in activities.activity_type_id._get_external_ids().values() for kind in kind]

    def test_days_follow_the_terms_of_the_funder(self):
        self.assertEqual(self.file.date_deadline, date(2026, 12, 28))
        with freeze_time("2026-12-01"):
            self.file.action_send()
        self.assertEqual((self.file.date_answer_due, self.file.date_invoice_due), (date(2026, 12, 21), date(2027, 3, 13)))

    def test_a_corrected_day_stays(self):
        self.file.date_deadline = "2026-12-20"
        with freeze_time("2026-12-01"):
            self.file.action_send()
        self.file.date_asked = "2026-11-20"
        self.assertEqual(self.file.date_deadline, date(2026, 12, 20))

    def test_days_move_with_the_session(self):
        self.session.slot_ids[0].write({"start": "2027-01-04 08:00:00", "end": "2027-01-04 11:30:00"})
        self.assertEqual((self.file.date_start, self.file.date_deadline), (date(2027, 1, 4), date(2026, 12, 21)))

    def test_whoever_is_responsible_is_told_a_week_before_and_once(self):
        self.run_on("2026-12-20")
        self.assertEqual(self.kinds(), [])
        mails = self.env["mail.mail"].search_count([])
        for day in ("2026-12-21", "2026-12-21", "2026-12-22"):
            self.run_on(day)
        self.assertEqual(self.kinds(), ["send"])
        activity = self.file.activity_ids
        self.assertEqual((activity.user_id, activity.date_deadline), (self.assistant, date(2026, 12, 28)))
        self.assertEqual(self.env["mail.mail"].search_count([]), mails + 1)

    def test_what_was_done_by_hand_is_not_asked_again(self):
        self.run_on("2026-12-22")
        self.file.activity_ids.action_feedback("Entreprise relancée")
        self.run_on("2026-12-23")
        self.assertEqual(self.kinds(), [])

    def test_a_moved_session_moves_what_is_asked(self):
        self.run_on("2026-12-22")
        self.session.slot_ids[0].write({"start": "2027-01-04 08:00:00", "end": "2027-01-04 11:30:00"})
        self.run_on("2026-12-23")
        self.assertEqual(self.file.activity_ids.date_deadline, date(2026, 12, 21))

    def test_each_step_closes_its_own_and_opens_the_next(self):
        self.run_on("2026-12-22")
        with freeze_time("2026-12-22"):
            self.file.action_send()
        self.assertEqual(self.kinds(), [])
        self.run_on("2027-01-10")
        self.assertEqual(self.kinds(), [])
        self.run_on("2027-01-11")
        self.assertEqual(self.kinds(), ["answer"])
        self.file.write({"number": "A", "date_granted": "2027-01-11", "valid_until": "2027-02-28"})
        self.file.action_grant()
        self.assertEqual(self.kinds(), [])
        self.run_on("2027-01-29")
        self.assertEqual(self.kinds(), ["expiry"])
        self.run_on("2027-02-27")
        self.assertEqual(sorted(self.kinds()), ["expiry", "invoice"])

    def test_a_request_sent_again_is_followed_again(self):
        for _time in range(2):
            with freeze_time("2026-12-01"):
                self.file.date_sent = False
                self.file.action_send()
            self.run_on("2026-12-21")
            self.assertEqual(self.kinds(), ["answer"])
            self.file.action_reopen()
            self.assertEqual(self.kinds(), [])

    def test_late_requests_are_on_the_board_of_the_day(self):
        with freeze_time("2026-12-29"):
            lines = {line.code: line for line in self.env["of.today"]._providers()}
            self.assertIn(self.file, self.file.search(lines["requests_late"].domain))
            self.assertNotIn(self.file, self.file.search(lines["requests"].domain))
        with freeze_time("2026-12-28"):
            lines = {line.code: line for line in self.env["of.today"]._providers()}
            self.assertNotIn(self.file, self.file.search(lines["requests_late"].domain))
            self.assertIn(self.file, self.file.search(lines["requests"].domain))

    def test_as_many_queries_for_thirty_requests_as_for_three(self):
        """Beside the mail that Odoo writes for each activity given to somebody else."""
        counts = []
        for size in (3, 3, 30):
            session = self.make_session(capacity=size)
            learners = self.env["res.partner"].create([{"name": f"Stagiaire {n}"} for n in range(size)])
            enrolments = self.env["of.enrolment"].create([
                {"session_id": session.id, "learner_id": learner.id, "price": 890} for learner in learners])
            self.env["of.funding.request"].create([{
                "funder_id": self.akto.id, "scheme": "plan", "user_id": self.env.uid, "line_ids": [Command.create(
                    {"enrolment_id": enrolment.id, "asked": 600})]} for enrolment in enrolments])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.run_on("2026-12-22")
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1] * 2, counts)
