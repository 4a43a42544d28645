"""The rows of each table that a seeded claim has, with what all of them share filled in."""

from datetime import timedelta
from typing import Any

from claimcenter.scale.directory import World
from claimcenter.scale.rows import Row
from claims.enums import Bucket, EntryKind, Stage, Status, WaitingOn
from claims.models import ChargeLineBalance, Claim, ClaimDiagnosis, ClaimEvent, ClaimLine, LedgerEntry, Submission
from clients.models import Appointment, AppointmentDiagnosis, ChargeLine, Client
from insurance.models import InsurancePlan

DIAGNOSIS = "F411"
FILED_BEFORE = timedelta(days=10)


class Tables:
    """In the order of their foreign keys: `per_claim` take a claim's values, `per_line` those of its lines."""

    def __init__(self, world: World) -> None:
        made = (world.now - FILED_BEFORE).isoformat()
        practice = {"practice_id": world.practice_id}
        people = {"provider_id": world.provider_id, "organization_id": world.organization.pk}
        lines = {"charge_line_id": "%(line)s"}
        self.client = _clients(practice, made)
        self.plan = _plans(practice, made, world)
        self.appointment = _appointments({**practice, **people}, made)
        self.charge_line = _charge_lines(practice)
        self.claim = _claims({**practice, **people}, made, world)
        self.balance = Row(ChargeLineBalance, **practice, **lines, charge="%(charge)s", insurer_1="%(charge)s")
        of_claim = {**practice, "claim_id": "%(claim)s"}
        diagnosis = Row(AppointmentDiagnosis, **practice, appointment_id="%(appointment)s", ordinal=1, code=DIAGNOSIS)
        self.per_claim = [
            self.appointment,
            diagnosis,
            self.claim,
            Row(ClaimDiagnosis, **of_claim, ordinal=1, code=DIAGNOSIS),
            _submissions(of_claim, made, world),
            _events(of_claim, made),
        ]
        self.per_line = [
            self.charge_line,
            _claim_lines({**of_claim, **lines}),
            _charges({**of_claim, **lines}, made),
            self.balance,
        ]

    @property
    def all(self) -> list[Row]:
        """Every table once, what is pointed to before what points."""
        first = [self.client, self.plan, self.appointment, self.charge_line, self.claim]
        return first + [row for row in (*self.per_claim, *self.per_line) if row not in first]


Given = dict[str, Any]


def _clients(practice: Given, made: str) -> Row:
    return Row(
        Client,
        **practice,
        id="%(id)s",
        first_name="%(given)s",
        last_name="%(family)s",
        date_of_birth="%(born)s",
        sex="%(sex)s",
        line1="5 Hill Street",
        city="Portland",
        state="OR",
        zip="97205",
        search_name="%(search)s",
        search_given="%(search_given)s",
        created_at=made,
    )


def _plans(practice: Given, made: str, world: World) -> Row:
    return Row(
        InsurancePlan,
        **practice,
        id="%(id)s",
        client_id="%(client)s",
        payer_id="%(payer)s",
        position="%(position)s",
        member_id="%(member)s",
        member_id_index="%(index)s",
        group_number="%(group)s",
        effective_from=(world.today - timedelta(days=400)).isoformat(),
        created_at=made,
    )


def _appointments(fixed: Given, made: str) -> Row:
    return Row(
        Appointment,
        **fixed,
        id="%(appointment)s",
        client_id="%(client)s",
        reference="%(reference)s",
        date_of_service="%(day)s",
        created_at=made,
    )


def _charge_lines(practice: Given) -> Row:
    return Row(
        ChargeLine,
        **practice,
        id="%(line)s",
        appointment_id="%(appointment)s",
        client_id="%(client)s",
        ordinal="%(ordinal)s",
        date_of_service="%(day)s",
        procedure="%(procedure)s",
        charge="%(charge)s",
        diagnosis_pointers="{1}",
        line_control_number="%(line_number)s",
    )


def _claims(fixed: Given, made: str, world: World) -> Row:
    return Row(
        Claim,
        **fixed,
        id="%(claim)s",
        number="%(number)s",
        year="%(year)s",
        client_id="%(client)s",
        position=1,
        plan_id="%(plan)s",
        payer_id=world.primary.pk,
        stage=Stage.PROCESSING.value,
        status=Status.ACCEPTED.value,
        waiting_on=WaitingOn.PAYER.value,
        charge="%(charge)s",
        balance="%(charge)s",
        first_service_date="%(day)s",
        last_service_date="%(day)s",
        created_at=made,
        filed_at=made,
    )


def _claim_lines(fixed: Given) -> Row:
    return Row(ClaimLine, **fixed, ordinal="%(ordinal)s", position=1, place_of_service="11", diagnosis_pointers="{1}")


def _submissions(fixed: Given, made: str, world: World) -> Row:
    return Row(
        Submission,
        **fixed,
        ordinal=1,
        patient_control_number="%(control_number)s",
        frequency_code="1",
        interchange_control_number=f"{world.interchange % 10**9:09d}",
        group_control_number=world.interchange % 10**9,
        file_id=world.file_id,
        transport="none",
        transport_reference="",
        filed_at=made,
        sent_at=made,
    )


def _events(fixed: Given, made: str) -> Row:
    text = "Seeded at scale as a claim the payer has accepted."
    return Row(ClaimEvent, **fixed, kind="filed", text=text, stage=Stage.PROCESSING.value, at=made)


def _charges(fixed: Given, made: str) -> Row:
    return Row(
        LedgerEntry,
        **fixed,
        kind=EntryKind.CHARGE.value,
        moved_from=Bucket.CHARGES.value,
        moved_to=Bucket.INSURER_1.value,
        amount="%(charge)s",
        at=made,
    )
