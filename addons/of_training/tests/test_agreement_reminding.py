from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError

from ..models import of_agreement_reminding
from .common import TrainingCase
from .test_agreement_parties import Tripartite


class TestAgreementReminding(Tripartite, TrainingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2026-11-28 10:00:00"):
            cls.make_tripartite()
            cls.contract = cls.make_agreement(cls.carla)
            cls.contract.action_issue()
            cls.contract._send_link()

    def run_cron(self, day):
        """The mails that the cron leaves in the queue on ``day``."""
        before = self.env["mail.mail"].search([])
        with freeze_time(f"2026-{day} 04:00:00"), self.enter_registry_test_mode():
            self.env.ref("of_training.ir_cron_agreement_remind").method_direct_trigger()
        self.env.invalidate_all()
        return self.env["mail.mail"].search([]) - before

    def kinds(self, agreement):
        return agreement.document_id.event_ids.mapped("kind")

    def test_reminded_after_four_days_and_once_a_day(self):
        self.assertFalse(self.run_cron("12-01"))
        mail = self.run_cron("12-02")
        self.assertEqual(mail.recipient_ids, self.carla)
        self.assertIn(self.contract.access_token, mail.body_html)
        self.assertIn("Rappel", mail.subject)
        self.assertFalse(self.run_cron("12-02"))
        self.assertFalse(self.run_cron("12-05"))
        self.assertTrue(self.run_cron("12-06"))
        self.assertEqual(self.kinds(self.contract), ["sent", "reminded", "reminded"])

    def test_three_times_at_most_then_the_responsible_calls(self):
        for day in ("12-02", "12-06", "12-10"):
            self.assertTrue(self.run_cron(day))
        self.assertFalse(self.contract.activity_ids)
        self.assertFalse(self.run_cron("12-14"))
        self.assertIn("Carla Particulière", self.contract.activity_ids.summary)
        self.assertEqual(self.contract.activity_ids.user_id, self.contract.user_id)
        self.assertFalse(self.run_cron("12-18"))
        self.assertEqual((len(self.contract.activity_ids), self.contract.reminder_count), (1, 3))

    def test_who_was_never_asked_has_signed_or_is_too_late_is_left_alone(self):
        self.assertNotIn(self.client, self.run_cron("12-02").recipient_ids)
        with freeze_time("2026-12-03 10:00:00"):
            self.contract._sign_on_line(self.env["res.users"], "Carla", "")
            self.convention.action_send()
            self.learner._sign_on_line(self.env["res.users"], "Anna", "")
        self.assertEqual(self.run_cron("12-07").recipient_ids, self.client | self.funder)
        self.assertFalse(self.run_cron("12-29"))

    def test_refused_or_taken_back_is_not_reminded(self):
        self.contract._refuse("Carla", "Trop cher")
        self.contract.activity_ids.unlink()
        self.convention.action_send()
        self.convention.action_rework()
        self.assertFalse(self.run_cron("12-20"))
        self.assertFalse(self.contract.is_unanswered)

    def test_company_chooses_the_days_or_none(self):
        self.company.of_agreement_remind_days = 0
        self.assertFalse(self.run_cron("12-20"))
        self.company.of_agreement_remind_days = 1
        self.assertTrue(self.run_cron("11-29"))
        with self.assertRaises(ValidationError):
            self.company.of_agreement_remind_days = -1

    def test_each_batch_is_committed_with_what_it_sent(self):
        """Killed after any commit, the cron that runs again finds nobody who got a mail and is not marked."""
        with freeze_time("2026-11-28 12:00:00"):
            self.convention.action_send()
        seen = []
        crons, day = type(self.env["ir.cron"]), "2026-12-02"

        def commit(cron, processed=0, *, remaining=None):
            asked = [one for agreement in (self.contract | self.convention) for one in agreement._signatories()
                     if str(one.asked_on) == day]
            events = (self.contract | self.convention).document_id.event_ids
            seen.append((len(asked), len(events.filtered(lambda one: one.kind == "reminded")),
                         self.env["mail.mail"].search_count([("subject", "ilike", "Rappel")])))
            return 1

        with freeze_time(f"{day} 04:00:00"), patch.object(of_agreement_reminding, "BATCH", 1), \
                patch.object(crons, "_commit_progress", commit):
            self.env["of.agreement"]._cron_remind()
        self.assertEqual(seen, [(number, number, number) for number in range(5)])

    def test_out_of_time_it_goes_on_the_next_time(self):
        with freeze_time("2026-11-28 12:00:00"):
            self.convention.action_send()
        crons = type(self.env["ir.cron"])
        with freeze_time("2026-12-02 04:00:00"), patch.object(of_agreement_reminding, "BATCH", 1), \
                patch.object(crons, "_commit_progress", lambda cron, *args, **kwargs: 0):
            for _run in range(6):
                self.env["of.agreement"]._cron_remind()
        self.assertEqual(self.kinds(self.convention).count("reminded"), 3)
        self.assertEqual(self.kinds(self.contract).count("reminded"), 1)

    def test_what_fails_for_one_stops_no_other(self):
        with freeze_time("2026-11-28 12:00:00"):
            self.convention.action_send()
        parties, mail = type(self.learner), type(self.learner)._mail

        def fail(signatory, template):
            if signatory == self.learner:
                raise UserError(template)
            return mail(signatory, template)

        with patch.object(parties, "_mail", fail), self.assertLogs(of_agreement_reminding.__name__, "WARNING"):
            self.assertEqual(self.run_cron("12-02").recipient_ids, self.carla | self.client | self.funder)
        self.assertEqual(str(self.learner.asked_on), "2026-11-28")

    def test_whom_no_mail_reaches_is_told_to_the_responsible(self):
        self.carla.email = False
        self.assertFalse(self.run_cron("12-02"))
        self.assertTrue(self.contract.activity_ids)

    def test_by_hand_once_a_day(self):
        with freeze_time("2026-11-29 10:00:00"):
            both = (self.contract | self.convention).with_user(self.office_user())
            notice = both.action_remind()["params"]["message"]
            self.assertIn("Carla Particulière", notice)
            both.action_remind()
        self.assertEqual(self.contract.reminder_count, 1)
        self.assertEqual(self.kinds(self.convention), ["reminded"] * 3)
        self.assertIn("1", self.contract.signature_status)

    def test_what_awaits_nothing_is_not_reminded_by_hand(self):
        draft = self.make_agreement(self.client, [self.bruno])
        with self.assertRaises(UserError):
            draft.action_remind()

    def test_nobody_else_sends_reminders_or_links(self):
        other = self.env["res.company"].create({"name": "Autre OF"})
        users = [self.office_user("stranger", company_id=other.id, company_ids=[Command.set(other.ids)]),
                 self.portal_user(self.anna)]
        for user in users:
            for method in ("action_remind", "action_send"):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    getattr(self.convention.with_user(user), method)()
        with self.assertRaises(UserError):
            self.learner.with_user(self.office_user()).reminder_count = 9

    def test_issued_again_the_count_begins_anew(self):
        self.run_cron("12-02")
        self.contract.action_rework()
        self.contract.action_issue()
        self.assertEqual((self.contract.reminder_count, self.contract.asked_on), (0, False))
