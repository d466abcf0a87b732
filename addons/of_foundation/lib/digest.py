"""Salted digests of frozen records, and the chains that link them.

The recipe is public so that a proof can be checked without this software:
``SHA-256(salt + canonical JSON)``, where the JSON has sorted keys, no spaces
and UTF-8 text. In a chain the JSON holds ``previous``: the digest before it.
"""
import hashlib
import json
import secrets
from datetime import date, datetime, timezone

SALT_BYTES = 16


def new_salt():
    return secrets.token_hex(SALT_BYTES)


def canonical(payload):
    """The text that is digested. Values: None, bool, int, float, str, dates, lists and dicts of these."""
    return json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain)


def digest(payload, salt):
    """Hexadecimal SHA-256 of ``payload`` under ``salt``."""
    return hashlib.sha256((salt + canonical(payload)).encode()).hexdigest()


def file_digest(content):
    """Hexadecimal SHA-256 of a file's bytes."""
    return hashlib.sha256(content).hexdigest()


def _plain(value):
    if isinstance(value, datetime):  # naive ones are UTC, as Odoo keeps them
        aware = value if value.tzinfo else value.replace(tzinfo=timezone.utc)
        return aware.astimezone(timezone.utc).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no canonical form")
