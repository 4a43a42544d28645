# ruff: noqa: DTZ001 - an interchange carries wall time without a zone
"""The claims of the worked example as data: what the eight files in ``worked_example`` say."""

from datetime import date, datetime
from decimal import Decimal

from claimcenter.x12 import claim837 as x

HOME = x.Address("12 OAK AVE", "PORTLAND", "OR", "97205")
DANA = x.Name("RIVERS", "DANA")
LEE = x.Name("RIVERS", "LEE")
BORN = date(1988, 7, 4)
CHEN = x.Provider(x.Name("CHEN", "MORGAN"), npi="1987654328", taxonomy="101YM0800X")
BILLING = x.BillingProvider(
    name=x.Name("RIVERBEND COUNSELING LLC", entity_type="2"),
    npi="1234567893",
    tax_id="123456789",
    tax_id_qualifier="EI",
    address=x.Address("100 MAIN ST STE 200", "PORTLAND", "OR", "972051234"),
    taxonomy="261QM0801X",
)
ACME = ("ACME HEALTH PPO", "AC001")
BLUE = ("BLUE SAMPLE PLAN", "BS002")


def line(
    number: int, code: str, charge: str, day: int, *, place: str = "", modifiers=(), pointers=(1,), adjudications=()
):
    return x.ServiceLine(
        procedure=x.Procedure(code, modifiers),
        charge=Decimal(charge),
        units=Decimal(1),
        pointers=pointers,
        service_date=date(2026, 9, day),
        place_of_service=place,
        line_control_number=f"CC26A0000123L{number}",
        adjudications=adjudications,
    )


def acme_decision(code: str, paid: str, liability: str, *adjustments, modifiers=()):
    return x.LineAdjudication(
        payer_id="AC001",
        paid=Decimal(paid),
        procedure=x.Procedure(code, modifiers),
        units=Decimal(1),
        adjustments=tuple(x.Adjustment(group, reason, Decimal(amount)) for group, reason, amount in adjustments),
        adjudicated_on=date(2026, 10, 2),
        remaining_patient_liability=Decimal(liability),
    )


PRIMARY = x.Claim(
    patient_control_number="CC26A0000123P",
    charge=Decimal(450),
    place_of_service="11",
    subscriber=x.Subscriber(
        position="P",
        relationship="18",
        filing_indicator="CI",
        name=DANA,
        member_id="AHP123456",
        group_number="GRP100",
        birth_date=BORN,
        sex="F",
        address=HOME,
    ),
    payer=x.DestinationPayer(*ACME),
    diagnoses=("F411", "F4323"),
    lines=(
        line(1, "90791", "250", 1, pointers=(1, 2)),
        line(2, "90837", "200", 8, place="10", modifiers=("95",)),
    ),
    patient_paid=Decimal(20),
    rendering=CHEN,
    other_payers=(
        x.OtherPayer(
            position="S",
            relationship="01",
            filing_indicator="BL",
            insured=x.OtherInsured(LEE, "BSX987654"),
            payer_name=BLUE[0],
            payer_id=BLUE[1],
            group_number="GRP200",
        ),
    ),
)

SECONDARY = x.Claim(
    patient_control_number="CC26A0000123S",
    charge=Decimal(450),
    place_of_service="11",
    subscriber=x.Subscriber(
        position="S",
        relationship="",
        filing_indicator="BL",
        name=LEE,
        member_id="BSX987654",
        group_number="GRP200",
    ),
    patient=x.Patient("01", DANA, BORN, "F", HOME),
    payer=x.DestinationPayer(*BLUE),
    diagnoses=("F411", "F4323"),
    lines=(
        line(
            1,
            "90791",
            "250",
            1,
            pointers=(1, 2),
            adjudications=(
                acme_decision("90791", "104", "76", ("CO", "45", "70"), ("PR", "1", "50"), ("PR", "2", "26")),
            ),
        ),
        line(
            2,
            "90837",
            "200",
            8,
            place="10",
            modifiers=("95",),
            adjudications=(
                acme_decision("90837", "125", "25", ("CO", "45", "50"), ("PR", "3", "25"), modifiers=("95",)),
            ),
        ),
    ),
    patient_paid=Decimal(20),
    rendering=CHEN,
    other_payers=(
        x.OtherPayer(
            position="P",
            relationship="18",
            filing_indicator="CI",
            insured=x.OtherInsured(DANA, "AHP123456"),
            payer_name=ACME[0],
            payer_id=ACME[1],
            group_number="GRP100",
            paid=Decimal(229),
            claim_control_number="ACM2026000777",
        ),
    ),
)


def interchange(
    *claims: x.Claim, number: int = 101, created_at: datetime = datetime(2026, 9, 18, 9, 0)
) -> x.Interchange:
    return x.Interchange(
        sender_qualifier="ZZ",
        sender_id="CLAIMCENTER",
        receiver_qualifier="ZZ",
        receiver_id="CLEARHOUSE",
        control_number=f"{number:09d}",
        created_at=created_at,
        usage="T",
        groups=(
            x.FunctionalGroup(
                sender_code="CLAIMCENTER",
                receiver_code="CLEARHOUSE",
                control_number=str(number),
                created_at=created_at,
                transactions=(transaction(*claims, number=number, created_at=created_at),),
            ),
        ),
    )


def transaction(*claims: x.Claim, number: int, created_at: datetime, control_number: str = "0001") -> x.TransactionSet:
    return x.TransactionSet(
        control_number=control_number,
        reference=f"B{number:07d}",
        created_at=created_at,
        submitter=x.Submitter(
            x.Name("RIVERBEND COUNSELING LLC", entity_type="2"),
            "CLAIMCENTER",
            (x.Contact("BILLING DESK", "5035550100"),),
        ),
        receiver=x.Receiver("SAMPLE CLEARINGHOUSE", "CLEARHOUSE"),
        billing_groups=(x.BillingGroup(BILLING, claims),),
    )


PRIMARY_FILE = interchange(PRIMARY)
SECONDARY_FILE = interchange(SECONDARY, number=140, created_at=datetime(2026, 10, 5, 9, 0))
