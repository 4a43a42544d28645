"""What a client reads of their money: the answer first, why there is no bill yet, and the most it can be."""

from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest

from claims.selectors.balances import client_balance
from clients.models import Client

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Answer:
    """Two sentences; `credit` is money of theirs that we hold."""

    headline: str
    reason: str
    credit: Decimal


def answer_for(client_id: int) -> Answer:
    """No amount that an insurer may still pay is ever said as owed (patient shield)."""
    balance = client_balance(client_id)
    due, held = balance["patient_due"], balance["held_for_insurance"]
    headline = f"You owe {due:,.2f} right now." if due else "You owe nothing right now."
    return Answer(headline, _reason(held, balance["patient_paid"]), balance["credit"])


def _reason(held: Decimal, paid: Decimal) -> str:
    if not held:
        return "Every insurer has answered." if paid else ""
    most = max(held - paid, ZERO)
    return f"An insurer has not answered yet. When it has, the most you can be asked for is {most:,.2f}."


def balance_panel(request: HttpRequest, client: Client) -> dict[str, object]:
    return {"answer": answer_for(client.pk)}
