import base64

from freezegun import freeze_time
from psycopg2.errors import RaiseException

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, TransactionCase, tagged
from odoo.tools import mute_logger

from .common import TrainingData
from .test_attendance_documents import pdf_text

CLASSES = [("2027-01-11 08:00:00", "2027-01-11 10:00:00"), ("2027-01-18 08:00:00", "2027-01-18 10:00:00"),
           ("2027-01-25 08:00:00", "2027-01-25 10:00:00")]


class LearningData(TrainingData):
    """A distance programme of 20 lessons of 1.5 h, a session with three classes of 2 h, Anna and Bruno in it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_training()
        cls.programme.of_modality = "distance"
        cls.lessons = cls.env["slide.slide"].create([
            {"name": f"Leçon {number}", "channel_id": cls.programme.id, "slide_category": "article",
             "completion_time": 1.5, "is_published": True} for number in range(1, 21)])
        cls.session.slot_ids = [Command.clear()] + [
            Command.create({"start": start, "end": end, "trainer_id": cls.trainer.id}) for start, end in CLASSES]
        cls.make_order(cls.client, [cls.anna, cls.bruno], quantity=2).action_confirm()
        with freeze_time("2027-01-04 08:00:00"):
            cls.session.action_confirm()
        cls.record = cls.session.enrolment_ids.filtered(lambda enrolment: enrolment.learner_id == cls.anna)


class LearningCase(LearningData, TransactionCase):
    def setUp(self):
        super().setUp()
        self.enterContext(self.enter_registry_test_mode())

    def learn(self, lessons, partner=None, user=None):
        """The lessons become done, as Odoo does it."""
        partner = partner or self.anna
        memberships = self.env["slide.slide.partner"].with_user(user or self.env.user).sudo()
        known = memberships.search([("slide_id", "in", lessons.ids), ("partner_id", "=", partner.id)])
        known.write({"completed": True})
        memberships.create([{"slide_id": lesson.id, "partner_id": partner.id, "completed": True}
                            for lesson in lessons - known.slide_id])

    def follow_classes(self, count):
        for number, slot in enumerate(self.session.slot_ids.sorted("start")):
            with freeze_time(slot.end):
                attendance = slot.attendance_ids.filtered(lambda a: a.partner_id == self.anna)
                attendance._declare("present" if number < count else "absent", "correction", "office", reason="x")
                slot._close()

    def connect(self, hours=61.2):
        self.env["of.connection.log"].create({
            "enrolment_id": self.record.id, "start": "2027-01-25 00:00:00", "hours": hours, "source": "Moodle"})


class TestHours(LearningCase):
    def setUp(self):
        super().setUp()
        self.learn(self.lessons[:16])
        self.follow_classes(2)
        self.connect()

    def test_28_hours_of_36_everywhere(self):
        self.assertEqual((self.record.hours_done, self.record.hours_planned), (28.0, 36.0))
        self.assertEqual((self.record.hours_lessons, self.record.hours_connected), (24.0, 61.2))
        self.assertEqual(self.record._duration_label(), "28 h")
        listed = self.env["of.enrolment"].with_user(self.office_user()).search_read(
            [("id", "=", self.record.id)], ["hours_done", "hours_planned"])
        self.assertEqual((listed[0]["hours_done"], listed[0]["hours_planned"]), (28.0, 36.0))

    def test_certificate_says_28_hours_from_the_first_lesson_on(self):
        self.record.action_issue_certificate()
        text, _pages = pdf_text(self.record.document_ids)
        self.assertIn("pour une durée de 28 h", text)

    def test_follow_up_proves_lessons_classes_and_connections(self):
        self.record.action_issue_distance_log()
        self.record.action_issue_distance_log()
        documents = self.record.document_ids.sorted("id")
        self.assertEqual(documents[0].superseded_by_id, documents[1])
        text, _pages = pdf_text(documents[1])
        head = self.env["of.learning.activity"]._chain_head(self.record)
        for wanted in ("Suivi à distance", "Anna Stagiaire", "28 h sur 36 h prévues", "Leçon 16", "1 h 30", "24 h",
                       "61 h 12", "Moodle", "16 activités", "D6313-3-1", head.digest):
            self.assertIn(wanted, text)
        self.assertNotIn("Leçon 17", text)

    def test_connections_are_never_added(self):
        self.connect(500)
        self.record._count_hours_done()
        self.assertEqual(self.record.hours_done, 28.0)

    def test_estimate_that_changes_later_changes_neither_what_is_done_nor_what_was_promised(self):
        self.lessons.completion_time = 4
        self.record._count_hours_done()
        self.assertEqual((self.record.hours_done, self.record.hours_planned), (28.0, 36.0))


class TestActivity(LearningCase):
    def test_lesson_done_is_kept_once_with_its_estimate(self):
        user = self.portal_user(self.anna)
        self.learn(self.lessons[0], user=user)
        activity = self.record.learning_activity_ids
        self.assertEqual((activity.name, activity.person, activity.programme, activity.hours, activity.how),
                         ("Leçon 1", "Anna Stagiaire", "Excel, bases", 1.5, "platform"))
        self.env["slide.slide.partner"].search([("slide_id", "=", self.lessons[0].id)]).completed = False
        self.assertEqual(self.record.learning_activity_ids, activity)
        self.learn(self.lessons[0])
        self.assertEqual(self.record.learning_activity_ids, activity)
        self.assertEqual(self.record.hours_done, 1.5)

    def test_office_that_marks_a_lesson_is_told_from_the_learner(self):
        self.learn(self.lessons[0])
        self.assertEqual(self.record.learning_activity_ids.how, "office")

    def test_lesson_done_by_nobody_of_ours_leaves_nothing(self):
        self.learn(self.lessons[0], self.carla)
        self.assertFalse(self.env["of.learning.activity"].search([("lesson_id", "=", self.lessons[0].id)]))

    def test_of_two_live_records_the_running_one_counts_the_hours_and_alone(self):
        earlier = self.session.copy({"slot_ids": [Command.create(
            {"start": "2026-12-01 08:00:00", "end": "2026-12-01 10:00:00", "trainer_id": self.trainer.id})]})
        other = self.env["of.enrolment"].create({"session_id": earlier.id, "learner_id": self.anna.id})
        other.action_confirm()
        with freeze_time("2027-01-12 08:00:00"):
            self.learn(self.lessons[0])
        with freeze_time("2026-12-01 09:00:00"):
            self.learn(self.lessons[1])
        self.assertEqual(self.record.learning_activity_ids.name, "Leçon 1")
        self.assertEqual(other.learning_activity_ids.name, "Leçon 2")

    def test_lessons_of_a_course_on_site_are_kept_but_count_no_hours(self):
        self.programme.of_modality = "presential"
        self.learn(self.lessons[0])
        self.assertTrue(self.record.learning_activity_ids)
        self.assertEqual(self.record.hours_done, 0)

    def test_frozen_and_chained(self):
        self.learn(self.lessons[:2])
        first, second = self.record.learning_activity_ids
        self.assertEqual(second.previous_digest, first.digest)
        self.assertEqual(list(self.env["of.learning.activity"]._verify_all()), [])
        for change in (lambda: first.write({"hours": 9}), first.unlink):
            with self.assertRaises(UserError):
                change()
        with self.assertRaises(RaiseException), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.cr.execute("UPDATE of_learning_activity SET hours = 9 WHERE id = %s", [first.id])

    def test_deleting_the_lesson_leaves_the_proof(self):
        self.learn(self.lessons[0])
        self.lessons[0].unlink()
        activity = self.record.learning_activity_ids
        self.assertEqual((activity.name, activity.lesson_id.ids, activity._verify()), ("Leçon 1", [], []))

    def test_nobody_forges_one_and_the_other_company_sees_none(self):
        self.learn(self.lessons[0])
        activities = self.env["of.learning.activity"]
        assistant = self.office_user()
        with self.assertRaises(AccessError):
            activities.with_user(assistant).create({
                "enrolment_id": self.record.id, "name": "x", "person": "x", "done_at": fields.Datetime.now(),
                "how": "office"})
        other = self.env["res.company"].create({"name": "Autre OF"})
        stranger = self.office_user("stranger", company_id=other.id, company_ids=[Command.set(other.ids)])
        self.assertFalse(activities.with_user(stranger).search([]))
        with self.assertRaises(AccessError):
            activities.with_user(self.portal_user(self.anna)).search([])

    def test_hours_of_lessons_follow_the_programme_until_the_session_is_confirmed_unless_agreed(self):
        follows, agreed = self.make_session(), self.make_session()
        agreed.lesson_hours = 12
        self.lessons[0].completion_time = 3
        (follows | agreed)._move("open")
        follows._move("start")  # straight from the open registrations
        agreed._move("confirm")
        self.assertEqual((follows.lesson_hours, agreed.lesson_hours), (31.5, 12))

    def test_programme_at_a_distance_asks_for_estimates(self):
        codes = [item["code"] for item in self.programme._of_missing("publish")]
        self.assertNotIn("lesson_hours", codes)
        self.lessons[0].completion_time = 0
        self.assertIn("lesson_hours", [item["code"] for item in self.programme._of_missing("publish")])

    def test_lists_ask_as_much_for_thirty_learners_as_for_one(self):
        people = self.env["res.partner"].create([{"name": f"Stagiaire {number}"} for number in range(30)])
        records = self.env["of.enrolment"].create([
            {"session_id": self.session.id, "learner_id": person.id} for person in people])
        self.env["of.connection.log"].create([
            {"enrolment_id": record.id, "start": "2027-01-25 00:00:00", "hours": 2, "source": "x"}
            for record in records])
        columns = ["hours_done", "hours_planned", "hours_lessons", "hours_connected"]
        counts = []
        for some in (records[:1], records):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.read(columns)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])


class TestConnections(LearningCase):
    def take(self, text):
        self.env["of.connection.import"].create({
            "enrolment_id": self.record.id, "source": "Moodle", "file": base64.b64encode(text.encode())}).action_import()

    def test_log_is_read_in_the_time_of_the_place_and_a_second_time_adds_nothing(self):
        log = "debut;fin\n11/01/2027 20:00;11/01/2027 21:00\n11/01/2027 20:30;11/01/2027 21:30\n"
        self.take(log)
        self.take(log)
        logs = self.record.connection_ids
        self.assertEqual(logs.mapped("start"), [fields.Datetime.to_datetime("2027-01-11 19:00:00")])
        self.assertEqual(self.record.hours_connected, 1.5)

    def test_wrong_log_takes_nothing(self):
        for text in ("debut;fin\n11/01/2027 20:00;11/01/2027 21:00\nx;y\n", "", "debut;fin\n"):
            with self.assertRaises(UserError):
                self.take(text)
        self.assertFalse(self.record.connection_ids)


@tagged("post_install", "-at_install")
class TestLessonPage(LearningData, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.session = None  # HttpCase calls its own so

    def test_lesson_is_done_when_the_learner_says_so_not_when_he_opens_it(self):
        user = self.portal_user(self.anna)
        self.programme.is_published = True
        lesson = self.lessons[0]
        self.authenticate(user.login, user.login)
        page = self.url_open(f"/slides/slide/{lesson.id}")
        self.assertEqual(page.status_code, 200)
        self.assertIn(f"/slides/slide/{lesson.id}/set_completed", page.text)
        self.assertFalse(self.record.learning_activity_ids)
        self.url_open(f"/slides/slide/{lesson.id}/set_completed")
        self.assertEqual(self.record.learning_activity_ids.lesson_id, lesson)
