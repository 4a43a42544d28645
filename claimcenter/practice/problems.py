"""Errors as people and machines get them: RFC 9457 problem documents, and pages without a byte of PHI."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

CONTENT_TYPE = "application/problem+json"
TYPE_BASE = "tag:claimcenter,2026:problem/"

TITLES = {
    400: "The request was not understood",
    401: "Please sign in",
    403: "Not allowed",
    404: "Not found",
    405: "This method is not offered here",
    409: "A rule stands against it",
    413: "Too large",
    415: "This content type is not read here",
    422: "Not accepted as it stands",
    429: "Too many attempts",
    500: "Something went wrong on our side",
    503: "Not ready",
}

FORBIDDEN = "Your role does not allow this."
PAGES = {400: "400.html", 403: "403.html", 404: "404.html"}


class Refusal(Exception):
    """Base of the exceptions verbs raise: a code for machines, a sentence for people, and what exactly is wrong.

    `status` is what the API answers; `errors` are dicts with `field`, `message` and `code` where a field is to blame.
    """

    status = 409
    code = "refused"

    def __init__(self, message: str, *, code: str = "", errors: Sequence[Mapping[str, Any]] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.errors = [dict(error) for error in errors]


def document(
    status: int, detail: str, *, code: str = "", errors: Sequence[Mapping[str, Any]] = (), title: str = ""
) -> dict[str, Any]:
    """The problem document: type, title, status, detail, errors[] and our short code."""
    name = code or HTTPStatus(status).phrase.lower().replace(" ", "-")
    return {
        "type": TYPE_BASE + name,
        "title": title or TITLES.get(status, HTTPStatus(status).phrase),
        "status": status,
        "detail": detail,
        "code": name,
        "errors": [dict(error) for error in errors],
    }


def problem(status: int, detail: str, *, code: str = "", errors: Sequence[Mapping[str, Any]] = ()) -> JsonResponse:
    """A problem response outside Django REST framework."""
    body = document(status, detail, code=code, errors=errors)
    response = JsonResponse(body, status=status, content_type=CONTENT_TYPE)
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    return response


def wants_json(request: HttpRequest) -> bool:
    """The API, whatever it is asked to accept."""
    return request.path.startswith("/api/")


def refuse(request: HttpRequest, status: int, detail: str) -> HttpResponse:
    """A refusal in the form the asker reads: a problem document, or a page that names nobody and nothing."""
    if wants_json(request):
        return problem(status, detail)
    # Without the request: an error page asks the database nothing and knows nobody.
    return HttpResponse(render_to_string(PAGES[status]), status=status)


def exception_handler(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Django REST framework's handler: every refusal becomes a problem document; a crash stays a crash (500)."""
    found = _described(error)
    if found is None:
        return None
    set_rollback()
    status, detail, code, errors, headers = found
    body = document(status, detail, code=code, errors=errors)
    return Response(body, status=status, headers=headers, content_type=CONTENT_TYPE)


Described = tuple[int, str, str, list[dict[str, Any]], dict[str, str]]


def _described(error: Exception) -> Described | None:
    """Status, sentence, code, errors and headers of an exception that is an answer; None for a crash."""
    if isinstance(error, Refusal):
        return error.status, error.message, error.code, error.errors, {}
    if isinstance(error, DjangoValidationError):
        return 400, "Some values were not accepted.", "invalid", _django_errors(error), {}
    if isinstance(error, exceptions.ValidationError):
        return 400, "Some values were not accepted.", "invalid", list(_flat(error.get_full_details())), {}
    if isinstance(error, exceptions.APIException):
        return error.status_code, str(error.detail), str(error.default_code), [], _headers(error)
    plain = {Http404: (404, "There is no such record in this practice."), PermissionDenied: (403, FORBIDDEN)}
    found = plain.get(type(error))
    return (*found, "", [], {}) if found else None


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = str(error.auth_header)  # type: ignore[attr-defined]
    if getattr(error, "wait", None):
        headers["Retry-After"] = str(int(error.wait))  # type: ignore[attr-defined]
    return headers


def _django_errors(error: DjangoValidationError) -> list[dict[str, Any]]:
    if not hasattr(error, "error_dict"):
        return [{"field": "", "message": message, "code": error.code or "invalid"} for message in error.messages]
    return [
        {"field": "" if field == "__all__" else field, "message": message, "code": one.code or "invalid"}
        for field, ones in error.error_dict.items()
        for one in ones
        for message in one.messages
    ]


def _flat(details: Any, path: str = "") -> list[dict[str, Any]]:
    """Nested serializer errors as a flat list; `field` is a path like lines.0.charge."""
    if isinstance(details, dict) and set(details) == {"message", "code"} and isinstance(details["message"], str):
        return [{"field": path, "message": details["message"], "code": details["code"]}]
    pairs = details.items() if isinstance(details, dict) else enumerate(details)
    found: list[dict[str, Any]] = []
    for key, value in pairs:
        leaf = isinstance(details, list) and isinstance(value, dict) and set(value) == {"message", "code"}
        inner = path if leaf or key == "non_field_errors" else f"{path}.{key}".lstrip(".")
        found += _flat(value, inner)
    return found
