"""Every edit: claims that pass it and the smallest change that fails it; repairs; the money of a claim."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from claimcenter.x12 import claim837 as x
from claimcenter.x12.edits import EDITS, CheckContext, ReportedAdjudication, Severity, blocks, check_claim, repaired
from claimcenter.x12.edits.document import PUBLISHED, render
from claimcenter.x12.edits.identifiers import npi_is_valid
from claimcenter.x12.edits.model import replaced

from .edit_cases import ALSO, CASES, CONTEXT, PASSING
from .worked_claims import BILLING, SECONDARY

D = Decimal
FLAT = [pytest.param(code, *case, id=f"{code}-{n}") for code, cases in CASES.items() for n, case in enumerate(cases)]


def codes(claim, context=CONTEXT, severity=None):
    return {item.code for item in check_claim(claim, context=context) if severity in {None, item.severity}}


def test_every_edit_has_a_case():
    assert set(CASES) == set(EDITS)


def test_every_published_edit_is_answered_by_ours():
    for title, page, _, answers in PUBLISHED:
        assert page.startswith("https://"), title
        assert answers, title
        assert all(EDITS[code].published or code == "amount_form" for code in answers), title
    answered = {code for _, _, _, answers in PUBLISHED for code in answers}
    cob = {item.code for item in EDITS.values() if item.published and "Stedi" in item.source and item.section == "cob"}
    assert cob <= answered


@pytest.mark.parametrize(("claim", "context"), PASSING.values(), ids=PASSING)
def test_clean_claims_pass_every_edit(claim, context):
    assert check_claim(claim, context=context) == []


@pytest.mark.parametrize(("code", "claim", "context"), FLAT)
def test_the_smallest_change_fails_exactly_this_edit(code, claim, context):
    found = check_claim(claim, context=context)
    own = [item for item in found if item.code == code]
    assert own
    assert all(item.severity is EDITS[code].severity and item.waivable == EDITS[code].waivable for item in own)
    assert all(item.message.endswith(".") and item.loop and item.segment for item in own)
    others = {item.code for item in found if item.severity is Severity.ERROR} - {code} - ALSO.get(code, set())
    assert others == set()


@pytest.mark.parametrize(("code", "claim", "context"), FLAT)
def test_a_repair_removes_its_finding_and_changes_no_adjustment(code, claim, context):
    before = [item for item in check_claim(claim, context=context) if item.code == code]
    for finding in before:
        if finding.repair is None:
            continue
        if finding.repair.root == "billing":
            fixed, now = (
                claim,
                replace(context, billing=replaced(context.billing, finding.repair.path, finding.repair.value)),
            )
        else:
            fixed, now = repaired(claim, finding.repair), context
        after = [item for item in check_claim(fixed, context=now) if item.code == code]
        assert len(after) < len(before)


def test_balance_and_adjudication_date_can_never_be_waived():
    for code in ("charge_total", "line_not_balanced", "payer_paid_differs", "payer_not_balanced"):
        assert not EDITS[code].waivable
    for code in ("adjudication_date_missing", "adjudication_date_twice", "adjudication_date_future"):
        assert not EDITS[code].waivable
    claim = replaced(SECONDARY, ("lines", 0, "adjudications", 0, "adjustments", 0, "amount"), D(71))
    (finding,) = check_claim(claim, context=CONTEXT)
    assert blocks(finding, waived=frozenset({"line_not_balanced"}))


def test_an_unbalanced_line_says_by_how_much_and_offers_the_remittance():
    claim = replaced(SECONDARY, ("lines", 0, "adjudications", 0, "adjustments", 0, "amount"), D(60))
    theirs = SECONDARY.lines[0].adjudications[0]
    context = replace(CONTEXT, reported={"AC001": ReportedAdjudication(D(229), lines={"CC26A0000123L1": theirs})})
    finding = next(item for item in check_claim(claim, context=context) if item.code == "line_not_balanced")
    assert "10.00 too little" in finding.message
    assert (finding.loop, finding.segment, finding.line, finding.payer_id) == ("2430", "CAS", 1, "AC001")
    assert repaired(claim, finding.repair) == SECONDARY


def decided(charge: str, paid: str, *adjustments: tuple[str, str, str], liability: str) -> x.Claim:
    line = SECONDARY.lines[0]
    items = tuple(x.Adjustment(group, reason, D(amount)) for group, reason, amount in adjustments)
    decision = replace(line.adjudications[0], paid=D(paid), adjustments=items, remaining_patient_liability=D(liability))
    payer = replace(SECONDARY.other_payers[0], paid=D(paid))
    one = replace(line, charge=D(charge), adjudications=(decision,))
    return replace(SECONDARY, charge=D(charge), lines=(one,), other_payers=(payer,))


@pytest.mark.parametrize(
    "claim",
    [
        decided(
            "70.00",
            "33.81",
            ("CO", "45", "26.00"),
            ("PR", "2", "0.88"),
            ("CO", "253", "0.69"),
            ("PR", "1", "8.62"),
            liability="9.50",
        ),
        decided("165.00", "74.47", ("CO", "45", "82.25"), ("PR", "1", "8.28"), liability="8.28"),
        decided("100", "0", ("CO", "50", "100"), liability="0"),
        decided("100", "110", ("OA", "94", "-10"), liability="0"),
        decided("100", "100", liability="0"),
    ],
    ids=["published 70.00", "published 165.00", "denied", "paid above charge", "paid in full"],
)
def test_published_sums_balance_and_a_cent_less_does_not(claim):
    assert codes(claim) == set()
    assert "line_not_balanced" in codes(replaced(claim, ("lines", 0, "charge"), claim.charge - D("0.01")))


def test_tertiary_balances_each_payer_on_its_own():
    second = x.OtherPayer(
        position="S",
        relationship="18",
        filing_indicator="CI",
        insured=x.OtherInsured(x.Name("RIVERS", "DANA"), "CDX1"),
        payer_name="COAST DEMO PLAN",
        payer_id="CD003",
        paid=D(91),
    )
    figures = ((66, ("OA", "23", 174), ("PR", "3", 10)), (25, ("OA", "23", 175)))
    lines = []
    for line, (paid, *items) in zip(SECONDARY.lines, figures, strict=True):
        adjustments = tuple(x.Adjustment(group, reason, D(amount)) for group, reason, amount in items)
        own = replace(line.adjudications[0], payer_id="CD003", paid=D(paid), adjustments=adjustments)
        lines.append(replace(line, adjudications=(*line.adjudications, own)))
    subscriber = replace(SECONDARY.subscriber, position="T")
    claim = replace(
        SECONDARY, subscriber=subscriber, lines=tuple(lines), other_payers=(*SECONDARY.other_payers, second)
    )
    assert codes(claim) == set()
    wrong = replaced(claim, ("other_payers", 1, "paid"), D(90))
    assert codes(wrong) == {"payer_paid_differs"}


def test_the_same_adjustments_on_both_levels_are_named():
    line_level = replaced(SECONDARY, ("other_payers", 0, "adjustments"), (x.Adjustment("CO", "45", D(120)),))
    assert "payer_paid_differs" in codes(line_level)


def test_several_decisions_of_one_payer_on_a_line_are_summed():
    line = SECONDARY.lines[0]
    half = replace(
        line.adjudications[0],
        paid=D(52),
        adjustments=(x.Adjustment("CO", "45", D(35)), x.Adjustment("PR", "1", D(38))),
        remaining_patient_liability=D(38),
    )
    claim = replaced(SECONDARY, ("lines", 0, "adjudications"), (half, half))
    assert codes(claim) == set()


@pytest.mark.parametrize(
    ("npi", "good"),
    [
        ("1234567893", True),
        ("1987654328", True),
        ("1245319599", True),
        ("1234567890", False),
        ("3234567893", False),
        ("\uff11234567893", False),
    ],
)
def test_npi_check_digit(npi, good):
    assert npi_is_valid(npi) is good


def test_today_is_passed_in():
    assert codes(SECONDARY, CheckContext(today=date(2026, 10, 1), billing=BILLING)) == {"adjudication_date_future"}
    assert codes(SECONDARY, CheckContext(today=date(2026, 10, 2), billing=BILLING)) == set()


def test_the_document_of_edits_is_current():
    written = Path(__file__).parents[2] / "docs" / "edits.md"
    assert written.read_text() == render()
