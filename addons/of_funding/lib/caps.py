"""What a funder may pay of a training, by the rules that hold on the day that decides (plafonds et règles).

A rule is data: its amount, the days on which it holds, which day decides (request, order, contract, accord, start),
whom it concerns, and its exceptions. ``answers`` says for one case which rules apply and what each leaves to whom.
Amounts are Decimal, in euros excluding VAT, to the cent; hours and days are Decimal.
"""
import datetime
from decimal import Decimal
from typing import NamedTuple

from odoo.addons.of_training.lib.importing import plain

from .split import cents

BLOCKING, ADVISORY, INFORMATION = "blocking", "advisory", "information"
HOLDER, EMPLOYER, NOBODY = "holder", "employer", "nobody"  # nobody: can't be funded at all
YEAR_DAYS = 365  # daily pro rata of the NPEC (décret 2025-585)
ZERO = Decimal()


class Person(NamedTuple):
    """A learner of the file, and the money for him."""

    name: str = ""
    price: Decimal = ZERO
    asked: Decimal = ZERO
    hours: Decimal = ZERO  # of accompaniment or training; 0: not known
    days: Decimal = ZERO  # 0: not known
    status: str = ""  # as on of.enrolment
    assessment: str = ""  # last skills assessment: '' not asked, 'none', 'pooled' (public or pooled funds), 'own'
    assessed_on: datetime.date | None = None


class Case(NamedTuple):
    """A file with money asked, as the rules see it."""

    today: datetime.date
    dates: dict = {}  # {"request" | "order" | "contract" | "accord" | "start": day}, None or absent: not known yet
    people: tuple = ()
    company: int | None = None
    funder_kind: str = ""
    funder: int | None = None
    scheme: str = ""
    category: str = ""  # of_action_category of the programme
    recognition: str = ""  # of_recognition
    code: str = ""  # 'RS5801', as of_training's rncp.code writes it
    title: str = ""  # of the certification
    level: int = 0  # of the certification; 0: none or not known
    is_licence: bool = False  # driving licence of light vehicles
    cpne: int | None = None
    bracket: str = ""  # of the employer's headcount
    facts: frozenset = frozenset()  # kinds of exceptions that hold: c2p, at_mp, after_break, remote_only
    top_up: Decimal = ZERO  # added by the employer or his OPCO
    third_party: Decimal = ZERO  # added by any third party, the top-up included
    used_in_year: Decimal = ZERO  # of the employer's other files with that funder and scheme, in the year
    contract_days: int = 0  # 0: not known
    remote: int | None = None  # percent of the hours at a distance


class Lift(NamedTuple):
    """What lifts a rule, or gives it another amount."""

    kind: str
    text: str = ""  # of a certification: its code, or words of its title
    at_least: Decimal = ZERO  # of a third party: euros that make it hold
    amount: Decimal | None = None  # instead of the rule's; None: the rule does not hold


class Rule(NamedTuple):
    id: int
    kind: str
    amount: Decimal
    date_from: datetime.date
    unit: str = "eur"
    decides: str = "order"
    date_to: datetime.date | None = None
    criteria: dict = {}  # {field of Case: value}; what is absent holds for all
    level_from: int = 0  # certifications of that level and above
    severity: str = INFORMATION
    rest_for: str = HOLDER
    is_announced: bool = False
    threshold: Decimal = ZERO  # of remote_reduction: percent at a distance
    floor: Decimal = ZERO  # of remote_reduction: not below
    exceptions: tuple = ()


class Answer(NamedTuple):
    """What a rule says of a case: ``code`` chooses the sentence."""

    rule: int
    kind: str
    code: str
    level: str = INFORMATION
    limit: Decimal = ZERO  # in the rule's unit, or in euros for the file where ``code`` is within or exceeded
    unit: str = "eur"
    decides: str = ""
    day: datetime.date | None = None
    is_assumed: bool = False  # that day is not known yet: today was taken
    covered: Decimal = ZERO
    rest: Decimal = ZERO
    rest_for: str = ""
    reason: str = ""  # kind of the exception that lifted it
    names: tuple = ()  # of those who are concerned
    free_on: datetime.date | None = None  # first day on which a skills assessment is funded again


def answers(case, rules):
    """The answers of the rules that hold, law first, then what is only announced."""
    held = [rule for rule in rules if holds(rule, case)]
    law = _most_precise([rule for rule in held if not rule.is_announced])
    found = [_answer(rule, case, law) for rule in law]
    found += [_stamp(_announced(rule, case), rule, case) for rule in held if rule.is_announced]
    return [answer for answer in found if answer]


def holds(rule, case):
    """Whether ``rule`` concerns the case and holds on the day that decides."""
    day = deciding_day(rule, case)
    return (
        rule.date_from <= day and (not rule.date_to or day <= rule.date_to)
        and all(getattr(case, name) == value for name, value in rule.criteria.items())
        and (not rule.level_from or case.level >= rule.level_from))


def deciding_day(rule, case):
    """The day that decides, or today while it is not known."""
    return case.dates.get(rule.decides) or case.today


