from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import UserError

from .test_attendance import MORNING, NOON, AttendanceCase

EVENING = "2027-01-11 17:00:00"


class TestReminding(AttendanceCase):
    """One click mails whoever has not signed."""

    def mails(self):
        return self.env["mail.mail"].sudo().search([("subject", "like", "Votre émargement")])

    def test_each_person_gets_one_mail_with_his_own_links(self):
        slots = self.session.slot_ids.sorted("start")[:2]
        with freeze_time(EVENING):
            self.sign(self.anna, slots[0])
            slots.attendance_ids.with_user(self.office_user()).action_remind()
            mails = self.mails()
            self.assertEqual(mails.recipient_ids, self.anna | self.bruno | self.trainer)
            to_anna = mails.filtered(lambda mail: mail.recipient_ids == self.anna)
            self.assertNotIn(self.attendance(self.anna, slots[0])._sign_token(), to_anna.body_html)
            self.assertIn(self.attendance(self.anna, slots[1])._sign_token(), to_anna.body_html)
            self.assertNotIn(self.attendance(self.bruno, slots[1])._sign_token(), to_anna.body_html)
            self.assertFalse(mails.filtered("model"))  # nobody else finds the links in a chatter
            slots.attendance_ids.action_remind()
            self.assertEqual(len(self.mails()), 3)  # once a day

    def test_who_has_no_address_is_named_and_nobody_left_is_told(self):
        self.bruno.email = False
        with freeze_time(EVENING):
            said = self.slot.action_send_links()["params"]
            self.assertIn("Bruno Stagiaire", said["message"])
            self.assertEqual(said["type"], "warning")
        with freeze_time("2027-03-01 08:00:00"), self.assertRaises(UserError):
            self.slot.attendance_ids.action_remind()

    def test_the_board_offers_it(self):
        with freeze_time(EVENING):
            user = self.office_user()
            line = next(line for line in self.env["of.today"].with_user(user)._providers() if line.code == "unsigned")
            self.assertEqual(line.do, "action_remind")
            self.env["of.today"].with_user(user).run("unsigned")
            self.assertTrue(self.mails())


class TestAbsence(AttendanceCase):
    """Absence is told to the employer when the half-day is closed, once."""

    def mails(self):
        return self.env["mail.mail"].sudo().search([("subject", "like", "Absence en formation")])

    def absent(self, partner, slot=None, state="absent"):
        with freeze_time(MORNING):
            self.attendance(partner, slot)._declare(state)

    def test_hr_contact_is_told_once_on_closing(self):
        self.absent(self.anna)
        self.assertFalse(self.mails())
        with freeze_time(NOON):
            self.slot._close()
        mail = self.mails()
        self.assertEqual(mail.recipient_ids, self.hr)
        self.assertIn("Anna Stagiaire", mail.body_html)
        self.assertNotIn("Bruno", mail.body_html)
        self.attendance(self.anna)._count_hours()
        self.assertEqual(len(self.mails()), 1)

    def test_correction_to_absent_after_the_closing_is_told(self):
        self.sign(self.anna)
        with freeze_time(NOON):
            self.slot._close()
            self.attendance(self.anna)._declare("absent_justified", "correction", "office", reason="Arrêt maladie")
        mail = self.mails()
        self.assertIn("justifiée", mail.body_html)
        self.assertNotIn("maladie", mail.body_html)

    def test_absence_that_turns_out_to_be_none_is_corrected(self):
        self.session.user_id, self.company.email = False, "of@example.com"
        self.absent(self.anna)
        with freeze_time(NOON):
            self.slot._close()
            self.attendance(self.anna)._declare("present", "correction", "office", reason="Vue en salle")
        mail = self.env["mail.mail"].sudo().search([("subject", "like", "Rectification")])
        self.assertIn("était présente", mail.body_html)
        self.assertEqual(mail.recipient_ids, self.hr)
        self.assertIn("of@example.com", mail.mail_message_id.reply_to or mail.reply_to)

    def test_without_template_half_days_close_all_the_same(self):
        self.env.ref("of_training.mail_template_absence").unlink()
        self.absent(self.anna)
        with freeze_time(NOON):
            self.slot._close()
        self.assertTrue(self.slot.closed_at)

    def test_slot_of_an_odd_length_that_was_followed_misses_nothing(self):
        self.slot.end = "2027-01-11 11:20:00"
        self.sign(self.anna)
        with freeze_time(NOON):
            self.slot._close()
        record = self.attendance(self.anna).enrolment_id
        self.assertEqual((record.hours_absent, record.absence_rate, record.hours_on_site), (0, 0, 3.33))

    def test_individual_has_no_employer_and_company_may_switch_it_off(self):
        self.make_order(self.carla, [self.carla]).action_confirm()
        self.absent(self.carla)
        self.company.of_warn_absence = False
        self.absent(self.anna)
        with freeze_time(NOON):
            self.slot._close()
        self.assertFalse(self.mails())

    def test_hours_by_kind_and_rate_follow(self):
        slots = self.session.slot_ids.sorted("start")
        slots[1].write({"link": "https://visio.example.com/x"})
        self.sign(self.anna)
        self.sign(self.anna, slots[1], at=slots[1].start + timedelta(minutes=5), typed="Anna", is_remote=True)
        self.absent(self.bruno)
        with freeze_time("2027-01-11 16:30:00"):
            slots[:2]._close()
        anna, bruno = (self.session.enrolment_ids.filtered(lambda one, who=who: one.learner_id == who)
                       for who in (self.anna, self.bruno))
        self.assertEqual((anna.hours_on_site, anna.hours_remote, anna.absence_rate), (3.5, 3.5, 0))
        self.assertEqual((bruno.hours_absent, bruno.absence_rate), (7, 1))
        self.assertEqual(self.session.absence_rate, 0.5)
        self.assertTrue(self.attendance(self.anna, slots[1]).entry_ids.is_remote)

    def test_hours_by_kind_cost_the_same_for_many(self):
        self.session.capacity = 40
        learners = self.env["res.partner"].create([{"name": f"Stagiaire {n}"} for n in range(30)])
        self.make_order(self.client, learners, quantity=30).action_confirm()
        with freeze_time("2027-01-11 16:30:00"):
            self.session.slot_ids.sorted("start")[:2]._close()
        ids, counts = self.slot.attendance_ids.enrolment_id.ids, []
        self.assertEqual(len(ids), 32)
        for some in (self.env["of.enrolment"].browse(ids[:10]), self.env["of.enrolment"].browse(ids)):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.mapped("absence_rate")
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(*counts)


