import base64
import json
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from .authority import Authority
from .test_attendance import NOON, AttendanceCase


class TestSlotSeal(AttendanceCase):
    """The first morning: signed, closed, sealed, stamped."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.authority = Authority()
        cls.addClassCleanup(cls.authority.stop)
        cls.company.of_timestamp_url = cls.authority.url

    def setUp(self):
        super().setUp()
        self.authority.is_down, self.authority.answer, self.authority.asked = False, None, 0
        self.sign(self.anna)
        self.sign(self.bruno)
        self.close()

    def close(self):
        with freeze_time(NOON):
            self.slot._close()

    def seal(self):
        self.env.ref("of_training.ir_cron_slot_seal").method_direct_trigger()
        return self.slot.seal_ids[-1:]

    def exchange(self):
        self.env.ref("of_foundation.ir_cron_flow").method_direct_trigger()
        return self.env["of.flow"].search([("res_model", "=", "of.slot.seal"), ("res_id", "in", self.slot.seal_ids.ids)],
                                          limit=1)

    def problems(self):
        self.env.invalidate_all()
        return list(self.env["of.slot.seal"]._verify_all())

    # -- sealing -----------------------------------------------------------------------

    def test_closed_half_day_is_sealed_once_with_all_its_entries(self):
        seal = self.seal()
        manifest = json.loads(seal.manifest)
        self.assertEqual(manifest["entries"], self.slot.attendance_ids.entry_ids.sorted("id").mapped("digest"))
        self.assertEqual(manifest["chain"]["entries"], 2)
        self.assertNotIn("Anna", seal.manifest)
        self.assertEqual(self.seal(), seal)
        self.assertEqual(len(self.slot.seal_ids), 1)

    def test_open_half_day_and_one_without_entry_are_not_sealed(self):
        self.sign(self.anna, self.session.slot_ids.sorted("start")[1], at="2027-01-11 12:40:00")
        last = self.session.slot_ids.sorted("start")[-1]
        with freeze_time("2027-01-12 16:01:00"):
            last._close()
        self.seal()
        self.assertEqual(self.session.slot_ids.seal_ids.slot_id, self.slot)

    def test_correction_after_the_closing_makes_another_seal(self):
        first = self.seal()
        self.attendance(self.bruno)._declare("absent", kind="correction", how="office", reason="Erreur")
        second = self.seal()
        self.assertNotEqual(first, second)
        self.assertEqual(len(json.loads(second.manifest)["entries"]), 3)
        self.assertEqual(second.previous_digest, first.digest)
        self.assertEqual(self.problems(), [])

    # -- timestamp -----------------------------------------------------------------------

    def test_authority_says_when_and_its_token_is_kept(self):
        seal = self.seal()
        flow = self.exchange()
        self.assertEqual((flow.state, flow.attempts, self.authority.asked), ("done", 1, 1))
        self.assertIn("Horodatage d'essai", seal.authority)
        self.assertTrue(seal.token and seal.stamped_at)
        self.assertEqual(self.problems(), [])
        self.exchange()
        self.assertEqual(self.authority.asked, 1)

    def test_authority_that_is_down_is_asked_again_and_no_other_exchange_waits(self):
        self.authority.is_down = True
        self.seal()
        flow = self.exchange()
        self.assertEqual((flow.state, flow.attempts), ("waiting", 1))
        self.assertIn("503", flow.error)
        self.exchange()
        self.assertEqual(self.authority.asked, 1)  # it isn't time yet
        self.authority.is_down = False
        flow.action_retry()
        self.assertEqual(self.exchange().state, "done")
        self.assertTrue(self.slot.seal_ids.token)

    def test_given_up_after_two_days_and_shown(self):
        self.authority.is_down = True
        self.seal()
        flow = self.exchange()
        flow._pass().attempts = 11
        flow._pass().next_try = "2020-01-01 00:00:00"
        self.assertEqual(self.exchange().state, "failed")
        self.assertEqual(self.problems(), [])  # without a stamp, it is sealed all the same

    @mute_logger("odoo.addons.of_foundation.models.of_flow")
    def test_answers_that_are_no_timestamp_are_refused(self):
        seal = self.seal()
        for answer in (b"<html>", b"0" * 200_000):
            with self.subTest(len(answer)):
                self.authority.answer = answer
                self.env["of.flow"].search([("res_id", "=", seal.id)]).action_retry()
                self.assertEqual(self.exchange().state, "failed")
                self.assertFalse(seal.token)

    def test_authority_that_nobody_vouches_for_is_refused(self):
        stranger = Authority("Un autre")
        self.addCleanup(stranger.stop)
        self.company.of_timestamp_roots = base64.b64encode(stranger.root)
        self.seal()
        self.assertEqual(self.exchange().state, "failed")
        self.company.of_timestamp_roots = base64.b64encode(self.authority.root)
        self.exchange().action_retry()
        self.assertEqual(self.exchange().state, "done")
        self.assertEqual(self.problems(), [])

    def test_what_was_answered_is_not_asked_for_again_after_a_failure_here(self):
        seal = self.seal()
        with patch.object(type(seal), "_flow_received", side_effect=RuntimeError("disk full")), \
                mute_logger("odoo.addons.of_foundation.models.of_flow"):
            flow = self.exchange()
        self.assertEqual((flow.state, bool(flow.answer)), ("failed", True))
        flow.action_retry()
        self.assertEqual((self.exchange().state, self.authority.asked), ("done", 1))

    def test_without_authority_nothing_is_asked(self):
        self.company.of_timestamp_url = False
        self.seal()
        self.assertFalse(self.exchange())

    def test_settings_are_checked(self):
        for values in ({"of_timestamp_url": "ftp://x"}, {"of_timestamp_roots": base64.b64encode(b"x")}):
            with self.subTest(values), self.assertRaises(ValidationError), self.cr.savepoint():
                self.company.write(values)

    # -- verifying -----------------------------------------------------------------------

    def test_what_was_altered_afterwards_is_named_by_the_seal_too(self):
        seal = self.seal()
        self.exchange()
        entry = self.attendance(self.anna).entry_ids
        digest = entry.digest
        self.env.cr.execute("ALTER TABLE of_attendance_entry DISABLE TRIGGER USER")
        for query in ("UPDATE of_attendance_entry SET digest = 'x' WHERE id = %s",
                      "DELETE FROM of_attendance_entry WHERE id = %s"):
            with self.subTest(query), self.cr.savepoint() as savepoint:
                self.env.cr.execute(query, [entry.id])
                problem, = self.problems()
                self.assertIn(digest, problem)
                self.assertIn(f"of.slot.seal, {seal.id})", problem)
                savepoint.rollback()

    def test_exchanged_or_removed_token_is_named(self):
        seal = self.seal()
        self.exchange()
        other = self.authority.reply(self.env["of.flow"].search([("res_id", "=", seal.id)])._payload())
        for token in (None, base64.b64encode(b"x"), base64.b64encode(other[:-30])):
            with self.subTest(token), self.cr.savepoint() as savepoint:
                self.env.cr.execute("UPDATE of_slot_seal SET token = %s WHERE id = %s", [token, seal.id])
                self.assertEqual(len(self.problems()), 1)
                savepoint.rollback()

    def test_one_session_is_verified_alone(self):
        self.seal()
        self.exchange()
        self.assertEqual(self.session._verify_proofs(), [])
        self.assertEqual(self.session.action_verify_proofs()["params"]["type"], "success")
        entry = self.attendance(self.anna).entry_ids
        self.env.cr.execute("ALTER TABLE of_attendance_entry DISABLE TRIGGER USER")
        with self.cr.savepoint() as savepoint:
            self.env.cr.execute("UPDATE of_attendance_entry SET person = 'Personne' WHERE id = %s", [entry.id])
            self.env.invalidate_all()
            problem, = self.session._verify_proofs()
            self.assertIn(f"of.attendance.entry, {entry.id})", problem)
            self.assertEqual(self.session.action_verify_proofs()["params"]["type"], "danger")
            savepoint.rollback()
        self.env.cr.execute("DELETE FROM of_attendance_entry WHERE id = %s", [entry.id])
        self.env.invalidate_all()
        self.assertGreaterEqual(len(self.session._verify_proofs()), 2)  # the chain and the seal both say so
        self.assertEqual(self.make_session()._verify_proofs(), [])

    def test_nobody_seals_by_hand_and_companies_are_walls(self):
        seal = self.seal()
        assistant = self.office_user()
        for act in (lambda: seal.with_user(assistant).write({"token": False}),
                    lambda: seal.with_user(assistant).unlink(),
                    lambda: seal.with_user(assistant).create({"slot_id": self.slot.id})):
            with self.assertRaises(UserError), self.cr.savepoint():
                act()
        other = self.env["res.company"].create({"name": "Autre OF"})
        stranger = self.office_user("stranger", "of_training.group_of_training_manager", company_id=other.id,
                                    company_ids=[(6, 0, other.ids)])
        for records in (seal, self.exchange()):
            with self.assertRaises(AccessError):
                records.with_user(stranger).read(["display_name"])
