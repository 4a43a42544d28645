"""One way to edit a record of the directory: a page with a form, 422 with what to mend, a redirect when saved."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from claimcenter.practice.actors import Actor
from claimcenter.practice.forms import TenantModelForm
from claimcenter.practice.models import TenantModel
from claimcenter.practice.permissions import Action, may
from claimcenter.practice.services.directory import save_record


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What the page around the form says, and where it leads."""

    title: str
    back: str
    saved: str
    lede: str = ""
    crumb: str = ""
    above: tuple[str, ...] = ()
    cancel: str = ""
    template: str = "practice/form.html"


def edit(request: HttpRequest, form_class: type[TenantModelForm], record: TenantModel, page: Page) -> HttpResponse:
    """GET shows the form, POST saves it. Load `record` for update before a POST."""
    form = form_class(request.POST if request.method == "POST" else None, instance=record)
    if request.method == "POST" and form.is_valid():
        save_record(record=form.instance, changed=form.changed_data, by=_actor(request).user)
        messages.success(request, page.saved)
        return redirect(page.back)
    status = 422 if form.is_bound else 200
    return render(request, page.template, {"form": form, "page": page, **_around(request, page)}, status=status)


def _around(request: HttpRequest, page: Page) -> dict[str, object]:
    settings = reverse("practice:settings")
    crumbs = [{"label": label, "url": settings} for label in ("Settings", *page.above)]
    if page.crumb:
        crumbs.append({"label": page.crumb, "url": reverse(page.back)})
    crumbs.append({"label": page.title, "url": ""})
    return {
        "crumbs": crumbs,
        "back_url": reverse(page.cancel or page.back),
        "may_edit": may(request, Action.SETTINGS_EDIT),
    }


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
