"""Who may do what: one table from roles to actions, and the marks that tie each view to an action.

Default deny: `middleware.TenantMiddleware` refuses a view without a mark. The marks decide nothing by themselves.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from django.http import HttpRequest
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from claimcenter.practice.actors import Actor
from claimcenter.practice.models import Membership
from claimcenter.practice.roles import Role

__all__ = ["GRANTS", "Action", "HasAction", "Role", "may", "public", "required_action", "requires", "signed_in"]

View = TypeVar("View", bound=Callable[..., Any])


class Action(StrEnum):
    HOME_VIEW = "home.view"
    SEARCH = "search"
    CLIENT_VIEW = "client.view"
    CLIENT_EDIT = "client.edit"
    PLAN_VIEW = "plan.view"
    PLAN_EDIT = "plan.edit"
    PAYER_VIEW = "payer.view"
    PAYER_EDIT = "payer.edit"
    APPOINTMENT_VIEW = "appointment.view"
    APPOINTMENT_EDIT = "appointment.edit"
    DOCUMENT_VIEW = "document.view"
    DOCUMENT_EDIT = "document.edit"
    CONSENT_EDIT = "consent.edit"
    CLAIM_VIEW = "claim.view"
    CLAIM_EDIT = "claim.edit"
    CLAIM_FILE = "claim.file"
    CLAIM_COMPLETE = "claim.complete"
    BALANCE_VIEW = "balance.view"
    PAYMENT_RECORD = "payment.record"
    WRITE_OFF = "balance.write_off"
    SHIELD_RELEASE = "shield.release"
    ERA_VIEW = "era.view"
    ERA_LOAD = "era.load"
    ERA_POST = "era.post"
    REPORT_VIEW = "report.view"
    SETTINGS_VIEW = "settings.view"
    SETTINGS_EDIT = "settings.edit"
    STAFF_EDIT = "staff.edit"
    PORTAL_ACCESS_EDIT = "portal_access.edit"
    AUDIT_VIEW = "audit.view"
    STATUS_VIEW = "status.view"
    ADMIN_USE = "admin.use"
    API_USE = "api.use"
    PORTAL_VIEW = "portal.view"
    PORTAL_UPLOAD = "portal.upload"


_CLINICIAN = frozenset(
    {
        Action.HOME_VIEW,
        Action.SEARCH,
        Action.CLIENT_VIEW,
        Action.PLAN_VIEW,
        Action.PAYER_VIEW,
        Action.APPOINTMENT_VIEW,
        Action.APPOINTMENT_EDIT,
        Action.DOCUMENT_VIEW,
        Action.CLAIM_VIEW,
        Action.BALANCE_VIEW,
        Action.API_USE,
    }
)
_BILLER = _CLINICIAN | {
    Action.CLIENT_EDIT,
    Action.PLAN_EDIT,
    Action.PAYER_EDIT,
    Action.DOCUMENT_EDIT,
    Action.CONSENT_EDIT,
    Action.CLAIM_EDIT,
    Action.CLAIM_FILE,
    Action.CLAIM_COMPLETE,
    Action.PAYMENT_RECORD,
    Action.ERA_VIEW,
    Action.ERA_LOAD,
    Action.ERA_POST,
    Action.REPORT_VIEW,
    Action.SETTINGS_VIEW,
    Action.PORTAL_ACCESS_EDIT,
}
# Who takes money in does not forgive it: a write-off by hand and a released patient shield are rights of their own.
_FORGIVING = {Action.WRITE_OFF, Action.SHIELD_RELEASE}
_ADMINISTRATOR = _BILLER | _FORGIVING | {Action.SETTINGS_EDIT, Action.STAFF_EDIT, Action.AUDIT_VIEW, Action.STATUS_VIEW}

GRANTS: dict[Role, frozenset[Action]] = {
    Role.CLINICIAN: _CLINICIAN,
    Role.BILLER: _BILLER,
    Role.ADMINISTRATOR: _ADMINISTRATOR,
    Role.AUDITOR: frozenset({Action.HOME_VIEW, Action.AUDIT_VIEW, Action.STATUS_VIEW, Action.SETTINGS_VIEW}),
    Role.OPERATOR: frozenset({Action.HOME_VIEW, Action.ADMIN_USE, Action.STATUS_VIEW}),
    Role.PORTAL: frozenset({Action.PORTAL_VIEW, Action.PORTAL_UPLOAD}),
}


def may(who: HttpRequest | Request | Actor | Membership | None, action: Action) -> bool:
    """Whether the signed-in person (or membership) may do this. Nobody and inactive members may nothing."""
    if who is None:
        return False
    if isinstance(who, Membership):
        return who.is_active and action in GRANTS[Role(who.role)]
    actor = who if isinstance(who, Actor) else getattr(who, "actor", None)
    return actor is not None and action in GRANTS[actor.role]


def requires(action: Action, *, post: Action | None = None) -> Callable[[View], View]:
    """Marks a function view: GET needs `action`, every other method `post` where given."""

    def mark(view: View) -> View:
        view.required_actions = {"GET": action, "*": post or action}  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Marks a view that anybody may open. It must not show anything of a practice."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Marks a view that needs a person but no practice or role (choosing the practice)."""
    view.access = "signed_in"  # type: ignore[attr-defined]
    return view


def required_action(view: Callable[..., Any], method: str) -> Action | None:
    """What the view asks for this method; None where it says nothing, and then it is refused.

    A view set may name its own verbs ("create", "file") beside HTTP methods; the verb is looked up first.
    """
    wanted = _declared(view)
    method = {"HEAD": "GET", "OPTIONS": "GET"}.get(method, method)
    verb = getattr(view, "actions", {}).get(method.lower(), "")
    return wanted.get(verb) or wanted.get(method) or wanted.get("*")


def answers(view: Callable[..., Any], method: str) -> bool:
    """Whether a class-based view has a handler for this method at all (else it answers 405 by itself)."""
    actions = getattr(view, "actions", None)
    if actions is not None:
        return method.lower() in actions
    cls = getattr(view, "cls", None) or getattr(view, "view_class", None)
    return cls is None or hasattr(cls, method.lower())


def _declared(view: Callable[..., Any]) -> Mapping[str, Action]:
    initial = getattr(view, "initkwargs", None) or getattr(view, "view_initkwargs", None) or {}
    if "required_actions" in initial:
        return dict(initial["required_actions"])
    cls = getattr(view, "cls", None) or getattr(view, "view_class", None) or view
    return dict(getattr(cls, "required_actions", {}))


class HasAction(BasePermission):
    """For the API: the same table once more, inside Django REST framework, so that no route depends on one check."""

    message = "Your role does not allow this."

    def has_permission(self, request: Request, view: Any) -> bool:
        wanted: Mapping[str, Action] = getattr(view, "required_actions", {})
        method = {"HEAD": "GET", "OPTIONS": "GET"}.get(request.method or "", request.method or "")
        action = wanted.get(getattr(view, "action", None) or "") or wanted.get(method) or wanted.get("*")
        if action is None and not hasattr(view, (request.method or "").lower()):
            return True  # REST framework answers 405 by itself, but only after this question
        actor = getattr(request._request, "actor", None)
        return action is not None and may(actor, Action.API_USE) and may(actor, action)
