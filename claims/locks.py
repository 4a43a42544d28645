"""The one place that locks rows of this app. Order everywhere: clients by id, then claims by id.

`FOR NO KEY UPDATE`: plain `FOR UPDATE` would block whoever inserts a child of the row. Locking the clients first
makes everything that decides about a client's claims (plans, consents, payments, answers) wait for one another, so
that no decision is taken on half of a change.
"""

from collections.abc import Iterable

from claims.lookups import keys
from claims.models import Claim
from clients.models import Client
from insurance.models import Payer


def lock_claims(ids: Iterable[int]) -> dict[int, Claim]:
    """Locks the claims and their clients for this transaction and reads them anew; unknown ids are left out."""
    wanted = sorted(set(ids))
    _lock_clients_of(wanted)
    locked = {
        claim.pk: claim
        for claim in Claim.objects.filter(pk__any_of=keys(wanted)).order_by("pk").select_for_update(no_key=True)
    }
    _give_payers(locked.values())
    return locked


def hold_claims(ids: Iterable[int]) -> int:
    """As `lock_claims` for sets too large to load: locks, and answers how many there are."""
    wanted = sorted(set(ids))
    _lock_clients_of(wanted)
    return len(
        Claim.objects.filter(pk__any_of=keys(wanted)).order_by("pk").select_for_update(no_key=True).values_list("pk")
    )


def lock_client(client_id: int) -> Client:
    """Locks one client: everything about their money and claims waits until this transaction ends."""
    return Client.objects.select_for_update(no_key=True).get(pk=client_id)


def lock_clients(ids: Iterable[int]) -> None:
    """Locks several clients, in the one order."""
    list(_clients(sorted(set(ids))))


def _give_payers(claims: Iterable[Claim]) -> None:
    """The payers of thousands of claims are a few: each is read once and shared."""
    with_payer = [claim for claim in claims if claim.payer_id is not None]
    payers = Payer.objects.in_bulk({claim.payer_id for claim in with_payer})
    for claim in with_payer:
        claim.payer = payers[claim.payer_id or 0]


def _lock_clients_of(claim_ids: list[int]) -> None:
    # The client of a claim never changes, so it may be read before anything is locked.
    client_ids = Claim.objects.filter(pk__any_of=keys(claim_ids)).values_list("client_id", flat=True).distinct()
    lock_clients(client_ids)


def _clients(ids: list[int]) -> Iterable[tuple[int]]:
    return Client.objects.filter(pk__any_of=keys(ids)).order_by("pk").select_for_update(no_key=True).values_list("pk")
