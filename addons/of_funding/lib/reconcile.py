"""Five figures of a share of a price: asked, granted, done, invoiced, paid or refunded; and what does not add up.

Amounts are Decimal, in euros excluding VAT, to the cent: one cent counts.
"""
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from .split import cents, in_proportion

ZERO = Decimal()


class Invoice(NamedTuple):
    """An invoice or credit note; what it credits is negative."""

    name: str
    is_posted: bool
    amounts: list  # (share or None, amount excluding VAT) of all its lines: payments are for the whole of it
    part_paid: Decimal  # 0 to 1
    days_late: int = 0  # since it was to be paid; 0: not late, or paid


@dataclass
class Billing:
    """What invoices say of one share."""

    invoiced: Decimal = ZERO
    drafted: Decimal = ZERO
    paid: Decimal = ZERO
    late: Decimal = ZERO
    days_late: int = 0
    late_names: tuple = ()


def billings(invoices):
    """``{share: Billing}``; the payments of an invoice are shared to the cent among its lines."""
    result = defaultdict(Billing)
    for invoice in invoices:
        paid = in_proportion(invoice.part_paid, [amount for _share, amount in invoice.amounts])
        for (share, amount), part in zip(invoice.amounts, paid, strict=True):
            if not invoice.is_posted:
                result[share].drafted += amount
                continue
            result[share].invoiced += amount
            result[share].paid += part
            if invoice.days_late > 0 and amount > part:
                result[share].late += amount - part
                result[share].days_late = max(result[share].days_late, invoice.days_late)
                result[share].late_names += (invoice.name,)
    result.pop(None, None)
    return result


class Share(NamedTuple):
    """A share, as reconciled."""

    answer: str  # of its funder: none (own payer), unsent, awaited, decided, refused, void
    amount: Decimal  # what its payer owes in the end
    asked: Decimal = ZERO
    granted: Decimal = ZERO
    done: Decimal = ZERO
    invoiced: Decimal = ZERO
    drafted: Decimal = ZERO
    paid: Decimal = ZERO
    late: Decimal = ZERO
    refunded: Decimal = ZERO  # to the company, by its funder
    refund: str = "to_do"  # to_do, sent, refunded, not_refunded
    mode: str = ""  # direct, refund, platform
    followed: Decimal = ZERO  # part of the hours, 0 to 1
    is_over: bool = False  # nothing more will be done
    is_rest_settled: bool = False  # who takes the remainder was invoiced all of it

    @property
    def billed(self):
        return self.invoiced + self.drafted

    @property
    def may_invoice(self):
        """A platform pays on service done: an invoice to it may not be posted before."""
        return self.mode != "platform" or self.is_over

    @property
    def is_refund(self):
        return self.mode == "refund" and self.answer == "decided"


class Finding(NamedTuple):
    code: str
    amount: Decimal


def _credit(share):
    return share.billed - share.amount if share.invoiced > share.amount else ZERO


def _post(share):
    is_due = share.invoiced > share.amount or (share.done > share.invoiced and share.may_invoice)
    return abs(share.drafted) if is_due else ZERO


def _invoice(share):
    is_answered = share.answer not in ("unsent", "awaited")
    return share.done - share.billed if is_answered and share.may_invoice else ZERO


def _absence(share):
    """A funder pays the hours followed; settled when he paid all the same, or was credited."""
    is_open = share.answer == "decided" and share.mode == "direct" and share.is_over and share.paid < share.invoiced
    return share.invoiced - cents(share.asked * share.followed) if is_open else ZERO


def _refund_to_ask(share):
    """The company paid us, and the funder owes it this."""
    is_due = share.is_refund and share.refund == "to_do" and share.is_over and share.paid >= share.amount
    return share.amount if is_due else ZERO


def _refund(share):
    return share.refunded - share.amount if share.is_refund and share.refund == "refunded" else ZERO


def _less(share):
    return share.asked - share.granted if share.answer == "decided" and not share.is_rest_settled else ZERO


# Gravest first: (code, what is at stake; nothing or less: it adds up).
RULES = (
    ("credit_grant", lambda share: _credit(share) if share.answer == "decided" else ZERO),
    ("credit", lambda share: _credit(share) if share.answer != "decided" else ZERO),
    ("late", lambda share: share.late),
    ("unsent", lambda share: share.done if share.answer == "unsent" else ZERO),
    ("awaited", lambda share: share.done if share.answer == "awaited" else ZERO),
    ("invoice", _invoice),
    ("post", _post),
    ("absence", _absence),
    ("refund_to_ask", _refund_to_ask),
    ("refund_less", lambda share: -_refund(share)),
    ("refund_more", _refund),
    ("refused", lambda share: share.asked if share.answer == "refused" and not share.is_rest_settled else ZERO),
    ("less", _less),
)
GRAVITY = {code: rank for rank, (code, _rule) in enumerate(RULES)}


def findings(share):
    """What does not add up in ``share``, gravest first; empty: nothing.

    >>> findings(Share("none", amount=Decimal(290), done=Decimal(290)))
    [Finding(code='invoice', amount=Decimal('290'))]
    """
    return [Finding(code, amount) for code, rule in RULES if (amount := rule(share)) > 0]
