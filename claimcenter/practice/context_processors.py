"""What the frame of every page shows: practice, navigation, account menu, and the reminder of the second factor."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from claimcenter.practice import selectors
from claimcenter.practice.actors import Actor
from claimcenter.practice.navigation import exists, main_navigation
from claimcenter.practice.permissions import Action, may


def frame(request: HttpRequest) -> dict[str, Any]:
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return {"practice_mode": settings.PRACTICE_MODE}
    return {
        "practice_mode": settings.PRACTICE_MODE,
        "actor": actor,
        "practice_name": actor.practice.name,
        "nav": main_navigation(request),
        "account_menu": _practices(request, actor),
        "search_url": "/search/" if may(actor, Action.SEARCH) and exists("/search/") else "",
    }


def _practices(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    """The way to the person's other practices, where there are any."""
    if "several_practices" not in request.session:
        request.session["several_practices"] = selectors.practices_of(actor.user).count() > 1
    if not request.session["several_practices"]:
        return []
    return [{"label": "Change practice", "url": reverse("practice:choose"), "current": False}]
