"""Submitted claims by COPY, as the database's owner.

Where the owner may set `session_replication_role` (the embedded server allows it), foreign keys and triggers do not
look at each row: what is written holds them by construction, and a test loads the same rows with everything watching.
Else they do, several times slower. Unique indexes and CHECK constraints always watch.
"""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from typing import TextIO

import psycopg
from psycopg import sql

from claimcenter.practice.vault import blind_index, encrypt
from claimcenter.scale.directory import World
from claimcenter.scale.remittance import EraWriter
from claimcenter.scale.rows import Row, as_text
from claimcenter.scale.tables import Tables
from claimcenter.scale.world import (
    CLAIMS_PER_CLIENT,
    Case,
    case_of,
    client_of,
    clients_for,
    family_name,
    given_name,
    has_secondary,
)
from claims.models import Claim
from clients.models import Appointment, ChargeLine, Client
from insurance.models import InsurancePlan

BATCH = 5_000
TEXT = b"text"  # what EncryptedTextField binds its ciphertext to
SEEN_BEFORE = timedelta(days=12)


@dataclass(frozen=True, slots=True)
class Seeded:
    """What was written: claims, how many with a secondary plan, payments in the 835, cents paid by them."""

    claims: int
    with_secondary: int
    payments: int
    paid: int


@dataclass(slots=True)
class Ids:
    """The first id of each block that other rows point to."""

    client: int
    plan: int
    appointment: int
    charge_line: int
    claim: int


def seed(
    *,
    connection: psycopg.Connection,
    world: World,
    claims: int,
    era: TextIO,
    watched: bool = False,
) -> Seeded:
    """Writes the claims in batches, each of them whole, and the 835 beside them; memory stays flat.

    `connection` is the owner's, in autocommit. `watched`: foreign keys and triggers look at every row.
    """
    loader = _Loader(connection, world, claims, EraWriter(era.write, world), watched=watched)
    with _unwatched(connection) if not watched else nullcontext(), ThreadPoolExecutor(max_workers=1) as beside:
        written: Future[None] | None = None
        for start in range(0, claims, BATCH):
            texts = loader.batch(range(start, min(start + BATCH, claims)))
            if written is not None:
                written.result()
            written = beside.submit(loader.write, texts)
        if written is not None:
            written.result()
    loader.era.end()
    loader.analyze()
    return Seeded(claims, loader.with_secondary, loader.era.payments, loader.era.paid)


def may_be_unwatched(connection: psycopg.Connection) -> bool:
    """Whether this role may set `session_replication_role` (GRANT SET ON PARAMETER, PostgreSQL 15 and later)."""
    row = connection.execute(
        "SELECT has_parameter_privilege(current_user, 'session_replication_role', 'SET')"
    ).fetchone()
    return bool(row and row[0])


@contextmanager
def _unwatched(connection: psycopg.Connection) -> Iterator[None]:
    connection.execute("SET session_replication_role = replica")
    try:
        yield
    finally:
        connection.execute("RESET session_replication_role")


Texts = list[tuple[Row, str]]


