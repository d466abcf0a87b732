from unittest.mock import patch

from odoo.exceptions import UserError

from .test_lib_attendance import png
from .test_trainers import MANAGER, TrainersCase


class TestReplacement(TrainersCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.phone = "04 00 00 00 00"
        cls.make_order(cls.client, [cls.anna, cls.bruno], quantity=2).action_confirm()
        contract = cls.make_agreement(cls.carla)
        contract.action_issue()
        contract._sign_on_line(cls.env["res.users"], "Carla Particulière", None, png(), "192.0.2.1", "Navigateur")
        cls.contract = contract
        cls.session.enrolment_ids.action_confirm()
        cls.session.action_confirm()
        cls.slots[0]._pass().closed_at = "2027-01-11 12:00:00"

    def wizard(self, user=None, **vals):
        session = self.session.with_user(user) if user else self.session
        wizard = session.env["of.trainer.replacement"].browse(session.action_replace_trainer()["res_id"])
        wizard.write({"reason": "malade", **vals})
        return wizard

    def mails(self):
        return self.env["mail.mail"].search([("subject", "like", "formateur change")])

    def test_closed_slots_stay_the_others_go(self):
        self.wizard(substitute_id=self.omar.id).action_replace()
        self.assertEqual(self.slots.mapped("trainer_id.name"), [self.trainer.name, self.omar.name])
        self.assertEqual([slot.trainer_id for slot in self.slots], [self.trainer, *[self.omar] * 3])
        expected = self.slots[1:].attendance_ids.filtered(lambda attendance: attendance.role == "trainer")
        self.assertEqual(expected.partner_id, self.omar)

    def test_from_a_later_slot(self):
        self.wizard(substitute_id=self.omar.id, from_slot_id=self.slots[2].id).action_replace()
        self.assertEqual([slot.trainer_id for slot in self.slots], [*[self.trainer] * 2, *[self.omar] * 2])

    def test_learners_and_both_trainers_are_told(self):
        self.wizard(substitute_id=self.omar.id).action_replace()
        self.assertEqual(self.mails().recipient_ids | self.mails().mapped("mail_message_id.partner_ids"),
                         self.anna | self.bruno | self.carla)
        others = self.env["mail.mail"].search([("model", "=", "of.session"), ("res_id", "=", self.session.id)])
        self.assertEqual(others.recipient_ids, self.omar | self.trainer)

    def test_titles_go_to_who_signed_a_contract_only(self):
        self.omar.of_trainer_titles = "Ingénieur INSA"
        self.wizard(substitute_id=self.omar.id).action_replace()
        told = self.mails().filtered(lambda mail: "Ingénieur INSA" in mail.body_html)
        self.assertEqual(told.recipient_ids, self.carla)
        self.assertIn("Ingénieur INSA", self.contract.message_ids[0].body)

    def test_a_contract_needs_titles(self):
        self.omar.of_trainer_titles = False
        with self.assertRaisesRegex(UserError, "L6353-4"):
            self.wizard(substitute_id=self.omar.id).action_replace()

    def test_an_issued_sheet_is_issued_again(self):
        self.session.action_attendance_sheet()
        sheet = self.session._sheets().filtered(lambda one: not one.superseded_by_id)
        self.wizard(substitute_id=self.omar.id).action_replace()
        self.assertTrue(sheet.superseded_by_id)
        self.assertEqual(len(self.session._sheets().filtered(lambda one: not one.superseded_by_id)), 1)

    def test_without_address_an_activity_is_made(self):
        self.anna.email = False
        self.wizard(substitute_id=self.omar.id).action_replace()
        anna = self.session.enrolment_ids.filtered(lambda enrolment: enrolment.learner_id == self.anna)
        self.assertEqual(len(anna.activity_ids), 1)

    def test_all_or_nothing(self):
        self.session.action_attendance_sheet()
        sheet, before = self.session._sheets().filtered(lambda one: not one.superseded_by_id), self.env["mail.mail"].search_count([])
        wizard = self.wizard(substitute_id=self.omar.id, absent_until="2027-01-20")
        with patch.object(self.registry["of.session"], "message_post", side_effect=UserError("x")), self.assertRaises(UserError), \
                self.env.cr.savepoint():
            wizard.action_replace()
        self.env.invalidate_all()
        self.assertEqual(self.slots.trainer_id, self.trainer)
        self.assertEqual((self.session._sheets().filtered(lambda one: not one.superseded_by_id), self.env["mail.mail"].search_count([])), (sheet, before))
        self.assertFalse(self.trainer.of_absence_ids)

    def test_candidates_say_why_not(self):
        self.absence(self.omar, "2027-01-12 08:00:00", "2027-01-12 10:00:00")
        zoe = self.make_trainer("Zoé Libre")
        lines = self.wizard().candidate_ids
        self.assertEqual(lines[0].trainer_id, zoe)
        omar = lines.filtered(lambda line: line.trainer_id == self.omar)
        self.assertFalse(omar.is_fit)
        self.assertTrue(omar.obstacles)
        self.assertNotIn(self.trainer, lines.trainer_id)

    def test_an_obstacle_needs_a_manager_and_his_reason(self):
        self.omar.of_qualification_ids.unlink()
        assistant, boss = self.office_user(), self.office_user("boss", MANAGER)
        with self.assertRaises(UserError):
            self.wizard(assistant, substitute_id=self.omar.id).action_replace()
        with self.assertRaises(UserError):
            self.wizard(boss, substitute_id=self.omar.id).action_replace()
        self.wizard(boss, substitute_id=self.omar.id, waiver="Seul à savoir").action_replace()
        self.assertEqual(self.slots[3].trainer_id, self.omar)
        self.assertIn("Seul à savoir", [item["waived"] for item in self.session.of_checklist])

    def test_an_assistant_replaces_alone_by_whom_nothing_speaks_against(self):
        wizard = self.wizard(self.office_user(), substitute_id=self.omar.id, absent_until="2027-01-20")
        self.assertIn("Anna", wizard.consequences)
        wizard.action_replace()
        self.assertEqual(self.slots[3].trainer_id, self.omar)
        self.assertEqual(str(self.trainer.of_absence_ids.end), "2027-01-20 23:00:00")

    def test_slots_without_a_trainer_are_entrusted_without_fuss(self):
        self.slots[2:].trainer_id = False
        self.wizard(from_slot_id=self.slots[2].id, leaving_id=False, substitute_id=self.omar.id).action_replace()
        self.assertEqual([slot.trainer_id for slot in self.slots], [*[self.trainer] * 2, *[self.omar] * 2])
        self.assertFalse(self.mails())

    def test_a_reason_is_asked_for(self):
        with self.assertRaises(UserError):
            self.wizard(substitute_id=self.omar.id, reason=" ").action_replace()
