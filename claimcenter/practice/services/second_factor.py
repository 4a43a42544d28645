"""Whether a person has, or must have, a second factor."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest

from claimcenter.practice.actors import Actor
from claimcenter.practice.models import User
from claimcenter.practice.roles import Role

SESSION_KEY = "has_second_factor"


def has_second_factor(request: HttpRequest) -> bool:
    """Asked once a session while the answer is yes; removing the factor makes it be asked again."""
    if request.session.get(SESSION_KEY):
        return True
    found = isinstance(request.user, User) and bool(is_mfa_enabled(request.user))
    if found:
        request.session[SESSION_KEY] = True
    return found


def must_set_up_second_factor(request: HttpRequest, actor: Actor | None) -> bool:
    """Staff need one where CLAIMCENTER_REQUIRE_MFA says so (everywhere but in practice mode); clients may have one."""
    is_portal = actor is not None and actor.role == Role.PORTAL
    return bool(settings.REQUIRE_MFA) and not is_portal and not has_second_factor(request)
