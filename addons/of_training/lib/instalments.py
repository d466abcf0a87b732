"""Schedule of payments of a contract with an individual (échelonnement, L6353-6). Euros (Decimal, to the cent)."""
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from .withdrawal import deposit_cap, earned


class Instalment(NamedTuple):
    day: object  # date on which it falls due; None: once the withdrawal period is over
    amount: Decimal
    hours: Decimal  # held by then


def schedule(price, percent, held):
    """The deposit, then what is due at the end of each month for the hours held: never more than the law allows.

    The instalments add up to the price to the cent.

    >>> from datetime import date
    >>> [str(one.amount) for one in schedule(Decimal("1333.33"), Decimal("30"), [
    ...     (date(2027, 1, 11), Decimal("7")), (date(2027, 1, 12), Decimal("7"))])]
    ['399.99', '933.34']

    :param price: Decimal, VAT included
    :param percent: Decimal, of the price: the highest deposit
    :param held: ``[(date, Decimal hours)]`` of the slots, in any order
    """
    total = sum((hours for _day, hours in held), Decimal(0))
    if not total or price <= 0:
        return []
    due, done = deposit_cap(price, percent), Decimal(0)
    plan = [Instalment(None, due, done)]
    for _month, slots in groupby(sorted(held), lambda slot: (slot[0].year, slot[0].month)):
        days = list(slots)
        done += sum(hours for _day, hours in days)
        cumulated = earned(price, percent, done / total)
        plan.append(Instalment(days[-1][0], cumulated - due, done))
        due = cumulated
    return [one for one in plan if one.amount]
