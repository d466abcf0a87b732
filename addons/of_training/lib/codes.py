"""One-time codes sent by mail: drawn at random, kept as a salted hash, shown with the address half hidden."""
import hashlib
import hmac
import secrets
from datetime import timedelta

DIGITS = 6
LIFE = timedelta(minutes=15)
MAX_TRIES = 5  # of one code
MAX_AN_HOUR = 5  # codes to one signatory
SALT_BYTES = 16
COST = {"n": 2**14, "r": 8, "p": 1}


def new():
    """Six digits that nobody can foresee."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def clean(typed):
    """What was typed, without the spaces that people put between digits."""
    return "".join((typed or "").split())


def kept(code, salt=None):
    """``salt$hash``: what is kept of a code.

    >>> matches("012345", kept("012345"))
    True
    """
    salt = salt or secrets.token_hex(SALT_BYTES)
    return f"{salt}${hashlib.scrypt(code.encode(), salt=bytes.fromhex(salt), **COST).hex()}"


def matches(typed, code_kept):
    """Whether ``typed`` is the code of which ``code_kept`` is kept."""
    salt = code_kept.partition("$")[0]
    return hmac.compare_digest(kept(clean(typed), salt), code_kept)


def masked(address):
    """A mail address that its owner recognises, and nobody else learns.

    >>> masked("carla@example.com")
    'c…a@example.com'
    >>> masked("jo@example.com")
    'j…@example.com'
    """
    name, _at, domain = address.rpartition("@")
    return f"{name[:1]}…{name[-1:] if len(name) > 2 else ''}@{domain}"


def masked_number(number):
    """A phone number that its owner recognises.

    >>> masked_number("+33612345678")
    '… 78'
    """
    return f"… {number[-2:]}"
