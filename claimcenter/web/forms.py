"""The project's form renderer and fields: they refuse what a database, a spreadsheet or an 837 would choke on."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.forms.renderers import TemplatesSetting
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

MONEY_PATTERN = re.compile(r"-?(\d{1,10}(\.\d{0,2})?|\.\d{1,2})", re.ASCII)
US_DATE_PATTERN = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})", re.ASCII)
ISO_DATE_PATTERN = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
CODE_PATTERN = re.compile(r"[A-Z0-9]+", re.ASCII)
REQUIRED = _("Please fill this in.")
ALLOWED_CONTROLS = "\n\r\t"


class Renderer(TemplatesSetting):
    """FORM_RENDERER: every `{{ form }}` and `{{ field.as_field_group }}` comes out as our components."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
    formset_template_name = "components/formset.html"


def is_unsafe(character: str) -> bool:
    """NUL, control and format characters (bidi overrides, zero width), lone surrogates, private use, unassigned."""
    category = unicodedata.category(character)
    return character not in ALLOWED_CONTROLS and (category.startswith("C") or category in {"Zl", "Zp"})


def validate_clean_text(text: str) -> None:
    """No NUL (PostgreSQL refuses it), no control, bidi or invisible characters (they hide what a name really says)."""
    for place, character in enumerate(text, start=1):
        if is_unsafe(character):
            raise ValidationError(
                _("Character %(place)s cannot be seen (%(code)s). Please type the text again instead of pasting it."),
                code="unsafe_character",
                params={"place": place, "code": f"U+{ord(character):04X}"},
            )


class MaxLength:
    """Says by how much a text is too long; the input itself never cuts what somebody types or pastes."""

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def __call__(self, text: str) -> None:
        over = len(text) - self.limit
        if over > 0:
            message = ngettext_lazy(
                "This is %(over)s character too long (at most %(limit)s).",
                "This is %(over)s characters too long (at most %(limit)s).",
                over,
            )
            raise ValidationError(message, code="max_length", params={"over": over, "limit": self.limit})


