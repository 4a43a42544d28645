"""Claims as the product itself makes them: sessions booked, combined, answered. A practice must be in force."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal

from claims.enums import Source, Status, WaitingOn
from claims.facts import AdjudicationFacts, AdjustmentFacts, LineFacts
from claims.locks import lock_claims
from claims.models import Adjudication, Claim, ClaimLine
from claims.services.adjudication import post_adjudication, record_adjudication
from claims.services.combine import combine_claims
from claims.services.sessions import sync_appointment_claim
from claims.services.transitions import move_claim
from clients.models import Appointment, Client
from insurance.models import InsurancePlan, Payer
from tests.factories.clients import ClientFactory, book, line
from tests.factories.insurance import PayerFactory, PlanFactory

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
FIRST_DAY = date(2026, 9, 1)
SECOND_DAY = date(2026, 9, 8)


@dataclass
class Family:
    """Dana Rivers, subscriber of Acme PPO, on Lee's Blue Sample plan as well: the people of the worked example."""

    client: Client
    acme: Payer
    blue: Payer
    primary: InsurancePlan
    secondary: InsurancePlan | None


def family(*, with_secondary: bool = True, **payer: object) -> Family:
    client = ClientFactory(first_name="Dana", last_name="Rivers")
    acme = Payer.objects.filter(payer_id="AC001").first() or PayerFactory(name="Acme PPO", payer_id="AC001", **payer)
    blue = Payer.objects.filter(payer_id="BS002").first() or PayerFactory(name="Blue Sample", payer_id="BS002", **payer)
    primary = PlanFactory(client=client, payer=acme, position=1)
    secondary = secondary_plan(client, blue) if with_secondary else None
    return Family(client, acme, blue, primary, secondary)


def secondary_plan(client: Client, payer: Payer, **fields: object) -> InsurancePlan:
    values = {
        "position": 2,
        "group_number": "GRP200",
        "relationship": "spouse",
        "subscriber_first_name": "Lee",
        "subscriber_last_name": "Rivers",
    }
    return PlanFactory(client=client, payer=payer, **{**values, **fields})


def sessions(client: Client) -> list[Appointment]:
    """The two sessions of the worked example: 250.00 and 200.00."""
    return [
        book(client, line("90791", "250.00"), date_of_service=FIRST_DAY, diagnoses=("F411", "F4323")),
        book(client, line("90837", "200.00", modifiers=("95",)), date_of_service=SECOND_DAY, place_of_service="10"),
    ]


def primary_claim(people: Family | None = None) -> Claim:
    """The worked example's claim of 450.00, two lines, filed to Acme."""
    client = (people or family()).client
    claims = [
        sync_appointment_claim(appointment_id=appointment.pk, by=None, now=NOW) for appointment in sessions(client)
    ]
    claim = combine_claims(claim_ids=[claim.pk for claim in claims if claim], by=None, now=NOW)
    return filed(claim)


def filed(claim: Claim) -> Claim:
    """As if it had left: accepted by the payer."""
    claim = lock_claims([claim.pk])[claim.pk]
    claim.filed_at = NOW
    for status in (Status.QUEUED, Status.SUBMITTED, Status.ACCEPTED):
        move_claim(claim=claim, status=status, by=None, now=NOW, kind="sent", text="Sent.", waiting_on=WaitingOn.PAYER)
    return claim


def cas(code: str, amount: str, quantity: str | None = None) -> AdjustmentFacts:
    """`cas("CO-45", "70")`."""
    group, reason = code.split("-")
    given = None if quantity is None else Decimal(quantity)
    return AdjustmentFacts(group_code=group, reason_code=reason, amount=Decimal(amount), quantity=given)


def svc(claim_line: ClaimLine, paid: str, *adjustments: AdjustmentFacts, **fields: object) -> LineFacts:
    values: dict[str, object] = {
        "claim_line_id": claim_line.pk,
        "charge": claim_line.charge_line.charge,
        "paid": Decimal(paid),
        "procedure": claim_line.charge_line.procedure,
        "modifiers": tuple(claim_line.modifiers),
        "adjustments": adjustments,
    }
    return LineFacts(**{**values, **fields})


def clp(claim: Claim, paid: str, *lines: LineFacts, **fields: object) -> AdjudicationFacts:
    values: dict[str, object] = {
        "source": Source.ERA,
        "source_label": "ERA EFT0012345",
        "claim_status_code": str(claim.position),
        "charge": claim.charge,
        "paid": Decimal(paid),
        "adjudicated_on": date(2026, 10, 2),
        "trace_number": "EFT0012345",
        "payer_claim_control_number": "ACM2026000777",
        "lines": lines,
    }
    return AdjudicationFacts(**{**values, **fields})


def worked_primary(claim: Claim, **fields: object) -> AdjudicationFacts:
    """Acme's answer of the worked example: 229.00 paid, client's share 101.00."""
    one, two = claim.lines.order_by("ordinal")
    return clp(
        claim,
        "229",
        svc(one, "104", cas("CO-45", "70"), cas("PR-1", "50"), cas("PR-2", "26")),
        svc(two, "125", cas("CO-45", "50"), cas("PR-3", "25")),
        **fields,
    )


def worked_secondary(claim: Claim) -> AdjudicationFacts:
    """Blue Sample's answer: 91.00 paid, 10.00 left to the client; OA-23 tells what Acme did."""
    one, two = claim.lines.order_by("ordinal")
    return clp(
        claim,
        "91",
        svc(one, "66", cas("OA-23", "174"), cas("PR-3", "10")),
        svc(two, "25", cas("OA-23", "175")),
        source_label="ERA BSP88001",
        trace_number="BSP88001",
        payer_claim_control_number="BSP26X4411",
        adjudicated_on=date(2026, 10, 20),
    )


def corrected_primary(claim: Claim) -> AdjudicationFacts:
    """Acme's correction (file 5): line 2 pays 110.00, copay 40.00."""
    facts = worked_primary(claim, trace_number="RA000778899", adjudicated_on=date(2026, 10, 30))
    two = claim.lines.get(ordinal=2)
    line_two = svc(two, "110", cas("CO-45", "50"), cas("PR-3", "40"))
    return replace(facts, paid=Decimal(214), lines=(facts.lines[0], line_two))


def answered(claim: Claim, facts: AdjudicationFacts | None = None) -> Adjudication:
    """Records and posts an answer."""
    adjudication = record_adjudication(claim=claim, facts=facts or worked_primary(claim), by=None, now=NOW)
    return post_adjudication(adjudication=adjudication, by=None, now=NOW)
