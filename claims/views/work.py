"""The worklist: denials to answer, amounts to look at, credits to refund; each closed with what was done."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from claimcenter.practice.audit import record_reads
from claimcenter.practice.permissions import Action, may, requires
from claimcenter.practice.problems import Refusal
from claimcenter.web.htmx import redirect
from claimcenter.web.paging import paginate
from claims.enums import TaskKind, TaskOutcome
from claims.forms.work import CloseForm
from claims.models import Task
from claims.rules import FIXED_REASONS, GROUPS
from claims.selectors.work import TABS, order_of_tab, tab_counts, tasks_of_tab, waiting
from claims.services.work import TaskChanged, close_task
from claims.views.shared import user_of

EMPTY = {
    "open": "Denials, amounts to look at and credits to refund appear here when an answer is posted.",
    "denial": "A line that a payer refused becomes a task here when its answer is posted.",
    "review": "What posting could not decide by a rule appears here.",
    "refund": "Money that is somebody else's appears here until it is given back.",
    "closed": "What was done stands here, with who did it.",
}


def waiting_count(request: HttpRequest) -> tuple[int, bool]:
    """For the navigation; amber once something is past its day."""
    found = waiting(today=timezone.localdate())
    return found.open, found.overdue > 0


@requires(Action.CLAIM_EDIT)
@require_safe
def task_list(request: HttpRequest) -> HttpResponse:
    """One list, tabs over it; the tab and the page stand in the URL."""
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "open"
    page = paginate(tasks_of_tab(tab), order=order_of_tab(tab), parameters=request.GET)
    record_reads(request, "client", sorted({task.client_id for task in page.rows}))
    context = {
        "tab": tab,
        "title": TABS[tab][0],
        "tabs": _tabs(tab),
        "page": page,
        "empty": EMPTY[tab],
        "today": timezone.localdate(),
    }
    return render(request, "claims/tasks.html", context)


@requires(Action.CLAIM_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def task_close(request: HttpRequest, task_id: int) -> HttpResponse:
    """Asks how it ended and what was done."""
    task = get_object_or_404(tasks_of_tab("open") | tasks_of_tab("closed"), pk=task_id)
    record_reads(request, "client", [task.client_id])
    form = CloseForm(request.POST if request.method == "POST" else None, initial={"version": task.version})
    refused = None
    if form.is_bound and form.is_valid():
        try:
            _close(request, task, form)
        except Refusal as refusal:
            refused = refusal
            if isinstance(refusal, TaskChanged):
                form = CloseForm({**request.POST.dict(), "version": refusal.version})
        else:
            messages.success(request, _("The task is closed."))
            return redirect(request, reverse("claims:tasks"))
    status = 409 if refused else 422 if form.is_bound else 200
    crumbs = [{"label": _("Worklist"), "url": reverse("claims:tasks")}, {"label": _("Close a task"), "url": ""}]
    context = {
        "task": task,
        "form": form,
        "refused": refused,
        "rule_url": _rule_url(task) if may(request, Action.SETTINGS_EDIT) else "",
        "crumbs": crumbs,
        "today": timezone.localdate(),
    }
    return render(request, "claims/task_close.html", context, status=status)


def _close(request: HttpRequest, task: Task, form: CloseForm) -> None:
    close_task(
        task_id=task.pk,
        outcome=TaskOutcome(form.cleaned_data["outcome"]),
        note=form.cleaned_data["note"],
        by=user_of(request),
        now=timezone.now(),
        version=form.cleaned_data["version"],
    )


def _rule_url(task: Task) -> str:
    """Where what comes again and again is ruled once; empty where the task is about no code."""
    group, _sign, reason = task.reference.partition("-")
    if task.kind == TaskKind.REFUND or group not in GROUPS or reason in FIXED_REASONS:
        return ""
    given = {"group_code": group, "reason_code": reason, "payer": task.claim.payer_id if task.claim else ""}
    return f"{reverse('claims:rule-add')}?{urlencode(given)}"


def _tabs(current: str) -> list[dict[str, object]]:
    counts = tab_counts()
    return [
        {"label": label, "url": "?" + urlencode({"tab": name}), "count": counts.get(name), "current": name == current}
        for name, (label, _condition) in TABS.items()
    ]
