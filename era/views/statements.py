"""A bank statement's CSV: chosen, looked through line by line, and only then recorded."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from claimcenter.practice.permissions import Action, requires
from claimcenter.practice.problems import Refusal
from claimcenter.web.htmx import redirect
from era.bank_statement import NotAStatement, Statement, read_statement
from era.forms import StatementForm, StatementLinesForm
from era.services.statements import Imported, LookedAt, import_statement, look_at
from era.views.deposits import crumbs
from era.views.shared import user_of


@requires(Action.ERA_POST)
@require_http_methods(["GET", "HEAD", "POST"])
def statement_import(request: HttpRequest) -> HttpResponse:
    """First the file, then its lines to choose from, then their deposits. Nothing is kept before the last step."""
    if request.method != "POST":
        return _ask(request, StatementForm())
    if "statement" in request.POST:
        return _record(request)
    form = StatementForm(request.POST, request.FILES)
    if not form.is_valid():
        return _ask(request, form)
    data = form.cleaned_data["file"].read()
    try:
        statement = read_statement(data)
    except NotAStatement as refused:
        form.add_error("file", str(refused))
        return _ask(request, form)
    return _preview(request, data.decode("utf-8-sig"), statement, look_at(statement))


def _record(request: HttpRequest) -> HttpResponse:
    form = StatementLinesForm(request.POST)
    if not form.is_valid():
        return _ask(request, StatementForm({}))
    text, lines = form.cleaned_data["statement"], form.cleaned_data["line"]
    try:
        statement = read_statement(text.encode())
        done = import_statement(statement=statement, lines=lines, by=user_of(request), now=timezone.now())
    except NotAStatement as refused:
        messages.error(request, str(refused))
        return redirect(request, reverse("era:deposit-import"))
    except (ValidationError, Refusal) as refused:
        said = refused.message if isinstance(refused, Refusal) else " ".join(refused.messages)
        messages.error(request, f"Nothing was recorded. {said}")
        return _preview(request, text, statement, look_at(statement), invalid=True)
    _say(request, done)
    return redirect(request, reverse("era:deposits"))


def _say(request: HttpRequest, done: Imported) -> None:
    if not done.recorded and not done.known:
        messages.info(request, "Nothing was chosen, so nothing was recorded.")
        return
    deposits = "1 deposit" if done.recorded == 1 else f"{done.recorded} deposits"
    known = f" {done.known} recorded before." if done.known else ""
    messages.success(request, f"{deposits} recorded, {done.matched} matched with remittances.{known}")


def _ask(request: HttpRequest, form: StatementForm) -> HttpResponse:
    context = {"form": form, "crumbs": crumbs("Import statement")}
    return render(request, "era/statement.html", context, status=422 if form.is_bound else 200)


def _preview(
    request: HttpRequest, text: str, statement: Statement, rows: list[LookedAt], *, invalid: bool = False
) -> HttpResponse:
    context = {
        "text": text,
        "rows": rows,
        "unused": statement.unused,
        "new": sum(one.can_be_recorded for one in rows),
        "known": sum(one.earlier is not None for one in rows),
        "faults": sum(bool(one.row.problem) and not one.row.money_out for one in rows),
        "crumbs": crumbs("Import statement"),
    }
    return render(request, "era/statement_preview.html", context, status=422 if invalid else 200)
