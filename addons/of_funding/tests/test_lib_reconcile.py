from decimal import Decimal

import pytest

from odoo.addons.of_funding.lib import reconcile, split


def figures(**values):
    return reconcile.Figures(**{
        name: Decimal(value) if isinstance(value, str) else value for name, value in values.items()})


@pytest.mark.parametrize("values, expected", [
    ({}, []),
    ({"amount": "600"}, []),  # nothing was delivered yet
    ({"amount": "600", "done": "600", "is_over": True}, [("invoice", "600")]),
    ({"amount": "600", "done": "600", "invoiced": "600", "is_over": True}, []),
    ({"amount": "600", "done": "600", "invoiced": "599.99", "is_over": True}, [("invoice", "0.01")]),
    ({"amount": "500", "done": "500", "invoiced": "600", "is_over": True}, [("credit", "100")]),
    ({"amount": "500", "invoiced": "500.01"}, [("credit", "0.01")]),
    # A funder pays the hours followed, the client's contract the price.
    ({"amount": "600", "done": "300", "invoiced": "600", "is_over": True}, [("credit", "300")]),
    ({"amount": "600", "done": "300", "invoiced": "600", "is_over": True, "is_contract": True}, []),
    ({"amount": "600", "done": "0", "is_over": True}, []),
    # No answer: nothing may be invoiced.
    ({"amount": "600", "is_pending": True, "is_over": True, "done": "600"}, []),
    ({"amount": "600", "is_pending": True, "invoiced": "1"}, [("unanswered", "1")]),
    # Refused or cancelled: the share is zero.
    ({"amount": "0", "invoiced": "600"}, [("credit", "600")]),
    ({"amount": "600", "done": "600", "invoiced": "600", "overdue": "600", "is_over": True}, [("overdue", "600")]),
    ({"amount": "600", "done": "600", "invoiced": "600", "paid": "600.01", "is_over": True}, [("overpaid", "0.01")]),
    # Refund: once the company has paid us.
    ({"amount": "600", "done": "600", "invoiced": "600", "paid": "599", "granted": "600", "is_refund": True,
      "is_over": True}, []),
    ({"amount": "600", "done": "600", "invoiced": "600", "paid": "600", "granted": "600", "is_refund": True,
      "is_over": True}, [("refund", "600")]),
    ({"amount": "600", "done": "600", "invoiced": "600", "paid": "600", "granted": "600", "refunded": "600",
      "is_refund": True, "is_over": True}, []),
])
def test_what_does_not_add_up(values, expected):
    assert reconcile.differences(figures(**values)) == [(code, Decimal(amount)) for code, amount in expected]


@pytest.mark.parametrize("price, percents, expected", [
    ("1234.57", (60, 25), ["740.74", "308.64", "185.19"]), ("100.00", (33.33, 33.33), ["33.33", "33.33", "33.34"]),
    ("0.01", (50,), ["0.01", "0.00"]), ("0.00", (100,), ["0.00", "0.00"]), ("890.00", (100,), ["890.00", "0.00"]),
    ("1.00", (10,) * 6, ["0.10"] * 6 + ["0.40"]),
])
def test_percentages_leave_the_cents_to_the_remainder(price, percents, expected):
    known = [split.percentage(Decimal(price), percent) for percent in percents]
    assert [str(one) for one in [*known, split.remainder(Decimal(price), known)]] == expected


@pytest.mark.parametrize("hours, rate, expected", [(21, 40, "840.00"), (3.5, 9.15, "32.03"), (0, 40, "0.00")])
def test_hours_at_a_rate(hours, rate, expected):
    assert str(split.hourly(hours, rate)) == expected
