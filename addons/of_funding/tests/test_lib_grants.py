from datetime import date
from decimal import Decimal

import pytest

from odoo.addons.of_funding.lib import bundle, deadlines, grants


@pytest.mark.parametrize("basis, unit, expected", [
    ("total", "1470", "1470.00"), ("learner", "210", "1470.00"), ("learner_hour", "15", "1470.00"),
    ("learner_day", "105", "1470.00"), ("group_hour", "105", "1470.00"), ("group_day", "735", "1470.00"),
    ("learner_hour", "9.155", "897.19"), ("total", "0", "0.00"),
])
def test_an_accord_is_worth_its_unit_times_what_was_sold(basis, unit, expected):
    assert grants.total(basis, Decimal(unit), hours=14, days=2, learners=7) == Decimal(expected)


def test_half_hours_count():
    assert grants.total("learner_hour", Decimal("10"), hours=3.5, learners=1) == Decimal("35.00")


@pytest.mark.parametrize("start, days, expected", [
    (date(2027, 1, 11), 14, date(2026, 12, 28)), (date(2027, 1, 11), 0, date(2027, 1, 10)),
    (date(2028, 3, 1), 1, date(2028, 2, 29)), (None, 14, None),
])
def test_a_request_comes_before_the_training(start, days, expected):
    assert deadlines.latest_request(start, days) == expected


@pytest.mark.parametrize("day, days, expected", [
    (date(2026, 12, 31), 30, date(2027, 1, 30)), (None, 30, None), (date(2026, 12, 31), 0, None),
])
def test_unknown_delays_give_no_day(day, days, expected):
    assert deadlines.latest_after(day, days) == expected


@pytest.mark.parametrize("name, expected", [
    ("Devis S1.pdf", "01 Devis S1.pdf"), ("../../etc/passwd", "01 etc-passwd.bin"), ("a/b\\c.PDF", "01 a-b-c.pdf"),
    ("sans extension", "01 sans extension.bin"), ("", "01.bin"), ("x.tar.gz", "01 x.tar.gz"),
])
def test_names_in_the_file_are_safe_and_sorted(name, expected):
    assert bundle.numbered([(name, b"")])[0][0] == expected
