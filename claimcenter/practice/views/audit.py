"""The audit screen: who did what to which record, when and from where; filtered, sorted, exported."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from claimcenter.practice import audit, selectors
from claimcenter.practice.forms import AuditFilterForm
from claimcenter.practice.models import AuditEvent
from claimcenter.practice.permissions import Action, requires
from claimcenter.web.csv import csv_response
from claimcenter.web.paging import paginate

HEADER = [
    "number", "at", "user_id", "user", "acting_as", "action", "object", "object_id", "client_id", "outcome", "ip",
    "request_id", "detail",
]  # fmt: skip
NULLABLE = {"user_id", "client_id"}


@requires(Action.AUDIT_VIEW)
@require_http_methods(["GET", "HEAD"])
def audit_trail(request: HttpRequest) -> HttpResponse:
    """A page of rows, newest first unless another column is chosen."""
    form, rows = _chosen(request)
    sort = request.GET.get("sort", "")
    page = paginate(_sortable(rows, sort), order=_order(sort), parameters=request.GET)
    names = selectors.names_of({row.user_id for row in page.rows if row.user_id})
    for row in page.rows:
        row.user_name = names.get(row.user_id, "") if row.user_id else ""  # type: ignore[attr-defined]
    active = any(form.data.get(name) for name in form.fields)
    context = {"form": form, "page": page, "columns": COLUMNS, "active": active, "sort": sort or "-at"}
    return render(request, "practice/audit.html", context)


COLUMNS = [("at", "When"), ("user", "Who"), ("action", "Action"), ("object", "Object"), ("client", "Client")]


@requires(Action.AUDIT_VIEW)
@require_http_methods(["GET"])
def audit_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same rows as CSV, all of them, oldest first."""
    form, rows = _chosen(request)
    audit.record(action="export", object_type="practice.AuditEvent", by=request.user.pk, detail=_used(form))
    return csv_response("audit.csv", HEADER, _lines(rows.order_by("at", "pk")))


def _chosen(request: HttpRequest) -> "tuple[AuditFilterForm, QuerySet[AuditEvent]]":
    """A filter that does not parse is named on the form and left out of the query."""
    form = AuditFilterForm(request.GET)
    form.is_valid()
    return form, selectors.audit_events(form.cleaned_data)


def _order(sort: str) -> list[str]:
    name = sort.lstrip("-")
    column = selectors.AUDIT_SORTS.get(name)
    if column is None:
        return ["-at", "-pk"]
    return [column, "pk"] if not sort.startswith("-") else [f"-{column}", "-pk"]


def _sortable(rows: "QuerySet[AuditEvent]", sort: str) -> "QuerySet[AuditEvent]":
    # Keyset paging compares values, and NULL compares with nothing: sorting by who or client shows rows that have one.
    column = selectors.AUDIT_SORTS.get(sort.lstrip("-"), "")
    return rows.filter(**{f"{column}__isnull": False}) if column in NULLABLE else rows


def _used(form: AuditFilterForm) -> dict[str, Any]:
    return {"filters": sorted(name for name, value in form.cleaned_data.items() if value not in (None, ""))}


def _lines(rows: "QuerySet[AuditEvent]") -> Iterator[list[object]]:
    names: dict[int, str] = {}
    for row in rows.iterator(chunk_size=2000):
        if row.user_id and row.user_id not in names:
            names |= {row.user_id: "", **selectors.names_of({row.user_id})}
        yield [
            row.pk,
            row.at.isoformat(),
            row.user_id,
            names.get(row.user_id or 0, ""),
            row.actor_label,
            row.action,
            row.object_type,
            row.object_id,
            row.client_id,
            row.outcome,
            row.ip,
            row.request_id,
            str(row.detail),
        ]
