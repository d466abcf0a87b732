"""Days until which something is done with a funder; dates are days where the training takes place."""
from datetime import timedelta


def latest_request(start, days):
    """Last day to send a request for a training that begins on ``start``; None: it is not planned.

    >>> from datetime import date
    >>> latest_request(date(2027, 1, 11), 14)
    datetime.date(2026, 12, 28)

    :param days: the funder's delay before the start; a request comes before the training, so 0 counts as 1
    """
    return start and start - timedelta(days=max(days, 1))


def latest_after(day, days):
    """Last day for what is due ``days`` after ``day``; None where either is not known."""
    return day + timedelta(days=days) if day and days else None
