"""Rules of attendance (émargement): who may sign when, and the hours that follow.

Instants are naive UTC, as Odoo keeps them, so that lengths are right on the
nights when the clock changes. Hours are hundredths (Decimal).
"""
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

LEARNER, TRAINER = "learner", "trainer"
EXPECTED, PRESENT, LATE, LEFT_EARLY = "expected", "present", "late", "left_early"
ABSENT, ABSENT_JUSTIFIED = "absent", "absent_justified"
THERE = (PRESENT, LATE, LEFT_EARLY)
HUNDREDTH = Decimal("0.01")
EPOCH = datetime(1970, 1, 1)
QR_SECONDS = 10  # a code on the trainer's screen
QR_HELD = 2  # codes before it that still open the page

# What a signature says, kept with it word for word.
STATEMENTS = {
    LEARNER: "J'atteste avoir suivi cette séance de formation.",
    TRAINER: "J'atteste avoir animé cette séance et constaté les présences indiquées.",
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


def state_after(state, kind, presence, is_late=False):
    """State of an attendance once an entry is added.

    A signature does not undo a late arrival or an early departure that was
    declared; what trainer or office declare wins over what was before. A
    learner's signature that comes late waits for the trainer's word.

    :param is_late: signed after the window, with a reason, by a learner
    """
    if kind != "signature":
        return presence
    if is_late:
        return state
    return state if state in (LATE, LEFT_EARLY) else PRESENT


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
