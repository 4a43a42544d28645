"""Payers and plans for operators, over the same verbs as the pages: no way round a rule."""

from dataclasses import fields
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from claimcenter.practice.admin_site import ScopedModelAdmin, site
from claimcenter.practice.models import User
from claimcenter.practice.problems import Refusal
from insurance.models import InsurancePlan, Payer
from insurance.services import payers, plans


class VerbForm(forms.ModelForm):  # type: ignore[type-arg]
    """Asks the verb what it would say, takes it back, and shows the answer as errors of the form."""

    by: ClassVar[User | None] = None

    def _post_clean(self) -> None:
        """Instead of Django's own model checks: the verb knows all of them, and the rules between plans too."""
        if self.errors:
            return
        try:
            with transaction.atomic():
                self.run(self.by)
                transaction.set_rollback(True)
        except ValidationError as error:
            self.add_error(None, ValidationError(_as_lines(error)))
        except Refusal as refusal:
            self.add_error(None, refusal.message)

    def run(self, by: User | None) -> Any:
        raise NotImplementedError

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """The admin saves the instance through `save_model`; nothing is written here."""
        self.save_m2m = _nothing  # type: ignore[method-assign]
        return self.instance

    def typed(self, details: Any) -> dict[str, Any]:
        """The values of a verb's details, from the form where it has them."""
        return {one.name: self.cleaned_data[one.name] for one in fields(details) if one.name in self.cleaned_data}


def _nothing() -> None:
    """Plans and payers have no many-to-many fields."""


def _as_lines(error: ValidationError) -> list[str]:
    return [f"{name}: {text}" for name, texts in error.message_dict.items() for text in texts]


class PayerAdminForm(VerbForm):
    class Meta:
        model = Payer
        exclude: ClassVar = ["version", "aliases"]

    def run(self, by: User | None) -> Payer:
        typed = self.typed(payers.PayerDetails)
        if self.instance.pk is None:
            return payers.add_payer(details=payers.PayerDetails(**typed), by=by)
        stored = Payer.objects.get(pk=self.instance.pk)
        details = payers.PayerDetails(**{**typed, "aliases": tuple(stored.aliases)})
        return payers.update_payer(payer=stored, details=details, by=by)


class PlanAdminForm(VerbForm):
    class Meta:
        model = InsurancePlan
        exclude: ClassVar = ["version", "deactivated_at"]

    def run(self, by: User | None) -> InsurancePlan:
        details = plans.PlanDetails(**self.typed(plans.PlanDetails))
        now = timezone.now()
        if self.instance.pk is None:
            return plans.add_plan(client=self.cleaned_data["client"], details=details, by=by, now=now)
        stored = InsurancePlan.objects.get(pk=self.instance.pk)
        return plans.update_plan(plan=stored, details=details, by=by, now=now)


class VerbAdmin(ScopedModelAdmin):
    """Saves by the form's verb."""

    editable = True

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"by": request.user})

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001
        saved = form.run(request.user)
        obj.pk = saved.pk


@admin.register(Payer, site=site)
class PayerAdmin(VerbAdmin):
    form = PayerAdminForm
    list_display = ["id", "name", "payer_id", "filing_indicator", "is_offline", "is_active"]
    ordering = ["search_name", "pk"]


@admin.register(InsurancePlan, site=site)
class InsurancePlanAdmin(VerbAdmin):
    form = PlanAdminForm
    list_display = ["id", "client", "payer", "position", "effective_from", "effective_to", "deactivated_at"]
    list_select_related = ["client", "payer"]
    raw_id_fields = ["client", "payer"]
    ordering = ["-pk"]
    actions = ["deactivate"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["client"] if obj is not None else []  # a plan stays with its client

    @admin.action(description="Deactivate the selected plans")
    def deactivate(self, request: HttpRequest, queryset: "QuerySet[InsurancePlan]") -> None:
        """Secondaries before their primaries; what a rule holds is said and stays."""
        user = request.user if isinstance(request.user, User) else None
        for plan in queryset.select_related("payer").order_by("-position"):
            try:
                plans.deactivate_plan(plan=plan, by=user, now=timezone.now())
            except Refusal as refusal:
                messages.error(request, f"{plan}: {refusal.message}")
            else:
                self.log_change(request, plan, [{"changed": {"fields": ["deactivated_at"]}}])
                messages.success(request, f"{plan} is deactivated.")
