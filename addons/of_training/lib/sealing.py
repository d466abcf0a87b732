"""Electronic seal (cachet électronique) of a PDF: made with a key outside the database, checked without the network.

A seal is a PAdES B-B signature of an organisation, invisible, that allows no
later change (DocMDP 1). It is an increment at the end of the file: what was
there before stays byte for byte, PDF/A with its metadata. Whose the
certificate is, is not asked of any authority: it counts by its fingerprint.
"""
import io
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.keys.internal import translate_pyca_cryptography_cert_to_asn1
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko_certvalidator.registry import SimpleCertificateStore

FIELD = "Cachet"
NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
DIGEST = "sha256"
END = b"%%EOF"


class KeyUnusable(Exception):
    """``reason``: folder, file, passphrase, closed, kind, early, expired; ``day``: of the last two."""

    def __init__(self, reason, day=None):
        super().__init__(reason)
        self.reason, self.day = reason, day


class NotSealable(Exception):
    """The file is no PDF that a seal can be put on."""


class Unreadable(Exception):
    """The file is no PDF, or its seal can't be read."""


class NotSealed(Exception):
    """The PDF bears no seal."""


@dataclass(frozen=True)
class Key:
    """What seals: whom it says it is, the SHA-256 fingerprint of its certificate, first and last moment (UTC)."""

    subject: str
    fingerprint: str
    start: datetime
    expiry: datetime
    signer: signers.Signer = field(repr=False)


class Seal(NamedTuple):
    """What a PDF's seal says; ``time`` is claimed by whoever sealed."""

    intact: bool
    whole: bool  # it covers every byte but its own
    subject: str
    fingerprint: str
    time: datetime | None


class _Signer(signers.Signer):
    """pyHanko's own reads and proves the private key again for each signature: a third of a second with RSA 3072."""

    def __init__(self, private_key, certificate, others):
        store = SimpleCertificateStore()
        store.register_multiple(map(translate_pyca_cryptography_cert_to_asn1, others))
        super().__init__(
            signing_cert=translate_pyca_cryptography_cert_to_asn1(certificate), cert_registry=store)
        self._private_key = private_key

    async def async_sign_raw(self, data, digest_algorithm, dry_run=False):
        if isinstance(self._private_key, rsa.RSAPrivateKey):
            return self._private_key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self._private_key.sign(data, ec.ECDSA(hashes.SHA256()))


class _Writer(IncrementalPdfFileWriter):
    def _update_meta(self):
        """XMP and Info stay as they are: pyHanko would make them differ, and PDF/A wants them to agree."""


# -- keys ----------------------------------------------------------------------

def is_name(name):
    """Whether ``name`` may name a key: no path."""
    return bool(NAME.fullmatch(name or ""))


def read_key(folder, name, now, environment):
    """The Key of ``name``.p12 in ``folder``, which may seal at ``now`` (UTC).

    Its passphrase is in ``name``.pass beside it, or in OF_SEAL_PASS_NAME of ``environment``.
    :raises KeyUnusable: and why
    """
    if not folder or not Path(folder).is_dir():
        raise KeyUnusable("folder")
    if not is_name(name):
        raise KeyUnusable("file")
    content = _read(Path(folder) / f"{name}.p12", "file")
    passphrase = environment.get(f"OF_SEAL_PASS_{name.upper().replace('-', '_')}", "").encode() or _read(
        Path(folder) / f"{name}.pass", "passphrase").rstrip(b"\r\n")
    key = open_key(content, passphrase)
    if now < key.start:
        raise KeyUnusable("early", key.start.date())
    if now > key.expiry:
        raise KeyUnusable("expired", key.expiry.date())
    return key


def _read(path, reason):
    try:
        return path.read_bytes()
    except OSError:
        raise KeyUnusable(reason)


