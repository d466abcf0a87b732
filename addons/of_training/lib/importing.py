"""What a spreadsheet of an earlier system means: its columns, its cells.

Cells come as text (``import_file`` makes it so). ``read_value`` raises ``BadValue``, whose code the interface
turns into a sentence with a remedy.
"""
import datetime
import re
import unicodedata
from itertools import pairwise

import pytz
from stdnum.eu import vat
from stdnum.exceptions import ValidationError
from stdnum.fr import siret

from . import planning, rncp

HEADER_ROWS = 10  # a title or a blank may stand above the names of the columns
MONTHS = ("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre",
          "novembre", "decembre")
LEGAL_FORMS = {"sa", "sas", "sasu", "sarl", "eurl", "sci", "snc", "scop", "ei", "ste", "societe", "ets"}
MAX_TEXT = 30_000
MAX_DAYS = 366
LONGEST_HALF_DAY = 14  # hours; as a slot may last

# What French files write -> what is stored; of those that mean the same, the first is told to who wrote another.
_CHOICES = {
    "bool": {"oui": True, "o": True, "x": True, "1": True, "vrai": True, "true": True, "yes": True,
             "non": False, "n": False, "0": False, "faux": False, "false": False, "no": False},
    "session_kind": {"inter": "inter", "inter-entreprises": "inter", "intra": "intra", "intra-entreprise": "intra"},
    "session_state": {
        "brouillon": "draft", "projet": "draft", "ouverte": "open", "inscriptions ouvertes": "open",
        "confirmée": "confirmed", "confirmé": "confirmed", "planifiée": "confirmed", "en cours": "running",
        "terminée": "done", "terminé": "done", "réalisée": "done", "clôturée": "closed", "clôturé": "closed",
        "annulée": "cancelled", "annulé": "cancelled"},
    "enrolment_state": {
        "à confirmer": "draft", "préinscrit": "draft", "confirmé": "confirmed", "confirmée": "confirmed",
        "inscrit": "confirmed", "inscrite": "confirmed", "en cours": "confirmed", "terminé": "done",
        "terminée": "done", "réalisé": "done", "abandonné": "abandoned", "abandon": "abandoned",
        "annulé": "cancelled", "annulée": "cancelled"},
    "status": {
        "salarié": "employee", "salariée": "employee", "salarié du privé": "employee", "apprenti": "apprentice",
        "apprentie": "apprentice", "demandeur d'emploi": "job_seeker", "demandeuse d'emploi": "job_seeker",
        "particulier": "individual", "à ses frais": "individual", "autre": "other", "agent public": "other",
        "indépendant": "other", "travailleur non salarié": "other", "TNS": "other"},
    "modality": {
        "présentiel": "presential", "en présentiel": "presential", "classe virtuelle": "virtual",
        "visio": "virtual", "distanciel": "distance", "à distance": "distance", "FOAD": "distance",
        "e-learning": "distance", "elearning": "distance", "mixte": "mixed", "blended": "mixed", "hybride": "mixed"},
    "category": {
        "action de formation": "training", "formation": "training", "bilan de compétences": "skills_assessment",
        "bilan": "skills_assessment", "VAE": "vae", "apprentissage": "apprenticeship"},
    "recognition": {
        "attestation": "none", "aucune": "none", "non": "none", "RNCP": "rncp", "RS": "rs",
        "répertoire spécifique": "rs", "habilitation": "authorisation", "réglementée": "authorisation",
        "formation réglementée": "authorisation"},
}


