"""REST: the accounts with payers, what payments carried beside any claim (PLB). Money as text, dates ISO."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimcenter.practice.api import MoneyField, TenantViewSet
from claimcenter.practice.audit import record_reads
from claimcenter.practice.permissions import Action
from era.models import PayerAccountEntry
from era.provider_level import OpenReference
from era.selectors.accounts import (
    AccountTotal,
    EntryView,
    account_entries,
    account_total,
    account_totals,
    entry_views,
    open_forwarded,
)
from insurance.models import Payer


class AccountSerializer(serializers.Serializer[Any]):
    """The account with one payer; `balance` is signed as the PLB: positive reduced the payments."""

    payer = serializers.IntegerField(allow_null=True)
    name = serializers.CharField()
    carried_forward = MoneyField()
    to_be_recovered = MoneyField()
    interest = MoneyField()
    other = MoneyField()
    balance = MoneyField()
    entries = serializers.IntegerField()


class AccountEntrySerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    booked_on = serializers.DateField()
    reason = serializers.CharField()
    meaning = serializers.CharField()
    reference = serializers.CharField()
    remittance = serializers.IntegerField()
    trace_number = serializers.CharField()
    claim = serializers.IntegerField(allow_null=True)
    amount = MoneyField()
    balance = MoneyField()
    reverses = serializers.IntegerField(allow_null=True)


class OpenForwardedSerializer(serializers.Serializer[Any]):
    reference = serializers.CharField()
    carried = MoneyField()


class AccountDetailSerializer(AccountSerializer):
    forwarded = OpenForwardedSerializer(many=True)
    results = AccountEntrySerializer(many=True)


class PayerAccountViewSet(TenantViewSet):
    """What payments carried beside any claim (PLB), by payer. The id is the payer's."""

    serializer_class = AccountSerializer
    required_actions: ClassVar[dict[str, Action]] = {"list": Action.ERA_VIEW, "retrieve": Action.ERA_VIEW}

    def get_queryset(self) -> QuerySet[PayerAccountEntry]:
        return PayerAccountEntry.objects.order_by("pk")

    @extend_schema(responses=AccountSerializer(many=True))
    def list(self, _request: Request) -> Response:
        """Every account with entries; `payer` null: payments whose payer nobody has named yet."""
        return Response([_account(account) for account in account_totals()])

    @extend_schema(responses=AccountDetailSerializer)
    def retrieve(self, request: Request, pk: str, **_url: Any) -> Response:
        """One account: entries in date order with the running balance, and forwarded balances that do not net."""
        payer = Payer.objects.filter(pk=int(pk)).first()
        if payer is None:
            raise Http404
        entries = list(account_entries(payer.pk).order_by("booked_on", "pk"))
        record_reads(request._request, "era.PayerAccountEntry", [entry.pk for entry in entries])
        total = account_total(payer.pk) or AccountTotal(payer.pk, payer.name)
        found = _entries(entry_views(entries, payer.pk))
        forwarded = [_open(one) for one in open_forwarded(payer.pk)]
        return Response({**_account(total), "forwarded": forwarded, "results": found})


def _account(account: AccountTotal) -> dict[str, Any]:
    return {
        "payer": account.payer_id,
        "name": account.name,
        "carried_forward": f"{account.carried_forward:.2f}",
        "to_be_recovered": f"{account.to_be_recovered:.2f}",
        "interest": f"{account.interest:.2f}",
        "other": f"{account.other:.2f}",
        "balance": f"{account.balance:.2f}",
        "entries": account.entries,
    }


def _open(one: OpenReference) -> dict[str, str]:
    return {"reference": one.reference, "carried": f"{one.carried:.2f}"}


def _entries(views: Sequence[EntryView]) -> Sequence[dict[str, Any]]:
    return [
        {
            "id": view.entry.pk,
            "booked_on": view.entry.booked_on.isoformat(),
            "reason": view.entry.provider_adjustment.reason_code,
            "meaning": view.label,
            "reference": view.entry.provider_adjustment.reference,
            "remittance": view.entry.remittance_id,
            "trace_number": view.entry.remittance.trace_number,
            "claim": view.link.claim.pk if view.link else None,
            "amount": f"{view.entry.amount:.2f}",
            "balance": f"{view.balance:.2f}",
            "reverses": view.entry.reverses_id,
        }
        for view in views
    ]
