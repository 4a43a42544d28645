"""The components as tags and filters: `{% load ui %}`. docs/design-system.md shows each in use."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from typing import Any, Union

from django import template
from django.forms import BaseForm, BaseFormSet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claimcenter.web import figures, formats
from claimcenter.web.paging import CURSOR_PARAMETERS

register = template.Library()

Text = str | Promise
Source = Union["BaseForm", "BaseFormSet[Any]", "list[Any]"]
"""A form, a formset, or a list of them (a grid has many)."""

register.filter("money", formats.money)
register.filter("signed_money", formats.signed_money)
register.filter("us_date", formats.us_date)
register.filter("iso_date", formats.iso_date)


@register.filter
def date_span(first: dt.date | None, last: dt.date | None) -> str:
    """`{{ claim.first_day|date_span:claim.last_day }}`: 1–8 Sep 2026."""
    return formats.date_span(first, last)


@register.filter
def age(since: dt.date | None, on: dt.date | None = None) -> str:
    """Whole days since a date or moment, as a person says it: today, 1 day, 54 days."""
    if since is None:
        return ""
    today = on or timezone.localdate()
    days = (_as_date(today) - _as_date(since)).days
    return _("today") if days == 0 else ngettext("%d day", "%d days", days) % days


def _as_date(moment: dt.date) -> dt.date:
    if isinstance(moment, dt.datetime):
        return timezone.localtime(moment).date() if timezone.is_aware(moment) else moment.date()
    return moment


@register.inclusion_tag("components/icon.html")
def icon(name: str) -> dict[str, str]:
    """A picture from static/img/icons.svg, hidden from screen readers: say the thing in words beside it."""
    return {"name": name}


@register.inclusion_tag("components/badge.html")
def badge(position: str, state: str = "") -> dict[str, str]:
    """P, S or T with its text; `state` is active, ended, or empty for a claim (which has no state of this kind)."""
    names = {"P": _("Primary insurance"), "S": _("Secondary insurance"), "T": _("Tertiary insurance")}
    states = {"active": _("active"), "ended": _("ended"), "future": _("not yet in force"), "": ""}
    words = [names[position], states[state]]
    return {"letter": position, "kind": position.lower(), "state": state, "text": ", ".join(w for w in words if w)}


@register.inclusion_tag("components/money.html", name="money")
def money_tag(amount: Decimal | None, zero: str = "0.00", *, problem: bool = False) -> dict[str, object]:
    """`zero="dash"` in table cells, 0.00 in totals; `problem=True` makes it red (with its minus or word beside it)."""
    return {"amount": amount, "is_zero": amount == 0, "dash": zero == "dash", "problem": problem}


@register.inclusion_tag("components/status.html")
def status(  # noqa: PLR0917 - positional in templates
    stage: Text, result: Text = "", tone: str = "", reason: Text = "", url: str = "", about: str = ""
) -> dict[str, object]:
    """Two small words; the stage may be left out where the heading says it. tone: needs-you, bad, good or empty.

    The reason shows on hover and focus; url is the history; `about` makes the link's name unique ("claim 26-0123").
    """
    return {"stage": stage, "result": result, "tone": tone, "reason": reason, "url": url, "about": about}


@register.inclusion_tag("components/balance-strip.html")
def balance_strip(
    charge: Decimal, paid: Decimal, adjusted: Decimal, unit: Text = "", strip_id: str = ""
) -> dict[str, object]:
    """`250.00 = 104.00 + 146.00 ✓ balanced`: charge = paid + adjustments + what is missing."""
    return {
        "charge": charge,
        "paid": paid,
        "adjusted": adjusted,
        "missing": charge - paid - adjusted,
        "unit": unit,
        "strip_id": strip_id,
    }


@register.inclusion_tag("components/money-story.html")
def money_story(
    billed: Decimal,
    parts: Iterable[Mapping[str, Any]],
    on_the_hook: Text = "",
    client: Text = "",
    title: Text = "",
) -> dict[str, object]:
    """One stacked bar: parts are {label, amount, kind}, kind one of paid, second, contract, client, left."""
    return {
        "billed": billed,
        "parts": figures.stacked(list(parts), billed),
        "on_the_hook": on_the_hook,
        "client": client,
        "title": title or _("Money story"),
    }


@register.inclusion_tag("components/plan-timeline.html")
def plan_timeline(
    plans: Iterable[Mapping[str, Any]], first: dt.date, last: dt.date, today: dt.date | None = None
) -> dict[str, object]:
    """One lane a position; plans are {position, name, start, end (or None, inclusive), idea: bool}."""
    return figures.timeline(list(plans), first=first, last=last, today=today)


@register.inclusion_tag("components/tabs.html")
def tabs(items: Sequence[Mapping[str, Any]], label: Text) -> dict[str, object]:
    """Links over one list: items are {label, url, count, current, needs_attention}."""
    return {"items": items, "label": label}


@register.inclusion_tag("components/sort-header.html", takes_context=True)
def sort_header(
    context: template.Context, label: Text, key: str, css: str = "", start: str = "asc"
) -> dict[str, object]:
    """A `<th>` that sorts by the URL (`?sort=key`, `?sort=-key`), with aria-sort. `css="num"` for figures."""
    query = context["request"].GET.copy()
    current = query.get("sort", "")
    state = {key: "ascending", f"-{key}": "descending"}.get(current, "none")
    backwards = state == "ascending" or (state == "none" and start == "desc")
    for name in CURSOR_PARAMETERS:
        query.pop(name, None)
    query["sort"] = f"-{key}" if backwards else key
    return {"label": label, "url": f"?{query.urlencode()}", "state": state, "css": css}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Any, noun: Text = "") -> dict[str, object]:
    """Newer and older steps over a `claimcenter.web.paging.KeysetPage`; keeps filters and sort."""
    query = context["request"].GET.copy()
    for name in CURSOR_PARAMETERS:
        query.pop(name, None)

    def link(name: str, cursor: str) -> str:
        step = query.copy()
        step[name] = cursor
        return f"?{step.urlencode()}"

    return {
        "page": page,
        "noun": noun or _("rows"),
        "next_url": link("after", page.next_cursor) if page.next_cursor else "",
        "previous_url": link("before", page.previous_cursor) if page.previous_cursor else "",
    }


@register.inclusion_tag("components/error-summary.html")
def error_summary(*sources: Source) -> dict[str, object]:
    """One list for all forms and formsets of the page; each link focuses its field."""
    return {"problems": list(chain.from_iterable(_problems(source) for source in sources))}


@register.simple_tag
def has_errors(*sources: Source) -> bool:
    """`{% has_errors form formset as wrong %}`, for the page title that starts with "Error:"."""
    return any(next(iter(_problems(source)), None) for source in sources)


def _problems(source: Source) -> Iterable[Mapping[str, object]]:
    if isinstance(source, list):
        for part in source:
            yield from _problems(part)
        return
    if isinstance(source, BaseFormSet):
        yield from ({"text": text, "label": "", "target": ""} for text in source.non_form_errors())
        for form in source.forms:
            yield from _problems(form)
        return
    for name, errors in source.errors.items():
        field = source[name] if name in source.fields else None
        target = (field.id_for_label or field.auto_id) if field else ""
        yield from ({"text": text, "label": field.label if field else "", "target": target} for text in errors)


@register.simple_block_tag(name="actions")
def actions_block(content: str, label: Text = "", about: str = "", menu_id: str = "", css: str = "") -> SafeString:
    """The Actions drop-down; write `<li>` entries inside. `about` makes the button's name unique ("claim 26-0123")."""
    return _render(
        "components/actions.html",
        body=content,
        label=label or _("Actions"),
        about=about,
        menu_id=menu_id or f"actions-{slugify(about) or 'page'}",
        css=css,
    )


