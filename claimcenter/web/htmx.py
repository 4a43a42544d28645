"""One view, two audiences: a whole page without JavaScript, a partial for htmx. htmx only saves the reload."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme


def is_partial(request: HttpRequest) -> bool:
    """True when htmx asks for a piece of the page (not for a boosted whole page, nor for lost history)."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )


def redirect(request: HttpRequest, to: str) -> HttpResponse:
    """Leave the page: 302, or HX-Redirect for htmx, which would swap the target page into the table otherwise."""
    url = resolve_url(to)
    if not is_partial(request):
        return HttpResponseRedirect(url)
    return HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"HX-Redirect": url})


def page_or_partial(
    request: HttpRequest,
    page: str,
    partial: str,
    context: Mapping[str, Any] | None = None,
    *,
    announce: str = "",
    invalid: bool = False,
) -> HttpResponse:
    """Render `partial` for htmx and `page` for everybody else. `invalid=True` answers 422.

    `announce` goes to the live region (out of band) of a partial: a sentence for screen readers and a toast for all.
    """
    status = HTTPStatus.UNPROCESSABLE_ENTITY if invalid else HTTPStatus.OK
    if is_partial(request):
        html = render_to_string(partial, dict(context or {}), request)
        if announce:
            html += render_to_string("components/announce.html", {"text": announce, "wrong": invalid}, request)
        response = HttpResponse(html, status=status)
    else:
        response = render(request, page, dict(context or {}), status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


class HtmxRedirects:
    """Middleware: a redirect in answer to a partial request becomes HX-Redirect.

    So an expired session sends the whole window to the sign-in page instead of swapping that page into a table, and
    brings the person back to the page they were on, not to the address of the partial.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not is_partial(request) or not isinstance(response, HttpResponseRedirect):
            return response
        swapped = HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"HX-Redirect": _target(request, response.url)})
        swapped.cookies = response.cookies
        return swapped


def _target(request: HttpRequest, url: str) -> str:
    login = resolve_url(settings.LOGIN_URL)
    current = request.headers.get("HX-Current-URL", "")
    if urlsplit(url).path != login or not _is_ours(request, current):
        return url
    here = urlsplit(current)
    return f"{login}?{urlencode({'next': here.path + (f'?{here.query}' if here.query else '')})}"


def _is_ours(request: HttpRequest, url: str) -> bool:
    return bool(url) and url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
