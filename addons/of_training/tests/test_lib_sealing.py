import io
import socket
import tempfile
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from unittest import TestCase
from unittest.mock import patch

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from pypdf import PdfReader, PdfWriter

from odoo.addons.of_training.lib import sealing

START, END = datetime(2026, 1, 1), datetime(2028, 12, 31, 23, 59, 59)
NOW = datetime(2026, 11, 28, 10, 0)
SECOND = timedelta(seconds=1)
SUBJECT = "Cachet d'essai"


@cache
def self_signed(subject):
    return sealing.self_signed(subject, START, END)


def key(subject=SUBJECT):
    return sealing.open_key(*self_signed(subject))


def install(folder, name, subject=SUBJECT):
    """Put a key where the server looks for it."""
    content, passphrase = self_signed(subject)
    (Path(folder) / f"{name}.p12").write_bytes(content)
    (Path(folder) / f"{name}.pass").write_bytes(passphrase + b"\n")


@cache
def pdf(pages=3):
    writer, result = PdfWriter(), io.BytesIO()
    for _page in range(pages):
        writer.add_blank_page(210, 297)
    writer.write(result)
    return result.getvalue()


@cache
def sealed():
    return sealing.seal(pdf(), key(), "Émis", "Lyon")


def other_key(private_key):
    """A PKCS#12 file (bytes) of ``private_key`` with a certificate, and its passphrase."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "Sans nom usuel")])
    algorithm = None if isinstance(private_key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    certificate = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(private_key.public_key())
                   .serial_number(1).not_valid_before(START).not_valid_after(END).sign(private_key, algorithm))
    return pkcs12.serialize_key_and_certificates(
        b"x", private_key, certificate, None, BestAvailableEncryption(b"x")), b"x"


# Made before any test stops the clock: the library keeps the class of datetime that it meets first.
ELLIPTIC = other_key(ec.generate_private_key(ec.SECP256R1()))


class TestKey(TestCase):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        install(self.folder, "essai-1")

    def reason(self, name="essai-1", now=NOW, environment=None, folder=None):
        try:
            sealing.read_key(folder or self.folder, name, now, environment or {})
        except sealing.KeyUnusable as error:
            return error.reason
        return None

    def test_key_says_whom_it_names_until_when_and_nothing_secret(self):
        found = sealing.read_key(self.folder, "essai-1", NOW, {})
        self.assertEqual((found.subject, found.start, found.expiry), (SUBJECT, START, END))
        self.assertRegex(found.fingerprint, r"^[0-9a-f]{64}$")
        self.assertNotIn("igner", repr(found))

    def test_certificate_seals_from_its_first_second_to_its_last(self):
        for now, expected in ((START - SECOND, "early"), (START, None), (END, None), (END + SECOND, "expired")):
            with self.subTest(now=now):
                self.assertEqual(self.reason(now=now), expected)

    def test_what_is_missing_or_does_not_fit_is_told_apart(self):
        (self.folder / "wrong.p12").write_bytes(self_signed(SUBJECT)[0])
        (self.folder / "wrong.pass").write_bytes(b"something else")
        (self.folder / "bare.p12").write_bytes(self_signed(SUBJECT)[0])
        (self.folder / "nonsense.p12").write_bytes(b"nonsense")
        (self.folder / "nonsense.pass").write_bytes(b"x")
        (self.folder / "folder.p12").mkdir()
        for name, expected in (("nobody", "file"), ("wrong", "closed"), ("bare", "passphrase"), ("nonsense", "closed"),
                               ("folder", "file"), ("essai-1", None)):
            with self.subTest(name):
                self.assertEqual(self.reason(name), expected)
        for folder in (None, "", self.folder / "none"):
            with self.subTest(folder), self.assertRaisesRegex(sealing.KeyUnusable, "folder"):
                sealing.read_key(folder, "essai-1", NOW, {})

    def test_no_name_leads_out_of_the_folder(self):
        inner = self.folder / "inner"
        inner.mkdir()
        for name in ("../essai-1", str(self.folder / "essai-1"), "essai-1\n", "essai-1\0", "é", "a" * 65, "", "."):
            with self.subTest(name):
                self.assertFalse(sealing.is_name(name))
                self.assertEqual(self.reason(name, folder=inner), "file")
        self.assertEqual(self.reason("../essai-1", folder=inner), "file")

    def test_passphrase_may_come_from_the_environment(self):
        (self.folder / "essai-1.pass").unlink()
        self.assertIsNone(self.reason(environment={"OF_SEAL_PASS_ESSAI_1": self_signed(SUBJECT)[1].decode()}))
        self.assertEqual(self.reason(environment={"OF_SEAL_PASS_ESSAI_1": "wrong"}), "closed")

    def test_only_kinds_of_keys_that_every_reader_knows(self):
        with self.assertRaisesRegex(sealing.KeyUnusable, "kind"):
            sealing.open_key(*other_key(ed25519.Ed25519PrivateKey.generate()))
        elliptic = sealing.open_key(*ELLIPTIC)
        self.assertIsNone(sealing.problem(sealing.seal(pdf(), elliptic, "Émis"), elliptic.fingerprint))
        self.assertEqual(elliptic.subject, "O=Sans nom usuel")

    def test_file_without_certificate_is_refused(self):
        private_key = ec.generate_private_key(ec.SECP256R1())
        content = pkcs12.serialize_key_and_certificates(b"x", private_key, None, None, BestAvailableEncryption(b"x"))
        with self.assertRaisesRegex(sealing.KeyUnusable, "kind"):
            sealing.open_key(content, b"x")


class TestSeal(TestCase):
    def problem(self, content):
        return sealing.problem(content, key().fingerprint)

    def test_seal_tells_who_made_it_and_that_nothing_changed(self):
        found = sealing.check(sealed())
        self.assertEqual((found.intact, found.whole, found.subject, found.fingerprint),
                         (True, True, SUBJECT, key().fingerprint))
        self.assertEqual(found.time.utcoffset(), timedelta())
        self.assertIsNone(self.problem(sealed()))

    def test_seal_forbids_changes_and_says_why_and_where(self):
        root = PdfReader(io.BytesIO(sealed())).trailer["/Root"]
        signature = root["/Perms"]["/DocMDP"]
        self.assertEqual(signature["/SubFilter"], "/ETSI.CAdES.detached")
        self.assertEqual((signature["/Reason"], signature["/Location"]), ("Émis", "Lyon"))
        self.assertEqual(signature["/Reference"][0]["/TransformParams"]["/P"], 1)
        self.assertEqual([field.get_object()["/T"] for field in root["/AcroForm"]["/Fields"]], [sealing.FIELD])

    def test_what_was_there_before_stays_byte_for_byte(self):
        self.assertTrue(sealed().startswith(pdf()))
        self.assertEqual(sealing.unsealed(sealed()), pdf())
        before, after = (PdfReader(io.BytesIO(content)) for content in (pdf(), sealed()))
        self.assertEqual(before.metadata, after.metadata)

    def test_any_byte_altered_before_the_seal_is_seen(self):
        for place in range(0, len(pdf()), 7):
            content = bytearray(sealed())
            content[place] ^= 1
            with self.subTest(place):
                self.assertIsNotNone(self.problem(bytes(content)))

    def test_altered_text_is_a_broken_seal(self):
        self.assertEqual(self.problem(sealed().replace(b"210", b"211", 1)), "broken")
        self.assertEqual(self.problem(sealed().replace(b"Lyon", b"Nice")), "broken")

    def test_what_is_appended_is_seen(self):
        writer = PdfWriter(io.BytesIO(sealed()), incremental=True)
        writer.add_blank_page(210, 297)
        updated = io.BytesIO()
        writer.write(updated)
        self.assertTrue(updated.getvalue().startswith(sealed()))
        for content in (updated.getvalue(), sealed() + b"\n"):
            self.assertEqual(self.problem(content), "added")

    def test_truncated_file_is_seen(self):
        for length, expected in ((len(sealed()) // 2, "unreadable"), (len(sealed()) - 200, "unreadable"),
                                 (len(pdf()), "missing")):
            with self.subTest(length):
                self.assertEqual(self.problem(sealed()[:length]), expected)

    def test_other_certificate_is_told(self):
        resealed = sealing.seal(pdf(), key("Cachet d'un autre"), "Émis")
        self.assertEqual(self.problem(resealed), "other")

    def test_file_without_seal_and_file_that_is_none(self):
        with self.assertRaises(sealing.NotSealed):
            sealing.check(pdf())
        nested = b"%PDF-1.7\n1 0 obj\n" + b"[" * 20000 + b"\nendobj\nstartxref\n9\n%%EOF"
        for content in (b"", b"%PDF-1.7", b"<svg onload=alert(1)>", b"\0" * 5000, nested, b"%PDF" + pdf()[200:]):
            with self.subTest(content[:20]):
                with self.assertRaises(sealing.Unreadable):
                    sealing.check(content)
                with self.assertRaises(sealing.NotSealable):
                    sealing.seal(content, key(), "Émis")

    def test_sealed_file_is_not_sealed_again(self):
        with self.assertRaises(sealing.NotSealable):
            sealing.seal(sealed(), key(), "Émis")

    def test_signature_that_leaves_room_covers_less_than_the_file(self):
        content = b"before<ABCD>after"
        for ranges, digits, expected in (((0, 6, 12, 5), b"\xab\xcd", True), ((0, 6, 12, 4), b"\xab\xcd", False),
                                         ((1, 6, 12, 5), b"\xab\xcd", False), ((0, 5, 12, 5), b"\xab\xcd", False),
                                         ((0, 6, 6, 11), b"\xab\xcd", False), ((0, 6, 12, 5), b"\xab", False)):
            with self.subTest(ranges=ranges, digits=digits):
                signature = SimpleNamespace(byte_range=ranges, pkcs7_content=digits)
                self.assertEqual(sealing._is_whole(content, signature), expected)

    def test_neither_sealing_nor_checking_asks_the_network(self):
        with patch.object(socket.socket, "connect", side_effect=AssertionError("network")), \
                patch.object(socket, "getaddrinfo", side_effect=AssertionError("network")):
            sealing.check(sealing.seal(pdf(), key(), "Émis"))
