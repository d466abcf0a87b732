"""Rules of attendance (émargement): who may sign when, and the hours that follow.

Instants are naive UTC, as Odoo keeps them, so that lengths are right on the
nights when the clock changes. Hours are hundredths (Decimal).
"""
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from typing import NamedTuple

LEARNER, TRAINER = "learner", "trainer"
EXPECTED, PRESENT, LATE, LEFT_EARLY = "expected", "present", "late", "left_early"
ABSENT, ABSENT_JUSTIFIED = "absent", "absent_justified"
THERE = (PRESENT, LATE, LEFT_EARLY)
ABSENCES = (ABSENT, ABSENT_JUSTIFIED)
HUNDREDTH = Decimal("0.01")
EPOCH = datetime(1970, 1, 1)
QR_SECONDS = 10  # a code on the trainer's screen
QR_HELD = 2  # codes before it that still open the page

# What a signature says, kept with it word for word.
STATEMENTS = {
    LEARNER: "J'atteste de ma présence à cette séance de formation.",
    TRAINER: "J'atteste animer cette séance, et les présences que j'y constate à l'heure de ma signature.",
}


class Moment(Enum):
    EARLY = "early"
    OPEN = "open"
    LATE = "late"
    OVER = "over"


def window(role, start, end, before, after):
    """First and last instant at which a slot may be signed.

    The learner signs from ``before`` minutes before the start; the trainer,
    who vouches for the others, from ``before`` minutes before the *end*. Both
    until ``after`` minutes after the end.
    """
    opening = start if role == LEARNER else end
    return opening - timedelta(minutes=before), end + timedelta(minutes=after)


def moment(now, opens, closes, latest):
    """Where ``now`` stands in a window; its ends belong to it, and so does ``latest``, until when one signs late."""
    if now < opens:
        return Moment.EARLY
    if now <= closes:
        return Moment.OPEN
    return Moment.LATE if now <= latest else Moment.OVER


class Followed(NamedTuple):
    """What an attendance says; times are naive UTC."""

    state: str = EXPECTED
    is_remote: bool = False
    is_late: bool = False  # signed late
    awaits_word: bool = False  # the trainer has not said yet what he saw
    arrived_at: datetime | None = None
    left_at: datetime | None = None


def followed(entries, role):
    """The Followed of a person of ``role`` after his ``entries``, in their order.

    What trainer or office declare wins over what was before. A learner's signature makes him present, and undoes
    neither a late arrival nor an early departure; one that comes late, or after an absence was noted (but on the
    trainer's own phone), waits for the trainer's word.

    :param entries: mappings with kind, presence, how, reason, is_remote, and arrived_at and left_at of declarations
    """
    said = Followed()
    for entry in entries:
        if entry["kind"] == "signature":
            is_late = bool(entry["reason"]) and role == LEARNER
            is_doubtful = is_late or (said.state in ABSENCES and entry["how"] != "tablet")
            said = said._replace(
                state=said.state if is_doubtful or said.state in (LATE, LEFT_EARLY) else PRESENT, is_late=is_late,
                awaits_word=is_doubtful and said.state not in THERE,
                is_remote=said.is_remote or bool(entry["is_remote"]))
        else:
            said = said._replace(
                state=entry["presence"], awaits_word=False, is_remote=bool(entry["is_remote"]),
                arrived_at=entry["arrived_at"] or None, left_at=entry["left_at"] or None)
    return said


def hours_followed(state, start, end, arrived=None, left=None):
    """Hours of the slot that were followed, never more than the slot has."""
    if state not in THERE:
        return Decimal("0.00")
    first = max(arrived or start, start)
    last = min(left or end, end)
    seconds = max((last - first).total_seconds(), 0)
    return (Decimal(int(seconds)) / 3600).quantize(HUNDREDTH, ROUND_HALF_UP)


def rate(part, whole):
    """``part`` over ``whole``, from 0 to 1; 0 where there is nothing yet.

    >>> rate(3.5, 14.0)
    0.25
    """
    return part / whole if whole else 0.0


def qr_step(instant):
    """Number of the code on the trainer's screen at ``instant`` (naive UTC)."""
    return int((instant - EPOCH).total_seconds() // QR_SECONDS)


def is_fresh(step, instant):
    """Whether the code of that number is, or just was, on the screen: it takes a moment to scan."""
    return 0 <= qr_step(instant) - step <= QR_HELD


def months_done(first, last):
    """Months begun between two days, both included (certificates of apprenticeship count months)."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return months + (1 if last.day >= first.day else 0) or 1
