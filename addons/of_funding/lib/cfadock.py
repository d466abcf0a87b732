"""Answers of the public service CFADock: which OPCO an establishment (SIRET) belongs to.

Fields as read in the State's own clients of the service (mission-apprentissage): ``searchStatus`` ('OK',
'NOT_FOUND', 'MULTIPLE_OPCO'), ``opcoName``, ``opcoSiren``, ``idcc``.
"""
import json
import re
import unicodedata
from dataclasses import dataclass

MAX_BYTES = 20_000  # an answer has some hundred
MAX_LABEL = 200
STATUSES = {"OK": "found", "NOT_FOUND": "not_found", "MULTIPLE_OPCO": "several"}
BUSY = frozenset({408, 425, 429})  # and what begins with 5: ask again later
# Labels of the service and of the State's approvals, by words alone, and the names that we know.
LABELS = {
    "opco entreprises et salaries des services a forte intensite de main d oeuvre": "akto",
    "opco commerce": "l opcommerce", "opcommerce": "l opcommerce",
    "opco entreprises de proximite": "opco ep", "opco des entreprises de proximite": "opco ep",
    "opco mobilite": "opco mobilites", "opco cohesion sociale": "uniformation", "opco construction": "constructys",
    "opco de la construction": "constructys", "atlas": "opco atlas", "opco afdas": "afdas", "opco ocapiat": "ocapiat",
    "opco interindustriel": "opco 2i", "opco 2 i": "opco 2i",
}


@dataclass(frozen=True)
class Answer:
    """``status``: found, not_found, several. Texts are empty when not given."""

    status: str
    label: str = ""
    siren: str = ""
    idcc: str = ""  # four digits


class Unreadable(ValueError):
    """No answer of this service. ``code``: big, not_json, not_object, status."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


def is_busy(status):
    """Whether an HTTP status asks to come back later.

    >>> is_busy(503), is_busy(429), is_busy(400)
    (True, True, False)
    """
    return status in BUSY or 500 <= status <= 599


def read(content):
    """The ``Answer`` in ``content`` (bytes), whatever was sent.

    :raises Unreadable: it is none
    """
    if len(content) > MAX_BYTES:
        raise Unreadable("big")
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        raise Unreadable("not_json") from None
    if not isinstance(answer, dict):
        raise Unreadable("not_object")
    status = STATUSES.get(_text(answer.get("searchStatus")))
    if not status:
        raise Unreadable("status")
    if status != "found":
        return Answer(status)
    return Answer(status, _text(answer.get("opcoName")), _number(answer.get("opcoSiren"), 9),
                  _number(answer.get("idcc"), 4))


def plain(label):
    """Words of a label in lower case without accents, to compare.

    >>> plain("L'Opcommerce "), plain("OPCO Mobilité(s)")
    ('l opcommerce', 'opco mobilites')
    """
    letters = unicodedata.normalize("NFKD", label.replace("œ", "oe").replace("Œ", "oe").replace("(s)", "s"))
    letters = "".join(one for one in letters if not unicodedata.combining(one)).casefold()
    return " ".join(re.findall(r"[a-z0-9]+", letters))


def match(answer, opcos):
    """Id of the OPCO that an answer names, by SIREN first; None when we know none, or several.

    :param opcos: ``[(id, SIREN or SIRET or '', name)]``
    """
    by_siren = [id_ for id_, number, _name in opcos if answer.siren and number[:9] == answer.siren]
    wanted = plain(answer.label)
    wanted = LABELS.get(wanted, wanted)
    found = by_siren or [id_ for id_, _number, name in opcos if wanted and _known(name) == wanted]
    return found[0] if len(found) == 1 else None


def _known(name):
    return LABELS.get(plain(name), plain(name))


def _text(value):
    """A short line of printable text; anything else is none."""
    if not isinstance(value, str):
        return ""
    return " ".join("".join(one if one.isprintable() else " " for one in value).split())[:MAX_LABEL]


def _number(value, digits):
    """``digits`` ASCII digits, or none; zeros in front may lack."""
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        return ""
    text = str(value).strip() if isinstance(value, str) or abs(value) < 10 ** digits else ""
    return text.zfill(digits) if re.fullmatch(r"[0-9]+", text) and len(text) <= digits and int(text) else ""
