"""Whose money is it: of a client, and of one claim."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import DecimalField, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from claims.enums import Bucket, EntryKind, TaskKind
from claims.facts import ZERO
from claims.models import ChargeLineBalance, Claim, LedgerEntry, Task
from clients.models import ClientPayment
from insurance.enums import Position


def client_balance(client_id: int) -> dict[str, Decimal]:
    """The client's account. While an insurer is still to answer for anything there is no credit.

    charge = insurance_paid + adjustments + held_for_insurance + patient_responsibility.
    """
    sums = _sums(client_id)
    paid = _total(ClientPayment.objects.filter(client=client_id))
    held = sums["insurer_1"] + sums["insurer_2"] + sums["insurer_3"]
    responsibility = sums["patient"] + sums["patient_paid"]
    over = paid - responsibility
    return {
        "charge": sums["charge"],
        "insurance_paid": sums["insurance_paid"],
        "adjustments": sums["adjusted"],
        "held_for_insurance": held,
        "patient_responsibility": responsibility,
        "patient_paid": paid,
        "patient_due": max(-over, ZERO),
        "credit": max(over, ZERO) if held <= ZERO else ZERO,
    }


def refund_tasks(client_id: int) -> QuerySet[Task]:
    """What is to be given back about one client: theirs and payers', soonest first."""
    found = Task.objects.filter(client=client_id, kind=TaskKind.REFUND, closed_at__isnull=True)
    return found.select_related("claim__payer").order_by("due_on", "pk")


def credits_of(client_ids: Iterable[int]) -> dict[int, Decimal]:
    """By client: what lies with us and is theirs, by the rule of `client_balance`. Two queries for any number."""
    wanted = sorted(set(client_ids))
    held, owed = F("insurer_1") + F("insurer_2") + F("insurer_3"), F("patient") + F("patient_paid")
    balances = ChargeLineBalance.objects.filter(charge_line__client__in=wanted).values_list("charge_line__client")
    stands = {client_id: (in_wait, due) for client_id, in_wait, due in balances.annotate(w=Sum(held), o=Sum(owed))}
    payments = ClientPayment.objects.filter(client__in=wanted).values_list("client").annotate(total=Sum("amount"))
    paid = dict(payments.order_by())
    found = {}
    for client_id in wanted:
        in_wait, due = stands.get(client_id, (ZERO, ZERO))
        found[client_id] = max(paid.get(client_id, ZERO) - due, ZERO) if in_wait <= ZERO else ZERO
    return found


@dataclass(frozen=True, slots=True)
class MoneyStory:
    """One stacked bar: `parts` are {"label", "amount", "kind"} and add up to what was billed."""

    parts: list[dict[str, object]]
    on_the_hook: str
    client: str


def money_story(claim: Claim) -> MoneyStory:
    """Where the charge of the claim's lines lies now, and who is to act."""
    lines = list(claim.lines.values_list("charge_line", flat=True))
    sums = _columns(ChargeLineBalance.objects.filter(charge_line__in=lines))
    paid, written_off = _paid_and_written_off(lines)
    names = _payers(claim)
    responsibility = sums["patient"] + sums["patient_paid"]
    parts = [
        *(_part(f"{_name(names, at)} paid", amount, "paid" if at == 1 else "second") for at, amount in paid.items()),
        _part("Contractual", sums["adjusted"] - written_off, "contract"),
        _part("Written off", written_off, "contract"),
        _part("Client", responsibility, "client"),
        *(_part(f"Held for {_name(names, at)}", sums[f"insurer_{at}"], "left") for at in Position.values),
    ]
    return MoneyStory(
        parts=[part for part in parts if part["amount"]],
        on_the_hook=_on_the_hook(sums, names),
        client=_client_sentence(sums, responsibility),
    )


def _on_the_hook(sums: dict[str, Decimal], names: dict[int, str]) -> str:
    held = [at for at in Position.values if sums[f"insurer_{at}"] > ZERO]
    if held:
        who = " and ".join(f"{_name(names, at)} for {sums[f'insurer_{at}']:.2f}" for at in held)
        return f"On the hook now: {who}."
    if sums["patient"] > ZERO:
        return f"On the hook now: the client for {sums['patient']:.2f}."
    return "Nobody owes anything on this claim."


def _client_sentence(sums: dict[str, Decimal], responsibility: Decimal) -> str:
    held = sums["insurer_1"] + sums["insurer_2"] + sums["insurer_3"]
    if held > ZERO and responsibility <= ZERO:
        return "The client owes nothing yet: an insurer is still to answer."
    return f"The client's share is {responsibility:.2f}, of which {sums['patient_paid']:.2f} is paid."


def _paid_and_written_off(lines: list[int]) -> tuple[dict[int, Decimal], Decimal]:
    """What each payer paid, by position, and what a person wrote off and nobody took back. One query."""
    paid = Q(moved_to=Bucket.INSURANCE_PAID, claim__isnull=False)
    forgiven = Q(kind=EntryKind.WRITE_OFF, reversed_by__isnull=True)
    rows = LedgerEntry.objects.filter(paid | forgiven, charge_line__in=lines)
    by_position: dict[int, Decimal] = {}
    written_off = ZERO
    for bucket, position, total in rows.values_list("moved_to", "claim__position").annotate(total=Sum("amount")):
        if bucket == Bucket.ADJUSTED:
            written_off += total
        elif position is not None:
            by_position[position] = total
    return dict(sorted(by_position.items())), written_off


def _payers(claim: Claim) -> dict[int, str]:
    """The payers of the claim's chain by position."""
    root = claim.primary_claim_id or claim.pk
    chain = Claim.objects.filter(primary_claim=root, live=True) | Claim.objects.filter(pk=root)
    rows = chain.filter(payer__isnull=False).values_list("position", "payer__name")
    return {position: str(name) for position, name in rows}


def _name(names: dict[int, str], position: int) -> str:
    return names.get(position) or f"the {Position(position).label.lower()} payer"


def _part(label: str, amount: Decimal, kind: str) -> dict[str, object]:
    return {"label": label[:1].upper() + label[1:], "amount": amount, "kind": kind}


def _sums(client_id: int) -> dict[str, Decimal]:
    return _columns(ChargeLineBalance.objects.filter(charge_line__client=client_id))


_COLUMNS = (
    "charge",
    "insurer_1",
    "insurer_2",
    "insurer_3",
    "patient",
    "insurance_paid",
    "adjusted",
    "patient_paid",
)


def _columns(balances: QuerySet[ChargeLineBalance]) -> dict[str, Decimal]:
    money = DecimalField(max_digits=14, decimal_places=2)
    zero = Decimal("0.00")
    totals = {f"sum_{name}": Coalesce(Sum(F(name)), zero, output_field=money) for name in _COLUMNS}
    found = balances.aggregate(**totals)
    return {name: found[f"sum_{name}"] for name in _COLUMNS}


def _total(payments: QuerySet[ClientPayment]) -> Decimal:
    return payments.aggregate(total=Sum("amount"))["total"] or Decimal("0.00")
