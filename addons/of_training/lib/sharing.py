"""Sharing an amount to the cent."""
from decimal import ROUND_DOWN, Decimal

CENT = Decimal("0.01")


def shares(total, weights):
    """Share ``total`` by ``weights`` to the cent, by largest remainder, ties to the first.

    The shares add up to ``total``, which may be negative (a credit note).

    >>> [str(share) for share in shares(Decimal("100"), [1, 1, 1])]
    ['33.34', '33.33', '33.33']

    :param total: Decimal with at most two decimals
    :param weights: numbers, not all zero, none negative
    :raises ValueError: no weight, a negative one, or a total with more than two decimals
    """
    weights = [Decimal(str(weight)) for weight in weights]
    if not sum(weights) or min(weights) < 0:
        raise ValueError("Weights: at least one positive, none negative")
    if total != total.quantize(CENT):
        raise ValueError(f"{total} is not in cents")
    sign = -1 if total < 0 else 1
    exact = [abs(total) * weight / sum(weights) for weight in weights]
    result = [amount.quantize(CENT, ROUND_DOWN) for amount in exact]
    missing = int((abs(total) - sum(result)) / CENT)
    order = sorted(range(len(exact)), key=lambda index: (result[index] - exact[index], index))
    for index in order[:missing]:
        result[index] += CENT
    return [sign * amount for amount in result]