class TestRemote(AttendanceCase):
    def test_correction_without_a_word_on_it_follows_the_slot(self):
        self.slot.write({"link": "https://visio.example.com/x", "place_id": False, "room_id": False})
        with freeze_time(NOON):
            self.attendance(self.anna)._declare("present", "correction", "office", reason="Vue en ligne")
            self.env["of.attendance.correction"].create({
                "attendance_ids": [(6, 0, self.attendance(self.bruno).ids)], "presence": "late", "reason": "Retard",
                "arrived_at": "2027-01-11 08:30:00"}).action_correct()
        self.assertTrue(self.attendance(self.anna).is_remote and self.attendance(self.bruno).is_remote)

    def test_slot_with_a_link_alone_is_remote_and_one_without_never(self):
        self.assertFalse(self.slot._is_remote(True))
        self.slot.link = "https://visio.example.com/x"
        self.assertEqual((self.slot._is_remote(), self.slot._is_remote(True)), (False, True))
        self.slot.write({"place_id": False, "room_id": False})
        self.assertTrue(self.slot._is_remote())
        self.sign(self.anna)
        self.assertTrue(self.attendance(self.anna).is_remote)


class TestReport(AttendanceCase):
    """What the trainer writes at the end."""

    @freeze_time(NOON)
    def test_report_is_kept_and_told_and_a_hazard_noted(self):
        self.slot._report("  Chapitre 1 vu.  ")
        self.assertEqual(self.slot.report, "Chapitre 1 vu.")
        self.assertIn("Chapitre 1 vu.", self.session.message_ids[0].body)
        for _tap in range(2):
            self.slot._report("Vidéoprojecteur en panne", is_hazard=True)
        incident = self.env["of.incident"].search([("session_id", "=", self.session.id)])
        self.assertEqual((incident.kind, incident.description), ("hazard", "Vidéoprojecteur en panne"))

    def test_empty_or_too_early_is_refused(self):
        for at, text in ((NOON, "  "), (NOON, "x" * 4001), ("2027-01-11 07:00:00", "Bien")):
            with freeze_time(at), self.assertRaises(UserError):
                self.slot._report(text)
