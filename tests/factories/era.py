"""Claims as they stand once they were sent, and the 835 files that answer them. A practice must be in force."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count

from claimcenter.practice import vault
from claimcenter.practice.models import Organization, Provider
from claims.enums import Status, WaitingOn
from claims.models import Claim, ClaimDiagnosis, ClaimLine, Submission
from claims.states import STAGE_OF
from clients.models import Appointment, ChargeLine, Client
from insurance.models import InsurancePlan, Payer
from tests.factories.clients import ClientFactory
from tests.factories.insurance import PayerFactory, PlanFactory
from tests.factories.practice import OrganizationFactory, ProviderFactory

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
OUR_NPI = "1234567893"
_numbers = count(5001)


@dataclass(frozen=True)
class Service:
    """One charge line."""

    procedure: str = "90837"
    charge: str = "200.00"
    day: date = date(2026, 9, 1)
    modifiers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Household:
    """A client with a primary and a secondary plan at two payers."""

    client: Client
    acme: Payer
    blue: Payer
    primary: InsurancePlan
    secondary: InsurancePlan | None = None


def organization() -> Organization:
    """The payee of the worked example."""
    found = Organization.objects.filter(npi=OUR_NPI).first()
    return found or OrganizationFactory(npi=OUR_NPI, tax_id="123456789", is_default=True)


def household(*, with_secondary: bool = True) -> Household:
    """Dana, insured by Acme Health PPO (AC001) and on Lee's Blue Sample plan (BS002)."""
    organization()
    acme = Payer.objects.filter(payer_id="AC001").first() or PayerFactory(name="Acme Health PPO", payer_id="AC001")
    blue = Payer.objects.filter(payer_id="BS002").first() or PayerFactory(name="Blue Sample Plan", payer_id="BS002")
    client = ClientFactory(first_name="Dana", last_name="Rivers")
    primary = PlanFactory(client=client, payer=acme, position=1, member_id="AHP123456")
    secondary = (
        PlanFactory(
            client=client,
            payer=blue,
            position=2,
            member_id="BSX987654",
            relationship="spouse",
            subscriber_first_name="Lee",
            subscriber_last_name="Rivers",
        )
        if with_secondary
        else None
    )
    return Household(client, acme, blue, primary, secondary)


WORKED = (
    Service("90791", "250.00", date(2026, 9, 1)),
    Service("90837", "200.00", date(2026, 9, 8), ("95",)),
)


def sent_claim(
    home: Household, services: Sequence[Service] = WORKED, *, plan: InsurancePlan | None = None, pcn: str = ""
) -> Claim:
    """A claim to the primary payer (or to `plan`'s), filed and waiting for its answer."""
    plan = plan or home.primary
    number = next(_numbers)
    days = [service.day for service in services]
    claim = Claim.objects.create(
        number=number,
        year=2026,
        client=home.client,
        position=plan.position,
        plan=plan,
        payer=plan.payer,
        provider=Provider.objects.first() or ProviderFactory(),
        organization=organization(),
        status=Status.SUBMITTED,
        stage=STAGE_OF[Status.SUBMITTED],
        waiting_on=WaitingOn.PAYER,
        charge=sum((Decimal(service.charge) for service in services), Decimal(0)),
        balance=sum((Decimal(service.charge) for service in services), Decimal(0)),
        first_service_date=min(days),
        last_service_date=max(days),
    )
    ClaimDiagnosis.objects.create(claim=claim, ordinal=1, code="F411")
    for ordinal, service in enumerate(services, 1):
        charge_line = _charge_line(claim, ordinal, service)
        ClaimLine.objects.create(
            claim=claim,
            charge_line=charge_line,
            ordinal=ordinal,
            position=claim.position,
            modifiers=list(service.modifiers),
            place_of_service="11",
            diagnosis_pointers=[1],
        )
    submit(claim, pcn=pcn or f"CC26A{number:07d}P")
    return claim


