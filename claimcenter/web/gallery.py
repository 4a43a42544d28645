"""Every component in every state, for whoever builds pages. Stands only where the settings allow it."""

from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from claimcenter.web import gallery_data
from claimcenter.web.forms import lookup_results
from claimcenter.web.htmx import page_or_partial


def _only_for_developers() -> None:
    if not (settings.DEBUG or getattr(settings, "CLAIMCENTER_GALLERY", False)):
        raise Http404


def gallery(request: HttpRequest) -> HttpResponse:
    """`?state=errors` shows the forms as they come back wrong, `?state=empty` the lists without rows."""
    _only_for_developers()
    state = request.GET.get("state", "")
    context = gallery_data.context(state)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if state == "errors" else HTTPStatus.OK
    return render(request, "gallery/gallery.html", context, status=status)


def portal(request: HttpRequest) -> HttpResponse:
    _only_for_developers()
    return render(request, "gallery/portal.html", gallery_data.portal_context())


def partial(request: HttpRequest) -> HttpResponse:
    """A row that htmx swaps: the pattern of docs/design-system.md, "htmx"."""
    _only_for_developers()
    context = {"claim": gallery_data.claims()[0], "number": 1, "filed": True}
    return page_or_partial(
        request,
        "gallery/partial_page.html",
        "gallery/row.html",
        context,
        announce="Claim 26-0123 is filed to Blue Sample Plan.",
    )


def lookup(request: HttpRequest) -> JsonResponse:
    _only_for_developers()
    text = request.GET.get("q", "").casefold()
    found = [row for row in gallery_data.PAYERS if text in f"{row[1]} {row[2]}".casefold()]
    return JsonResponse(lookup_results(found[:20]))
