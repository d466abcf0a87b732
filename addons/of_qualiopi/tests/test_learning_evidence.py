from odoo import Command, fields

from .common import QualityCase


class TestLearningEvidence(QualityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.programme.of_objective_ids = [Command.create({"name": "Construire un tableau"})]
        cls.record = cls.env["of.enrolment"].create({"session_id": cls.session.id, "learner_id": cls.anna.id})
        cls.record.action_confirm()

    def report(self, *moments):
        for moment in moments:
            self.session._assess(moment).line_ids.level = "3"
        self.record.action_issue_assessment_report()
        return self.numbers(self.of_source(self.record.document_ids.sorted("id")[-1]))

    def test_report_shows_what_it_assesses(self):
        self.assertEqual(self.report("entry"), [8])
        self.assertEqual(self.report("exit"), [8, 11])

    def test_attestation_proves_that_learning_is_assessed_once_it_was(self):
        for assessed, numbers in ((False, []), (True, [11])):
            if assessed:
                self.session._assess("exit").line_ids.level = "3"
            document = self.issue("attestation", enrolment_id=self.record.id)
            self.assertEqual(self.numbers(self.of_source(document)), numbers)

    def test_follow_up_of_distance_learning(self):
        self.record.action_issue_distance_log()
        self.assertEqual(self.numbers(self.of_source(self.record.document_ids)), [19])

    def test_results_of_a_certification_without_names(self):
        self.programme.of_certification_code = "RS9901"
        examination = self.env["of.examination"].create({
            "programme_id": self.programme.id, "session_ids": self.session.ids,
            "date": fields.Datetime.subtract(fields.Datetime.now(), days=1)})
        examination.action_add_learners()
        examination.candidate_ids.write({"registration": "registered", "presence": "present", "result": "pass"})
        examination.action_hold()
        examination.action_announce()
        evidence = self.of_source(examination)
        self.assertEqual(self.numbers(evidence), [3])
        sheet = dict(examination._evidence_sheet())
        self.assertIn("1", sheet.values())
        self.assertNotIn("Anna", "".join(sheet.values()))