class BadValue(ValueError):
    """A cell that can't be read; ``code`` names why."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


def plain(text):
    """'N° SIRET' and 'n siret' alike: lower case, no accents, words and digits alone."""
    text = str(text or "").replace("œ", "oe").replace("Œ", "OE")
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall(r"[a-z0-9]+", text))


def same_name(name):
    """A person's or a company's name, whatever the order of its words and its legal form."""
    words = plain(name).split()
    return " ".join(sorted([word for word in words if word not in LEGAL_FORMS] or words))


CHOICES = {kind: {plain(word): value for word, value in words.items()} for kind, words in _CHOICES.items()}


def add_choices(words_by_kind):
    """Cells that another module reads: ``{value_type: {word: value}}``, the word first that is told."""
    for kind, words in words_by_kind.items():
        _CHOICES[kind] = words
        CHOICES[kind] = {plain(word): value for word, value in words.items()}


def accepted(kind):
    """One word for each value that such a cell may have."""
    words = {}
    for word, value in _CHOICES[kind].items():
        words.setdefault(value, word)
    return list(words.values())


# -- columns -------------------------------------------------------------------

def recognise(headers, names):
    """The field of each header, None where it is not known; a field is given once.

    :param names: ``{plain name: field}``
    """
    found, given = [], set()
    for header in headers:
        field = names.get(plain(header))
        found.append(None if field in given else field)
        given.add(field)
    return found


def header_index(rows, names):
    """Which of the first rows names the columns: the one with most known names, the first of equals."""
    scores = [sum(plain(cell) in names for cell in row) for row in rows[:HEADER_ROWS]]
    return scores.index(max(scores)) if scores else 0


# -- cells ---------------------------------------------------------------------

def read_value(kind, text):
    """The value that ``text`` means.

    :param kind: a key of READERS or of CHOICES
    :raises BadValue: it means nothing
    """
    text = text.strip() if kind in ("text", "html") else " ".join(text.split())
    if len(text) > MAX_TEXT:
        raise BadValue("long")
    if kind in CHOICES:
        return _choice(kind, text)
    return READERS[kind](text)


def _choice(kind, text):
    try:
        return CHOICES[kind][plain(text)]
    except KeyError:
        raise BadValue("choice")


def _date(text):
    """A day: 31/12/2026, 31-12-26, 2026-12-31, 14 décembre 2026; a time after it is left out."""
    if match := re.match(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]\d.*)?$", text):
        year, month, day = map(int, match.groups())
    elif match := re.match(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?: \d.*)?$", text):
        day, month, year = map(int, match.groups())
    elif match := re.match(r"(?:[a-z]+ )?(\d{1,2})(?:er)? ([a-z]+) (\d{4})$", plain(text)):
        if match[2] not in MONTHS:
            raise BadValue("date")
        day, month, year = int(match[1]), MONTHS.index(match[2]) + 1, int(match[3])
    else:
        raise BadValue("date")
    try:
        date = datetime.date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        raise BadValue("date")
    if not 1900 <= date.year <= 2100:
        raise BadValue("date")
    return date


def _time(text):
    """A time of the day: 9h30, 9 h, 09:30, 09:30:00."""
    match = re.fullmatch(r"(\d{1,2}) ?[hH:] ?(\d{2})?(?::\d{2})?", text)
    try:
        return datetime.time(int(match[1]), int(match[2] or 0))
    except (TypeError, ValueError):
        raise BadValue("time")


def _hours(text):
    """A duration in hours: 14, 7,5, 3h30, 14 heures."""
    if match := re.fullmatch(r"(\d{1,4}) ?(?:[hH:]|heures?) ?([0-5]\d)?(?:[: ]?(?:\d{2}|min))?", text):
        return int(match[1]) + int(match[2] or 0) / 60
    return float(_number(text))


def _number(text):
    """1234,5, 1 234,50 €, 1.234,50 and 1,234.50; '1.234' is refused, for it may be a thousand or one."""
    text = re.sub(r"(?i)€|eur(os?)?\b|\bht\b|\s|[\u00a0\u202f']", "", text)
    if "," in text and "." in text:
        thousands = "." if text.rindex(",") > text.rindex(".") else ","
        text = text.replace(thousands, "")
    elif re.fullmatch(r"\d{1,3}(\.\d{3})+", text):
        raise BadValue("ambiguous")
    text = text.replace(",", ".")
    if not re.fullmatch(r"\d{1,9}(\.\d+)?", text):
        raise BadValue("number")
    return float(text)


def _integer(text):
    number = _number(text)
    if number != int(number):
        raise BadValue("integer")
    return int(number)


def _siret(text):
    """14 digits with their keys; a zero that the spreadsheet dropped in front is put back."""
    if re.fullmatch(r"\d[.,]\d+[eE]\+?\d+", text):
        raise BadValue("siret_rounded")
    digits = re.sub(r"[\s.\u00a0\u202f-]", "", text)
    try:
        return siret.validate(digits.zfill(14) if len(digits) == 13 else digits)
    except ValidationError:
        raise BadValue("siret")


def _vat(text):
    try:
        return vat.validate(text)
    except ValidationError:
        raise BadValue("vat")


def _email(text):
    if not re.fullmatch(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+", text):
        raise BadValue("email")
    return text.lower()


def _tz(text):
    if text not in pytz.all_timezones_set:
        raise BadValue("tz")
    return text


def _certification(text):
    """A code of the RNCP or RS."""
    if not (code := rncp.code(text)):
        raise BadValue("certification")
    return code


READERS = {
    "char": str, "text": str, "html": str, "date": _date, "time": _time, "hours": _hours, "amount": _number,
    "integer": _integer, "siret": _siret, "vat": _vat, "email": _email, "tz": _tz, "certification": _certification,
}


# -- half-days -----------------------------------------------------------------

def half_days(first, last, spans, part=None):
    """Start and end (local, naive) of each half-day from ``first`` to ``last``, both included.

    Saturdays, Sundays and public holidays are left out of a period, but not when they are its only day.

    :param spans: ``[(start, end)]``, times of the day
    :param part: of France, whose public holidays differ (see ``planning.subdivision``)
    :raises BadValue: an end before its beginning, more than a year, half-days that overlap or last too long
    """
    if last < first:
        raise BadValue("period")
    if (last - first).days > MAX_DAYS:
        raise BadValue("long_period")
    if any(start >= end for start, end in spans) or overlap(spans):
        raise BadValue("slot")
    if any(_hours_between(start, end) > LONGEST_HALF_DAY for start, end in spans):
        raise BadValue("long_slot")
    days = [first + datetime.timedelta(days=number) for number in range((last - first).days + 1)]
    if first != last:
        days = [day for day in days if day.weekday() in planning.WORKDAYS and not planning.holiday(day, part)]
    return [(datetime.datetime.combine(day, start), datetime.datetime.combine(day, end))
            for day in days for start, end in spans]


def _hours_between(start, end):
    return end.hour + end.minute / 60 - start.hour - start.minute / 60


def overlap(spans):
    """Whether two of these spans have a moment in common."""
    return any(following[0] < span[1] for span, following in pairwise(sorted(spans)))
