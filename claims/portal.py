"""What a client reads of their money: the answer first, why there is no bill yet, and the most it can be."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.http import HttpRequest
from django.utils.timezone import localdate

from claims.selectors.balances import client_balance
from claims.selectors.deeds import Decision, standing_releases
from clients.models import Client

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Answer:
    """Two sentences; `credit`: money of theirs we hold; `released`: why they are asked though a payer is silent."""

    headline: str
    reason: str
    credit: Decimal
    released: list[str] = field(default_factory=list)


def answer_for(client_id: int) -> Answer:
    """No amount that an insurer may still pay is ever said as owed (patient shield)."""
    balance = client_balance(client_id)
    due, held = balance["patient_due"], balance["held_for_insurance"]
    headline = f"You owe {due:,.2f} right now." if due else "You owe nothing right now."
    released = [_released(decision) for decision in standing_releases([client_id])]
    return Answer(headline, _reason(held, balance["patient_paid"]), balance["credit"], released)


def _released(decision: Decision) -> str:
    """The kind of reason only: what staff wrote beside it is the practice's own note."""
    why = str(decision.deed.get_ground_display())
    because = why[:1].lower() + why[1:]
    return (
        f"{decision.moved:,.2f} of it was held for {decision.payer_name}, which has not answered. "
        f"We released it to you on {localdate(decision.deed.at):%-d %b %Y} because {because}. "
        "If it answers after all, we pay back what it covers."
    )


def _reason(held: Decimal, paid: Decimal) -> str:
    if not held:
        return "Every insurer has answered." if paid else ""
    most = max(held - paid, ZERO)
    return f"An insurer has not answered yet. When it has, the most you can be asked for is {most:,.2f}."


def balance_panel(request: HttpRequest, client: Client) -> dict[str, object]:
    return {"answer": answer_for(client.pk)}
