from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError

from .test_attendance import NOON, AttendanceCase

LATE = "2027-01-13 09:00:00"


class TestSignedLate(AttendanceCase):
    """After the time to sign, or once the slot is closed: with a reason, and the trainer's word."""

    def sign_late(self, **values):
        self.sign(self.anna, at=LATE, typed="Anna", reason="Plus de batterie lundi", **values)
        return self.attendance(self.anna)

    def test_reason_is_asked_for(self):
        with self.assertRaises(UserError):
            self.sign(self.anna, at=LATE)
        with self.assertRaises(UserError):
            self.sign(self.anna, at=LATE, typed="Anna", reason=" x ")
        self.assertFalse(self.attendance(self.anna).entry_ids)

    def test_it_is_kept_and_waits_for_the_trainer(self):
        attendance = self.sign_late()
        self.assertEqual((attendance.state, attendance.is_late), ("expected", True))
        self.assertEqual(attendance.entry_ids.reason, "Plus de batterie lundi")
        attendance._declare("present")
        self.assertEqual(attendance.state, "present")
        self.assertFalse(attendance.awaits_word)

    def test_in_a_closed_slot_its_hours_count_once_confirmed(self):
        with freeze_time(NOON):
            self.slot._close()
        attendance = self.sign_late()
        self.assertEqual(attendance.hours, 0)
        self.assertTrue(self.slot.to_seal)
        attendance._declare("present")
        self.assertEqual(attendance.hours, 3.5)
        self.assertEqual(attendance.enrolment_id.hours_done, 3.5)

    def test_whom_the_trainer_saw_absent_stays_absent(self):
        with freeze_time(NOON):
            self.attendance(self.anna)._declare("absent")
        self.assertEqual(self.sign_late().state, "absent")

    def test_closed_slot_is_late_at_once_and_a_reason_in_time_says_nothing(self):
        self.sign(self.bruno, typed="Bruno", reason="rien")
        self.assertFalse(self.attendance(self.bruno).entry_ids.reason)
        with freeze_time(NOON):
            self.slot._close()
        with self.assertRaises(UserError):
            self.sign(self.anna, at=NOON)

    def test_sheet_says_so(self):
        self.sign_late()
        html = self.env["ir.actions.report"]._render_qweb_html(
            "of_training.report_attendance_sheet", self.session.ids)[0].decode()
        for text in ("Signature tardive, à confirmer", "Plus de batterie lundi"):
            self.assertIn(text, html)

    def test_trainer_who_signs_late_closes_once(self):
        with freeze_time(NOON):
            self.slot._close()
        closed_at = self.slot.closed_at
        self.sign(self.trainer, at=LATE, typed="Nadia", reason="Oubli")
        self.assertEqual((self.slot.closed_at, self.attendance(self.trainer).state), (closed_at, "present"))

    def test_days_are_bounded(self):
        with self.assertRaises(ValidationError):
            self.company.of_sign_late_days = 31