def free_again(day, years):
    """First day on which ``years`` have passed since ``day``; 1 March where 29 February is missing.

    >>> free_again(datetime.date(2021, 2, 26), 5)
    datetime.date(2026, 2, 26)
    >>> free_again(datetime.date(2020, 2, 29), 5)
    datetime.date(2025, 3, 1)
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return datetime.date(day.year + years, 3, 1)


def _most_precise(rules):
    """One rule per kind and unit: the company's own first, then the one that names most."""
    best = {}
    for rule in sorted(rules, key=_precision, reverse=True):
        best.setdefault((rule.kind, rule.unit), rule)
    return [rule for rule in rules if best[rule.kind, rule.unit] is rule]


def _precision(rule):
    return "company" in rule.criteria, len(rule.criteria) + bool(rule.level_from)


def _answer(rule, case, law):
    answer = EVALUATE[rule.kind](rule, case, law)
    return answer and _stamp(answer, rule, case)


def _stamp(answer, rule, case):
    """What every answer of a rule says."""
    return answer._replace(
        kind=rule.kind, decides=rule.decides, day=deciding_day(rule, case),
        is_assumed=not case.dates.get(rule.decides), rest_for=answer.rest_for or (rule.rest_for if answer.rest else ""))


# -- exceptions ----------------------------------------------------------------

def exception(rule, case, person):
    """The first exception that holds for this person, or None."""
    return next((found for found in rule.exceptions if _excepted(found, case, person)), None)


def _excepted(found, case, person):
    if found.kind == "certification":
        return is_certification(found.text, case.code, case.title)
    if found.kind == "job_seeker":
        return person.status == "job_seeker"
    if found.kind == "top_up":
        return case.top_up > 0 and case.top_up >= found.at_least
    if found.kind == "third_party":
        return case.third_party > 0 and case.third_party >= found.at_least
    return found.kind in case.facts


def is_certification(text, code, title):
    """Whether ``text`` is the code of this certification, or all its words are in its title.

    >>> is_certification("CléA", "RS9999", "Certificat CLEA, socle de connaissances")
    True
    """
    words = plain(text).split()
    if not words:
        return False
    return plain(text).replace(" ", "") == plain(code) or set(words) <= set(plain(title).split())


def _amount(rule, case, person):
    """``(amount, reason)``: None where an exception lifts the rule, which is named."""
    if found := exception(rule, case, person):
        return found.amount, found.kind
    return rule.amount, ""


# -- kinds of rules ------------------------------------------------------------

def _announced(rule, case):
    return Answer(rule.id, rule.kind, "announced", limit=rule.amount, unit=rule.unit)


def _ceiling(rule, case, law):
    """A limit of what the funder pays: per person, hour, day, year of contract, or for the file."""
    amounts = [_amount(rule, case, person) for person in case.people]
    if amounts and all(amount is None for amount, _reason in amounts):
        return Answer(rule.id, rule.kind, "lifted", limit=rule.amount, unit=rule.unit, reason=amounts[0][1])
    if rule.unit in FILE_LIMIT:
        return _limited_file(rule, case)
    limits = [person.asked if amount is None
              else PERSON_LIMIT[rule.unit](_after_reduction(amount, rule, case, law), case, person)
              for (amount, _reason), person in zip(amounts, case.people, strict=True)]
    if not limits or None in limits:
        return Answer(rule.id, rule.kind, "unknown", limit=rule.amount, unit=rule.unit)
    over = [(person, person.asked - limit) for person, limit in zip(case.people, limits, strict=True)
            if person.asked > limit]
    return _limited(rule, case, sum(limits, ZERO), sum((more for _person, more in over), ZERO),
                    tuple(person.name for person, _more in over))


def _limited(rule, case, limit, rest, names=()):
    asked = sum((person.asked for person in case.people), ZERO)
    return Answer(
        rule.id, rule.kind, "exceeded" if rest else "within", rule.severity if rest else INFORMATION, limit=limit,
        covered=asked - rest, rest=rest, names=names)


def _limited_file(rule, case):
    limit = FILE_LIMIT[rule.unit](rule.amount, case)
    asked = sum((person.asked for person in case.people), ZERO)
    return _limited(rule, case, limit, max(asked - limit, ZERO))


PERSON_LIMIT = {
    "eur": lambda amount, case, person: cents(amount),
    "eur_hour": lambda amount, case, person: cents(amount * person.hours) if person.hours else None,
    "eur_day": lambda amount, case, person: cents(amount * person.days) if person.days else None,
    "eur_contract_year": lambda amount, case, person: (
        cents(amount * case.contract_days / YEAR_DAYS) if case.contract_days else None),
}
FILE_LIMIT = {
    "eur_group": lambda amount, case: cents(amount),
    "eur_year": lambda amount, case: max(cents(amount) - case.used_in_year, ZERO),
}


def _after_reduction(amount, rule, case, law):
    """The year's NPEC of a training at a distance: a percentage less, not below a floor (décret 2025-586)."""
    reduction = next((other for other in law if other.kind == "remote_reduction"), None)
    if rule.kind != "npec" or not reduction or not _is_reduced(reduction, case):
        return amount
    return max(cents(amount * (100 - reduction.amount) / 100), min(reduction.floor, amount))


