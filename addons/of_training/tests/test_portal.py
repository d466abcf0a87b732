from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .common import TrainingCase, TrainingData


@tagged("post_install", "-at_install")
class TestPortal(TrainingData, HttpCase):
    """Learners and HR contacts see their own, on each route; another's address leads home."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_training()
        cls.make_order(cls.client, [cls.anna, cls.bruno], quantity=2).action_confirm()
        cls.make_order(cls.carla).action_confirm()
        cls.records = {record.learner_id: record for record in cls.session.enrolment_ids}
        for partner in (cls.anna, cls.carla, cls.hr, cls.trainer):
            cls.portal_user(partner)
        # HttpCase keeps its own web session under this name.
        cls.of_session, cls.session = cls.session, None

    def login(self, partner):
        self.authenticate(partner.email, partner.email)

    def document(self, learner, **vals):
        record = self.records[learner]
        return self.env["of.document"]._archive(
            b"%PDF-1.4", "certificat.pdf", kind="certificate", name="Certificat", company_id=self.company.id,
            enrolment_id=record.id, session_id=self.of_session.id, partner_id=learner.id, **vals)

    def seen(self, partner, record):
        """Whether ``partner`` gets the page of ``record``; otherwise he is sent home."""
        self.login(partner)
        response = self.url_open(f"/my/trainings/{record.id}", allow_redirects=False)
        if response.status_code == 303:
            self.assertTrue(response.headers["Location"].endswith("/my"))
        return response.status_code == 200

    def test_each_role_and_record(self):
        allowed = {(self.anna, self.anna), (self.carla, self.carla), (self.hr, self.anna), (self.hr, self.bruno)}
        for user in (self.anna, self.carla, self.hr, self.trainer):
            for learner, record in self.records.items():
                with self.subTest(user=user.name, learner=learner.name):
                    self.assertEqual(self.seen(user, record), (user, learner) in allowed)

    def test_record_that_does_not_exist_leads_home(self):
        self.login(self.anna)
        self.assertEqual(self.url_open("/my/trainings/999999", allow_redirects=False).status_code, 303)

    def test_visitor_must_log_in(self):
        for url in ("/my/trainings", f"/my/trainings/{self.records[self.anna].id}",
                    f"/my/trainings/document/{self.document(self.anna).id}"):
            location = self.url_open(url, allow_redirects=False).headers["Location"]
            self.assertIn("/web/login", location)

    def test_lists_and_counters(self):
        for user, role, names, count in (
                (self.anna, "learner", {"Anna"}, 1), (self.hr, "staff", {"Anna", "Bruno"}, 2),
                (self.hr, "learner", set(), 0), (self.trainer, "learner", set(), 0), (self.trainer, "staff", set(), 0)):
            with self.subTest(user=user.name, role=role):
                self.login(user)
                text = self.url_open(f"/my/trainings?role={role}").text
                if role == "staff":
                    self.assertEqual({name for name in ("Anna", "Bruno", "Carla") if f"{name} " in text}, names)
                name = "of_training_count" if role == "learner" else "of_staff_training_count"
                self.assertEqual(self.make_jsonrpc_request("/my/counters", {"counters": [name]}), {name: count})

    def test_cancelled_record_leaves_the_list(self):
        self.records[self.anna].action_cancel()
        self.login(self.anna)
        self.assertNotIn("Excel, bases", self.url_open("/my/trainings").text)

    def test_page_says_when_and_where(self):
        self.login(self.anna)
        text = self.url_open(f"/my/trainings/{self.records[self.anna].id}").text
        for wanted in ('lundi 11 janvier 2027, <span class="text-nowrap">9 h 00 à 12 h 30</span>', "12 rue Servient",
                       "Nadia Formatrice", 'id="of_training_portal_enrolment_actions"'):
            self.assertIn(wanted, text)

    def test_link_of_a_hostile_scheme_is_not_offered(self):
        self.of_session.link = "javascript:alert(1)"
        self.login(self.anna)
        self.assertNotIn("javascript:alert", self.url_open(f"/my/trainings/{self.records[self.anna].id}").text)

    def test_document_opens_and_is_noted_once_per_person(self):
        document = self.document(self.anna)
        for partner in (self.anna, self.anna, self.hr):
            self.login(partner)
            response = self.url_open(f"/my/trainings/document/{document.id}")
            self.assertEqual(response.content, b"%PDF-1.4")
        self.assertEqual(document.event_ids.mapped("kind"), ["opened", "opened"])
        self.assertEqual(document.event_ids.mapped("detail"), ["Anna Stagiaire", "Hélène RH"])

    def test_page_says_who_sealed_a_document(self):
        self.document(self.anna, seal_subject="Cachet d&'essai")
        self.login(self.anna)
        text = self.url_open(f"/my/trainings/{self.records[self.anna].id}").text
        self.assertIn("Cachet d&amp;&#39;essai", text)

    def test_document_of_another_is_refused_and_leaves_no_trace(self):
        document = self.document(self.anna)
        for partner in (self.carla, self.trainer):
            self.login(partner)
            response = self.url_open(f"/my/trainings/document/{document.id}", allow_redirects=False)
            self.assertEqual(response.status_code, 303)
        self.assertFalse(document.event_ids)

    def test_list_takes_as_many_queries_for_many_records(self):
        self.login(self.hr)
        counts = []
        for _round in range(2):
            self.url_open("/my/trainings")  # caches are warm from here
            before = self.cr.sql_log_count
            self.assertEqual(self.url_open("/my/trainings").status_code, 200)
            counts.append(self.cr.sql_log_count - before)
            learners = self.env["res.partner"].create([{"name": f"Stagiaire {number}"} for number in range(20)])
            self.env["of.enrolment"].create([
                {"session_id": self.of_session.id, "learner_id": learner.id, "employer_id": self.client.id,
                 "state": "confirmed"} for learner in learners])
            self.env.flush_all()
        self.assertGreater(counts[0], 5)
        self.assertLessEqual(abs(counts[1] - counts[0]), 1)


class TestLessons(TrainingCase):
    """Who is enrolled reads the lessons; who is not, doesn't."""

    def attendees(self):
        """Beside the responsible, whom eLearning adds itself."""
        return self.programme.channel_partner_ids.partner_id - self.programme.user_id.partner_id

    def enrol(self, *learners, session=None, state="confirmed"):
        return self.env["of.enrolment"].create([
            {"session_id": (session or self.session).id, "learner_id": learner.id, "state": state}
            for learner in learners])

    def test_confirmed_named_records_open_the_lessons(self):
        self.make_order(self.client, [self.anna], quantity=2).action_confirm()
        self.assertEqual(self.attendees(), self.anna)
        nameless = self.session.enrolment_ids.filtered(lambda record: not record.learner_id)
        nameless.with_user(self.office_user()).learner_id = self.bruno
        self.assertEqual(self.attendees(), self.anna | self.bruno)

    def test_draft_opens_nothing_until_confirmed(self):
        record = self.enrol(self.anna, state="draft")
        self.assertFalse(self.attendees())
        record.action_confirm()
        self.assertEqual(self.attendees(), self.anna)

    def test_cancelling_closes_and_confirming_again_reopens(self):
        record = self.enrol(self.anna)
        record.action_cancel()
        self.assertFalse(self.attendees())
        record.state = "confirmed"
        self.assertEqual(self.attendees(), self.anna)
        self.assertEqual(self.env["slide.channel.partner"].with_context(active_test=False).search_count(
            [("channel_id", "=", self.programme.id), ("partner_id", "=", self.anna.id)]), 1)

    def test_second_session_of_the_programme_keeps_the_lessons_open(self):
        record = self.enrol(self.anna)
        self.enrol(self.anna, session=self.make_session())
        record.action_cancel()
        self.assertEqual(self.attendees(), self.anna)

    def test_another_name_takes_the_place(self):
        record = self.enrol(self.anna)
        record.learner_id = self.bruno
        self.assertEqual(self.attendees(), self.bruno)

    def test_queries_do_not_grow_with_learners(self):
        def enrol(number):
            learners = self.env["res.partner"].create([{"name": f"Stagiaire {n}"} for n in range(number)])
            before = self.cr.sql_log_count
            self.enrol(*learners)
            self.env.flush_all()
            return self.cr.sql_log_count - before
        enrol(1)
        few = enrol(2)
        # Odoo's sequences take a query each, and inserts go by lines.
        self.assertLess(enrol(30) - few, 4 * 28)


