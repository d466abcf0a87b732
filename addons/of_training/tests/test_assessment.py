from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .common import TrainingCase, TrainingData
from .test_attendance_documents import pdf_text

OBJECTIVES = ("Construire un tableau", "Contrôler des données", "Expliquer un résultat")


class AssessmentData(TrainingData):
    @classmethod
    def make_assessed(cls):
        """Anna and Bruno in a confirmed session of a programme with three objectives."""
        cls.programme.of_objective_ids = [Command.create({"name": name, "sequence": n})
                                          for n, name in enumerate(OBJECTIVES)]
        cls.make_order(cls.client, [cls.anna, cls.bruno], quantity=2).action_confirm()
        cls.session.action_confirm()
        cls.record = cls.session.enrolment_ids.filtered(lambda enrolment: enrolment.learner_id == cls.anna)

    def levels(self, moment, *levels, record=None):
        """Give these levels to Anna."""
        assessment = (record or self.record).session_id._assess(moment).filtered(
            lambda a: a.enrolment_id == (record or self.record))
        for line, level in zip(assessment.line_ids, levels, strict=True):
            line.level = level
        return assessment


class TestAssessment(AssessmentData, TrainingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_assessed()

    def test_session_gets_a_line_per_learner_and_objective_once(self):
        user = self.office_user()
        session = self.session.with_user(user).with_context(of_moment="entry")
        action = session.action_assess()
        lines = self.env["of.assessment.line"].with_user(user).search(action["domain"])
        self.assertEqual((len(lines), lines.enrolment_id), (6, self.session.enrolment_ids))
        self.assertEqual(session.action_assess()["domain"], action["domain"])
        lines.write({"level": "2"})
        self.assertEqual(self.session.assessment_label, "2 / 2")

    def test_wording_of_the_day_stays(self):
        assessment = self.levels("entry", "0", "1", "2")
        self.programme.of_objective_ids[0].name = "Autre"
        self.programme.of_objective_ids[1].unlink()
        self.assertEqual(tuple(assessment.line_ids.mapped("name")), OBJECTIVES)

    def test_average_counts_what_was_assessed(self):
        assessment = self.levels("entry", "0", "3", False)
        self.assertEqual((assessment.average, assessment.is_complete), (1.5, False))

    def test_programme_without_objectives_says_where_to_list_them(self):
        self.programme.of_objective_ids.unlink()
        with self.assertRaises(UserError):
            self.session._assess("entry")

    def test_results_of_a_skills_assessment_are_no_report(self):
        self.levels("exit", "3", "4", "3")
        self.programme.of_action_category = "skills_assessment"
        with self.assertRaisesRegex(UserError, "L6313-4"):
            self.record.action_issue_assessment_report()

    def test_report_compares_entry_and_exit_and_replaces_the_one_before(self):
        self.levels("exit", "3", "4", "3")
        self.levels("entry", "0", "1", False).comment = "Débute sur tableur."
        for _time in range(2):
            self.record.action_issue_assessment_report()
        first, second = self.record.document_ids.sorted("id")
        self.assertEqual(first.superseded_by_id, second)
        text, pages = pdf_text(second)
        for wanted in ("Bilan des évaluations", "Anna Stagiaire", *OBJECTIVES, "Non acquis", "Expert", "+3", "3,3",
                       "Débute sur tableur."):
            self.assertIn(wanted, text)
        self.assertLess(text.index("Entrée"), text.index("Sortie"))
        self.assertEqual(pages, 1)

    def test_report_without_levels_is_refused(self):
        self.session._assess("entry")
        with self.assertRaises(UserError):
            self.record.action_issue_assessment_report()

    def test_closing_reminds_of_exit_assessments_where_there_are_objectives(self):
        def codes():
            return [item["code"] for item in self.session._of_missing("close")]

        self.assertIn("exit_assessment", codes())
        for record in self.session.enrolment_ids:
            self.levels("exit", "3", "3", "3", record=record)
        self.assertNotIn("exit_assessment", codes())
        self.env["of.assessment"].search([]).unlink()
        self.programme.of_objective_ids.unlink()
        self.assertNotIn("exit_assessment", codes())

    def test_learner_reads_his_levels_once_the_training_is_over(self):
        self.levels("exit", "3", "4", "3")
        record = self.record.with_user(self.portal_user(self.anna))
        self.assertIsNone(record._shared_progress())
        self.record._pass().state = "done"
        self.assertEqual([name for name, _lines in record._shared_progress()["rows"]], list(OBJECTIVES))
        with self.assertRaises(AccessError):
            self.env["of.assessment"].with_user(record.env.user).search([])

    def test_employer_reads_no_assessment_report(self):
        self.levels("exit", "3", "4", "3")
        self.record.action_issue_assessment_report()
        report = self.record.document_ids
        self.assertEqual(self.env["of.document"].with_user(self.portal_user(self.anna)).search(
            [("id", "in", report.ids)]), report)
        self.assertFalse(self.env["of.document"].with_user(self.portal_user(self.hr)).search(
            [("id", "in", report.ids)]))

    def test_other_company_is_a_wall(self):
        assessment = self.levels("entry", "0", "1", "2")
        other = self.env["res.company"].create({"name": "Autre OF"})
        stranger = self.office_user("stranger", company_id=other.id, company_ids=[Command.set(other.ids)])
        for records in (assessment, assessment.line_ids):
            self.assertFalse(records.with_user(stranger).search([]))
            with self.assertRaises(AccessError):
                records.with_user(stranger).read(["display_name"])

    def test_beginning_for_thirty_learners_searches_as_little_as_for_one(self):
        def selects(count):
            session = self.make_session()
            people = self.env["res.partner"].create([{"name": f"Stagiaire {n}"} for n in range(count)])
            self.env["of.enrolment"].create([{"session_id": session.id, "learner_id": person.id} for person in people])
            session.action_confirm()
            session.enrolment_ids.action_confirm()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            session._assess("entry")
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        selects(1)
        self.assertEqual(selects(2), selects(30))


@tagged("post_install", "-at_install")
class TestAssessmentPages(AssessmentData, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_training()
        cls.make_assessed()
        cls.training, cls.session = cls.session, None  # HttpCase keeps its own session under this name

    def enter(self, partner):
        self.portal_user(partner)
        self.authenticate(partner.email, partner.email)

    def page(self, moment="entry", **data):
        url = f"/my/sessions/{self.training.id}/assessments/{moment}"
        page = self.url_open(url)
        if not data:
            return page
        token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
        return self.url_open(url, data={"csrf_token": token, **data})

    def test_trainer_begins_and_enters_levels(self):
        self.enter(self.trainer)
        self.assertFalse(self.record.assessment_ids)
        self.page(begin="1")
        assessment = self.record.assessment_ids
        lines = assessment.line_ids
        answer = self.page(**{f"level_{lines[0].id}": "3", f"level_{lines[1].id}": "9",
                              f"comment_{assessment.id}": "Bon départ"})
        self.assertIn('selected="selected"', answer.text)
        self.assertEqual((lines.mapped("level"), assessment.comment), (["3", False, False], "Bon départ"))
        self.assertEqual(assessment.assessor_id, self.trainer)
        self.page(**{f"level_{lines[0].id}": ""})
        self.assertFalse(lines[0].level)
        self.assertEqual(assessment.comment, "Bon départ")

    def test_nobody_else_opens_the_page_nor_another_moment(self):
        self.enter(self.trainer)
        self.assertEqual(self.page("never").status_code, 404)
        for partner in (self.anna, self.hr):
            self.enter(partner)
            self.assertEqual(self.page().status_code, 404)

    def test_learner_sees_progress_on_his_page_after_the_training(self):
        self.levels("exit", "3", "4", "3")
        self.enter(self.anna)
        url = f"/my/trainings/{self.record.id}"
        self.assertNotIn(OBJECTIVES[0], self.url_open(url).text)
        self.record._pass().state = "done"
        self.assertIn(OBJECTIVES[0], self.url_open(url).text)

    def test_slot_leads_to_the_assessments(self):
        self.enter(self.trainer)
        with freeze_time("2027-01-11 08:00:00"):
            slot = self.training.slot_ids[0]
            self.assertIn(f"/my/sessions/{self.training.id}/assessments/midway",
                          self.url_open(f"/my/slots/{slot.id}").text)