def _charge_line(claim: Claim, ordinal: int, service: Service) -> ChargeLine:
    appointment = Appointment.objects.create(
        client=claim.client,
        reference=f"T{claim.number}L{ordinal}",
        provider=claim.provider,
        organization=claim.organization,
        date_of_service=service.day,
    )
    return ChargeLine.objects.create(
        appointment=appointment,
        client=claim.client,
        ordinal=1,
        date_of_service=service.day,
        procedure=service.procedure,
        modifiers=list(service.modifiers),
        charge=Decimal(service.charge),
        diagnosis_pointers=[1],
        line_control_number=f"CC26A{claim.number:07d}L{ordinal}",
    )


def submit(claim: Claim, *, pcn: str) -> Submission:
    """A transmission of the claim under this patient control number."""
    stored = vault.store(kind="837", name="sent.x12", content_type="application/edi-x12", chunks=[b"ISA"], by=None)
    return Submission.objects.create(
        claim=claim,
        ordinal=claim.submissions.count() + 1,
        patient_control_number=pcn,
        frequency_code="1",
        interchange_control_number="000000001",
        group_control_number="1",
        file=stored,
        transport="folder",
        transport_reference="sent.x12",
        filed_at=NOW,
    )


def next_claim(claim: Claim, home: Household, *, pcn: str = "", status: Status = Status.SUBMITTED) -> Claim:
    """The claim after this one, as the secondary rule would have made it, sent to the next payer."""
    assert home.secondary is not None
    following = Claim.objects.create(
        number=claim.number,
        year=claim.year,
        client=claim.client,
        position=claim.position + 1,
        plan=home.secondary,
        payer=home.secondary.payer,
        previous_claim=claim,
        primary_claim=claim.primary_claim or claim,
        provider=claim.provider,
        organization=claim.organization,
        status=status,
        stage=STAGE_OF[status],
        charge=claim.charge,
        balance=claim.charge,
        first_service_date=claim.first_service_date,
        last_service_date=claim.last_service_date,
    )
    for line in claim.lines.all():
        ClaimLine.objects.create(
            claim=following,
            charge_line=line.charge_line,
            ordinal=line.ordinal,
            position=following.position,
            modifiers=line.modifiers,
            place_of_service="11",
            diagnosis_pointers=[1],
        )
    if status not in {Status.DRAFT, Status.READY}:
        submit(following, pcn=pcn or f"CC26A{claim.number:07d}S")
    return following


# -- 835 files


@dataclass(frozen=True)
class Line:
    """SVC with its CAS; `adjustments` are (group, reason, amount)."""

    procedure: str
    charge: str
    paid: str
    adjustments: tuple[tuple[str, str, str], ...] = ()
    control: str = ""
    day: date | None = date(2026, 9, 1)
    extra: tuple[str, ...] = ()

    def text(self) -> list[str]:
        found = [f"SVC*HC:{self.procedure}*{self.charge}*{self.paid}**1"]
        found += [f"DTM*472*{self.day:%Y%m%d}"] if self.day else []
        found += [f"CAS*{group}*{reason}*{amount}" for group, reason, amount in self.adjustments]
        found += [f"REF*6R*{self.control}"] if self.control else []
        return [*found, *self.extra]


@dataclass(frozen=True)
class Clp:
    """CLP with its loop."""

    number: str
    charge: str
    paid: str
    lines: tuple[Line, ...] = ()
    status: str = "1"
    share: str = ""
    control: str = "PCCN1"
    adjustments: tuple[tuple[str, str, str], ...] = ()
    extra: tuple[str, ...] = ()
    patient: str = "NM1*QC*1*RIVERS*DANA"

    def text(self) -> list[str]:
        found = [f"CLP*{self.number}*{self.status}*{self.charge}*{self.paid}*{self.share}*12*{self.control}*11*1"]
        found += [f"CAS*{group}*{reason}*{amount}" for group, reason, amount in self.adjustments]
        found += [self.patient, *self.extra]
        return found + [segment for line in self.lines for segment in line.text()]