@register.simple_block_tag(name="source")
def source_block(content: str, source_id: str, label: Text, about: Text = "") -> SafeString:
    """Provenance of a figure: `from ERA ⓘ`; what stands inside is shown on click."""
    return _render("components/source.html", body=content, source_id=source_id, label=label, about=about)


@register.simple_block_tag(name="callout")
def callout_block(content: str, kind: str = "info", title: Text = "", level: int = 0) -> SafeString:
    """kind: info, needs-you (amber), wrong (red), done, waiting. `level` 2 or 3 makes the title a heading."""
    return _render("components/callout.html", body=content, kind=kind, title=title, level=level)


@register.simple_block_tag(name="panel")
def panel_block(content: str, title: Text = "", level: int = 2, css: str = "", panel_id: str = "") -> SafeString:
    """A box for what stands beside the work. Headings follow the page: level 2 or 3."""
    return _render("components/panel.html", body=content, title=title, level=level, css=css, panel_id=panel_id)


@register.simple_block_tag(name="dialog")
def dialog_block(content: str, dialog_id: str, title: Text) -> SafeString:
    """A native `<dialog>`; opened by any `<button data-dialog="id">` (shown by JavaScript only)."""
    return _render("components/dialog.html", body=content, dialog_id=dialog_id, title=title)


@register.simple_block_tag(name="disclosure")
def disclosure_block(content: str, summary: Text, *, opened: bool = False) -> SafeString:
    """Native `<details>`: works without JavaScript."""
    return _render("components/disclosure.html", body=content, summary=summary, opened=opened)


@register.simple_block_tag(name="filter_bar")
def filter_bar_block(content: str, label: Text, clear_url: str = "", *, active: bool = False) -> SafeString:
    """A GET form over a list; the filters live in the URL. `active` shows the link that clears them."""
    return _render("components/filter-bar.html", body=content, label=label, clear_url=clear_url, active=active)


@register.simple_block_tag(name="bulk_bar")
def bulk_bar_block(content: str, noun: Text = "") -> SafeString:
    """Buttons for the ticked rows of the form it stands in; counts them when JavaScript runs."""
    return _render("components/bulk-bar.html", body=content, noun=noun or _("Selected"))


def _render(template_name: str, **context: object) -> SafeString:
    return render_to_string(template_name, context)
