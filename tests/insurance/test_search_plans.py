"""Searches use their indexes as the application's role, under row security, once the tables have some size."""

from datetime import date

import psycopg
import pytest

from claimcenter.practice.models import Practice
from claimcenter.practice.tenancy import acting_in
from clients.models import Client
from clients.selectors import search_clients, starts_with
from insurance.models import Payer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def filled(committed_practice: Practice, owner_connection: psycopg.Connection) -> Practice:
    with acting_in(committed_practice, None):
        Payer.objects.bulk_create(Payer(name=f"P{n}", payer_id=f"P{n}", search_name=f"p{n}") for n in range(3000))
        person = {"first_name": "A", "last_name": "B", "date_of_birth": date(1990, 1, 1), "sex": "F"}
        Client.objects.bulk_create(Client(**person, search_name=f"b{n}", search_given=f"a{n}") for n in range(3000))
    owner_connection.execute("ANALYZE insurance_payer, clients_client")
    return committed_practice


def test_by_prefix(filled: Practice) -> None:
    with acting_in(filled, None):
        payers = Payer.objects.filter(starts_with("search_name", "acme")).explain()
        clients = search_clients(Client.objects.all(), "riv").explain()
    assert "payer_search" in payers
    assert "search_name)::text >= 'acme'" in payers.split("Index Cond:", 1)[1]
    assert "client_search" in clients
    assert "client_search_given" in clients
    assert "Seq Scan" not in clients
