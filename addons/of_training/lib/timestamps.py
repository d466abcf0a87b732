"""Qualified or simple timestamps (RFC 3161): asked of an authority, read and checked without the network.

A token says that a digest existed at an instant, and is signed by the authority: nobody in the house can make one.
"""
import asyncio
import secrets
from datetime import UTC, datetime
from typing import NamedTuple

from asn1crypto import algos, cms, pem, tsp, x509
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko_certvalidator import ValidationContext

MAX_ANSWER = 100_000  # bytes
CONTENT_TYPES = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}


class Refused(Exception):
    """The authority said no, or answered something else than what was asked."""


class Stamp(NamedTuple):
    """What a token says."""

    digest: str  # SHA-256, hexadecimal
    time: datetime  # UTC, naive
    serial: int
    authority: str


def request(digest, nonce=None):
    """``(query, nonce)``: what is posted to the authority (bytes), and what its answer must repeat.

    :param digest: SHA-256, hexadecimal
    """
    nonce = nonce or secrets.randbits(63) | 1 << 62
    imprint = {"hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
               "hashed_message": bytes.fromhex(digest)}
    query = tsp.TimeStampReq({"version": 1, "message_imprint": imprint, "nonce": nonce, "cert_req": True})
    return query.dump(), nonce


def nonce_of(query):
    """The number that a query (bytes) wants repeated."""
    return tsp.TimeStampReq.load(query)["nonce"].native


def token(answer, query):
    """The token (bytes) in the authority's ``answer`` to ``query`` (bytes).

    :raises Refused: it gave none, or one for something else
    """
    asked = tsp.TimeStampReq.load(query)
    try:
        response = tsp.TimeStampResp.load(answer, strict=True)
        status = response["status"]
        if status["status"].native not in ("granted", "granted_with_mods"):
            raise Refused("; ".join(status["status_string"].native or []) or status["status"].native)
        content = response["time_stamp_token"]
        said = _info(content)
    except (ValueError, TypeError, KeyError) as error:
        raise Refused(f"unreadable answer: {error}") from error
    if any(said[name].native != asked[name].native for name in ("message_imprint", "nonce")):
        raise Refused("the answer is for another question")
    return content.dump()


def read(content):
    """The Stamp in a token (bytes).

    :raises Refused: it is no token
    """
    try:
        parsed = cms.ContentInfo.load(content, strict=True)
        said = _info(parsed)
        when = said["gen_time"].native.astimezone(UTC).replace(tzinfo=None)
        return Stamp(said["message_imprint"]["hashed_message"].native.hex(), when, said["serial_number"].native,
                     _authority(parsed))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Refused(f"unreadable token: {error}") from error


def _info(content):
    said = content["content"]["encap_content_info"]["content"].parsed
    if not isinstance(said, tsp.TSTInfo):
        raise ValueError("no timestamp")
    return said


def _authority(parsed):
    """Name of who signed: the certificate of the token that its signature names."""
    signed = parsed["content"]
    serial = signed["signer_infos"][0]["sid"].chosen["serial_number"].native
    certificates = [one.chosen for one in signed["certificates"] or ()]
    names = [one.subject for one in certificates if one.serial_number == serial]
    return names[0].native.get("common_name") or names[0].human_friendly if names else ""


def certificates(content):
    """The certificates in a PEM file (bytes): the authorities that are trusted.

    :raises ValueError: there is none, or one can't be read
    """
    found = [x509.Certificate.load(der) for _type, _headers, der in pem.unarmor(content, multiple=True)]
    if not all(one.public_key.native for one in found):  # reads each to its end
        raise ValueError("a certificate without a key")
    return found


def problem(content, digest, roots=()):
    """What is wrong with a token (bytes) for ``digest`` (hexadecimal); None: nothing.

    ``unreadable``, ``other`` (it stamps something else), ``broken`` (the signature doesn't fit),
    ``untrusted`` (none of ``roots`` vouches for who signed; without roots nobody is asked).
    """
    try:
        stamp = read(content)
    except Refused:
        return "unreadable"
    if stamp.digest != digest:
        return "other"
    try:
        context = _context(content, roots)
        status = asyncio.run(validate_tst_signed_data(
            cms.ContentInfo.load(content)["content"], context, lambda algorithm: bytes.fromhex(digest)))
    except Exception:  # a hostile token may break the reader anywhere
        return "broken"
    if not (status["intact"] and status["valid"]):
        return "broken"
    is_trusted = status.get("validation_path") and not status.get("trust_problem_indic")
    return None if is_trusted or not roots else "untrusted"


def _context(content, roots):
    """Trust ``roots`` at the time of the stamp; certificates expire, what they signed before stays signed."""
    others = [one.chosen for one in cms.ContentInfo.load(content)["content"]["certificates"] or ()]
    return ValidationContext(
        trust_roots=list(roots) or others, other_certs=others, allow_fetching=False, revocation_mode="soft-fail",
        moment=read(content).time.replace(tzinfo=UTC), best_signature_time=read(content).time.replace(tzinfo=UTC))
