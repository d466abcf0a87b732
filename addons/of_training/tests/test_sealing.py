import io
import os
import tempfile
from pathlib import Path
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError
from pypdf import PdfReader

from odoo.exceptions import UserError, ValidationError
from odoo.tools import config, mute_logger

from odoo.addons.of_foundation.lib import digest as lib_digest

from ..lib import sealing
from . import test_lib_attendance as lib_attendance
from . import test_lib_sealing as lib
from .common import TrainingCase

ARCHIVED = ("action_report_agreement", "action_report_agreement_signature", "report_certificate_action",
            "report_attendance_sheet_action", "report_distance_log_action", "report_assessment_action")


class SealCase(TrainingCase):
    """A server with a folder of seals, in it that of the company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        cls.startClassPatcher(patch.dict(os.environ, {"OF_SEAL_DIR": folder.name}))
        lib.install(cls.folder, "essai")
        cls.company.of_seal_name = "essai"
        cls.convention = cls.make_agreement(cls.client, [cls.anna])

    def sign(self):
        self.convention.sudo()._sign_on_line(
            self.env["res.users"], "Hélène RH", "DRH", lib_attendance.png(), ip_address="203.0.113.9")

    def sql(self, query, *values):
        """What whoever holds the database does: the trigger is dropped first."""
        self.env.cr.execute("ALTER TABLE of_document DISABLE TRIGGER of_frozen_update")
        self.env.cr.execute(query, values)
        self.env.invalidate_all()

    def problem(self, document):
        """The one sentence that names ``document``: the button and 'odoo verify' say the same."""
        problem, = document._verify()
        self.assertIn(f"of.document, {document.id})", problem)
        self.assertEqual(document.action_verify()["params"]["type"], "danger")
        self.assertIn(problem, list(document._verify_all()))
        return problem


@freeze_time("2026-11-28 10:00:00")
class TestSealing(SealCase):
    def test_issued_document_is_sealed_before_its_digest_is_taken(self):
        self.convention.with_user(self.office_user()).action_issue()
        document = self.convention.document_id
        content = document.attachment_id.raw
        self.assertEqual(document.sha256, lib_digest.file_digest(content))
        self.assertEqual((document.seal_subject, document.seal_fingerprint), (lib.SUBJECT, lib.key().fingerprint))
        self.assertIsNone(sealing.problem(content, document.seal_fingerprint))
        self.assertEqual(str(sealing.check(content).time), "2026-11-28 10:00:00+00:00")
        self.assertEqual(document._verify(), [])

    def test_signed_document_has_one_seal_over_text_and_page(self):
        self.convention.action_issue()
        self.sign()
        document = self.convention.signed_document_id
        content = document.attachment_id.raw
        self.assertEqual(content.count(b"/ETSI.CAdES.detached"), 1)
        self.assertIsNone(sealing.problem(content, lib.key().fingerprint))
        self.assertEqual(document._verify(), [])
        text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())
        for expected in ("Menuiserie Duchêne", "Hélène RH", self.convention.document_id.sha256, lib.SUBJECT,
                         lib.key().fingerprint):
            self.assertIn(expected, text)

    def test_company_without_seal_issues_as_before(self):
        self.company.of_seal_name = False
        self.convention.action_issue()
        self.sign()
        for document in (self.convention.document_id, self.convention.signed_document_id):
            with self.assertRaises(sealing.NotSealed):
                sealing.check(document.attachment_id.raw)
            self.assertFalse(document.seal_subject or document.seal_fingerprint)
            self.assertNotIn("seal_subject", document._frozen_payload(None))  # those older than seals verify
            self.assertEqual(document._verify(), [])

    def test_seal_begins_and_ends_while_an_agreement_waits(self):
        self.company.of_seal_name = False
        self.convention.action_issue()
        self.company.of_seal_name = "essai"
        self.sign()
        self.assertTrue(self.convention.signed_document_id.seal_subject)
        other = self.make_agreement(self.client, [self.bruno])
        other.action_issue()
        self.company.of_seal_name = False
        other.sudo()._sign_on_line(self.env["res.users"], "Hélène RH", "DRH")
        with self.assertRaises(sealing.NotSealed):
            sealing.check(other.signed_document_id.attachment_id.raw)

    def test_scan_is_kept_as_it_came(self):
        self.convention.action_issue()
        self.convention._sign_on_paper(self.convention._local_day(), "Hélène", "DRH", False, lib.pdf())
        document = self.convention.signed_document_id
        self.assertEqual(document.attachment_id.raw, lib.pdf())
        self.assertFalse(document.seal_subject)
        self.assertEqual(document._verify(), [])

    def test_each_company_has_its_own_seal(self):
        lib.install(self.folder, "autre", "Cachet d'un autre")
        other = self.env["res.company"].create({"name": "Autre OF", "of_seal_name": "autre"})
        sealed, values = self.env["of.document"].with_user(self.office_user())._sealed(lib.pdf(), other, "Essai")
        self.assertEqual(values["seal_subject"], "Cachet d'un autre")
        self.assertEqual(sealing.check(sealed).subject, "Cachet d'un autre")

    def test_issuing_is_refused_when_the_seal_cannot_be_used(self):
        self.addCleanup(lib.install, self.folder, "essai")
        (self.folder / "essai.p12").unlink()
        with self.assertRaisesRegex(UserError, r"essai\.p12"), self.cr.savepoint():
            self.convention.action_issue()
        self.assertFalse(self.convention.document_id)
        lib.install(self.folder, "essai")
        self.convention.action_issue()
        self.convention._pass().valid_until = False
        with freeze_time("2029-01-01 09:00:00"), self.assertRaisesRegex(UserError, r"essai\.p12"), self.cr.savepoint():
            self.sign()
        self.assertEqual(self.convention.state, "issued")
        self.assertFalse(self.convention.signed_document_id)


@freeze_time("2026-11-28 10:00:00")
class TestVerifying(SealCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.convention.action_issue()
        cls.document = cls.convention.document_id
        cls.content = cls.document.attachment_id.raw

    def replace(self, content):
        """Put other bytes in the filestore, and their digests where the database keeps them: only the seal knows."""
        attachment = self.document.attachment_id
        self.addCleanup(Path(attachment._full_path(attachment.store_fname)).write_bytes, self.content)
        Path(attachment._full_path(attachment.store_fname)).write_bytes(content)
        self.sql("UPDATE of_document SET sha256 = %s, size = %s WHERE id = %s", lib_digest.file_digest(content),
                 len(content), self.document.id)
        self.redigest()

    def redigest(self):
        self.sql("UPDATE of_document SET digest = %s WHERE id = %s",
                 lib_digest.digest(self.document._frozen_payload(None), self.document.salt), self.document.id)

    def test_file_altered_in_the_filestore_is_named(self):
        attachment = self.document.attachment_id
        path = Path(attachment._full_path(attachment.store_fname))
        self.addCleanup(path.write_bytes, self.content)
        path.write_bytes(self.content.replace(b"Lyon", b"Nice"))
        self.env.invalidate_all()
        self.assertIn(self.document.name, self.problem(self.document))

    def test_row_altered_in_the_database_is_named(self):
        for column in ("seal_subject", "seal_fingerprint"):
            for value in ("x", None):
                with self.subTest(column, value=value), self.cr.savepoint() as savepoint:
                    self.sql(f"UPDATE of_document SET {column} = %s WHERE id = %s", value, self.document.id)
                    self.assertTrue(any(self.document.name in problem for problem in self.document._verify()))
                    savepoint.rollback()
                    self.env.invalidate_all()

    @mute_logger("odoo.sql_db")
    def test_seal_of_a_document_is_nobody_s_to_write(self):
        with self.assertRaises(UserError):
            self.document.sudo().seal_subject = "Un autre"
        with self.assertRaisesRegex(Exception, "it holds proofs"), self.cr.savepoint():
            self.env.cr.execute("UPDATE of_document SET seal_fingerprint = NULL WHERE id = %s", [self.document.id])

    def test_file_replaced_together_with_its_digests_is_named_by_the_seal(self):
        unsealed = sealing.unsealed(self.content)
        for case, content in {
                "missing": unsealed, "broken": self.content.replace(b"Lyon", b"Nice"), "added": self.content + b"\n",
                "unreadable": b"%PDF-altered",
                "other": sealing.seal(unsealed, lib.key("Cachet d'un autre"), "Émis")}.items():
            with self.subTest(case):
                self.replace(content)
                self.assertIn(lib.SUBJECT, self.problem(self.document))

    def test_expired_certificate_keeps_its_seals(self):
        self.addCleanup(lib.install, self.folder, "essai")
        (self.folder / "essai.p12").unlink()
        with freeze_time("2040-01-01"):
            self.assertEqual(self.document._verify(), [])


@freeze_time("2026-11-28 10:00:00")
class TestSealOfCompany(SealCase):
    def test_settings_show_seal_or_obstacle(self):
        settings = self.env["res.config.settings"].create({})
        self.assertIn(lib.SUBJECT, settings.of_seal_state)
        self.assertIn("31", settings.of_seal_state)
        (self.folder / "essai.pass").write_bytes(b"wrong")
        self.addCleanup(lib.install, self.folder, "essai")
        seen = {settings.of_seal_state, self.state()}
        (self.folder / "essai.pass").unlink()
        seen.add(self.state())
        (self.folder / "essai.p12").unlink()
        seen.add(self.state())
        lib.install(self.folder, "essai")
        for moment in ("2025-12-31", "2029-01-01"):
            with freeze_time(moment):
                seen.add(self.state())
        with patch.dict(os.environ, {"OF_SEAL_DIR": ""}):
            seen.add(self.state())
        self.assertEqual(len(seen), 7)
        self.company.of_seal_name = False
        self.assertFalse(self.state())

    def state(self):
        self.company.invalidate_recordset()
        return self.company.of_seal_state

    def test_folder_is_named_in_the_configuration_of_odoo(self):
        with patch.dict(os.environ, {"OF_SEAL_DIR": "/nowhere"}), \
                patch.dict(config._runtime_options, {"of_seal_dir": str(self.folder)}):
            self.assertIn(lib.SUBJECT, self.state())

    def test_name_is_no_path(self):
        for name in ("../essai", "/etc/passwd", "a.p12", "é", "a b", "a\n"):
            with self.subTest(name), self.assertRaises(ValidationError), self.cr.savepoint():
                self.company.of_seal_name = name
        self.company.of_seal_name = "Essai_2-b"

    @mute_logger("odoo.sql_db")
    def test_seal_of_another_company_is_out_of_reach(self):
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.env["res.company"].create({"name": "Autre OF", "of_seal_name": "essai"})
        self.env["res.company"].create([{"name": "Sans cachet"}, {"name": "Sans cachet non plus"}])


@freeze_time("2026-11-28 10:00:00")
class TestArchive(SealCase):
    """PDF/A-3b, with and without seal, alone and with the page of signatures."""

    def test_what_is_archived_is_printed_as_pdf_a(self):
        for name in ARCHIVED:
            with self.subTest(name):
                self.assertEqual(self.env.ref(f"of_training.{name}").pdf_variant, "pdf/a-3b")

    def test_every_document_stays_pdf_a(self):
        self.convention.action_issue()
        self.sign()
        self.company.of_seal_name = False
        other = self.make_agreement(self.client, [self.bruno])
        other.action_issue()
        other.sudo()._sign_on_line(self.env["res.users"], "Hélène RH", "DRH")
        for document in (self.convention | other).mapped(lambda agreement: agreement.document_id
                                                         | agreement.signed_document_id):
            with self.subTest(document.name):
                self.check_pdf_a(document.attachment_id.raw, document)

    def check_pdf_a(self, content, document):
        reader = PdfReader(io.BytesIO(content))
        root = reader.trailer["/Root"]
        self.assertEqual([intent["/S"] for intent in root["/OutputIntents"]], ["/GTS_PDFA1"])
        self.assertTrue(root["/OutputIntents"][0]["/DestOutputProfile"].get_object().get_data())
        xmp = root["/Metadata"].get_data()
        self.assertRegex(xmp, rb'pdfaid:part="3" pdfaid:conformance="B"')
        self.assertEqual(content.count(b"/Type /Metadata"), 1)
        self.assertIn(f">{reader.metadata.title}<".encode(), xmp)
        self.assertIn(f'pdf:Producer="{reader.metadata.producer}"'.encode(), xmp)
        self.assertEqual(len(reader.trailer["/ID"]), 2)
        self.assertNotIn("/Encrypt", reader.trailer)
        fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
        self.assertTrue(fonts)
        for font in fonts:
            descendant = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            self.assertTrue({"/FontFile2", "/FontFile3"} & set(descendant["/FontDescriptor"].get_object()))
        pictures = [each.get_object() for page in reader.pages
                    for each in page["/Resources"].get("/XObject", {}).values()]
        self.assertNotIn(True, [each.get("/Interpolate") for each in pictures])
        for widget in (field.get_object() for field in root.get("/AcroForm", {}).get("/Fields", ())):
            self.assertEqual((widget["/Rect"], widget["/F"] & 7), ([0, 0, 0, 0], 4))  # printed, not hidden
        self.assertEqual("/AcroForm" in root, bool(document.seal_subject))
