"""Until when a document may be signed, and by whom."""
from datetime import timedelta

from .importing import plain


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


def is_name_of(typed, name):
    """Whether what was typed may be the name of that person: they have a word in common, whatever case and accents.

    >>> is_name_of("helene dupont", "Hélène DUPONT-MARTIN"), is_name_of("Bob", "Hélène Dupont")
    (True, False)
    """
    mine, theirs = ({word for word in plain(text).split() if len(word) > 1} for text in (typed, name))
    return bool(mine & theirs) or not theirs
