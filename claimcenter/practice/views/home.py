"""The first page, choosing the practice, and coming back to a form after the session had ended."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from claimcenter.practice import selectors, today
from claimcenter.practice.actors import Actor, membership_of
from claimcenter.practice.models import Draft, User
from claimcenter.practice.permissions import Action, may, requires, signed_in
from claimcenter.practice.roles import Role
from claimcenter.practice.services.drafts import values_of
from claimcenter.practice.services.second_factor import has_second_factor


@signed_in
@require_http_methods(["GET", "HEAD"])
def home(request: HttpRequest) -> HttpResponse:
    """Sign-in lands here. Clients go on to their portal; staff see what waits and what is still to set up."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return redirect("practice:choose")
    if actor.role == Role.PORTAL:
        return redirect("/portal/")
    context = {
        "steps": _steps(request) if may(actor, Action.SETTINGS_VIEW) else [],
        "waiting": today.waiting(request),
        "remind_second_factor": not has_second_factor(request),
    }
    return render(request, "practice/home.html", context)


def _steps(request: HttpRequest) -> list[dict[str, object]]:
    """What a new practice needs before its first claim can go out."""
    done = (
        ("An organization that bills (box 33)", "practice:organization-add", selectors.organizations().exists()),
        ("A provider who renders (box 24J)", "practice:provider-add", selectors.providers().exists()),
        ("Service codes with their charges", "practice:code-add", selectors.service_codes().exists()),
    )
    if all(is_done for _, _, is_done in done):
        return []
    return [
        {
            "text": text,
            "ok": is_done,
            "warn": True,
            "fix_url": "" if is_done else reverse(name),
            "fix_label": "Add it now",
        }
        for text, name, is_done in done
    ]


@signed_in
@require_http_methods(["GET", "HEAD"])
def choose(request: HttpRequest) -> HttpResponse:
    """The practices this person works in."""
    practices = selectors.practices_of(_user(request))
    return render(request, "practice/choose.html", {"practices": practices})


@signed_in
@require_POST
def switch(request: HttpRequest, practice_id: int) -> HttpResponse:
    """Goes on in this practice; one the person is no active member of does not exist for them."""
    membership = membership_of(_user(request), practice_id)
    if membership is None:
        raise Http404
    request.session["practice_id"] = membership.practice_id
    messages.success(request, f"You are now in {membership.practice}.")
    return redirect("practice:home")


@requires(Action.HOME_VIEW)
@require_http_methods(["GET", "POST"])
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows that a form was not sent because the session had ended, and offers to send it now or to drop it."""
    draft = get_object_or_404(Draft, pk=pk, user_id=_user(request).pk)
    if request.method == "POST":
        draft.delete()
        messages.info(request, "What you had typed is dropped.")
        return redirect("practice:home")
    return render(request, "practice/resume.html", {"draft": draft, "values": values_of(draft)})


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user
