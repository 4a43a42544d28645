"""The client's amount of one appointment: the copay, or what the last payer's answer left."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from claimcenter.practice.selectors import practice_settings
from claims.enums import Bucket
from claims.models import ChargeLineBalance
from claims.selectors.deeds import releases_on
from clients.models import Appointment
from insurance.enums import Position
from insurance.selectors import plans_on

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class ClientAmount:
    """`amount` empty: nobody can say yet; the sentence says where it comes from, or what it waits for."""

    amount: Decimal | None
    sentence: str


def client_amount(appointment: Appointment) -> ClientAmount:
    """With the switch off the plan's copay stands; with it on, the amount follows the last expected payer's answer.

    While an insurer is still to answer, the patient responsibility of the ones before is held for it (patient shield).
    """
    plans = plans_on(appointment.client_id, appointment.date_of_service)
    primary = plans.get(Position.PRIMARY)
    copay = ClientAmount(primary.copay if primary else None, "the copay of the plan" if primary else "no plan in force")
    if not practice_settings().auto_update_patient_responsibility:
        return copay
    return _answered(appointment, {position: plan.payer.name for position, plan in plans.items()}, copay)


def _answered(appointment: Appointment, payers: dict[Position, str], copay: ClientAmount) -> ClientAmount:
    columns = [bucket.value for bucket in Bucket if bucket != Bucket.CHARGES]
    balances = ChargeLineBalance.objects.filter(charge_line__appointment=appointment)
    sums = balances.aggregate(**{column: Sum(column) for column in columns})
    for position in reversed(Position):
        if sums[Bucket.insurer(position)]:
            return _open(position, payers, copay)
    if sums[Bucket.PATIENT] is None:
        return copay
    return ClientAmount(sums[Bucket.PATIENT] + sums[Bucket.PATIENT_PAID], _left(appointment))


def _left(appointment: Appointment) -> str:
    """Whose word the amount rests on: the last payer's, or that of the person who released the shield."""
    releases = releases_on(appointment)
    if not releases:
        return "what the last payer's answer left"
    return "; ".join(f"held for {one.payer_name}, {one.sentence}" for one in releases)


def _open(position: Position, payers: dict[Position, str], copay: ClientAmount) -> ClientAmount:
    name = payers.get(position, "the insurer")
    if position == Position.PRIMARY:
        return ClientAmount(copay.amount, f"the copay of the plan, until {name} has answered")
    return ClientAmount(None, f"held for {name}")
