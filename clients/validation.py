"""Checks that need today's date or several fields, gathered so that a person sees all of them at once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Model

EARLIEST_BIRTH = date(1890, 1, 1)


@dataclass
class Problems:
    """Collects messages by field (paths like `lines.0.charge`) and raises them together."""

    found: dict[str, list[ValidationError]] = field(default_factory=dict)

    def add(self, name: str, message: str, *, code: str = "invalid") -> None:
        self.found.setdefault(name, []).append(ValidationError(message, code=code))

    def check(self, name: str, validator: Callable[[str], None], value: str) -> None:
        try:
            validator(value)
        except ValidationError as error:
            self.found.setdefault(name, []).extend(error.error_list)

    def take(self, error: ValidationError, *, prefix: str = "") -> None:
        """Adds the problems of a model or a nested part."""
        for name, errors in error.error_dict.items():
            self.found.setdefault(f"{prefix}{name}", []).extend(errors)

    def raise_if_any(self) -> None:
        if self.found:
            raise ValidationError(self.found)


def check_model(record: Model, problems: Problems, *, exclude: frozenset[str] = frozenset()) -> None:
    """Field rules of the model: lengths, choices, validators. Constraints are the database's to check, on saving."""
    try:
        record.clean_fields(exclude={"practice", "search_name", "search_given", "reference", *exclude})
    except ValidationError as error:
        problems.take(error)


def check_birth(problems: Problems, name: str, born: date | None, *, today: date) -> None:
    if born is not None and born > today:
        problems.add(name, "A date of birth cannot lie ahead. Please check the year.", code="future")
    if born is not None and born < EARLIEST_BIRTH:
        problems.add(name, "This date of birth is too long ago. Please check the year.", code="too_early")


def check_not_ahead(problems: Problems, name: str, day: date, *, today: date, what: str) -> None:
    if day > today:
        problems.add(name, f"{what} cannot lie ahead. Today is {today:%-d %b %Y}.", code="future")


def check_near(problems: Problems, name: str, day: date, *, today: date) -> None:
    """A slip in the year: nobody bills for 1926 or books for 2062."""
    if day > today + timedelta(days=366):
        problems.add(name, "This is more than a year ahead. Please check the year.", code="future")
    if day < today - timedelta(days=3660):
        problems.add(name, "This is more than ten years ago. Please check the year.", code="too_early")