@dataclass(frozen=True)
class Payment:
    """One ST."""

    claims: tuple[Clp, ...]
    trace: str = "EFT0001"
    amount: str | None = None
    payer: tuple[str, str, str] = ("ACME HEALTH PPO", "AC001", "1912345678")
    payee: str = OUR_NPI
    day: date = date(2026, 10, 2)
    plb: tuple[tuple[str, str], ...] = ()
    header: tuple[str, ...] = field(default=())

    def text(self, number: str) -> list[str]:
        name, identifier, originator = self.payer
        paid = sum((Decimal(claim.paid) for claim in self.claims), Decimal(0))
        level = sum((Decimal(amount) for _, amount in self.plb), Decimal(0))
        amount = self.amount if self.amount is not None else f"{paid - level}"
        body = [
            f"ST*835*{number}",
            f"BPR*I*{amount}*C*ACH*CCP*01*999999992*DA*123456*{originator}**01*999988880*DA*98765*{self.day:%Y%m%d}",
            f"TRN*1*{self.trace}*{originator}",
            "DTM*405*20260930",
            f"N1*PR*{name}*XV*{identifier}",
            "N3*PO BOX 1",
            "N4*HARTFORD*CT*06101",
            "PER*BL*EDI SUPPORT*TE*8005550111",
            f"N1*PE*RIVERBEND COUNSELING LLC*XX*{self.payee}",
            *self.header,
            "LX*1",
        ]
        body += [segment for claim in self.claims for segment in claim.text()]
        body += [f"PLB*{OUR_NPI}*20261231*{reason}*{amount}" for reason, amount in self.plb]
        return [*body, f"SE*{len(body) + 1}*{number}"]


def era_bytes(*payments: Payment, control: str = "000000001") -> bytes:
    """An interchange with these payments, counted and balanced."""
    isa = f"ISA*00*          *00*          *ZZ*ACMEHEALTH     *ZZ*CLAIMCENTER    *260930*0900*^*00501*{control}*0*T*:"
    number = str(int(control))
    segments = [isa, f"GS*HP*ACMEHEALTH*CLAIMCENTER*20260930*0900*{number}*X*005010X221A1"]
    for index, payment in enumerate(payments, 1):
        segments += payment.text(f"{index:04d}")
    segments += [f"GE*{len(payments)}*{number}", f"IEA*1*{control}"]
    return ("~\n".join(segments) + "~\n").encode("ascii")


def clean_answer(claim: Claim, **fields: object) -> Clp:
    """An answer to every line of a claim: half paid, 30.00 over the fee schedule, the rest coinsurance."""
    lines = []
    for line in claim.lines.select_related("charge_line").order_by("ordinal"):
        charge = line.charge_line.charge
        paid = charge / 2
        share = charge - paid - 30
        lines.append(
            Line(
                ":".join([line.charge_line.procedure, *line.modifiers]),
                str(charge),
                str(paid),
                (("CO", "45", "30"), ("PR", "2", str(share))),
                control=line.charge_line.line_control_number,
                day=line.charge_line.date_of_service,
            )
        )
    total = sum((Decimal(line.paid) for line in lines), Decimal(0))
    number = claim.submissions.order_by("-ordinal").values_list("patient_control_number", flat=True).first()
    return Clp(str(number), str(claim.charge), str(total), tuple(lines), **fields)  # type: ignore[arg-type]


def reversal_of(answer: Clp, **fields: object) -> Clp:
    """CLP02 22 of an answer: every amount negated, the groups as they were."""

    def minus(text: str) -> str:
        return str(-Decimal(text))

    lines = tuple(
        Line(
            line.procedure,
            minus(line.charge),
            minus(line.paid),
            tuple((group, reason, minus(amount)) for group, reason, amount in line.adjustments),
            control=line.control,
            day=line.day,
        )
        for line in answer.lines
    )
    adjustments = tuple((group, reason, minus(amount)) for group, reason, amount in answer.adjustments)
    given = {"control": answer.control, "patient": answer.patient, **fields}
    return Clp(
        answer.number,
        minus(answer.charge),
        minus(answer.paid),
        lines,
        status="22",
        adjustments=adjustments,
        **given,  # type: ignore[arg-type]
    )
