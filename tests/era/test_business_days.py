"""The banks' calendar, against the published Federal Reserve schedule, and its arithmetic against itself."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from era.business_days import (
    business_days_after,
    business_days_before,
    business_days_between,
    holidays,
    is_business_day,
)
from era.selectors.deposits import late_before, late_since

DAYS = st.dates(date(2000, 1, 1), date(2099, 11, 30))

PUBLISHED = {
    2026: ["01-01", "01-19", "02-16", "05-25", "06-19", "07-04", "09-07", "10-12", "11-11", "11-26", "12-25"],
    2027: ["01-01", "01-18", "02-15", "05-31", "06-19", "07-05", "09-06", "10-11", "11-11", "11-25", "12-25"],
    2028: ["01-01", "01-17", "02-21", "05-29", "06-19", "07-04", "09-04", "10-09", "11-11", "11-23", "12-25"],
}


@pytest.mark.parametrize("year", PUBLISHED)
def test_the_holidays_of_a_year(year: int) -> None:
    assert sorted(f"{day:%m-%d}" for day in holidays(year)) == PUBLISHED[year]


def test_a_saturday_holiday_leaves_the_friday_open_and_a_sunday_one_closes_the_monday() -> None:
    assert is_business_day(date(2026, 7, 3))
    assert not is_business_day(date(2027, 7, 5))
    assert is_business_day(date(2021, 6, 18))  # Juneteenth was first kept in 2022


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-10-02", "2026-10-08"),  # Friday; over one weekend
        ("2026-10-09", "2026-10-16"),  # Columbus Day on the 12th
        ("2026-11-25", "2026-12-02"),  # Thanksgiving on the 26th
        ("2026-12-24", "2026-12-31"),  # Christmas on a Friday
        ("2026-10-10", "2026-10-16"),  # from a Saturday
    ],
)
def test_four_business_days(start: str, end: str) -> None:
    day = date.fromisoformat(start)
    assert business_days_after(day, 4) == date.fromisoformat(end)
    assert late_since(day, date.fromisoformat(end)) is None
    assert late_since(day, date.fromisoformat(end) + timedelta(days=1)) == date.fromisoformat(end) + timedelta(days=1)


@given(DAYS, DAYS)
def test_the_cut_of_the_lists_is_the_day_on_the_page(start: date, today: date) -> None:
    assert (start < late_before(today)) == (late_since(start, today) is not None)


@given(DAYS, st.integers(0, 30))
def test_counting_there_and_back(day: date, number: int) -> None:
    later = business_days_after(day, number)
    assert business_days_between(day, later) == business_days_between(later, day) == number
    if number:
        assert is_business_day(later)
        assert business_days_before(later, number) <= day < business_days_after(day, 1)
