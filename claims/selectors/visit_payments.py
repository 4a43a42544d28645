"""What the client paid for the sessions of a claim: AMT*F5 of the 837P, and box 29."""

from datetime import date
from decimal import Decimal

from django.db.models import QuerySet, Sum

from claims.models import Claim
from clients.models import ClientPayment


def patient_paid(claim: Claim) -> Decimal:
    """The client's payments, less refunds, that belong to this claim's chain.

    A payment named for an appointment belongs to the chain that bills it. One recorded for the client alone belongs
    to exactly one chain too, so that no two claims count the same money: see `chain_of_payment_on`.
    """
    root_id = claim.primary_claim_id or claim.pk
    named = ClientPayment.objects.filter(
        appointment__charge_lines__claim_lines__claim=root_id, appointment__charge_lines__claim_lines__live=True
    )
    named_total = _total(ClientPayment.objects.filter(pk__in=named.values("pk")))
    return named_total + _unnamed_for(claim.client_id, root_id)


def _unnamed_for(client_id: int, root_id: int) -> Decimal:
    payments = ClientPayment.objects.filter(client=client_id, appointment__isnull=True)
    sums = payments.values("received_on").annotate(total=Sum("amount")).order_by("received_on")
    days = list(sums.values_list("received_on", "total"))
    if not days:
        return Decimal(0)
    chains = _chains(client_id)
    return sum((total for day, total in days if chain_of_payment_on(day, chains) == root_id), Decimal(0))


def _chains(client_id: int) -> list[tuple[int, date, date]]:
    roots = Claim.objects.filter(live=True, client=client_id, position=1).order_by("first_service_date", "id")
    return list(roots.values_list("id", "first_service_date", "last_service_date"))


def chain_of_payment_on(day: date, chains: list[tuple[int, date, date]]) -> int | None:
    """The chain whose sessions span the day; else the latest begun before it; else the earliest there is."""
    spanning = [chain for chain in chains if chain[1] <= day <= chain[2]]
    begun = [chain for chain in chains if chain[1] <= day]
    for candidates in (spanning[:1], begun[-1:], chains[:1]):
        if candidates:
            return candidates[0][0]
    return None


def _total(payments: QuerySet[ClientPayment]) -> Decimal:
    return payments.aggregate(total=Sum("amount"))["total"] or Decimal(0)
