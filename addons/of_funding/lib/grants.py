"""What a funder's accord comes to, however its letter words it. Amounts are Decimal, in euros excluding VAT."""
from decimal import Decimal

from .split import cents

# What the amount of an accord is for -> how many times it is granted.
BASES = {
    "total": lambda hours, days, learners: 1,
    "learner": lambda hours, days, learners: learners,
    "learner_hour": lambda hours, days, learners: Decimal(str(hours)) * learners,
    "learner_day": lambda hours, days, learners: Decimal(str(days)) * learners,
    "group_hour": lambda hours, days, learners: Decimal(str(hours)),
    "group_day": lambda hours, days, learners: Decimal(str(days)),
}


def total(basis, unit, hours=0, days=0, learners=0):
    """The accord in all, to the cent.

    >>> total("learner_hour", Decimal("15"), hours=14, learners=7)
    Decimal('1470.00')

    :param unit: amount of one unit of ``basis``
    :param hours: of the training, for one learner
    :param days: of the training
    """
    return cents(Decimal(str(unit)) * BASES[basis](hours, days, learners))
