"""Seeded secondary claims of any number: a practice's patients, payers and clinicians come back, figures differ.

Two thirds of the patients are dependents of the secondary plan's subscriber; every line carries the primary's
decision, and every claim balances. Equal arguments, equal bytes; everything is invented.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from bench.generate835 import FAMILIES, FEES, GIVEN, npi, paid_line
from claimcenter.x12 import claim837 as x

PRIMARIES = (("ACME HEALTH PPO", "AC001"), ("EVERGREEN MUTUAL", "EG003"), ("CASCADE CHOICE", "CC004"))
SECONDARIES = (("BLUE SAMPLE PLAN", "BS002"), ("LAKESHORE BENEFIT FUND", "LB005"))
TOWNS = (("PORTLAND", "OR", "97205"), ("SALEM", "OR", "97301"), ("VANCOUVER", "WA", "98660"))
DIAGNOSES = ("F411", "F4323", "F331", "F330", "F419", "F4310")


def cents(amount: int) -> Decimal:
    return Decimal(amount).scaleb(-2)


def address(rng: random.Random) -> x.Address:
    city, state, zip_code = rng.choice(TOWNS)
    return x.Address(f"{rng.randrange(1, 9999)} {rng.choice(FAMILIES)} AVE", city, state, zip_code)


def line(rng: random.Random, number: str, index: int, payer: str, start: date) -> x.ServiceLine:
    """One session with what the primary decided about it."""
    code, charge, paid, groups, _, _ = paid_line(rng, rng.choice(list(FEES)), second=False)
    on = start + timedelta(days=7 * index)
    procedure = x.Procedure(code, rng.choice(((), ("95",))))
    decision = x.LineAdjudication(
        payer_id=payer,
        paid=cents(paid),
        procedure=procedure,
        units=Decimal(1),
        adjustments=tuple(
            x.Adjustment(group, reason, cents(amount))
            for group, items in groups.items()
            for reason, amount in items
            if amount
        ),
        adjudicated_on=on + timedelta(days=21),
        remaining_patient_liability=cents(sum(amount for _, amount in groups.get("PR", ()))),
    )
    return x.ServiceLine(
        procedure=procedure,
        charge=cents(charge),
        units=Decimal(1),
        pointers=(1,),
        service_date=on,
        line_control_number=f"{number}L{index + 1}",
        adjudications=(decision,),
    )


def claim(rng: random.Random, serial: int, clinicians: list[x.Provider]) -> x.Claim:
    number = f"CC{serial:08d}"
    first, second = rng.choice(PRIMARIES), rng.choice(SECONDARIES)
    family, home = rng.choice(FAMILIES), address(rng)
    patient = x.Name(family, rng.choice(GIVEN))
    born, sex = date(1950, 1, 1) + timedelta(days=rng.randrange(25_000)), rng.choice("FM")
    start = date(2026, 7, 1) + timedelta(days=rng.randrange(28))
    lines = tuple(line(rng, number, index, first[1], start) for index in range(rng.choice((1, 2, 2, 3))))
    paid = sum((one.adjudications[0].paid for one in lines), Decimal(0))
    dependent = rng.random() < 2 / 3
    subscriber = x.Subscriber(
        position="S",
        relationship="" if dependent else "18",
        filing_indicator="BL",
        name=x.Name(family, rng.choice(GIVEN)) if dependent else patient,
        member_id=f"BSX{rng.randrange(10**9):09d}",
        group_number=f"GRP{rng.randrange(200):03d}",
        birth_date=born,
        sex=sex,
        address=home,
    )
    insured = x.OtherInsured(patient, f"AHP{rng.randrange(10**8):08d}", address=home)
    prior = x.OtherPayer("P", "18", "CI", insured, first[0], first[1], group_number=f"GRP{rng.randrange(200):03d}")
    return x.Claim(
        patient_control_number=f"{number}S",
        charge=sum((one.charge for one in lines), Decimal(0)),
        place_of_service="11",
        subscriber=subscriber,
        payer=x.DestinationPayer(*second),
        diagnoses=tuple(rng.sample(DIAGNOSES, rng.choice((1, 2)))),
        lines=lines,
        patient=x.Patient("01", patient, born, sex, home) if dependent else None,
        patient_paid=Decimal(20) if rng.random() < 1 / 3 else None,
        rendering=rng.choice(clinicians),
        other_payers=(replace(prior, paid=paid, claim_control_number=f"ACM{rng.randrange(10**10):010d}"),),
    )


def interchange(claims: int, seed: int = 1) -> x.Interchange:
    """One interchange with all the claims in one transaction set."""
    rng = random.Random(seed)
    clinicians = [
        x.Provider(x.Name(rng.choice(FAMILIES), rng.choice(GIVEN)), npi=npi(rng), taxonomy="101YM0800X")
        for _ in range(20)
    ]
    billing = x.BillingProvider(
        name=x.Name("RIVERBEND COUNSELING LLC", entity_type="2"),
        npi="1234567893",
        tax_id="123456789",
        tax_id_qualifier="EI",
        address=x.Address("100 MAIN ST STE 200", "PORTLAND", "OR", "972051234"),
        taxonomy="261QM0801X",
    )
    made = tuple(claim(rng, serial, clinicians) for serial in range(claims))
    now = datetime(2026, 9, 18, 9, 0)  # noqa: DTZ001 - X12 times have no zone
    contact = x.Contact("BILLING", phone="5035550100")
    submitter = x.Submitter(x.Name("RIVERBEND COUNSELING LLC", entity_type="2"), "CLAIMCENTER", (contact,))
    receiver = x.Receiver("CLEARHOUSE", "CLEARHOUSE")
    st = x.TransactionSet("0001", "B0000101", now, submitter, receiver, (x.BillingGroup(billing, made),))
    group = x.FunctionalGroup("CLAIMCENTER", "CLEARHOUSE", "101", now, (st,))
    return x.Interchange("ZZ", "CLAIMCENTER", "ZZ", "CLEARHOUSE", "000000101", now, "T", (group,))
