from odoo.exceptions import UserError, ValidationError

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