@lru_cache(maxsize=8)  # opening takes as long as sealing ten documents
def open_key(content, passphrase):
    """The Key in a PKCS#12 file (bytes), whatever its dates."""
    try:
        private_key, certificate, others = pkcs12.load_key_and_certificates(content, passphrase)
    except Exception:  # of the library's own, by what is wrong: passphrase, structure, algorithm
        raise KeyUnusable("closed")
    if not certificate or not isinstance(private_key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise KeyUnusable("kind")
    return Key(*_identity(certificate), certificate.not_valid_before_utc.replace(tzinfo=None),
               certificate.not_valid_after_utc.replace(tzinfo=None), _Signer(private_key, certificate, others))


def _identity(certificate):
    """Who the certificate says it is, and its fingerprint."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return (str(names[0].value) if names else certificate.subject.rfc4514_string(),
            certificate.fingerprint(hashes.SHA256()).hex())


def self_signed(subject, start, end):
    """``(PKCS#12 file, its passphrase)`` (bytes) of a new RSA key that vouches for itself."""
    private_key = rsa.generate_private_key(65537, 3072)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)])
    usage = dict.fromkeys(("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign",
                           "encipher_only", "decipher_only"), False)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(private_key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(start).not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True)
        .sign(private_key, hashes.SHA256()))
    passphrase = secrets.token_urlsafe(24).encode()
    return pkcs12.serialize_key_and_certificates(
        subject.encode(), private_key, certificate, None, BestAvailableEncryption(passphrase)), passphrase


# -- sealing -------------------------------------------------------------------

def seal(content, key, reason, location=None):
    """The PDF ``content`` (bytes) sealed with ``key``.

    :raises NotSealable: it is no PDF, or is sealed already
    """
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD, certify=True, docmdp_permissions=fields.MDPPerm.NO_CHANGES, md_algorithm=DIGEST,
        subfilter=fields.SigSeedSubFilter.PADES, reason=reason, location=location or None)
    try:
        return signers.sign_pdf(_Writer(io.BytesIO(content)), metadata, signer=key.signer).getvalue()
    except Exception as error:  # a file that isn't one may break the reader anywhere
        raise NotSealable(str(error)) from error


def unsealed(content):
    """A sealed PDF as it was before: without the increment at its end."""
    return content[:content.rindex(END, 0, content.rindex(END)) + len(END)] + b"\n"


# -- checking ------------------------------------------------------------------

def check(content):
    """The Seal of a PDF (bytes): its first one, which allows no other after it.

    :raises NotSealed: it is a PDF without seal
    :raises Unreadable: it isn't one, or the seal is no seal
    """
    try:
        found = PdfFileReader(io.BytesIO(content)).embedded_regular_signatures
        if found:
            return _checked(content, found[0])
    except Exception as error:  # a hostile file may break the reader anywhere
        raise Unreadable(str(error)) from error
    raise NotSealed


def _checked(content, signature):
    certificate = x509.load_der_x509_certificate(signature.signer_cert.dump())
    # No chain is built, so nothing is fetched: the caller compares the fingerprint with the one he recorded.
    intact, valid = validate_sig_integrity(
        signature.signer_info, signature.signer_cert, "data", signature.compute_digest())
    return Seal(intact and valid, _is_whole(content, signature), *_identity(certificate),
                signature.self_reported_timestamp)


def _is_whole(content, signature):
    """Nothing but the signature itself, in hexadecimal digits, lies between and after the two ranges it covers."""
    start, length, rest, rest_length = signature.byte_range
    gap = content[length:rest]
    return start == 0 and rest + rest_length == len(content) and gap.lower() == (
        b"<%s>" % signature.pkcs7_content.hex().encode())


def problem(content, fingerprint):
    """What is wrong with a file that the certificate of ``fingerprint`` sealed.

    ``missing``, ``unreadable``, ``broken``, ``added`` (something after it), ``other`` (certificate); None: nothing.
    """
    try:
        found = check(content)
    except NotSealed:
        return "missing"
    except Unreadable:
        return "unreadable"
    if not found.intact:
        return "broken"
    if not found.whole:
        return "added"
    return None if found.fingerprint == fingerprint else "other"
