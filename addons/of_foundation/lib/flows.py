"""Exchanges with the outside: when to try again, and what may go wrong."""
from datetime import timedelta

# Minutes until the next attempt; the last one is repeated. Two days in all, then a person looks at it.
PAUSES = (1, 5, 15, 60, 180, 360)
MOST_ATTEMPTS = 12


class Unavailable(Exception):
    """The other side can't be reached, or asks to come back: the exchange is tried again."""


class Refused(Exception):
    """The other side says no, or answers what it should not: a person looks at the exchange."""


def pause(attempts):
    """How long to wait after that many attempts.

    >>> pause(1), pause(100)
    (datetime.timedelta(seconds=60), datetime.timedelta(seconds=21600))
    """
    return timedelta(minutes=PAUSES[min(max(attempts, 1), len(PAUSES)) - 1])


def is_given_up(attempts):
    """Whether nobody tries any more by himself."""
    return attempts >= MOST_ATTEMPTS
