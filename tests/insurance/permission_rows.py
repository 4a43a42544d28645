"""Routes of the insurance app."""

from typing import Any

from clients.models import Client, Document
from insurance.models import InsurancePlan, PlanCard
from tests.clients.permission_rows import others, own, own_client, part, stored_file
from tests.factories.clients import ClientFactory, DocumentFactory
from tests.factories.insurance import PayerFactory, PlanFactory
from tests.permission_matrix import Row

VIEW, EDIT = "CBA", "BA"


def with_secondary(client: Client) -> InsurancePlan:
    """A primary whose secondary stands: removing it is refused, so every role meets it."""
    primary = PlanFactory(client=client)
    PlanFactory(client=client, position=2)
    return primary


def with_card(client: Client) -> InsurancePlan:
    plan = PlanFactory(client=client)
    PlanCard.objects.create(plan=plan, side="front", file=stored_file())
    return plan


def waiting_card(client: Client) -> Document:
    return DocumentFactory(client=client, kind="card_front", file=stored_file(), needs_review=True)


def card_address(client: Client) -> dict[str, Any]:
    return {"client_id": client.pk, "pk": with_card(client).pk, "side": "front"}


def accept_address(client: Client) -> dict[str, Any]:
    plan = PlanFactory(client=client)
    return {"client_id": client.pk, "pk": plan.pk, "document_id": waiting_card(client).pk}


PLAN = part(with_secondary)
API_PLAN: dict[str, Any] = {
    "args": lambda cast: {"pk": with_secondary(own_client(cast)).pk},
    "others": lambda cast: {"pk": with_secondary(ClientFactory()).pk},
}
A_PAYER: dict[str, Any] = {"args": lambda cast: {"pk": PayerFactory().pk}}

ROWS = [
    Row("insurance:plan-add", {"GET": EDIT, "POST": EDIT}, own, others),
    *[
        Row(f"insurance:plan-{deed}", {"GET": EDIT, "POST": EDIT}, **PLAN)
        for deed in ("edit", "end", "deactivate", "delete", "swap")
    ],
    Row("insurance:plan-reactivate", {"POST": EDIT}, **PLAN),
    Row(
        "insurance:card",
        {"GET": VIEW},
        lambda cast: card_address(own_client(cast)),
        lambda cast: card_address(ClientFactory()),
    ),
    Row(
        "insurance:card-accept",
        {"POST": EDIT},
        lambda cast: accept_address(own_client(cast)),
        lambda cast: accept_address(ClientFactory()),
    ),
    Row("insurance:payers", {"GET": "BAU"}),
    Row("insurance:payer-add", {"GET": EDIT, "POST": EDIT}),
    Row("insurance:payer-edit", {"GET": EDIT, "POST": EDIT}, **A_PAYER),
    Row("insurance:payer-search", {"GET": VIEW}),
    Row("payer-list", {"GET": VIEW, "POST": EDIT}),
    Row("payer-detail", {"GET": VIEW, "PATCH": EDIT}, **A_PAYER),
    Row("insurance-plan-list", {"GET": VIEW, "POST": EDIT}),
    Row("insurance-plan-detail", {"GET": VIEW, "PATCH": EDIT, "DELETE": EDIT}, **API_PLAN),
    Row("insurance-plan-end", {"POST": EDIT}, **API_PLAN),
    Row("insurance-plan-deactivate", {"POST": EDIT}, **API_PLAN),
    Row("insurance-plan-reactivate", {"POST": EDIT}, **API_PLAN),
]
