"""What a browser sends back of a page with forms: everything as it stands, but for what somebody typed."""

from typing import Any

from django.forms import BaseForm, BaseFormSet


def typed(response: Any, *names: str, **changes: str | None) -> dict[str, str]:
    """The fields of the page's forms (context names), with changes by field name (`__` for `-`; None: not ticked)."""
    data: dict[str, str] = {}
    for name in names:
        context = response.context[name]
        for form in context.forms() if hasattr(context, "payers") or hasattr(context, "line_strips") else [context]:
            data |= _values(form)
    for name, value in changes.items():
        key = name.replace("__", "-")
        data.pop(key, None)
        if value is not None:
            data[key] = value
    return data


def _values(form: Any) -> dict[str, str]:
    if isinstance(form, BaseFormSet):
        found = _values(form.management_form)
        for one in form.forms:
            found |= _values(one)
        return found
    assert isinstance(form, BaseForm)
    values = {form[name].html_name: _text(form[name].value()) for name in form.fields}
    return {name: value for name, value in values.items() if value is not None}


def _text(value: Any) -> str | None:
    """An unticked box is not sent at all."""
    if value is False:
        return None
    if value is True:
        return "on"
    return "" if value is None else str(value)
