import datetime as dt
from decimal import Decimal

import pytest

from claimcenter.web import formats
from claimcenter.web.templatetags import ui


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Decimal(0), "0.00"),
        (Decimal("1234.5"), "1,234.50"),
        (Decimal(-5), "−5.00"),
        (Decimal("9999999999.99"), "9,999,999,999.99"),
        (None, ""),
        (0, "0.00"),
    ],
)
def test_money_has_two_decimals_and_a_real_minus(amount, text):
    assert formats.money(amount) == text


def test_money_never_rounds():
    with pytest.raises(ValueError, match="two decimals"):
        formats.money(Decimal("1.005"))


def test_signed_money_says_its_sign():
    assert [formats.signed_money(Decimal(n)) for n in ("5", "-5", "0")] == ["+5.00", "−5.00", "0.00"]


def test_dates_read_as_a_person_writes_them():
    day = dt.date(2026, 10, 2)
    assert (formats.us_date(day), formats.iso_date(day), formats.us_date(None)) == ("2 Oct 2026", "2026-10-02", "")


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ((2026, 9, 1), (2026, 9, 8), "1–8 Sep 2026"),
        ((2026, 9, 28), (2026, 10, 3), "28 Sep – 3 Oct 2026"),
        ((2025, 12, 30), (2026, 1, 2), "30 Dec 2025 – 2 Jan 2026"),
        ((2026, 9, 1), (2026, 9, 1), "1 Sep 2026"),
    ],
)
def test_spans_repeat_nothing(first, last, text):
    assert formats.date_span(dt.date(*first), dt.date(*last)) == text


def test_a_span_with_one_end_is_a_day():
    assert formats.date_span(dt.date(2026, 9, 1), None) == "1 Sep 2026"
    assert formats.date_span(None, None) == ""


@pytest.mark.parametrize(
    ("since", "text"), [((2026, 11, 21), "today"), ((2026, 11, 20), "1 day"), ((2026, 9, 28), "54 days")]
)
def test_age_counts_days(since, text):
    assert ui.age(dt.date(*since), dt.date(2026, 11, 21)) == text


def test_age_of_a_moment_counts_local_days():
    late = dt.datetime(2026, 11, 21, 3, 30, tzinfo=dt.UTC)  # still the 20th in New York
    assert ui.age(late, dt.date(2026, 11, 21)) == "1 day"
