"""Days on which banks move money: Monday to Friday but for the holidays of the Federal Reserve. Pure.

The banks' calendar, not the government's: a holiday on a Sunday is kept on Monday, one on a Saturday is not moved to
the Friday before (Federal Reserve Banks, Holiday Schedules: "will be open the preceding Friday").
"""

from datetime import date, timedelta

SUNDAY = 6
_MONDAY, _THURSDAY = 0, 3
_FIXED = ((1, 1, 0), (6, 19, 2022), (7, 4, 0), (11, 11, 0), (12, 25, 0))  # month, day, first year kept
_DAY = timedelta(days=1)


def is_business_day(day: date) -> bool:
    """Whether banks settle payments on this day."""
    return day.weekday() < 5 and day not in holidays(day.year)


def holidays(year: int) -> frozenset[date]:
    """The days of this year on which the Federal Reserve Banks are closed beside weekends."""
    fixed = [date(year, month, day) for month, day, since in _FIXED if year >= since]
    moved = [day + _DAY if day.weekday() == SUNDAY else day for day in fixed]
    return frozenset(
        [
            *moved,
            _nth(year, 1, _MONDAY, 3),  # Martin Luther King Jr.
            _nth(year, 2, _MONDAY, 3),  # Washington
            _last_monday(year, 5),  # Memorial Day
            _nth(year, 9, _MONDAY, 1),  # Labor Day
            _nth(year, 10, _MONDAY, 2),  # Columbus Day
            _nth(year, 11, _THURSDAY, 4),  # Thanksgiving
        ]
    )


def business_days_after(day: date, number: int) -> date:
    """The `number`th business day after this day, which itself does not count."""
    while number > 0:
        day += _DAY
        number -= is_business_day(day)
    return day


def business_days_before(day: date, number: int) -> date:
    """The `number`th business day before this day, which itself does not count."""
    while number > 0:
        day -= _DAY
        number -= is_business_day(day)
    return day


def business_days_between(first: date, second: date) -> int:
    """How many business days lie between two days: those after the earlier one, up to the later one."""
    start, end = min(first, second), max(first, second)
    return sum(is_business_day(start + timedelta(days=step)) for step in range(1, (end - start).days + 1))


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))


def _last_monday(year: int, month: int) -> date:
    last = date(year, month + 1, 1) - _DAY
    return last - timedelta(days=last.weekday())
