"""/status/: whether all is well, line by line, in words."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from claimcenter.practice.permissions import Action, may, requires
from claimcenter.practice.status import Group, Light, Line, report, worst

SUMMARY = {
    Light.GREEN: ("done", "All is well"),
    Light.AMBER: ("needs-you", "Something needs a look"),
    Light.RED: ("wrong", "Something needs action now"),
}


@requires(Action.STATUS_VIEW)
@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """The page; with `?format=json` the same for machines. Counts and times only, nothing of a client."""
    now = timezone.now()
    groups = report(now=now)
    light = worst(groups)
    if request.GET.get("format") == "json":
        return JsonResponse({"at": now.isoformat(), "state": light, "lines": _as_json(groups)})
    kind, title = SUMMARY[light]
    context = {
        "at": now,
        "kind": kind,
        "title": title,
        "wrong": [line for group in groups for line in group.lines if line.light == light != Light.GREEN],
        "groups": [(group.section.value, [_row(request, line) for line in group.lines]) for group in groups],
    }
    return render(request, "practice/status.html", context)


def _row(request: HttpRequest, line: Line) -> dict[str, object]:
    linked = bool(line.url) and (line.action is None or may(request, line.action))
    return {"line": line, "url": line.url if linked else ""}


def _as_json(groups: list[Group]) -> list[dict[str, str]]:
    return [
        {
            "key": line.key,
            "section": group.section.name.lower(),
            "light": line.light,
            "title": line.title,
            "text": line.text,
            "todo": line.todo,
        }
        for group in groups
        for line in group.lines
    ]
