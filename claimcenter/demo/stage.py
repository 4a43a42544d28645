"""What every story of practice mode needs: the day, the people, and short hands for the verbs."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.timezone import localdate

from claimcenter.clearinghouse.simulator import Adjusted, Answer, AnsweredLine, Payment, ProviderLevel, remittance
from claimcenter.practice.models import Organization, Provider, User
from claims.models import Claim, ClaimLine
from claims.services.combine import combine_claims
from claims.services.filing import file_claim
from claims.services.secondary import ensure_secondary
from clients.booking import AppointmentDetails, LineDetails
from clients.models import Appointment, Client
from clients.services.appointments import book_appointment
from clients.services.profiles import ClientDetails, assign_provider, create_client
from era.selectors.deposits import awaiting_money
from era.services.deposits import DepositDetails, record_deposit
from era.services.loading import load_era
from era.services.posting import post_era
from insurance.enums import Position
from insurance.models import InsurancePlan, Payer
from insurance.services.plans import PlanDetails, add_plan

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Share:
    """How a payer answers one line: what it takes off, what it leaves to the client, and the rest it pays."""

    contractual: str = "0"
    reasons: tuple[tuple[str, str, str], ...] = ()
    short_by: str = "0"

    def rows(self) -> tuple[Adjusted, ...]:
        taken = [("CO", "45", self.contractual), *self.reasons]
        return tuple(Adjusted(group, reason, Decimal(amount)) for group, reason, amount in taken if Decimal(amount))

    def paid(self, charge: Decimal) -> Decimal:
        return charge - sum((row.amount for row in self.rows()), Decimal(0)) - Decimal(self.short_by)


@dataclass
class Stage:
    """One practice on one day. Every moment of a story is so many days before `now`."""

    now: datetime
    biller: User
    provider: Provider
    organization: Organization
    payers: dict[str, Payer]
    control_number: int = 0

    def ago(self, days: int) -> datetime:
        return self.now - timedelta(days=days)

    def day(self, days: int) -> date:
        return localdate(self.ago(days))

    def client(self, first_name: str, last_name: str, born: date, sex: str, *, city: str = "Portland") -> Client:
        details = ClientDetails(
            first_name=first_name,
            last_name=last_name,
            date_of_birth=born,
            sex=sex,
            line1="12 Oak Ave",
            city=city,
            state="OR",
            zip="97205",
        )
        client = create_client(details=details, by=self.biller, now=self.ago(120))
        assign_provider(client=client, provider=self.provider, by=self.biller)
        return client

    def plan(
        self,
        client: Client,
        payer: str,
        position: Position,
        member_id: str,
        *,
        spouse: str = "",
        until: int | None = None,
    ) -> InsurancePlan:
        """A plan in force since last year; `spouse` is the subscriber's first name, `until` an end in days ago."""
        details = PlanDetails(
            payer=self.payers[payer],
            member_id=member_id,
            effective_from=self.day(400),
            effective_to=self.day(until) if until is not None else None,
            position=position,
            group_number=f"GRP{position}00",
            relationship="spouse" if spouse else "self",
            subscriber_first_name=spouse,
            subscriber_last_name=client.last_name if spouse else "",
        )
        return add_plan(client=client, details=details, by=self.biller, now=self.ago(120))

    def session(
        self,
        client: Client,
        days: int,
        procedure: str = "90837",
        charge: str = "200.00",
        *,
        signed: bool = True,
        telehealth: bool = False,
        diagnoses: tuple[str, ...] = ("F411",),
        others: tuple[Client, ...] = (),
    ) -> Appointment:
        details = AppointmentDetails(
            date_of_service=self.day(days),
            place_of_service="10" if telehealth else "11",
            diagnoses=diagnoses,
            provider=self.provider,
            organization=self.organization,
            additional_clients=others,
            lines=(LineDetails(procedure=procedure, charge=Decimal(charge), modifiers=("95",) if telehealth else ()),),
        )
        evening = self.ago(days)
        return book_appointment(client=client, details=details, by=self.biller, now=evening, note_signed=signed)

    def claim(self, client: Client) -> Claim:
        """The client's pending primary claim; several sessions become one claim first."""
        pending = list(Claim.objects.filter(client=client, live=True, stage="pending", position=1).order_by("pk"))
        if len(pending) == 1:
            return pending[0]
        last = (self.day(0) - max(claim.last_service_date for claim in pending)).days
        return combine_claims(claim_ids=[claim.pk for claim in pending], by=self.biller, now=self.ago(last))

    def file(self, claim: Claim, days: int) -> None:
        file_claim(claim_id=claim.pk, by=self.biller, now=self.ago(days))

    def secondary_of(self, claim: Claim) -> Claim:
        ensure_secondary(claim_id=claim.pk, now=self.now)
        return Claim.objects.get(previous_claim=claim, live=True)

    def answer(
        self,
        claim: Claim,
        shares: list[Share],
        *,
        number: str,
        status: str = "1",
        forwarded_to: str = "",
        remarks: tuple[str, ...] = (),
    ) -> Answer:
        """What the payer says of a filed claim, line by line."""
        submission = claim.submissions.order_by("-ordinal").first()
        if submission is None:
            raise ValueError("Only a filed claim can be answered.")
        lines = claim.lines.select_related("charge_line").order_by("ordinal")
        return Answer(
            patient_control_number=submission.patient_control_number,
            patient_last_name=claim.client.last_name,
            patient_first_name=claim.client.first_name,
            lines=tuple(_line(line, share) for line, share in zip(lines, shares, strict=True)),
            payer_claim_control_number=number,
            status=status,
            forwarded_to=forwarded_to,
            remarks=remarks,
        )

    def era(
        self, payer: str, trace_number: str, days: int, *answers: Answer, provider_level: tuple[ProviderLevel, ...] = ()
    ) -> bytes:
        """One payment of this payer as the bytes of an 835."""
        self.control_number += 1
        paying = self.payers[payer]
        payment = Payment(
            payer_name=paying.name,
            payer_id=paying.payer_id,
            payer_tax_id=f"1{900000000 + paying.pk:09d}",
            payee_name=self.organization.name,
            payee_npi=self.organization.npi,
            payee_tax_id=self.organization.tax_id,
            trace_number=trace_number,
            payment_date=self.day(days),
            answers=answers,
            provider_level=provider_level,
        )
        return remittance(payment, control_number=self.control_number, created_at=self.ago(days))

    def post(self, name: str, data: bytes, days: int) -> None:
        loaded = load_era(name=name, chunks=[data], by=self.biller, now=self.ago(days), wait=True)
        post_era(era_file_id=loaded.era_file.pk, by=self.biller, now=self.ago(days))

    def deposit(self, payer: str, trace_number: str, amount: str, days: int) -> None:
        """Money of this payer at the bank, so many days ago."""
        details = DepositDetails(
            amount=Decimal(amount),
            deposited_on=self.day(days),
            payer=self.payers[payer],
            trace_number=trace_number,
        )
        record_deposit(details=details, by=self.biller, now=self.ago(days))

    def deposits_of_what_is_posted(self) -> None:
        """The money of every payment that is posted so far, on the day of the payment."""
        by_id = {payer.pk: key for key, payer in self.payers.items()}
        for paid in awaiting_money().order_by("pk"):
            days = (self.day(0) - (paid.payment_date or self.day(0))).days
            self.deposit(by_id[paid.payer_id or 0], paid.trace_number, f"{paid.amount}", days)


def _line(line: ClaimLine, share: Share) -> AnsweredLine:
    charge_line = line.charge_line
    left = sum((row.amount for row in share.rows() if row.group != "CO"), Decimal(0))
    paid = share.paid(charge_line.charge)
    return AnsweredLine(
        procedure=charge_line.procedure,
        modifiers=tuple(line.modifiers),
        charge=charge_line.charge,
        paid=paid,
        service_date=charge_line.date_of_service,
        line_control_number=charge_line.line_control_number,
        adjustments=share.rows(),
        allowed=paid + left,
    )
