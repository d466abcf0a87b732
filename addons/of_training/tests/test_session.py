from psycopg2.errors import ForeignKeyViolation

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form
from odoo.tools import mute_logger

from .common import TrainingCase


class TestSession(TrainingCase):
    def test_dates_hours_and_trainers_follow_from_slots(self):
        self.assertEqual(self.session.hours_planned, 14)
        self.assertEqual(self.session.trainer_ids, self.trainer)
        self.assertEqual(str(self.session.date_start), "2027-01-11 08:00:00")

    def test_slot_is_read_in_the_time_zone_of_the_place(self):
        self.assertEqual(self.session.slot_ids[0].display_name, "lundi 11 janvier 2027, 9 h 00 à 12 h 30")
        self.session.tz = "Indian/Reunion"
        self.assertEqual(self.session.slot_ids[0].display_name, "lundi 11 janvier 2027, 12 h 00 à 15 h 30")

    def test_slot_that_never_ends_is_refused(self):
        with self.assertRaises(ValidationError):
            self.session.slot_ids[0].end = "2027-01-12 12:00:00"

    def test_session_without_trainer_is_not_confirmed_and_says_so(self):
        self.session.slot_ids[0].trainer_id = False
        self.assertEqual([item["code"] for item in self.session.of_checklist], ["trainer", "learners"])
        with self.assertRaises(UserError):
            self.session.action_confirm()

    def test_state_comes_by_no_default_of_the_caller(self):
        sessions = self.env["of.session"].with_user(self.office_user()).with_context(
            default_state="closed", default_is_taken_over=True)
        session = sessions.create({"programme_id": self.programme.id})
        self.assertEqual((session.state, session.is_taken_over), ("draft", False))

    def test_slots_follow_the_place_of_the_session_but_those_told_apart_and_closed(self):
        elsewhere, new = self.env["res.partner"].create([{"name": "Annexe"}, {"name": "Nouveau site"}])
        apart, closed, *others = self.session.slot_ids
        self.session.link = "https://visio.example/a"
        apart.write({"place_id": elsewhere.id})
        closed._pass().closed_at = "2027-01-12 18:00:00"
        self.session.write({"link": "https://visio.example/b"})
        self.assertEqual(apart.place_id, elsewhere)
        self.assertEqual(apart.link, "https://visio.example/b")
        self.assertEqual(closed.link, "https://visio.example/a")
        self.session.place_id = new
        self.assertEqual(apart.place_id, elsewhere)
        self.assertEqual(closed.place_id, self.place)
        self.assertEqual({slot.place_id for slot in others}, {new})

    def test_found_by_the_name_of_programme_learner_and_client(self):
        agreement = self.make_agreement(self.client, [self.anna])
        record = self.env["of.enrolment"].create({"session_id": self.session.id, "learner_id": self.bruno.id})
        for found, word in ((self.session, "Excel"), (record, "Bruno"), (agreement, "Duchêne")):
            self.assertIn(found.id, [number for number, _name in found.browse().name_search(word)])

    def test_changing_one_record_reads_no_other(self):
        self.session._pass().state = "confirmed"
        people = self.env["res.partner"].create([{"name": f"Stagiaire {number}"} for number in range(30)])
        records = self.env["of.enrolment"]._pass().create([
            {"session_id": self.session.id, "learner_id": person.id, "state": "confirmed"} for person in people])
        self.assertEqual(len(self.session.attendance_ids.filtered("enrolment_id")), 4 * 30)
        self.env.flush_all()
        self.env.invalidate_all()
        first = self.env["of.enrolment"].browse(records[0].id)
        first.date_out = "2027-01-11"
        state = records._fields["state"]
        self.assertTrue(self.env.cache.contains(first, state))
        self.assertFalse([record for record in records[1:] if self.env.cache.contains(record, state)])
        self.assertEqual(len(first.attendance_ids), 2)

    def test_accountant_opens_a_session(self):
        accountant = self.office_user("accountant", "account.group_account_invoice")
        with Form(self.session.with_user(accountant)) as form:
            self.assertEqual(len(form.slot_ids), 4)

    def test_confirmed_record_is_not_deleted_and_a_deleted_one_frees_its_place(self):
        self.session.capacity = 1
        first, second = self.env["of.enrolment"].create([
            {"session_id": self.session.id, "learner_id": learner.id} for learner in (self.anna, self.bruno)])
        self.assertEqual(second.state, "waiting")
        first._pass().state = "confirmed"
        with self.assertRaises(UserError):
            first.unlink()
        first._pass().state = "draft"
        first.unlink()
        self.assertEqual(second.state, "draft")

    def test_learner_with_a_record_is_not_deleted(self):
        self.env["of.enrolment"].create({"session_id": self.session.id, "learner_id": self.anna.id})
        with mute_logger("odoo.sql_db"), self.assertRaises(ForeignKeyViolation):
            self.anna.unlink()

    def test_state_that_does_not_lead_there_is_refused(self):
        with self.assertRaises(UserError):
            self.session.action_close()

    def test_programme_without_mention_is_not_published(self):
        self.programme.write({"of_prerequisites": False})
        with self.assertRaises(UserError):
            self.programme.action_of_publish()
        self.programme.write({"of_prerequisites": "Aucun", "of_results": "98 % de satisfaction"})
        self.programme.action_of_publish()
        self.assertTrue(self.programme.is_published)

    def test_chatter_agrees_in_gender(self):
        messages = [record._creation_message() for record in (
            self.session, self.programme, self.make_agreement(self.client, [self.anna]),
            self.make_agreement(self.carla, [self.carla]))]
        self.assertEqual(messages, ["Session créée", "Programme créé", "Convention créée", "Contrat créé"])

    def test_nda_has_eleven_digits(self):
        with self.assertRaises(ValidationError):
            self.company.of_nda = "8469123456"
