from odoo import Command, fields
from odoo.exceptions import AccessError, ValidationError

from .common import TrainingCase


class TestEnrolmentFile(TrainingCase):
    """Administrative file: identity seen by few, prerequisites, papers, what is missing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card, cls.cv = cls.env["of.paper.kind"].create([
            {"name": "Pièce d'identité"}, {"name": "CV", "programme_ids": [Command.link(cls.programme.id)]}])
        other = cls.programme.copy({"name": "Autre"})
        cls.env["of.paper.kind"].create([
            {"name": "Permis", "programme_ids": [Command.link(other.id)]},
            {"name": "Ailleurs", "company_id": cls.env["res.company"].create({"name": "Autre OF"}).id}])
        cls.make_order(cls.client, [cls.anna]).action_confirm()
        cls.record = cls.session.enrolment_ids
        cls.assistant = cls.office_user()

    def missing(self):
        return {item["code"]: item["sentence"] for item in self.record._of_missing("file")}

    def test_birth_is_for_the_training_office_alone(self):
        self.anna.of_birth_date = "1990-05-04"
        self.assertEqual(str(self.record.with_user(self.assistant).birth_date), "1990-05-04")
        for user in (self.portal_user(self.anna), self.portal_user(self.hr), self.portal_user(self.trainer),
                     self.office_user("s", "sales_team.group_sale_salesman"),
                     self.office_user("a", "account.group_account_invoice")):
            for record, name in ((self.record, "birth_date"), (self.anna, "of_birth_date"),
                                 (self.record, "need_expectations"), (self.record, "paper_ids")):
                with self.subTest(user=user.login, field=name), self.assertRaises(AccessError):
                    record.with_user(user).read([name])

    def test_assistant_fills_the_identity_on_the_record(self):
        self.record.with_user(self.assistant).write({"birth_name": "Martin", "level": "5"})
        self.assertEqual((self.anna.of_birth_name, self.anna.of_level), ("Martin", "5"))

    def test_one_person_with_two_employers_is_one_person(self):
        other = self.env["res.partner"].create({"name": "Boulange", "is_company": True})
        second = self.env["of.enrolment"].create(
            {"session_id": self.make_session().id, "learner_id": self.anna.id, "employer_id": other.id})
        self.record.birth_place = "Lyon"
        self.assertEqual(second.birth_place, "Lyon")
        self.assertEqual(self.anna.of_enrolment_ids.employer_id, self.client | other)
        self.assertFalse(self.anna.parent_id)

    def test_papers_of_the_programme_are_listed_asked_and_received(self):
        papers = self.record.paper_ids
        self.assertEqual(papers.kind_id, self.card | self.cv)
        self.assertIn("CV", self.missing()["papers_to_ask"])
        self.record.with_user(self.assistant).action_ask_papers()
        self.assertEqual(papers.mapped("state"), ["asked", "asked"])
        self.assertIn("Pièce d'identité", self.missing()["papers_asked"])
        papers[0].with_user(self.assistant).action_receive()
        papers[1].with_user(self.assistant).write({"file": "AAAA", "file_name": "cv.pdf"})
        self.assertEqual(papers.mapped("state"), ["received", "received"])
        self.assertFalse({code for code in self.missing() if code.startswith("papers")})

    def test_expired_paper_is_asked_for_again(self):
        paper = self.record.paper_ids[0]
        paper.write({"received_on": "2026-01-01", "valid_until": "2026-02-01"})
        self.assertEqual(paper.state, "expired")
        self.assertIn(paper.kind_id.name, self.missing()["papers_expired"])
        paper.action_ask()
        self.assertEqual((paper.state, paper.asked_on), ("asked", fields.Date.context_today(paper)))

    def test_kind_added_later_comes_with_the_next_request(self):
        self.env["of.paper.kind"].create({"name": "RIB"})
        self.record.action_ask_papers()
        self.record.action_ask_papers()
        self.assertEqual(len(self.record.paper_ids), 3)

    def test_who_checked_the_prerequisites_is_kept_and_a_waiver_has_a_reason(self):
        record = self.record.with_user(self.assistant)
        self.assertIn("prerequisites", self.missing())
        record.prerequisites = "yes"
        self.assertEqual((record.prerequisites_by_id, record.prerequisites_on),
                         (self.assistant, fields.Date.context_today(record)))
        with self.assertRaises(ValidationError):
            record.write({"prerequisites": "waived", "prerequisites_reason": " "})
        record.write({"prerequisites": "no"})
        self.assertIn("prerequisites_no", self.missing())

    def test_papers_of_thirty_take_the_queries_of_one(self):
        def queries(count):
            learners = self.env["res.partner"].create([{"name": f"Stagiaire {number}"} for number in range(count)])
            records = self.env["of.enrolment"].create([
                {"session_id": self.make_session().id, "learner_id": learner.id, "state": "confirmed"}
                for learner in learners])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            records.action_ask_papers()
            records.mapped("waiting_rank")
            records.mapped("accommodation_notice")
            self.env.flush_all()
            return self.cr.sql_log_count - before
        queries(1)
        self.assertLessEqual(queries(30) - queries(1), 2)