def _is_reduced(rule, case):
    lifted = any(exception(rule, case, person) for person in case.people)
    return not lifted and case.remote is not None and case.remote >= rule.threshold


def _remote_reduction(rule, case, law):
    if case.remote is None:
        return Answer(rule.id, rule.kind, "remote_unknown", limit=rule.amount, unit=rule.unit)
    if not _is_reduced(rule, case):
        return None
    return Answer(rule.id, rule.kind, "reduced", limit=rule.amount, unit=rule.unit)


def _flat_share(rule, case, law):
    """What the holder pays himself (participation forfaitaire), never more than the price."""
    dues = [(person, *_amount(rule, case, person)) for person in case.people]
    rest = sum((min(cents(amount), person.price) for person, amount, _reason in dues if amount is not None), ZERO)
    if dues and all(amount is None for _person, amount, _reason in dues):
        return Answer(rule.id, rule.kind, "lifted", limit=rule.amount, unit=rule.unit, reason=dues[0][2])
    price = sum((person.price for person in case.people), ZERO)
    return Answer(rule.id, rule.kind, "flat_share", rule.severity, limit=rule.amount, unit=rule.unit,
                  covered=price - rest, rest=rest)


def _condition(rule, case, law):
    """Funded only where one of the exceptions holds."""
    failing = [person for person in case.people if not exception(rule, case, person)]
    if not case.people:
        return Answer(rule.id, rule.kind, "unknown", unit=rule.unit)
    if not failing:
        return Answer(rule.id, rule.kind, "condition_met", unit=rule.unit,
                      reason=exception(rule, case, case.people[0]).kind)
    return _not_funded(rule, case, failing, "condition_failed")


def _hours_floor(rule, case, law):
    if unknown := _hours_unknown(rule, case):
        return unknown
    short = [person for person in case.people if person.hours < rule.amount]
    return _not_funded(rule, case, short, "too_short") if short else _kept(rule, case)


def _hours_ceiling(rule, case, law):
    """The hours above can't be funded: their part of what is asked."""
    if unknown := _hours_unknown(rule, case):
        return unknown
    long = [person for person in case.people if person.hours > rule.amount]
    if not long:
        return _kept(rule, case)
    parts = [cents(person.asked * (person.hours - rule.amount) / person.hours) for person in long]
    return _not_funded(rule, case, long, "too_long", sum(parts, ZERO))


def _hours_unknown(rule, case):
    if case.people and all(person.hours for person in case.people):
        return None
    return Answer(rule.id, rule.kind, "unknown", limit=rule.amount, unit=rule.unit)


def _waiting(rule, case, law):
    """Years since the last skills assessment paid by public or pooled funds."""
    day, years = deciding_day(rule, case), int(rule.amount)
    free = {person: free_again(person.assessed_on, years) for person in case.people
            if person.assessment == "pooled" and person.assessed_on}
    if early := [person for person in free if free[person] > day]:
        answer = _not_funded(rule, case, early, "too_soon")
        return answer._replace(free_on=max(free[person] for person in early))
    asked = [person for person in case.people if not _is_declared(person)]
    if asked or not case.people:
        return Answer(rule.id, rule.kind, "undeclared", ADVISORY, limit=rule.amount, unit=rule.unit,
                      names=tuple(person.name for person in asked))
    return _kept(rule, case)


def _is_declared(person):
    return person.assessment in ("none", "own") or bool(person.assessment and person.assessed_on)


def _employer_share(rule, case, law):
    """What the employer owes for the contract, besides (R6332-25-1)."""
    amounts = [_amount(rule, case, person)[0] for person in case.people]
    rest = sum((cents(amount) for amount in amounts if amount is not None), ZERO)
    return Answer(rule.id, rule.kind, "employer_share", rule.severity, limit=rule.amount, unit=rule.unit, rest=rest)


def _average(rule, case, law):
    """A figure of the funder's whole year: told, decides nothing."""
    return Answer(rule.id, rule.kind, "average", limit=rule.amount, unit=rule.unit)


def _kept(rule, case):
    asked = sum((person.asked for person in case.people), ZERO)
    return Answer(rule.id, rule.kind, "kept", limit=rule.amount, unit=rule.unit, covered=asked)


def _not_funded(rule, case, people, code, rest=None):
    """These people's part can't be funded."""
    asked = sum((person.asked for person in case.people), ZERO)
    if rest is None:
        rest = sum((person.asked for person in people), ZERO)
    return Answer(
        rule.id, rule.kind, code, rule.severity, limit=rule.amount, unit=rule.unit, covered=asked - rest, rest=rest,
        rest_for=rule.rest_for, names=tuple(person.name for person in people))


EVALUATE = {
    "cpf_price": _ceiling, "ceiling": _ceiling, "npec": _ceiling, "flat_share": _flat_share, "condition": _condition,
    "hours_floor": _hours_floor, "hours_ceiling": _hours_ceiling, "waiting": _waiting,
    "remote_reduction": _remote_reduction, "employer_share": _employer_share, "average": _average,
}
