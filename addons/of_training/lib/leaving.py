"""What is due when a training ends before its term for a learner. Euros (Decimal, to the cent) and hours."""
from decimal import ROUND_HALF_UP, Decimal

from .sharing import CENT


def due(price, done, planned):
    """The part of ``price`` for the hours really followed, never more than the price (L6353-7, L6354-1).

    >>> due(Decimal("890.00"), Decimal("7.00"), Decimal("14.00"))
    Decimal('445.00')
    >>> due(Decimal("890.00"), Decimal("0"), Decimal("0"))
    Decimal('0.00')
    """
    if not planned:
        return Decimal("0.00")
    return (price * min(done / planned, Decimal(1))).quantize(CENT, ROUND_HALF_UP)
