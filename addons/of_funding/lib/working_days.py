"""Working days (jours ouvrés): neither Saturday nor Sunday nor a public holiday of the whole of France.

Holidays of a part of France alone (Alsace and Moselle, overseas) are left aside: platforms are national.
"""
from datetime import timedelta

from odoo.addons.of_training.lib import planning


def is_working(day):
    return day.weekday() in planning.WORKDAYS and not planning.holiday(day)


def after(day, count):
    """The last of ``count`` working days after ``day``, which does not count itself; None: ``day`` is not known.

    >>> from datetime import date
    >>> after(date(2027, 3, 26), 2)  # a Friday; the Monday is Easter Monday
    datetime.date(2027, 3, 31)
    """
    while day and count > 0:
        day += timedelta(days=1)
        count -= is_working(day)
    return day or None