class TestInvitation(TrainingCase):
    def test_assistant_invites_learners_and_hr_contacts_in_one_go(self):
        self.make_order(self.client, [self.anna, self.bruno], quantity=2).action_confirm()
        assistant = self.office_user(email="office@example.com")
        wizard_id = self.session.with_user(assistant).action_of_invite()["res_id"]
        wizard = self.env["portal.wizard"].with_user(assistant).browse(wizard_id)
        self.assertEqual(wizard.user_ids.partner_id, self.anna | self.bruno | self.hr)
        wizard.action_of_grant_all()
        self.assertTrue(all(self.anna.user_ids.mapped("share")))
        self.assertEqual(self.hr.user_ids.lang, "fr_FR")
        wizard.action_of_grant_all()  # nobody is invited twice
        self.assertEqual(len(self.anna.user_ids), 1)

    def test_nobody_to_invite_is_said(self):
        with self.assertRaises(UserError):
            self.session.action_of_invite()


class TestProposedSession(TrainingCase):
    def line(self, **vals):
        return self.env["sale.order"].create({
            "partner_id": self.client.id,
            "order_line": [Command.create({"product_id": self.product.id, **vals})]}).order_line

    def test_only_open_session_is_proposed_and_described(self):
        self.session.action_open()
        line = self.line()
        self.assertEqual(line.of_session_id, self.session)
        self.assertEqual(line.of_seats, 1)
        self.assertIn("11–12 janvier 2027, Centre Part-Dieu, Lyon", line.name)

    def test_two_open_sessions_leave_the_choice(self):
        (self.session | self.make_session()).action_open()
        self.assertFalse(self.line().of_session_id)

    def test_draft_and_intra_sessions_are_not_proposed(self):
        self.assertFalse(self.line().of_session_id)
        self.session.write({"kind": "intra", "state": "open"})
        self.assertFalse(self.line().of_session_id)

    def test_chosen_session_is_kept_and_another_programme_drops_it(self):
        line = self.line(of_session_id=self.session.id)
        self.assertEqual(line.of_session_id, self.session)
        line.product_id = self.env["product.product"].create({"name": "Livre", "type": "service"})
        self.assertFalse(line.of_session_id)
        self.assertNotIn("janvier", line.name)
