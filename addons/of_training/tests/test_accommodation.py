from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import TrainingCase, TrainingData

REFERENT = "of_training.group_of_disability_referent"


class AccommodationData(TrainingData):
    @classmethod
    def make_accommodation(cls):
        cls.make_order(cls.client, [cls.anna, cls.bruno], quantity=2).action_confirm()
        cls.record = cls.session.enrolment_ids.filtered(lambda one: one.learner_id == cls.anna)
        cls.accommodation = cls.env["of.accommodation"].create({
            "learner_id": cls.anna.id, "enrolment_id": cls.record.id, "need": "Lit difficilement",
            "measures": "Supports en gros caractères"})


class TestAccommodation(AccommodationData, TrainingCase):
    """Who may see accommodations: the referent of the company, and those he shares each with."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_accommodation()
        cls.referent = cls.office_user("referent", REFERENT)
        cls.other = cls.env["res.company"].create({"name": "Autre OF"})

    def sees(self, user):
        try:
            return bool(self.env["of.accommodation"].with_user(user).search([]) & self.accommodation)
        except AccessError:
            return False

    def test_each_role(self):
        users = {
            self.referent: True, self.office_user(): False,
            self.office_user("manager", "of_training.group_of_training_manager"): False,
            self.office_user("s", "sales_team.group_sale_salesman"): False,
            self.office_user("x", REFERENT, company_id=self.other.id, company_ids=[(6, 0, self.other.ids)]): False,
            self.portal_user(self.anna): False, self.portal_user(self.hr): False, self.portal_user(self.trainer): False,
        }
        for user, expected in users.items():
            with self.subTest(user=user.login):
                self.assertEqual(self.sees(user), expected)

    def test_shared_is_read_and_not_written(self):
        assistant = self.office_user()
        self.accommodation.shared_partner_ids = assistant.partner_id
        self.assertTrue(self.sees(assistant))
        for change in (lambda one: one.write({"measures": "x"}), lambda one: one.unlink()):
            with self.assertRaises(AccessError):
                change(self.accommodation.with_user(assistant))
        self.accommodation.shared_partner_ids = False
        self.assertFalse(self.sees(assistant))

    def test_others_learn_where_shared_that_something_is_planned(self):
        record = self.record.with_user(self.office_user())
        self.assertFalse(record.accommodation_notice)
        self.accommodation.shared_partner_ids = self.trainer
        record.invalidate_recordset()
        self.assertIn("référent", record.accommodation_notice)
        self.assertNotIn("caractères", record.accommodation_notice)
        self.assertFalse(record.has_accommodation)
        self.assertTrue(record.with_user(self.referent).has_accommodation)

    def test_one_without_record_counts_for_all_of_the_person_and_nobody_else(self):
        self.accommodation.write({"enrolment_id": False, "shared_partner_ids": [Command.link(self.trainer.id)]})
        notices = {record.learner_id: bool(record.accommodation_notice) for record in self.session.enrolment_ids}
        self.assertEqual(notices, {self.anna: True, self.bruno: False})

    def test_neither_exported_nor_told_in_the_chatter(self):
        with self.assertRaises(UserError):
            self.accommodation.with_user(self.referent).export_data(["need"])
        self.accommodation.write({"measures": "Pauses", "shared_partner_ids": [Command.link(self.trainer.id)]})
        self.assertFalse(self.record.message_ids.filtered(lambda message: "Pauses" in (message.body or "")))
        for name in ("accommodation_notice", "has_accommodation"):
            self.assertFalse(self.record._fields[name].exportable)

    def test_record_of_another_person_is_refused(self):
        other = self.session.enrolment_ids - self.record
        with self.assertRaises(UserError):
            self.accommodation.enrolment_id = other


@tagged("post_install", "-at_install")
class TestTrainerPage(AccommodationData, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_training()
        cls.make_accommodation()
        cls.session.action_confirm()
        cls.portal_user(cls.trainer)
        cls.slot, cls.session = cls.session.slot_ids[0], None

    def test_trainer_reads_what_is_shared_with_him(self):
        self.authenticate(self.trainer.email, self.trainer.email)
        url = f"/my/slots/{self.slot.id}"
        self.assertNotIn("gros caractères", self.url_open(url).text)
        self.accommodation.shared_partner_ids = self.trainer
        text = self.url_open(url).text
        self.assertIn("gros caractères", text)
        self.assertNotIn("Lit difficilement", text)
        self.accommodation.shared_partner_ids = self.hr
        self.assertNotIn("gros caractères", self.url_open(url).text)
