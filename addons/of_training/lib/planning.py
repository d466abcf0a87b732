"""When slots take place: from a pattern, moved to another day, and which of them can't be at the same time.

Instants are naive UTC, as Odoo keeps them; days and hours of day are those of
the place, so that 9:00 stays 9:00 when the clock changes.
"""
from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

import holidays
import pytz

HORIZON = timedelta(days=3 * 366)  # no pattern goes further
WORKDAYS = frozenset(range(5))
# First digits of a postcode -> part of France with public holidays of its own (codes of ``holidays``).
SUBDIVISIONS = {
    "57": "57", "67": "6AE", "68": "6AE", "97133": "BL", "97150": "MF", "971": "971", "972": "972", "973": "973",
    "974": "974", "975": "PM", "976": "976", "984": "TF", "986": "WF", "987": "PF", "988": "NC",
}


@dataclass(frozen=True)
class Pattern:
    """Half-days that come again until a day, or until there are enough hours or days.

    :param first: first day on which there may be a slot
    :param half_days: ``((9.0, 12.5), (13.5, 17.0))``: hours of day in ``tz``
    :param weekdays: 0 is Monday
    :param every: 1 for each week, 2 for every other week, counted from the week of ``first``
    :param until: last day
    :param hours: hours wanted; the last slot ends when they are reached
    :param days: days wanted
    :param excluded: days without slots
    :param taken: ``[(start, end)]`` in UTC, in which nothing is planned
    """

    first: date
    half_days: tuple
    tz: str
    weekdays: frozenset = WORKDAYS
    every: int = 1
    until: date | None = None
    hours: float | None = None
    days: int | None = None
    excluded: frozenset = frozenset()
    taken: tuple = ()


def slots(pattern):
    """``[(start, end)]`` of a pattern, in UTC, at most over three years.

    >>> week = Pattern(date(2027, 3, 26), ((9.0, 12.5),), "Europe/Paris", days=2)  # the clock changes on the 28th
    >>> [f"{start:%d %H:%M}" for start, end in slots(week)]
    ['26 08:00', '29 07:00']
    """
    found, days, left = [], 0, round(pattern.hours * 60) if pattern.hours else None
    for day in _candidates(pattern):
        if pattern.days and days == pattern.days:
            break
        before = len(found)
        for start, end in _half_days(day, pattern):
            if left is not None:
                end = min(end, start + timedelta(minutes=left))
                left -= (end - start) // timedelta(minutes=1)
            if end > start:
                found.append((start, end))
        days += len(found) > before
        if left == 0:
            break
    return found


def _candidates(pattern):
    last = min(pattern.until or date.max, pattern.first + HORIZON)
    monday = pattern.first - timedelta(days=pattern.first.weekday())
    for number in range((last - pattern.first).days + 1):
        day = pattern.first + timedelta(days=number)
        if (day.weekday() in pattern.weekdays and (day - monday).days // 7 % pattern.every == 0
                and day not in pattern.excluded):
            yield day


def _half_days(day, pattern):
    for start, end in sorted(pattern.half_days):
        start, end = instant(day, start, pattern.tz), instant(day, end, pattern.tz)
        if not any(begun < end and start < over for begun, over in pattern.taken):
            yield start, end


def instant(day, hour, tz):
    """``hour`` (9.5 is half past nine) of ``day`` in ``tz``, in UTC."""
    local = datetime.combine(day, datetime.min.time()) + timedelta(minutes=round(hour * 60))
    return to_utc(local, tz)


def moved(moment, days, tz):
    """``moment`` (UTC) so many days later, at the same hour of day in ``tz``."""
    local = pytz.utc.localize(moment).astimezone(pytz.timezone(tz)).replace(tzinfo=None)
    return to_utc(local + timedelta(days=days), tz)


def to_utc(local, tz):
    """A naive time of day in ``tz``, as naive UTC."""
    return pytz.timezone(tz).localize(local).astimezone(pytz.utc).replace(tzinfo=None)


# -- public holidays -------------------------------------------------------------


def subdivision(postcode):
    """Code of the part of France whose public holidays differ; None for the others.

    >>> subdivision("67000"), subdivision("97400"), subdivision("69002")
    ('6AE', '974', None)
    """
    known = (SUBDIVISIONS.get((postcode or "")[:length]) for length in (5, 3, 2))
    return next(filter(None, known), None)


@cache
def _public_holidays(part):
    return holidays.country_holidays("FR", subdiv=part or None, language="fr")


def holiday(day, part=None):
    """Name of the public holiday (jour férié) on ``day`` in a part of France; None on other days."""
    return _public_holidays(part).get(day)


# -- who can't be at two places ----------------------------------------------------


@dataclass(frozen=True)
class Busy:
    """A slot that takes people and rooms; slots of one group are never in each other's way."""

    key: Hashable
    group: Hashable
    start: datetime
    end: datetime
    resources: frozenset


def clashes(own, others):
    """``{key: [(resource, key of the other)]}`` of those of ``own`` that overlap others in what both need."""
    takers = defaultdict(list)
    for other in others:
        for resource in other.resources:
            takers[resource].append(other)
    found = {slot.key: [
        (resource, other.key) for resource in sorted(slot.resources) for other in takers[resource]
        if other.group != slot.group and other.start < slot.end and slot.start < other.end] for slot in own}
    return {key: met for key, met in found.items() if met}
