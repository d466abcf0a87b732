from datetime import date

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.fields import Command

from .test_attendance import AttendanceCase

EVENING = "2027-01-11 17:00:00"
OVER = "2027-01-13 08:00:00"


class TestLeaving(AttendanceCase):
    """Anna and Bruno, four slots on two days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.record = cls.session.enrolment_ids.filtered(lambda one: one.learner_id == cls.anna)

    def change(self, kind, records=None, **vals):
        return self.env["of.enrolment.change"].create(
            {"kind": kind, "enrolment_ids": [Command.set((records or self.record).ids)], **vals})

    def expected_slots(self, partner):
        return self.session.attendance_ids.filtered(lambda one: one.partner_id == partner).slot_id

    def first_day(self):
        return self.session.slot_ids.sorted("start")[:2]

    def text(self, change):
        sentences = [text for group in change._consequences().values() for text in group]
        return " ".join(sentences).replace("\u202f", " ").replace("\xa0", " ")

    def test_abandonment_keeps_what_was_done_and_nothing_is_expected_after(self):
        self.follow(self.first_day())
        with freeze_time(EVENING):
            change = self.change("abandon", day="2027-01-11", reason="health")
            text = self.text(change)
            for word in ("7 h", "14 h", "445,00", "890,00", "2"):
                self.assertIn(word, text)
            change.with_user(self.office_user()).action_apply()
        self.assertEqual((self.record.state, self.record.hours_done, self.record.hours_planned), ("abandoned", 7, 14))
        self.assertEqual(self.expected_slots(self.anna), self.first_day())
        self.assertEqual(self.expected_slots(self.bruno), self.session.slot_ids)
        self.assertEqual(self.record._duration_label(), "7 h")
        self.assertEqual(self.record._certified_days(), (date(2027, 1, 11), date(2027, 1, 11)))

    def test_certificate_of_who_left_comes_with_the_others(self):
        self.follow(self.first_day())
        with freeze_time(EVENING):
            self.change("abandon", day="2027-01-11", reason="employment").action_apply()
            self.session.action_issue_certificates()
        self.assertTrue(self.record.document_ids)

    def test_day_of_abandonment_is_neither_to_come_nor_before_a_signature(self):
        self.follow(self.session.slot_ids.sorted("start")[:3])
        with freeze_time(OVER):
            for day in ("2027-01-14", "2027-01-11"):
                change = self.change("abandon", day=day, reason="other")
                self.assertTrue(change._refusals())
            self.assertFalse(self.change("abandon", day="2027-01-12", reason="other")._refusals())

    def test_unsigned_slot_before_the_abandonment_is_still_to_settle(self):
        with freeze_time(EVENING):
            self.change("abandon", day="2027-01-11", reason="other").action_apply()
        self.session._expect_people()
        self.assertEqual(self.expected_slots(self.anna), self.first_day())

    def test_force_majeure_names_its_article_for_an_individual(self):
        self.company.phone = "04 00 00 00 00"
        other = self.make_session()
        order = self.make_order(self.carla, of_session_id=other.id)
        order.action_of_agreements()
        order.of_agreement_ids.action_issue()
        order.of_agreement_ids._sign_on_line(self.env["res.users"], "Carla", None)
        change = self.change("abandon", order.of_enrolment_ids, day="2026-11-24", reason="force_majeure")
        self.assertIn("L6353-7", self.text(change))

    def test_no_show_is_absent_everywhere_and_counts_no_hour(self):
        self.sign(self.bruno)
        with freeze_time(EVENING):
            change = self.change("no_show")
            self.assertIn("2", self.text(change))
            change.action_apply()
        self.assertEqual((self.record.state, self.record.exit_reason, self.record.hours_done),
                         ("abandoned", "no_show", 0))
        self.assertEqual(self.record.attendance_ids.mapped("state"), ["absent", "absent"])
        self.assertEqual(self.expected_slots(self.anna), self.first_day())
        self.session._expect_people()
        self.assertEqual(len(self.record.attendance_ids), 2)
        self.assertIn("hours", [item["code"] for item in self.record._of_missing("certificate")])

    def test_who_came_is_no_no_show_and_is_not_cancelled(self):
        self.sign(self.anna)
        with freeze_time(EVENING):
            for kind in ("no_show", "cancel"):
                refusals = self.change(kind)._refusals()
                self.assertIn("Anna", " ".join(refusals))

    def test_who_signed_neither_moves_nor_is_replaced(self):
        self.sign(self.anna)
        for kind, vals in (("session", {"session_id": self.make_session().id}), ("replace", {"learner_id": self.carla.id})):
            self.assertIn("Anna", " ".join(self.change(kind, **vals)._refusals()))

    def test_entry_and_exit_limit_what_is_expected_and_planned(self):
        self.record.date_in = "2027-01-12"
        second_day = self.session.slot_ids - self.first_day()
        self.assertEqual(self.expected_slots(self.anna), second_day)
        self.assertEqual(self.record.hours_planned, 7)
        self.record.write({"date_in": False, "date_out": "2027-01-11"})
        self.assertEqual(self.expected_slots(self.anna), self.first_day())
        with self.assertRaises(ValidationError):
            self.record.date_in = "2027-01-12"

    def test_days_of_entry_are_those_of_the_place(self):
        slot = self.first_day()[0]
        self.session.tz = "Indian/Reunion"
        slot.write({"start": "2027-01-10 21:00:00", "end": "2027-01-10 23:00:00"})  # the 11th, 1:00 there
        self.record.date_in = "2027-01-11"
        self.assertIn(slot, self.expected_slots(self.anna))

    def test_slot_that_moves_out_of_the_stay_expects_no_more(self):
        self.record.date_out = "2027-01-11"
        slot = self.first_day()[1]
        slot.write({"start": "2027-01-13 12:30:00", "end": "2027-01-13 16:00:00"})
        self.assertNotIn(slot, self.expected_slots(self.anna))
