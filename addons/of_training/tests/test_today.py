from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError

from .common import TrainingCase


class TestToday(TrainingCase):
    """The board: what is due, as far as its reader may see, at the same cost whatever there is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.assistant = cls.office_user(groups="of_training.group_of_training_user")
        cls.make_order(cls.client, [cls.anna], quantity=2).action_confirm()

    def board(self, user=None):
        return self.env["of.today"].with_user(user or self.assistant).read_board()

    def lines(self, user=None):
        return {line["code"]: line for group in self.board(user)["groups"] for line in group["lines"]}

    def test_half_days_of_today_and_of_the_past(self):
        self.session._move("confirm")
        with freeze_time("2027-01-11 07:00:00"):
            self.assertEqual(self.lines()["sign_today"]["count"], 2)
            self.assertEqual([slot["hours"] for slot in self.board()["slots"]],
                             ["9 h 00 à 12 h 30", "13 h 30 à 17 h 00"])
        with freeze_time("2027-01-12 20:00:00"):
            lines = self.lines()
            self.assertEqual((lines["unsigned"]["count"], lines["close_slots"]["count"]), (4, 4))
            self.assertTrue(lines["close_slots"]["do_label"])

    def test_line_does_the_thing(self):
        self.session._move("confirm")
        with freeze_time("2027-01-12 20:00:00"):
            self.env["of.today"].with_user(self.assistant).run("close_slots")
            self.assertNotIn("close_slots", self.lines())
        with self.assertRaises(UserError):
            self.env["of.today"].with_user(self.assistant).run("unsigned")

    def test_sessions_that_begin_soon_and_lack_something(self):
        with freeze_time("2027-01-02 08:00:00"):
            self.assertNotIn("lacking", self.lines())
        with freeze_time("2027-01-06 08:00:00"):
            self.session.slot_ids.trainer_id = False
            line = self.lines()["lacking"]
            self.assertEqual(line["records"], [{"id": self.session.id, "name": self.session.display_name}])
            self.assertTrue(line["is_late"])

    def test_papers_and_records(self):
        self.session.enrolment_ids.order_id._of_write_agreements()
        lines = self.lines()
        self.assertEqual(lines["issue"]["count"], 1)
        self.assertEqual(lines["unnamed"]["count"], 1)
        self.session._move("cancel")
        lines = self.lines()
        self.assertNotIn("issue", lines)
        self.assertEqual(lines["to_move"]["count"], 2)

    def test_learners_who_begin_soon_and_lack_a_paper(self):
        record = self.session.enrolment_ids.filtered("learner_id")
        record.paper_ids.unlink()
        paper = self.env["of.enrolment.paper"].create({
            "enrolment_id": record.id, "kind_id": self.env["of.paper.kind"].create({"name": "Pièce d'identité"}).id})
        with freeze_time("2027-01-02 08:00:00"):
            self.assertNotIn("papers", self.lines())
        with freeze_time("2027-01-06 08:00:00"):
            self.assertEqual([one["id"] for one in self.lines()["papers"]["records"]], record.ids)
            paper.write({"received_on": "2027-01-03", "valid_until": "2027-01-06"})
            self.assertNotIn("papers", self.lines())
            paper.valid_until = "2027-01-05"
            self.assertIn("papers", self.lines())

    def test_trainers_whose_paper_is_out_of_date(self):
        paper = self.env["of.trainer.paper"].create({
            "trainer_id": self.trainer.id, "kind": "insurance", "issued_on": "2026-01-01", "valid_until": "2027-01-05"})
        with freeze_time("2027-01-05 08:00:00"):
            self.assertNotIn("trainer_papers", self.lines())
        with freeze_time("2027-01-06 08:00:00"):
            self.assertEqual([one["id"] for one in self.lines()["trainer_papers"]["records"]], paper.ids)

    def test_sales_are_for_who_reads_them(self):
        order = self.make_order(self.client)
        order.action_quotation_sent()
        self.assertNotIn("quotations", self.lines())
        both = self.office_user("both", "of_training.group_of_training_user,sales_team.group_sale_salesman_all_leads")
        self.assertEqual(self.lines(both)["quotations"]["count"], 1)

    def test_own_company_alone(self):
        other = self.env["res.company"].create({"name": "Autre OF"})
        self.make_session(company_id=other.id, place_id=False, hours_sold=99)
        self.assertNotIn("to_plan", self.lines())

    def test_board_is_for_the_office(self):
        for user in (self.portal_user(self.anna), self.office_user("plain", "base.group_user")):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.board(user)

    def test_every_line_opens_what_it_counts(self):
        self.session.slot_ids.trainer_id = False
        for line in self.lines().values():
            with self.subTest(line["code"]):
                found = self.env[line["model"]].with_user(self.assistant).search_count(line["domain"])
                self.assertEqual(found, line["count"])

    def test_query_count_is_the_same_for_10_and_100_sessions(self):
        def queries(count):
            sessions = self.env["of.session"].concat(*(self.make_session() for _number in range(count)))
            sessions.write({"hours_sold": 99, "enrolment_ids": [Command.create({})]})
            sessions._move("confirm")
            with freeze_time("2027-01-11 06:00:00"):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                self.assertTrue(self.lines()["lacking"]["count"] > 5)
                return self.env.cr.sql_log_count - before

        queries(8)
        self.assertEqual(queries(10), queries(90))
