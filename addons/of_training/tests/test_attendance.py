from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2.errors import RaiseException

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import warmup
from odoo.tools import mute_logger

from ..lib.attendance import Moment
from .common import TrainingCase
from .test_lib_attendance import png

MORNING = "2027-01-11 08:10:00"  # 9:10 in Paris
NOON = "2027-01-11 11:31:00"


class AttendanceCase(TrainingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_order(cls.client, [cls.anna, cls.bruno], quantity=2).action_confirm()
        cls.session.action_confirm()
        cls.slot = cls.session.slot_ids.sorted("start")[0]

    def setUp(self):
        super().setUp()
        self.enterContext(self.enter_registry_test_mode())  # entries go through a cursor of their own

    def attendance(self, partner, slot=None):
        return (slot or self.slot).attendance_ids.filtered(lambda a: a.partner_id == partner)

    def sign(self, partner, slot=None, how="link", at=MORNING, **signature):
        with freeze_time(at):
            return self.attendance(partner, slot)._sign(how, **(signature or {"drawn": png()}))

    def follow(self, slots=None):
        """Everybody signs these slots, which closes them."""
        for slot in (slots or self.session.slot_ids).sorted("start"):
            for learner in slot.attendance_ids.filtered(lambda a: a.role == "learner").partner_id:
                self.sign(learner, slot, at=slot.start + timedelta(minutes=5))
            self.sign(slot.trainer_id, slot, how="portal", at=slot.end + timedelta(minutes=1), typed="Nadia Formatrice")


class TestExpected(AttendanceCase):
    def test_confirming_a_session_expects_learners_and_trainer_at_each_slot(self):
        self.assertEqual(len(self.session.attendance_ids), 12)
        self.assertEqual(self.slot.attendance_ids.partner_id, self.anna | self.bruno | self.trainer)
        self.session._expect_people()
        self.assertEqual(len(self.session.attendance_ids), 12)

    def test_learner_who_comes_later_is_expected_and_who_cancels_no_more(self):
        self.make_order(self.client, [self.carla]).action_confirm()
        self.assertEqual(len(self.session.attendance_ids), 16)
        self.session.enrolment_ids.filtered(lambda e: e.learner_id == self.carla).action_cancel()
        self.assertEqual(len(self.session.attendance_ids), 12)

    def test_slot_added_later_expects_them_too(self):
        self.env["of.session.slot"].create({
            "session_id": self.session.id, "start": "2027-01-13 08:00:00", "end": "2027-01-13 11:00:00"})
        self.assertEqual(len(self.session.attendance_ids), 14)

    def test_replaced_trainer_is_expected_and_what_was_signed_stays(self):
        self.sign(self.anna)
        other = self.env["res.partner"].create({"name": "Omar", "of_is_trainer": True})
        self.session.slot_ids.trainer_id = other
        self.assertEqual(self.slot.attendance_ids.partner_id, self.anna | self.bruno | other)

    def test_signed_slot_keeps_its_times_and_is_not_deleted(self):
        self.sign(self.anna)
        for change in (lambda: self.slot.write({"start": "2027-01-11 07:00:00"}), self.slot.unlink,
                       self.attendance(self.anna).unlink):
            with self.assertRaises(UserError):
                change()


class TestSigning(AttendanceCase):
    def test_signature_is_kept_with_its_traces(self):
        self.sign(self.anna, drawn=png(), ip="192.0.2.1", user_agent="Phone", device_time="2027-01-11T08:10:00Z")
        entry = self.attendance(self.anna).entry_ids
        self.assertEqual(
            (entry.person, entry.slot_label, entry.presence, entry.how, entry.level, entry.ip, entry.frozen_at),
            ("Anna Stagiaire", "lundi 11 janvier 2027, 9 h 00 à 12 h 30", "present", "link", "simple", "192.0.2.1",
             datetime(2027, 1, 11, 8, 10)))
        self.assertTrue(entry.statement and entry.signature_sha256)
        self.assertEqual(self.attendance(self.anna).state, "present")
        self.assertEqual((self.slot.signed_count, self.slot.expected_count), (1, 2))

    def test_name_may_be_typed_instead(self):
        self.sign(self.anna, typed="  Anna   Stagiaire ")
        self.assertEqual(self.attendance(self.anna).entry_ids.typed_name, "Anna Stagiaire")

    def test_nothing_drawn_nor_typed_is_refused(self):
        for signature in ({"drawn": png(ink=False)}, {"typed": " "}, {"drawn": "x"}):
            with self.subTest(signature), self.assertRaises(UserError):
                self.sign(self.anna, **signature)
        self.assertFalse(self.session.attendance_ids.entry_ids)

    def test_second_signature_adds_nothing(self):
        self.assertTrue(self.sign(self.anna))
        self.assertFalse(self.sign(self.anna, typed="Anna"))
        self.assertEqual(len(self.attendance(self.anna).entry_ids), 1)

    def test_too_early_and_too_late_are_refused_with_the_time(self):
        for at, moment in (("2027-01-11 07:29:59", Moment.EARLY), ("2027-01-12 11:30:01", Moment.LATE),
                           ("2027-01-19 11:30:01", Moment.OVER)):
            with freeze_time(at):
                self.assertEqual(self.attendance(self.anna)._moment(), moment)
            with self.assertRaises(UserError):
                self.sign(self.anna, at=at)
        with freeze_time("2027-01-11 06:00:00"):
            self.assertIn("8 h 30", self.attendance(self.anna)._sign_refusal())

    def test_cancelled_session_is_not_signed(self):
        self.session._move("cancel")
        with self.assertRaises(UserError):
            self.sign(self.anna)

    def test_token_opens_its_own_attendance_only(self):
        attendances = self.env["of.attendance"]
        token = self.attendance(self.anna)._sign_token()
        self.assertEqual(attendances._from_token(token), self.attendance(self.anna))
        number, secret = token.split("-")
        for wrong in (f"{self.attendance(self.bruno).id}-{secret}", f"{number}-{'0' * 64}", f"{number}-", "", "x",
                      "0-" + "0" * 64, f"999999999-{secret}", f"{'9' * 30}-{secret}", "é-é"):
            with self.subTest(wrong):
                self.assertFalse(attendances._from_token(wrong))


class TestProof(AttendanceCase):
    def setUp(self):
        super().setUp()
        self.sign(self.anna)
        self.sign(self.bruno, typed="Bruno")
        self.entries = self.session.attendance_ids.entry_ids.sorted("id")

    def problems(self):
        self.env.invalidate_all()
        return list(self.env["of.attendance.entry"]._verify_all())

    def test_signatures_are_chained_and_intact(self):
        self.assertEqual(self.entries[1].previous_digest, self.entries[0].digest)
        self.assertEqual(self.problems(), [])

    def test_altered_entry_and_drawing_are_named(self):
        for column, value in (("presence", "absent"), ("start", "2027-01-11 07:00:00"), ("signature", b"AAAA"),
                              ("signature_sha256", "0"), ("ip", "192.0.2.9")):
            with self.subTest(column), self.cr.savepoint() as savepoint:
                self.env.cr.execute("DROP TRIGGER of_frozen_update ON of_attendance_entry")
                self.env.cr.execute(
                    f"UPDATE of_attendance_entry SET {column} = %s WHERE id = %s", (value, self.entries[0].id))
                self.assertIn(f"{self.entries[0].id})", self.problems()[0])
                savepoint.rollback()

    @mute_logger("odoo.sql_db")
    def test_database_refuses_changes(self):
        for query in ("UPDATE of_attendance_entry SET signature = NULL", "DELETE FROM of_attendance_entry",
                      "UPDATE of_attendance_entry SET how = 'office'"):
            with self.subTest(query), self.assertRaises(RaiseException), self.cr.savepoint():
                self.env.cr.execute(query)

    def test_office_corrects_by_an_entry_that_names_the_old_one(self):
        user = self.office_user()
        self.enterContext(freeze_time(NOON))
        self.env["of.attendance.correction"].with_user(user).create({
            "attendance_ids": [Command.set(self.attendance(self.anna).ids)], "presence": "left_early",
            "left_at": "2027-01-11 10:00:00", "reason": "Malade"}).action_correct()
        attendance = self.attendance(self.anna)
        correction = attendance.entry_ids[-1]
        self.assertEqual((correction.kind, correction.corrects, correction.author, correction.reason),
                         ("correction", self.entries[0].digest, user.name, "Malade"))
        self.assertEqual(attendance.state, "left_early")
        self.assertEqual(self.problems(), [])

    def test_what_was_said_is_not_said_twice(self):
        """A request that Odoo tries again after a conflict leaves one entry."""
        attendance = self.attendance(self.anna)
        for _attempt in range(2):
            attendance._declare("absent", kind="correction", how="office", reason="Appel")
        signature, correction = attendance.entry_ids
        attendance._declare("absent_justified", kind="correction", how="office", reason="Arrêt de travail")
        self.assertEqual(attendance.entry_ids.mapped("corrects"), [False, signature.digest, correction.digest])

    def test_time_outside_the_slot_is_refused(self):
        for at in (None, datetime(2027, 1, 11, 12)):
            with self.assertRaises(UserError):
                self.attendance(self.anna)._declare("late", arrived=at)

    def test_office_and_portal_make_no_entry_by_hand(self):
        values = self.entries[0].copy_data()[0]
        for user in (self.office_user(), self.portal_user(self.anna), self.portal_user(self.trainer)):
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    self.env["of.attendance.entry"].with_user(user).create(values)
                with self.assertRaises(AccessError):
                    self.attendance(self.anna).with_user(user).write({"state": "present"})
        with self.assertRaises(AccessError):
            self.attendance(self.anna).with_user(self.portal_user(self.bruno)).read(["state"])

    def test_other_company_sees_nothing(self):
        other = self.env["res.company"].create({"name": "Autre OF"})
        stranger = self.office_user("stranger", company_id=other.id, company_ids=[Command.set(other.ids)])
        for model in ("of.attendance", "of.attendance.entry"):
            self.assertFalse(self.env[model].with_user(stranger).search([]))
        with self.assertRaises(AccessError):
            self.env["of.attendance.correction"].with_user(stranger).create({
                "attendance_ids": [Command.set(self.attendance(self.anna).ids)], "presence": "absent",
                "reason": "x"}).action_correct()


class TestClosing(AttendanceCase):
    def record(self, partner):
        return self.session.enrolment_ids.filtered(lambda e: e.learner_id == partner)

    def test_hours_count_when_the_slot_closes_not_before(self):
        self.sign(self.anna)
        self.assertEqual(self.record(self.anna).hours_done, 0)
        self.sign(self.trainer, how="portal", at=NOON)
        self.assertTrue(self.slot.closed_at)
        self.assertEqual(self.record(self.anna).hours_done, 3.5)
        self.assertEqual(self.record(self.bruno).hours_done, 0)
        self.assertEqual(self.slot.unsettled_count, 1)

    def test_trainer_who_signs_before_the_end_does_not_close(self):
        self.sign(self.trainer, how="portal", at="2027-01-11 11:20:00")
        self.assertFalse(self.slot.closed_at)
        with freeze_time(NOON):
            self.attendance(self.trainer)._close_if_over()
        self.assertTrue(self.slot.closed_at)

    def test_slot_that_is_not_over_is_not_closed(self):
        with freeze_time(MORNING), self.assertRaises(UserError):
            self.slot.action_close_slot()

    def test_closed_slot_is_not_signed_any_more(self):
        with freeze_time(NOON):
            self.slot.action_close_slot()
        with self.assertRaises(UserError):
            self.sign(self.anna, at="2027-01-11 11:40:00")

    def test_correction_of_a_closed_slot_counts_at_once(self):
        self.follow(self.slot)
        self.attendance(self.anna)._declare("late", kind="correction", how="office",
                                            arrived=datetime(2027, 1, 11, 9), reason="Train")
        self.assertEqual(self.record(self.anna).hours_done, 2.5)

    def test_signature_whose_state_was_lost_counts_all_the_same(self):
        with patch.object(self.registry["of.attendance"], "_follow"):
            self.sign(self.anna)
        self.assertEqual(self.attendance(self.anna).state, "expected")
        with freeze_time(NOON):
            self.slot.action_close_slot()
        self.assertEqual(self.record(self.anna).hours_done, 3.5)

    def test_session_closes_when_slots_are_closed_and_people_settled(self):
        self.session.action_start()
        self.session.action_finish()
        self.assertEqual(self.record(self.anna).state, "done")
        with self.assertRaises(UserError):
            self.session.action_close()
        with freeze_time("2027-01-20"):
            self.session.action_close_slots()
        self.assertEqual([item["code"] for item in self.session.of_checklist], ["unsettled"])
        self.session.attendance_ids.filtered(lambda a: a.role == "learner")._declare("absent", "correction", "office")
        self.session.action_close()
        self.assertEqual(self.session.state, "closed")

    @warmup
    def test_closing_asks_the_database_as_often_for_thirty_as_for_three(self):
        counts = []
        for number in (1, 3, 30):  # what is read once is read by the first
            session = self.make_session(capacity=40)
            session.enrolment_ids = [Command.create({"learner_id": learner.id, "state": "confirmed"}) for learner in
                                     self.env["res.partner"].create([{"name": f"P{i}"} for i in range(number)])]
            session._move("confirm")
            slot = session.slot_ids.sorted("start")[0]
            slot.attendance_ids.filtered(lambda a: a.role == "learner")._declare("present")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            with freeze_time(NOON):
                slot.action_close_slot()
                self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
            self.assertEqual(set(session.enrolment_ids.mapped("hours_done")), {3.5})
        self.assertEqual(*counts[1:])


class TestDatesAcrossZones(AttendanceCase):
    def test_window_follows_the_instant_not_the_wall_clock(self):
        session = self.make_session(tz="Indian/Reunion")
        attendance = self.env["of.attendance"].new({"slot_id": session.slot_ids[0].id, "role": "learner"})
        self.assertEqual(attendance._window()[0], fields.Datetime.to_datetime("2027-01-11 07:30:00"))
        self.assertIn("12", session.slot_ids[0]._hours_label())
