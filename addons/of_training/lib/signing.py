"""Until when a document may be signed."""
from datetime import timedelta


def deadline(issued, days, starts=None):
    """Last day on which to sign: ``days`` after the issue, but before the training begins.

    >>> from datetime import date
    >>> str(deadline(date(2026, 11, 28), 30, date(2026, 12, 10)))
    '2026-12-09'

    :param issued: date of issue
    :param starts: first day of the training; what is issued later, or on that day, has its ``days``
    """
    last = issued + timedelta(days=days)
    return min(last, starts - timedelta(days=1)) if starts and starts > issued else last
