from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged

from ..models.of_examination import STATES, TRANSITIONS
from .common import TrainingCase, TrainingData

BLOCKS = [("RNCP1BC01", "Saisir"), ("RNCP1BC02", "Analyser")]


class ExaminationData(TrainingData):
    @classmethod
    def make_examination(cls):
        """Anna and Bruno of one session and Carla of another in an examination of two blocks."""
        cls.programme.write({"of_recognition": "rncp", "of_certification_code": "RNCP1",
                             "of_certification_title": "Tableur", "of_certifier": "Certif"})
        cls.make_order(cls.client, [cls.anna, cls.bruno], quantity=2).action_confirm()
        cls.other_session = cls.make_session()
        cls.env["of.enrolment"].create({"session_id": cls.other_session.id, "learner_id": cls.carla.id})
        cls.examination = cls.env["of.examination"].create({
            "programme_id": cls.programme.id, "date": "2027-02-01 08:00:00",
            "session_ids": [Command.set((cls.session | cls.other_session).ids)],
            "block_ids": [Command.create({"code": code, "name": name}) for code, name in BLOCKS]})
        cls.examination.action_add_learners()

    def candidate(self, partner):
        return self.examination.candidate_ids.filtered(lambda candidate: candidate.learner_id == partner)


class ExaminationCase(ExaminationData, TrainingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_examination()

    def setUp(self):
        super().setUp()
        self.enterContext(freeze_time("2027-02-10 08:00:00"))

    def hold(self):
        self.examination.action_register()
        self.examination.action_all_present()
        self.examination.action_hold()

    def codes(self, purpose):
        return {item["code"] for item in self.examination._of_missing(purpose)}


class TestExamination(ExaminationCase):
    def test_learners_of_several_sessions_are_gathered_once(self):
        self.assertEqual(self.examination.candidate_ids.learner_id, self.anna | self.bruno | self.carla)
        self.examination.action_add_learners()
        self.assertEqual(self.examination.candidate_count, 3)

    def test_certification_is_kept_as_it_was(self):
        self.programme.of_certification_code = "RNCP2"
        self.assertEqual(self.examination.certification_code, "RNCP1")

    def test_everybody_registered_present_and_passed_in_three_clicks(self):
        self.hold()
        self.candidate(self.bruno).write({"result": "fail"})
        self.examination.action_all_passed()
        self.assertEqual(self.examination.candidate_ids.mapped("registered_on"),
                         [self.examination.candidate_ids[0].registered_on] * 3)
        self.assertEqual(self.candidate(self.anna).result, "pass")
        self.assertEqual(self.candidate(self.anna).block_ids, self.examination.block_ids)
        self.assertEqual((self.candidate(self.bruno).result, self.candidate(self.bruno).block_ids.ids), ("fail", []))
        self.assertEqual(self.examination.rates_label, "2 / 3")

    def test_who_was_absent_or_withdrew_is_left_as_he_is(self):
        self.candidate(self.anna).write({"registration": "withdrawn"})
        self.candidate(self.bruno).presence = "absent"
        self.examination.action_register()
        self.examination.action_all_present()
        self.examination.action_all_passed()
        self.assertEqual(self.candidate(self.anna).mapped("presence"), [False])
        self.assertEqual(self.candidate(self.bruno).result, "pending")
        self.assertEqual(self.examination.rates_label, "1 / 1")

    def test_states_move_as_the_table_says_only(self):
        for action, moves in TRANSITIONS.items():
            for state, _label in STATES:
                self.examination._pass().state = state
                if state in moves:
                    self.examination._move(action)
                    self.assertEqual(self.examination.state, moves[state])
                else:
                    with self.assertRaises(UserError):
                        self.examination._move(action)

    def test_what_is_missing_before_it_is_held(self):
        self.assertEqual(self.codes("hold"), {"to_register"})
        self.candidate(self.anna).holds_already = True
        self.env["of.enrolment"].create({"session_id": self.session.id})
        self.examination.action_add_learners()
        self.assertEqual(self.codes("hold"), {"to_register", "name", "holds"})
        self.examination.candidate_ids.unlink()
        self.assertEqual(self.codes("hold"), {"nobody"})

    def test_what_is_missing_before_results_are_known(self):
        self.examination.action_register()
        self.candidate(self.anna).presence = "present"
        self.candidate(self.bruno).write({"presence": "absent", "result": "pass"})
        self.assertEqual(self.codes("announce"), {"presence", "result_without_presence", "results"})
        self.candidate(self.carla).write({"presence": "present", "result": "partial"})
        self.candidate(self.bruno).result = "pending"
        self.candidate(self.anna).result = "fail"
        self.assertEqual(self.codes("announce"), {"partial"})
        self.candidate(self.carla).block_ids = self.examination.block_ids[0]
        self.assertFalse(self.codes("announce"))

    def test_closing_reminds_of_certificates_and_locks(self):
        self.hold()
        self.examination.action_all_passed()
        self.examination.action_announce()
        self.assertEqual(self.codes("close"), {"answer", "number"})
        for number, candidate in enumerate(self.examination.candidate_ids):
            candidate.write({"answer": "confirmed", "certificate_number": f"N{number}"})
        self.assertTrue(self.candidate(self.anna).answer_date)
        self.examination.action_close()
        for change in (lambda: self.candidate(self.anna).write({"result": "fail"}), self.candidate(self.anna).unlink,
                       self.examination.action_add_learners, self.examination.unlink):
            with self.assertRaises(UserError):
                change()
        self.examination.action_reopen()
        self.candidate(self.anna).result = "fail"

    def test_examination_to_come_was_not_held(self):
        self.examination.date = "2027-03-01 08:00:00"
        with self.assertRaises(UserError):
            self.examination.action_hold()

    def test_block_of_another_examination_is_refused(self):
        other = self.examination.copy()
        self.assertEqual(other.block_ids.mapped("code"), [code for code, _name in BLOCKS])
        with self.assertRaises(ValidationError):
            self.candidate(self.anna).block_ids = other.block_ids[0]


class TestResults(ExaminationCase):
    def results(self):
        self.hold()
        self.candidate(self.bruno).write({"result": "partial", "block_ids": self.examination.block_ids[0].ids})
        self.candidate(self.carla).presence = "absent"
        self.examination.action_all_passed()
        self.examination.action_announce()

    def test_programme_shows_the_rate_and_none_without_results(self):
        self.assertEqual((self.programme.of_examination_count, self.programme.of_success_label), (1, "–"))
        self.results()
        self.programme.invalidate_recordset()
        self.assertEqual(self.programme.of_success_label, "50 %")

    def test_text_is_proposed_for_the_period_and_added_or_replaced(self):
        self.results()
        self.programme.of_results = "96 % satisfaits."
        proposal = self.env["of.results.proposal"].create({
            "programme_id": self.programme.id, "date_from": "2027-01-01", "date_to": "2027-02-01"})
        text = proposal.text.replace("\N{NO-BREAK SPACE}", " ")
        self.assertIn("3 candidats inscrits, 2 présentés (66,7 % des inscrits), 1 reçu, soit 50 % des présentés, "
                      "1 validation partielle.", text)
        self.assertIn("RNCP1BC01 100 %, RNCP1BC02 50 %", text)
        proposal.action_add()
        self.assertEqual(self.programme.of_results, f"96 % satisfaits.\n{proposal.text}")
        proposal.action_replace()
        self.assertEqual(self.programme.of_results, proposal.text)

    def test_last_day_counts_and_the_day_after_does_not(self):
        self.results()
        for last, wanted in (("2027-02-01", "3 candidats inscrits"), ("2027-01-31", "aucun candidat inscrit")):
            proposal = self.env["of.results.proposal"].create({
                "programme_id": self.programme.id, "date_from": "2027-01-01", "date_to": last})
            self.assertIn(wanted, proposal.text)

    def test_pivot_adds_up_to_the_same(self):
        self.results()
        [(registered, presented, passed)] = self.env["of.examination.candidate"]._read_group(
            [("programme_id", "=", self.programme.id)], [], ["is_registered:sum", "is_presented:sum", "is_passed:sum"])
        self.assertEqual((registered, presented, passed), (3, 2, 1))


class TestExaminationAccess(ExaminationCase):
    def test_office_does_it_all_and_the_other_company_sees_nothing(self):
        assistant = self.office_user()
        self.examination.with_user(assistant).action_register()
        self.assertTrue(self.programme.with_user(assistant).of_examination_count)
        other = self.env["res.company"].create({"name": "Autre OF"})
        stranger = self.office_user("stranger", company_id=other.id, company_ids=[Command.set(other.ids)])
        for records in (self.examination, self.examination.candidate_ids, self.examination.block_ids):
            self.assertFalse(records.with_user(stranger).search([]) & records)
            with self.assertRaises(AccessError):
                records.with_user(stranger).read(["display_name"])

    def test_portal_users_read_none_by_themselves(self):
        user = self.portal_user(self.anna)
        for model in ("of.examination", "of.examination.candidate", "of.examination.block"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(user).search([])

    def test_thirty_candidates_ask_as_much_as_two(self):
        def queries(count):
            session = self.make_session()
            people = self.env["res.partner"].create([{"name": f"Stagiaire {n}"} for n in range(count)])
            self.env["of.enrolment"].create([{"session_id": session.id, "learner_id": person.id} for person in people])
            examination = self.examination.copy({"session_ids": [Command.set(session.ids)]})
            examination.action_add_learners()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            examination.action_register()
            examination.action_all_present()
            examination.action_all_passed()
            examination.read(["rates_label", "of_checklist"])
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(1)
        self.assertEqual(queries(2), queries(30))


@tagged("post_install", "-at_install")
class TestExaminationPortal(ExaminationData, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_training()
        cls.make_examination()
        cls.session = None  # HttpCase keeps its own session under this name

    def test_learner_sees_his_examination_and_the_result_once_known(self):
        self.portal_user(self.anna)
        self.authenticate(self.anna.email, self.anna.email)
        candidate = self.candidate(self.anna)
        candidate.write({"registration": "registered", "presence": "present", "result": "fail"})
        url = f"/my/trainings/{candidate.enrolment_id.id}"
        page = self.url_open(url).text
        self.assertIn("Tableur", page)
        label = dict(candidate._fields["result"]._description_selection(self.env))["fail"]
        self.assertNotIn(label, page)
        self.examination._pass().state = "results"
        self.assertIn(label, self.url_open(url).text)
