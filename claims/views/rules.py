"""Settings -> Claims Center -> Posting rules: listed by payer, changed only after a look at what would be different."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from claimcenter.practice.permissions import Action, may, requires
from claimcenter.practice.problems import Refusal
from claimcenter.web.forms import CleanCharField
from claims.forms.rules import RuleForm, change_of, initial_of, removal_of
from claims.models import PostingRule
from claims.selectors.rule_preview import Preview, preview_rule
from claims.selectors.rules import ALWAYS, DEFAULTS, matching_defaults, posting_rules
from claims.services.rules import RuleDetails, add_rule, change_rule, check_allowed, remove_rule
from claims.views.shared import reason_codes, user_of
from clients.views.shared import status_of, tried

ASKED = ["GET", "HEAD", "POST"]


class FindForm(forms.Form):
    """The search of the URL; what is not understood is left out."""

    q = CleanCharField(label="Code or meaning", max_length=80, required=False)


@requires(Action.SETTINGS_VIEW)
@require_safe
def rule_list(request: HttpRequest) -> HttpResponse:
    form = FindForm(request.GET)
    text = str(form.cleaned_data["q"] or "") if form.is_valid() else ""
    context = {
        "form": form,
        "text": text,
        "groups": posting_rules(text=text),
        "defaults": matching_defaults(DEFAULTS, text),
        "always": matching_defaults(ALWAYS, text),
        "may_edit": may(request, Action.SETTINGS_EDIT),
        "crumbs": [*_crumbs()[:-1], {"label": _("Posting rules"), "url": ""}],
    }
    return render(request, "claims/rules.html", context)


@requires(Action.SETTINGS_EDIT)
@require_http_methods(ASKED)
def rule_add(request: HttpRequest) -> HttpResponse:
    form = RuleForm(request.POST if request.method == "POST" else None, initial=_asked_for(request))
    return _edit(request, form, None)


@requires(Action.SETTINGS_EDIT)
@require_http_methods(ASKED)
def rule_edit(request: HttpRequest, rule_id: int) -> HttpResponse:
    rule = get_object_or_404(PostingRule.objects.select_related("payer"), pk=rule_id)
    form = RuleForm(request.POST if request.method == "POST" else None, initial=initial_of(rule))
    return _edit(request, form, rule)


@requires(Action.SETTINGS_EDIT)
@require_http_methods(ASKED)
def rule_remove(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Asks once, with what will be different."""
    rule = get_object_or_404(PostingRule.objects.select_related("payer"), pk=rule_id)
    refused = None
    if request.method == "POST":
        version = request.POST.get("version", "")
        try:
            remove_rule(rule_id=rule.pk, by=user_of(request), version=int(version) if version.isdecimal() else None)
        except Refusal as refusal:
            refused = refusal
        else:
            messages.success(request, _("The rule for %s is removed.") % rule.code)
            return redirect("claims:rules")
        rule.refresh_from_db()
    context = {
        "rule": rule,
        "refused": refused,
        "preview": preview_rule(change=removal_of(rule), now=timezone.now()),
        "crumbs": [*_crumbs(), {"label": _("Remove %s") % rule.code, "url": ""}],
    }
    return render(request, "claims/rule_remove.html", context, status=409 if refused else 200)


def _edit(request: HttpRequest, form: RuleForm, rule: PostingRule | None) -> HttpResponse:
    """First what would be different, then the saving: a changed form is previewed anew."""
    if not (form.is_bound and form.is_valid() and _is_allowed(form)):
        return _page(request, form, rule)
    if request.POST.get("do") != "save" or not form.was_previewed:
        form.take_previewed()
        shown = preview_rule(change=change_of(form.details(), rule), now=timezone.now())
        return _page(request, form, rule, preview=shown)
    saved = tried(form, lambda: _save(request, form.details(), rule, form.cleaned_data["version"]))
    if saved is None:
        form.take_version()
        return _page(request, form, rule)
    messages.success(request, _("The rule for %s is saved. It holds for what is posted from now on.") % saved.code)
    return redirect("claims:rules")


def _save(request: HttpRequest, details: RuleDetails, rule: PostingRule | None, version: int | None) -> PostingRule:
    if rule is None:
        return add_rule(details=details, by=user_of(request), now=timezone.now())
    return change_rule(rule_id=rule.pk, details=details, by=user_of(request), now=timezone.now(), version=version)


def _is_allowed(form: RuleForm) -> bool:
    """What nobody may override is said before a preview."""
    return tried(form, lambda: check_allowed(form.details())) is not None


def _page(
    request: HttpRequest, form: RuleForm, rule: PostingRule | None, *, preview: Preview | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "rule": rule,
        "preview": preview,
        "reasons": reason_codes(),
        "crumbs": [*_crumbs(), {"label": rule.code if rule else _("Add a rule"), "url": ""}],
    }
    return render(request, "claims/rule_form.html", context, status=200 if preview else status_of(form))


def _asked_for(request: HttpRequest) -> dict[str, object]:
    """A link from a line of an ERA names its code; the payer too."""
    return {name: request.GET[name][:10] for name in ("payer", "group_code", "reason_code") if name in request.GET}


def _crumbs() -> list[dict[str, str]]:
    return [
        {"label": _("Settings"), "url": reverse("practice:settings")},
        {"label": _("Posting rules"), "url": reverse("claims:rules")},
    ]
