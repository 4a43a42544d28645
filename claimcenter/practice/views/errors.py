"""Error pages: what happened, what to do next, and not one byte about anybody. The API gets problem documents."""

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template.loader import render_to_string

from claimcenter.practice.problems import problem, refuse, wants_json


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refuse(request, 400, "Your browser sent something we could not read. Please go back and try again.")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refuse(request, 403, "Your role in this practice does not include this. An administrator can change it.")


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page had been open too long, or another site sent it."""
    if wants_json(request):
        return problem(403, "The request could not be checked as ours.")
    return HttpResponse(render_to_string("403_csrf.html"), status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    detail = "There is no such record in this practice." if wants_json(request) else "There is nothing at this address."
    return refuse(request, 404, detail)


def server_error(request: HttpRequest) -> HttpResponse:
    """Reads nothing from the database, which may be what failed."""
    if wants_json(request):
        return problem(500, "Nothing was changed. Please try again; an operator can find the request by its id.")
    return HttpResponseServerError(render_to_string("500.html"))
