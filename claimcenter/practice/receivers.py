"""Subscriptions of the practice app: sign-ins and their changes go to the audit trail."""

from typing import Any

from allauth.account import signals as account_signals
from allauth.mfa import signals as mfa_signals
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from claimcenter.practice.audit import record_sign_in
from claimcenter.practice.models import Outcome, User
from claimcenter.practice.services.second_factor import SESSION_KEY


@receiver(user_logged_in, dispatch_uid="practice.signed_in")
def signed_in(sender: Any, user: User, **_: Any) -> None:
    record_sign_in(user=user, action="signin", outcome=Outcome.DONE)


@receiver(user_logged_out, dispatch_uid="practice.signed_out")
def signed_out(sender: Any, user: User | None, **_: Any) -> None:
    if user is not None:
        record_sign_in(user=user, action="signout", outcome=Outcome.DONE)


@receiver(user_login_failed, dispatch_uid="practice.signin_failed")
def signin_failed(sender: Any, credentials: dict[str, Any], **_: Any) -> None:
    """The typed address itself is not kept: people type passwords into that field."""
    address = User.objects.normalize_email(str(credentials.get("email") or credentials.get("username") or ""))
    user = User.objects.filter(email=address).first()
    record_sign_in(user=user, action="signin", outcome=Outcome.REFUSED)


def _noted(action: str) -> Any:
    def note(sender: Any, user: User, **_: Any) -> None:
        record_sign_in(user=user, action=action, outcome=Outcome.DONE)

    return note


_PASSWORD = {
    "password.change": account_signals.password_changed,
    "password.set": account_signals.password_set,
    "password.reset": account_signals.password_reset,
}
for _action, _signal in _PASSWORD.items():
    _signal.connect(_noted(_action), weak=False, dispatch_uid=f"practice.{_action}")


@receiver(mfa_signals.authenticator_added, dispatch_uid="practice.factor_added")
def factor_added(sender: Any, request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    record_sign_in(user=user, action="factor.add", outcome=Outcome.DONE, detail={"kind": str(authenticator.type)})


@receiver(mfa_signals.authenticator_removed, dispatch_uid="practice.factor_removed")
def factor_removed(sender: Any, request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    request.session.pop(SESSION_KEY, None)
    record_sign_in(user=user, action="factor.remove", outcome=Outcome.DONE, detail={"kind": str(authenticator.type)})
