"""The frame around every request: who asks, in which practice, whether they may, and the audit row of it.

Order in settings: IdleMiddleware after authentication, TenantMiddleware last.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from claimcenter.practice import api_keys, audit, tenancy
from claimcenter.practice.actors import Actor, membership_of
from claimcenter.practice.models import Outcome
from claimcenter.practice.permissions import Action, answers, may, required_action
from claimcenter.practice.problems import problem, refuse, wants_json
from claimcenter.practice.requests import client_ip, request_id
from claimcenter.practice.services.drafts import keep_draft
from claimcenter.practice.services.second_factor import must_set_up_second_factor

GetResponse = Callable[[HttpRequest], HttpResponseBase]
PROBES = ("/livez", "/readyz")

# Views that are not ours and therefore carry no mark. Each guards itself or shows nothing of a practice.
OPEN_MODULES = ("allauth.account.", "allauth.mfa.", "claimcenter.web.", "django.views.static", "drf_spectacular.")
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")

# After these the request's changes are taken back: it was refused, or it failed.
_UNDONE = frozenset({401, 403, 404, 405})
_OUTCOMES = {401: Outcome.REFUSED, 403: Outcome.REFUSED, 404: Outcome.NOT_FOUND}


class TenantMiddleware:
    """Default deny, and one transaction in the actor's practice around the view and its rendering."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path in PROBES:
            return self.get_response(request)
        request.actor = actor = _actor_of(request)  # type: ignore[attr-defined]
        if actor and request.content_type == "multipart/form-data":
            request.FILES  # noqa: B018 - read to disk now: a slow upload must not hold a transaction open
        with audit.trail(ip=client_ip(request), request_id=request_id()) as trail, tenancy.actor_set(actor):
            response = self._in_practice(request, actor, trail) if actor else self._outside(request)
        response.headers.setdefault("X-Request-ID", str(trail.request_id))
        if actor or request.user.is_authenticated or wants_json(request):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Refuses before the view runs; a view without a mark is refused to everybody."""
        return None if request.path in PROBES else authorise(request, view)

    def _outside(self, request: HttpRequest) -> HttpResponseBase:
        with tenancy.starting_outside():
            return self.get_response(request)

    def _in_practice(self, request: HttpRequest, actor: Actor, trail: audit.Trail) -> HttpResponseBase:
        _spool(request)
        try:
            with tenancy.starting_in(actor.practice_id, actor.user):
                response = self.get_response(request)
                undone = response.status_code in _UNDONE or response.status_code >= 500
                _record_request(request, actor, response.status_code)
                if undone:
                    transaction.set_rollback(True)
                else:
                    _finish(actor, trail)
        except Exception:
            # A deferred constraint can refuse at the commit, after the view has answered.
            audit.take_back(trail)
            _record_apart(actor, trail)
            raise
        if undone:
            _record_apart(actor, trail)
        return _streamed(response, actor)


def _spool(request: HttpRequest) -> None:
    """Reads the body to its end (files go to disk): a slow upload must not hold a transaction open meanwhile."""
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return
    if request.method == "POST" and request.content_type in FORM_TYPES:
        request.POST.keys()
    else:
        len(request.body)


def authorise(request: HttpRequest, view: Callable[..., Any]) -> HttpResponseBase | None:
    """None when the request may go on; else the answer that refuses it, before anything has happened."""
    module, access = getattr(view, "__module__", ""), getattr(view, "access", "")
    if access == "public" or module.startswith(OPEN_MODULES):
        return None
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None and (wants_json(request) or not request.user.is_authenticated):
        return _ask_to_sign_in(request)
    if not wants_json(request) and must_set_up_second_factor(request, actor):
        return redirect("mfa_activate_totp")
    if access == "signed_in":
        return None
    if actor is None:
        return redirect("practice:choose")
    return _by_role(request, view, actor)


def _by_role(request: HttpRequest, view: Callable[..., Any], actor: Actor) -> HttpResponseBase | None:
    action = _action(request, view)
    if action is None and not answers(view, request.method or ""):
        return None  # the view itself answers 405
    request.required_action = action  # type: ignore[attr-defined]
    if action is None or not may(actor, action):
        return refuse(request, 403, "Your role in this practice does not include this. An administrator can change it.")
    if wants_json(request) and not may(actor, Action.API_USE):
        return refuse(request, 403, "Your role does not use the API.")
    return None


def _action(request: HttpRequest, view: Callable[..., Any]) -> Action | None:
    match = request.resolver_match
    if match is not None and "admin" in match.namespaces:
        return Action.ADMIN_USE
    return required_action(view, request.method or "")


def _ask_to_sign_in(request: HttpRequest) -> HttpResponseBase:
    if wants_json(request):
        return problem(401, "Please send a valid API key: Authorization: Bearer <key>.")
    # Only a page can be come back to; what was posted is kept by IdleMiddleware where somebody was signed in.
    target = request.get_full_path() if request.method == "GET" else "/"
    return redirect_to_login(target)


def _actor_of(request: HttpRequest) -> Actor | None:
    if wants_json(request):
        text = api_keys.bearer(request)
        return api_keys.actor_for(text) if text else None
    if not request.user.is_authenticated:
        return None
    chosen = request.session.get("practice_id")
    membership = membership_of(request.user, chosen) or (membership_of(request.user, None) if chosen else None)
    return None if membership is None else Actor(request.user, membership)


def _record_request(request: HttpRequest, actor: Actor, status: int) -> None:
    match = request.resolver_match
    action = getattr(request, "required_action", None)
    if match is None or (action is None and status < 400):
        return
    kwargs = match.kwargs
    own_id = next((kwargs[name] for name in ("pk", "id") if name in kwargs), None)
    client_id = kwargs.get("client_id")
    audit.record(
        action=str(action or "refused"),
        object_type=match.view_name or match.route,
        object_id=own_id if own_id is not None else next(iter(kwargs.values()), None),
        by=actor.user,
        client_id=_number(client_id),
        detail={"method": request.method, "status": status},
        outcome=_outcome(status),
    )


def _number(value: object) -> int | None:
    text = str(value)
    return int(text) if text.isdecimal() else None


def _outcome(status: int) -> Outcome:
    if status >= 500:
        return Outcome.FAILED
    return _OUTCOMES.get(status, Outcome.INVALID if status >= 400 else Outcome.DONE)


def _finish(actor: Actor, trail: audit.Trail) -> None:
    if actor.api_key_id:
        api_keys.note_use(actor.api_key_id)
    audit.write_out(trail)


def _record_apart(actor: Actor, trail: audit.Trail) -> None:
    with tenancy.starting_in(actor.practice_id, actor.user):
        audit.write_out(trail)


def _streamed(response: HttpResponseBase, actor: Actor) -> HttpResponseBase:
    """Streams are read after this frame is left, so the tenant is set again around each reading."""
    if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
        response.streaming_content = _within(response.streaming_content, actor)  # type: ignore[arg-type]
    return response


def _within(parts: Iterator[bytes], actor: Actor) -> Iterator[bytes]:
    with tenancy.actor_set(actor), tenancy.starting_in(actor.practice_id, actor.user):
        yield from parts


class IdleMiddleware:
    """Signs people out after 15 idle minutes, and after 12 hours whatever they do. A typed form is kept.

    A page that refreshes itself (header `X-Background: true`) does not count as somebody being there.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path in PROBES or wants_json(request) or not request.user.is_authenticated:
            return self.get_response(request)
        now = timezone.now().timestamp()
        if self._is_over(request, now):
            return self._sign_out(request)
        self._touch(request, now)
        return self.get_response(request)

    @staticmethod
    def _is_over(request: HttpRequest, now: float) -> bool:
        seen, since = request.session.get("seen", now), request.session.get("since", now)
        idle, old = now - seen > settings.SESSION_IDLE_AGE, now - since > settings.SESSION_ABSOLUTE_AGE
        return bool(idle or old)

    @staticmethod
    def _touch(request: HttpRequest, now: float) -> None:
        request.session.setdefault("since", now)
        background = request.headers.get("X-Background") == "true"
        # A write a minute is enough to know; one a request would cost every page an UPDATE.
        if not background and now - request.session.get("seen", 0) > 60:
            request.session["seen"] = now

    @staticmethod
    def _sign_out(request: HttpRequest) -> HttpResponseBase:
        draft_id = keep_draft(request) if request.method == "POST" else None
        target = request.get_full_path() if request.method == "GET" else "/"
        logout(request)
        if draft_id is not None:
            return redirect_to_login(f"/resume/{draft_id}/")
        return redirect_to_login(target)
