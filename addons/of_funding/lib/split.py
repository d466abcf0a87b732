"""Who owes what of a price: shares of a learner's price, and what of them is invoiced now.

Amounts are Decimal, in euros excluding VAT, to the cent.
"""
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from odoo.addons.of_training.lib.sharing import CENT, shares


def cents(amount):
    """``amount`` (float, int or Decimal) as a Decimal in cents.

    >>> cents(0.1 + 0.2)
    Decimal('0.30')
    """
    return Decimal(str(amount)).quantize(CENT, ROUND_HALF_UP)


def remainder(price, known):
    """What is left of ``price`` to the remainder payer (reste à charge); negative: shared out too much.

    >>> remainder(Decimal("890.00"), [Decimal("600.00")])
    Decimal('290.00')
    """
    return price - sum(known, Decimal())


def percentages(price, percents):
    """Shares of ``price`` told in percent, half up, but so that together they never exceed it by a cent.

    >>> [str(share) for share in percentages(Decimal("1234.57"), [Decimal(50), Decimal(50)])]
    ['617.29', '617.28']

    :raises ValueError: a percentage below 0 or above 100
    """
    amounts, told = [], Decimal()
    for percent in percents:
        if not 0 <= percent <= 100:
            raise ValueError(f"{percent} is no percentage from 0 to 100")
        told += percent
        left = cents(price * told / 100) - sum(amounts, Decimal())
        amounts.append(min(cents(price * percent / 100), left))
    return amounts


def by_hours(hours, rate):
    """Hours at a rate in euros an hour.

    >>> by_hours(Decimal(21), Decimal(40))
    Decimal('840.00')

    :raises ValueError: hours or rate below 0
    """
    if hours < 0 or rate < 0:
        raise ValueError(f"{hours} h at {rate}: neither is below 0")
    return cents(hours * rate)


def in_proportion(part, amounts):
    """The same part of each amount, adding up to that part of their sum; credits are negative.

    >>> [str(paid) for paid in in_proportion(Decimal("0.5"), [Decimal("0.01"), Decimal("0.01")])]
    ['0.01', '0.00']
    """
    exact = [amount * part for amount in amounts]
    result = [amount.quantize(CENT, ROUND_FLOOR) for amount in exact]
    missing = int((cents(sum(exact, Decimal())) - sum(result, Decimal())) / CENT)
    order = sorted(range(len(exact)), key=lambda index: (result[index] - exact[index], index))
    for index in order[:missing]:
        result[index] += CENT
    return result


def done(amount, planned, followed):
    """What of ``amount`` the hours followed have earned; nothing while no hour is planned.

    >>> done(Decimal("600.00"), Decimal(14), Decimal(7))
    Decimal('300.00')
    """
    return cents(amount * min(followed / planned, Decimal(1))) if planned else Decimal()


def spread(total, asked):
    """A grant shared among learners as it was asked for them, evenly when nothing was."""
    return shares(total, asked if any(asked) else [1] * len(asked))


def due(amounts, invoiced, part=Decimal(1)):
    """What each share is to be invoiced now; negative: to be credited.

    :param amounts: what each payer owes in all
    :param invoiced: what each was invoiced, credit notes deducted
    :param part: how much of the service may be invoiced, 0 to 1
    """
    total = sum(amounts, Decimal())
    owed = amounts if part >= 1 or not total else shares(cents(total * part), amounts)
    return [one - other for one, other in zip(owed, invoiced, strict=True)]


def invoiced_quantity(ordered, total, invoiced, closed, unit):
    """Quantity of an order line that an invoiced amount stands for.

    It reaches the ordered quantity only when the amounts are closed: 9 960 of
    10 000 euros would otherwise round to 1.00, and 40 euros could never be invoiced.

    >>> invoiced_quantity(Decimal(1), Decimal(10000), Decimal(9960), False, Decimal("0.01"))
    Decimal('0.99')

    :param total: amount of the line
    :param closed: whether every payer was invoiced exactly what he owes
    :param unit: smallest step of a quantity
    """
    if closed:
        return ordered
    if not total:
        return Decimal()
    quantity = (ordered * invoiced / total).quantize(unit, ROUND_HALF_UP)
    if invoiced > total:
        return max(quantity, ordered + unit)
    return min(quantity, ordered - unit)
