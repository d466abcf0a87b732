"""The five figures of a share held against each other: asked, granted, done, invoiced, paid or refunded.

Amounts are Decimal, in euros excluding VAT, to the cent.
"""
from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal()


@dataclass(frozen=True)
class Figures:
    """A share as it stands.

    :param amount: what its payer owes in all
    :param done: what of it was delivered
    :param is_pending: its funder has not answered yet
    :param is_over: the training was delivered, or left
    :param is_contract: what was not followed is owed all the same, by the client's contract
    :param granted: what a funder refunds to the company; zero in other modes
    :param overdue: what of the invoices is past its due date and unpaid
    """

    amount: Decimal = ZERO
    done: Decimal = ZERO
    invoiced: Decimal = ZERO
    paid: Decimal = ZERO
    granted: Decimal = ZERO
    refunded: Decimal = ZERO
    overdue: Decimal = ZERO
    is_pending: bool = False
    is_over: bool = False
    is_contract: bool = False
    is_refund: bool = False


def differences(figures):
    """``[(code, amount)]`` of what does not add up, the most pressing first; empty when all is well.

    >>> differences(Figures(amount=Decimal(500), done=Decimal(500), invoiced=Decimal(600), is_over=True))
    [('credit', Decimal('100'))]
    """
    found = []
    owed = figures.amount if figures.is_contract or not figures.is_over else min(figures.done, figures.amount)
    if figures.is_pending:
        if figures.invoiced > ZERO:
            found.append(("unanswered", figures.invoiced))
        return found
    if figures.invoiced > owed:
        found.append(("credit", figures.invoiced - owed))
    elif figures.is_over and figures.invoiced < owed:
        found.append(("invoice", owed - figures.invoiced))
    if figures.overdue > ZERO:
        found.append(("overdue", figures.overdue))
    if figures.paid > figures.invoiced:
        found.append(("overpaid", figures.paid - figures.invoiced))
    expected = min(figures.granted, owed)
    if figures.is_refund and figures.is_over and figures.paid >= expected > figures.refunded:
        found.append(("refund", expected - figures.refunded))
    return found
