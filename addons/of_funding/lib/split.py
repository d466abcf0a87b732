"""Who owes what of a price: shares of a learner's price, and what of them is invoiced now.

Amounts are Decimal, in euros excluding VAT, to the cent.
"""
from decimal import ROUND_HALF_UP, Decimal

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


def percentage(price, percent):
    """``percent`` (0 to 100) of a price, to the cent.

    >>> percentage(Decimal("1234.57"), 60)
    Decimal('740.74')
    """
    return cents(price * Decimal(str(percent)) / 100)


def hourly(hours, rate):
    """Hours times the amount of an hour, to the cent.

    >>> hourly(21, 40)
    Decimal('840.00')
    """
    return cents(Decimal(str(hours)) * Decimal(str(rate)))