class _Loader:
    def __init__(
        self, connection: psycopg.Connection, world: World, claims: int, era: EraWriter, *, watched: bool
    ) -> None:
        self.connection, self.world, self.era = connection, world, era
        self.tables = Tables(world)
        # The ledger's trigger keeps the balances where triggers look.
        self.rows = [row for row in self.tables.all if not (watched and row is self.tables.balance)]
        self.ids = _reserve(connection, claims)
        self.next_plan, self.next_line = self.ids.plan, self.ids.charge_line
        self.primary_plan = self.with_secondary = 0
        self.today = world.today
        era.begin()

    def batch(self, numbers: range) -> Texts:
        """The rows of these claims, made while the batch before is being written."""
        for number in numbers:
            if number % CLAIMS_PER_CLIENT == 0:
                self._client(client_of(number))
            self._claim(number)
        return [(row, row.take()) for row in self.rows]

    def write(self, texts: Texts) -> None:
        """One transaction."""
        with self.connection.transaction():
            for row, text in texts:
                row.copy(self.connection, text)

    def analyze(self) -> None:
        """So that the planner knows of the rows before anybody asks for them."""
        tables = sql.SQL(", ").join(sql.Identifier(row.table) for row in self.tables.all)
        self.connection.execute(sql.SQL("ANALYZE {}").format(tables))

    def _client(self, client: int) -> None:
        given, family, client_id = given_name(client), family_name(client), self.ids.client + client
        values = {
            "id": client_id,
            "given": given,
            "family": family,
            "search": f"{family} {given}".lower(),
            "search_given": f"{given} {family}".lower(),
            "born": f"{1950 + client % 55}-{1 + client % 12:02d}-{1 + client % 28:02d}",
            "sex": "FMU"[client % 3],
        }
        self.tables.client.add(values)
        self.primary_plan = self._plan(client_id, 1, f"SHP{client_id:09d}")
        if has_secondary(client):
            self._plan(client_id, 2, f"SSP{client_id:09d}")

    def _plan(self, client_id: int, position: int, member_id: str) -> int:
        payer = self.world.primary if position == 1 else self.world.secondary
        plan_id, self.next_plan = self.next_plan, self.next_plan + 1
        values = {
            "id": plan_id,
            "client": client_id,
            "payer": payer.pk,
            "position": position,
            "member": as_text(encrypt(member_id.encode(), context=TEXT)),
            "index": as_text(blind_index(member_id)),
            "group": f"GRP{position}00",
        }
        self.tables.plan.add(values)
        return plan_id

    def _claim(self, number: int) -> None:
        world, case, client = self.world, case_of(number), client_of(number)
        day = self.today - SEEN_BEFORE - timedelta(days=7 * (number % CLAIMS_PER_CLIENT))
        stem = f"CC{day.year % 100:02d}A"
        values: dict[str, object] = {
            "claim": self.ids.claim + number,
            "number": world.first_claim + number,
            "year": day.year,
            "client": self.ids.client + client,
            "plan": self.primary_plan,
            "appointment": self.ids.appointment + number,
            "reference": f"{stem}{world.first_appointment + number:07d}",
            "day": day.isoformat(),
            "charge": decimal(case.charge),
            "control_number": f"{stem}{world.first_claim + number:07d}P",
        }
        for row in self.tables.per_claim:
            row.add(values)
        self._lines(case, values)
        self.with_secondary += has_secondary(client)
        self.era.answer(
            control_number=str(values["control_number"]),
            line_numbers=f"{values['reference']}L",
            case=case,
            day=f"{day:%Y%m%d}",
            name=f"{family_name(client)}*{given_name(client)}".upper(),
        )

    def _lines(self, case: Case, values: dict[str, object]) -> None:
        for ordinal, service in enumerate(case.services, 1):
            line = values | {
                "line": self.next_line,
                "ordinal": ordinal,
                "procedure": service.procedure,
                "charge": decimal(service.charge),
                "line_number": f"{values['reference']}L{ordinal}",
            }
            for row in self.tables.per_line:
                row.add(line)
            self.next_line += 1


def _reserve(connection: psycopg.Connection, claims: int) -> Ids:
    """Blocks of ids nobody else gets; the tables are locked against inserts for that moment only."""
    clients = clients_for(claims)
    plans = clients + sum(has_secondary(client) for client in range(clients))
    lines = sum(len(case_of(number).services) for number in range(claims))
    wanted = {Client: clients, InsurancePlan: plans, Appointment: claims, ChargeLine: lines, Claim: claims}
    with connection.transaction():
        firsts = [_reserved(connection, model._meta.db_table, count) for model, count in wanted.items()]
    return Ids(*firsts)


def _reserved(connection: psycopg.Connection, table: str, count: int) -> int:
    connection.execute(sql.SQL("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE").format(sql.Identifier(table)))
    row = connection.execute(
        "SELECT setval(s, nextval(s) + %s - 1) FROM (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS s) AS own",
        [count, table],
    ).fetchone()
    assert row is not None
    return int(row[0]) - count + 1


def decimal(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
