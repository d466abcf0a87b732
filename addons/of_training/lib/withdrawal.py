"""What a contract with an individual allows on which day (droit de rétractation, acompte).

Labour Code L6353-5 and L6353-6, Consumer Code L221-18 and L221-19. How many
days and which percentage is data (``of.agreement.rule``); how to count is here.
"""
from datetime import timedelta
from decimal import ROUND_DOWN, Decimal
from functools import cache

import holidays

CENT = Decimal("0.01")
SATURDAY = 5


@cache
def _public_holidays():
    """Public holidays of metropolitan France (jours fériés), of any year."""
    return holidays.country_holidays("FR")


def is_working_day(day):
    """Neither Saturday, Sunday nor public holiday of metropolitan France."""
    return day.weekday() < SATURDAY and day not in _public_holidays()


def last_day(signed, days):
    """Last day of the withdrawal period, which ends at its midnight (L221-19).

    The day of signature doesn't count; a period that would end on a Saturday,
    a Sunday or a public holiday goes on to the next working day.

    >>> from datetime import date
    >>> str(last_day(date(2026, 11, 28), 14))
    '2026-12-14'

    :param signed: date of the signature, in the place where it was given
    :param days: length of the period, in days
    :raises ValueError: less than one day
    """
    if days < 1:
        raise ValueError(f"A withdrawal period of {days} days")
    day = signed + timedelta(days=days)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def deposit_cap(price, percent):
    """Highest amount payable between the end of the period and the start, rounded down (L6353-6).

    >>> str(deposit_cap(Decimal("1333.33"), Decimal("30")))
    '399.99'

    :param price: Decimal, what the individual pays, VAT included
    :param percent: Decimal, 30 since the text exists
    """
    return (price * percent / 100).quantize(CENT, ROUND_DOWN)


def payable(day, *, price, percent, period_end, delivered=Decimal(0)):
    """How much may have been asked for in all on ``day`` (L6353-6).

    Nothing until ``period_end`` has passed; then the deposit; then the balance
    in proportion to what was delivered, the whole price once all of it was.

    :param day: date of the invoice
    :param price: Decimal, VAT included
    :param percent: Decimal, of the price
    :param period_end: date, last day of the withdrawal period; None: not signed
    :param delivered: Decimal from 0 to 1, share of the training that was held
    """
    if period_end is None or day <= period_end:
        return Decimal("0.00")
    return earned(price, percent, delivered)


def earned(price, percent, delivered):
    """The deposit, and the balance in proportion to what was delivered; rounded down until all of it was.

    :param delivered: Decimal from 0 to 1
    """
    if delivered >= 1:
        return price
    deposit = deposit_cap(price, percent)
    return deposit + ((price - deposit) * delivered).quantize(CENT, ROUND_DOWN)


def owed(day, *, free_until, asked, price, delivered):
    """What an individual owes who withdraws on ``day``, rounded down.

    Nothing within the period of the Labour Code (L6353-5), nor where he didn't expressly ask that
    the training begin before the end of the consumer's longer one; else what was delivered (L221-25).

    :param free_until: last day of the period of L6353-5
    :param asked: whether he expressly asked to begin earlier
    :param price: Decimal, VAT included
    :param delivered: Decimal from 0 to 1, share of the training that was held
    """
    if day <= free_until or not asked:
        return Decimal("0.00")
    return (price * min(delivered, Decimal(1))).quantize(CENT, ROUND_DOWN)
