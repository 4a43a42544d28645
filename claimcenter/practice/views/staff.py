"""Settings -> Account Settings -> Staff: who works here and as what."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from claimcenter.practice import selectors
from claimcenter.practice.actors import Actor
from claimcenter.practice.forms import InvitationForm, RoleForm
from claimcenter.practice.models import Membership, User
from claimcenter.practice.permissions import Action, requires
from claimcenter.practice.problems import Refusal
from claimcenter.practice.roles import Role
from claimcenter.practice.services import staff as verbs


def _by(request: HttpRequest) -> User:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor.user


def _member(pk: int) -> Membership:
    return get_object_or_404(selectors.staff(), pk=pk)


@requires(Action.STAFF_EDIT)
@require_http_methods(["GET", "HEAD"])
def staff(request: HttpRequest) -> HttpResponse:
    return render(request, "practice/staff.html", {"members": selectors.staff()})


@requires(Action.STAFF_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Adds a person; a new account's password link is shown once, to be handed over."""
    form = InvitationForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            invitation = verbs.invite(
                email=given["email"], name=given["name"], role=Role(given["role"]), by=_by(request)
            )
        except Refusal as refusal:
            form.add_error("email", refusal.message)
        else:
            return _invited(request, invitation)
    crumbs = [
        {"label": "Settings", "url": reverse("practice:settings")},
        {"label": "Staff", "url": reverse("practice:staff")},
        {"label": "Add a person", "url": ""},
    ]
    status = 422 if form.is_bound else 200
    return render(request, "practice/invite.html", {"form": form, "crumbs": crumbs}, status=status)


def _invited(request: HttpRequest, invitation: verbs.Invitation) -> HttpResponse:
    if not invitation.password_path:
        messages.success(request, f"{invitation.membership.user} now works here with their existing sign-in.")
        return redirect("practice:staff")
    link = request.build_absolute_uri(invitation.password_path)
    return render(request, "practice/invited.html", {"member": invitation.membership, "link": link})


@requires(Action.STAFF_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def role(request: HttpRequest, pk: int) -> HttpResponse:
    """Gives the person another role."""
    member = _member(pk)
    form = RoleForm(request.POST or None, instance=member)
    if form.is_valid():
        try:
            verbs.change_role(membership=_member(pk), role=form.cleaned_data["role"], by=_by(request))
        except Refusal as refusal:
            form.add_error("role", refusal.message)
        else:
            messages.success(request, f"{member.user} is now: {Role(form.cleaned_data['role']).label}.")
            return redirect("practice:staff")
    status = 422 if form.is_bound else 200
    context = {"form": form, "member": member, "appointable": member.role in verbs.APPOINTABLE}
    return render(request, "practice/role.html", context, status=status)


@requires(Action.STAFF_EDIT)
@require_POST
def activate(request: HttpRequest, pk: int) -> HttpResponse:
    return _set_active(request, pk, active=True)


@requires(Action.STAFF_EDIT)
@require_POST
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    return _set_active(request, pk, active=False)


def _set_active(request: HttpRequest, pk: int, *, active: bool) -> HttpResponse:
    try:
        member = verbs.set_active(membership=_member(pk), active=active, by=_by(request))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        words = "can work here again" if active else "can no longer work here; their sessions and keys have ended"
        messages.success(request, f"{member.user} {words}.")
    return redirect("practice:staff")
