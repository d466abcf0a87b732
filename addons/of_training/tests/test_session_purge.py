import subprocess
import sys
import tempfile
import zipfile
from io import BytesIO
from pathlib import Path

from freezegun import freeze_time
from psycopg2.errors import RaiseException

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from .sealed import SealedSession


class TestPurge(SealedSession):
    """Ten years later: names and signatures go, and what is left verifies as lawfully purged."""

    def setUp(self):
        super().setUp()
        self.manager = self.office_user("head", "of_training.group_of_training_manager")
        self.entry = self.attendance(self.anna).entry_ids

    def purge(self, at="2038-01-01 12:00:00", user=None):
        with freeze_time(at):
            self.session.with_user(user or self.manager).action_purge_proofs()
        self.env.invalidate_all()

    def test_names_go_and_the_rest_verifies(self):
        digest = self.entry.digest
        self.purge()
        self.assertEqual((self.entry.person, self.entry.ip, self.entry.signature, self.entry.salt, self.entry.slot_label),
                         ("", False, False, False, False))
        self.assertEqual(self.entry.digest, digest)
        self.assertFalse(self.session._sheets().attachment_id)
        self.assertEqual(self.session._verify_proofs(), [])
        self.assertEqual(list(self.env["of.attendance.entry"]._verify_all()), [])
        self.assertEqual(list(self.env["of.purge"]._verify_all()), [])
        purge = self.env["of.purge"].search([("purged_model", "=", "of.attendance.entry")])
        self.assertEqual((purge.purged_count, purge.author), (12, self.manager.name))
        self.assertIn("conservation échue le 31/12/2037", purge.reason)

    def test_script_of_the_pack_says_lawfully_purged(self):
        self.purge()
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        name, content = self.session._proof_pack()
        zipfile.ZipFile(BytesIO(content)).extractall(folder)
        done = subprocess.run([sys.executable, "-I", "verifier.py"], cwd=folder / name.removesuffix(".zip"),
                              capture_output=True, text=True, encoding="utf-8")
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        self.assertIn("Effacement légal de 12 inscriptions : ", done.stdout)

    def test_last_day_of_retention_is_kept(self):
        for at in ("2037-12-31 12:00:00", "2027-02-01 12:00:00"):
            with self.assertRaises(UserError):
                self.purge(at)
        with self.assertRaises(AccessError):
            self.purge(user=self.office_user())
        with self.assertRaises(ValidationError):
            self.company.of_keep_proofs_years = 3
        self.assertTrue(self.entry.person)

    def test_open_session_keeps_its_proofs(self):
        self.session._pass().state = "done"
        with self.assertRaises(UserError):
            self.purge()

    def test_emptied_beside_the_software_is_named(self):
        self.sql("of_attendance_entry", "UPDATE of_attendance_entry SET salt = NULL, person = '' WHERE id = %s",
                 self.entry.id)
        self.assertTrue([one for one in self.session._verify_proofs() if f"of.attendance.entry, {self.entry.id})" in one])

    @mute_logger("odoo.sql_db")
    def test_database_lets_a_purge_alone_through(self):
        self.env.cr.execute("SELECT set_config('of_foundation.purging', 'on', TRUE)")
        for change in ("person = 'Autre'", "salt = NULL, digest = 'x'", "salt = NULL, previous_digest = 'x'",
                       "salt = NULL, frozen_at = now()"):
            with self.subTest(change), self.assertRaises(RaiseException), self.cr.savepoint():
                self.env.cr.execute(f"UPDATE of_attendance_entry SET {change} WHERE id = %s", [self.entry.id])


class TestOutdatedCertificate(SealedSession):
    """A correction after the certificate was issued is seen on the learner's record and on the board."""

    def test_certificate_whose_hours_changed_is_to_be_issued_again(self):
        record = self.session.enrolment_ids.filtered(lambda one: one.learner_id == self.anna)
        with freeze_time("2027-01-14 09:00:00"):
            record._issue_certificates()
            self.attendance(self.anna)._count_hours()
            self.assertFalse(record.is_certificate_outdated)
            self.attendance(self.anna)._declare("absent", kind="correction", how="office", reason="Erreur")
            self.assertTrue(record.is_certificate_outdated)
            self.assertIn("10 h 30", record.message_ids[0].body)
            line = next(line for line in self.env["of.today"]._providers() if line.code == "certificates_again")
            self.assertEqual(self.env["of.enrolment"].search(line.domain), record)
            record._issue_certificates()
        self.assertFalse(record.is_certificate_outdated)