class CleanCharField(forms.CharField):
    """Text of one line (or several with a Textarea), stripped, in Unicode NFC, without unseen characters."""

    default_error_messages = {"required": REQUIRED}

    default_validators = [validate_clean_text]

    def __init__(self, *, max_length: int | None = 200, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # Django's own rule against NUL goes: validate_clean_text says the same, and one message is enough.
        kept = [v for v in self.validators if not isinstance(v, ProhibitNullCharactersValidator)]
        self.validators = [*kept, MaxLength(max_length)] if max_length is not None else kept

    def to_python(self, value: Any) -> str | None:
        text = super().to_python(value)
        return unicodedata.normalize("NFC", text) if isinstance(text, str) else text

    def run_validators(self, value: Any) -> None:
        if isinstance(value, str) and not isinstance(self.widget, forms.Textarea) and any(c in value for c in "\n\r\t"):
            raise ValidationError(_("Please write this on one line."), code="one_line")
        super().run_validators(value)


class CodeField(CleanCharField):
    """A code: upper case ASCII letters and digits, blanks dropped. For type-ahead give it a `SuggestInput`."""

    default_error_messages = {"invalid_code": _("A code has only letters and digits, for example %(example)s.")}

    def __init__(self, *, max_length: int = 20, example: str = "CO45", size: int | None = None, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        self.example = example
        self.widget.attrs.setdefault("class", "code")
        self.widget.attrs.update({"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"})
        if size:
            self.widget.attrs["size"] = size

    def to_python(self, value: Any) -> str | None:
        text = super().to_python(value)
        return "".join(text.split()).upper() if text else text

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not CODE_PATTERN.fullmatch(value) and not any(is_unsafe(c) for c in value):
            message = self.error_messages["invalid_code"]
            raise ValidationError(message, code="invalid_code", params={"example": self.example})


class MoneyInput(forms.TextInput):
    """A text input, not type=number: that one changes with the wheel, accepts 1e3 and hides what was typed."""

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        defaults = {"class": "money", "inputmode": "decimal", "autocomplete": "off"}
        super().__init__({**defaults, **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        return f"{value:.2f}" if isinstance(value, Decimal) else super().format_value(value)


class MoneyField(forms.Field):
    """Dollars and cents as Decimal, by a strict ASCII pattern (domain.md 10): never bare `Decimal(text)`.

    Taken beside the pattern, because people type and paste them: a leading `$`, thousands commas where they belong,
    and U+2212 as the minus. `1e3`, `NaN`, `1_0`, fullwidth digits and a third decimal are refused.
    """

    widget = MoneyInput
    default_error_messages = {
        "required": REQUIRED,
        "invalid": _("Write the amount as dollars and cents, for example 104.00."),
        "negative": _("This amount cannot be below zero."),
        "zero": _("This amount cannot be zero."),
        "too_large": _("The largest amount is %(limit)s."),
    }

    def __init__(
        self, *, allow_negative: bool = False, allow_zero: bool = True, maximum: Decimal | None = None, **kwargs: Any
    ) -> None:
        self.allow_negative, self.allow_zero, self.maximum = allow_negative, allow_zero, maximum
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values:
            return None
        text = f"{value:f}" if isinstance(value, Decimal) else _plain_number(str(value))
        if not MONEY_PATTERN.fullmatch(text):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return abs_zero(Decimal(text).quantize(Decimal("0.01")))

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        if value < 0 and not self.allow_negative:
            raise ValidationError(self.error_messages["negative"], code="negative")
        if value == 0 and not self.allow_zero:
            raise ValidationError(self.error_messages["zero"], code="zero")
        if self.maximum is not None and value > self.maximum:
            message = self.error_messages["too_large"]
            raise ValidationError(message, code="too_large", params={"limit": f"{self.maximum:,.2f}"})

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except ValidationError:
            return True


def abs_zero(amount: Decimal) -> Decimal:
    """`-0.00` is `0.00`."""
    return amount or Decimal("0.00")


def _plain_number(text: str) -> str:
    text = text.strip(" \t\N{NO-BREAK SPACE}").replace("\N{MINUS SIGN}", "-")
    text = re.sub(r"^(-?)\$", r"\1", text)
    grouped = re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d{0,2})?", text, re.ASCII)
    return text.replace(",", "") if grouped else text


class DayInput(forms.DateInput):
    """The native picker; a text input while it holds something that is no date, which the picker would swallow."""

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__({"class": "day", "autocomplete": "off", **(attrs or {})}, format="%Y-%m-%d")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        shown = context["widget"]["value"]
        day = _read_day(shown) if shown else None
        context["widget"]["type"] = "text" if shown and day is None else "date"
        context["widget"]["value"] = day.isoformat() if day else shown
        return context


class DateField(forms.DateField):
    """A day. The native picker sends ISO; 10/2/2026 typed by hand (a browser without picker) is read as the US do."""

    widget = DayInput
    default_error_messages = {
        "required": REQUIRED,
        "invalid": _("Write the date as month/day/year, for example 10/2/2026."),
        "too_early": _("The date is before %(limit)s. Is the year right?"),
        "too_late": _("The date is after %(limit)s. Is the year right?"),
    }

    def __init__(
        self, *, earliest: dt.date = dt.date(1900, 1, 1), latest: dt.date = dt.date(2199, 12, 31), **kwargs: Any
    ) -> None:
        self.earliest, self.latest = earliest, latest
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> dt.date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, dt.date):
            return value.date() if isinstance(value, dt.datetime) else value
        day = _read_day(str(value).strip())
        if day is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and value < self.earliest:
            message = self.error_messages["too_early"]
            raise ValidationError(message, code="too_early", params={"limit": self.earliest})
        if value is not None and value > self.latest:
            message = self.error_messages["too_late"]
            raise ValidationError(message, code="too_late", params={"limit": self.latest})


def _read_day(text: str) -> dt.date | None:
    if iso := ISO_DATE_PATTERN.fullmatch(text):
        year, month, day = iso.groups()
    elif us := US_DATE_PATTERN.fullmatch(text):
        month, day, year = us.groups()
    else:
        return None
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:  # the thirtieth of February
        return None


class YesNo(forms.TypedChoiceField):
    """A question with two answers, neither preselected unless `initial` says so. Gives a bool, or None if optional."""

    widget = forms.RadioSelect

    default_error_messages = {"required": _("Choose one of the two.")}

    def __init__(self, *, yes: str | Promise = "", no: str | Promise = "", **kwargs: Any) -> None:
        choices = [("yes", yes or _("Yes")), ("no", no or _("No"))]
        super().__init__(choices=choices, coerce=lambda text: text == "yes", empty_value=None, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


class Combobox(forms.Select):
    """A plain select that becomes a type-ahead with JavaScript (static/js/combobox.js).

    With `url`, the choices come from there as you type: GET `?q=`, answer `JsonResponse(lookup_results(...))`.
    """

    def __init__(self, *, url: str | Promise = "", attrs: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__({"data-combobox": "", **(attrs or {})}, **kwargs)
        self.url = url

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        if self.url:
            context["widget"]["attrs"]["data-url"] = str(self.url)
        return context


class SuggestInput(forms.TextInput):
    """A text input with a native datalist: type-ahead with no JavaScript at all. Give the page one datalist by id."""

    def __init__(self, list_id: str, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__({"list": list_id, "autocomplete": "off", **(attrs or {})})


def lookup_results(rows: Iterable[tuple[object, str, str]]) -> dict[str, list[dict[str, str]]]:
    """What a combobox endpoint answers (JsonResponse): value, label, and a quiet hint beside it."""
    return {"results": [{"value": str(value), "label": label, "hint": hint} for value, label, hint in rows]}
