"""For each edit the smallest change that makes a clean claim fail it.

``CASES[code]`` is a list of (claim, context) that must give exactly that finding among the errors, or among the
warnings for an edit that warns; ``ALSO`` names the other edits the same fact necessarily touches.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from claimcenter.x12 import claim837 as x
from claimcenter.x12.edits import (
    AuthorizationFacts,
    CheckContext,
    PayerRules,
    Period,
    ReportedAdjudication,
    ServiceKey,
    TelehealthRule,
)
from claimcenter.x12.edits.model import replaced
from claimcenter.x12.labels import CodeList, Entry

from .worked_claims import BILLING, HOME, PRIMARY, SECONDARY

D = Decimal
TODAY = date(2026, 10, 5)
CONTEXT = CheckContext(today=TODAY, billing=BILLING)
DECISION = ("lines", 0, "adjudications", 0)
MEDICARE = replaced(
    replaced(SECONDARY, ("subscriber", "filing_indicator"), "MB"), ("subscriber", "insurance_type"), "12"
)
CLAIM_LEVEL = replace(
    SECONDARY,
    lines=tuple(replace(line, adjudications=()) for line in SECONDARY.lines),
    other_payers=(
        replace(
            SECONDARY.other_payers[0],
            adjustments=(x.Adjustment("CO", "45", D(120)), x.Adjustment("PR", "1", D(101))),
            adjudicated_on=date(2026, 10, 2),
            remaining_patient_liability=D(101),
        ),
    ),
)
BYPASSED = replace(
    SECONDARY,
    lines=tuple(replace(line, adjudications=()) for line in SECONDARY.lines),
    other_payers=(replace(SECONDARY.other_payers[0], paid=None, noncovered=D(450), claim_control_number=""),),
)
TABLE = CodeList("t", "t", TODAY, [Entry("F411", "a"), Entry("F4323", "b", until=date(2026, 12, 31))])
FACILITY = x.Provider(
    x.Name("RIVER CLINIC", entity_type="2"), address=x.Address("1 RIVER RD", "SALEM", "OR", "973011234")
)


def put(path, value, claim=SECONDARY, context=CONTEXT):
    return replaced(claim, path, value), context


def rules(claim=SECONDARY, **changes):
    return claim, replace(CONTEXT, rules=PayerRules(**changes))


def knowing(claim=SECONDARY, **changes):
    return claim, replace(CONTEXT, **changes)


def billing(**changes):
    return SECONDARY, replace(CONTEXT, billing=replace(BILLING, **changes))


def adjustments(*items, path=(*DECISION, "adjustments")):
    return put(path, tuple(x.Adjustment(group, reason, D(amount)) for group, reason, amount in items))


def both(*others, claim=SECONDARY):
    return replace(claim, other_payers=(*claim.other_payers, *others))


def copied_payer(**changes):
    return replace(SECONDARY.other_payers[0], paid=None, claim_control_number="", **changes)


def with_line(**changes):
    line = replace(PRIMARY.lines[1], line_control_number="CC26A0000123L3", **changes)
    total = PRIMARY.charge + line.charge
    return replace(PRIMARY, lines=(*PRIMARY.lines, line), charge=total), CONTEXT


_SIX = [(group, str(n), 1) for group in ("CO", "PR", "OA") for n in range(101, 114)]

CASES = {
    # money
    "charge_total": [put(("charge",), D("450.01"), PRIMARY)],
    "line_not_balanced": [
        put((*DECISION, "paid"), D("103.99")),
        put((*DECISION, "adjustments", 0, "amount"), D("70.01")),
    ],
    "payer_paid_differs": [put(("other_payers", 0, "paid"), D(230))],
    "payer_not_balanced": [put(("other_payers", 0, "adjustments", 0, "amount"), D(119), CLAIM_LEVEL)],
    "charge_not_positive": [with_line(charge=D(0))],
    "amount_form": [
        put(("charge",), D("450.001")),
        put(("charge",), D("NaN")),
        put(("patient_paid",), D("Infinity")),
        put(("lines", 0, "charge"), D("1E+30")),
    ],
    # cob
    "primary_missing": [
        put(("other_payers", 0, "position"), "P", PRIMARY),
        (replace(PRIMARY, subscriber=replace(PRIMARY.subscriber, position="U"), other_payers=()), CONTEXT),
    ],
    "position_repeated": [(both(copied_payer(position="S", payer_id="CD003")), CONTEXT)],
    "position_skipped": [
        (replaced(PRIMARY, ("other_payers", 0, "position"), "T"), CONTEXT),
        (both(copied_payer(position="A", payer_id="CD003")), CONTEXT),
    ],
    "position_unknown": [(both(copied_payer(position="X", payer_id="CD003")), CONTEXT)],
    "prior_payer_missing": [(replaced(SECONDARY, ("subscriber", "position"), "T"), CONTEXT)],
    "prior_adjudication_missing": [
        (replace(BYPASSED, other_payers=(replace(BYPASSED.other_payers[0], noncovered=None),)), CONTEXT)
    ],
    "paid_amount_missing": [put(("other_payers", 0, "paid"), None)],
    "paid_amount_negative": [
        (
            replaced(
                replaced(CLAIM_LEVEL, ("other_payers", 0, "paid"), D(-1)),
                ("other_payers", 0, "adjustments", 0, "amount"),
                D(350),
            ),
            CONTEXT,
        ),
        (
            replaced(
                replaced(
                    replaced(SECONDARY, (*DECISION, "paid"), D(-1)), (*DECISION, "adjustments", 0, "amount"), D(175)
                ),
                ("other_payers", 0, "paid"),
                D(124),
            ),
            CONTEXT,
        ),
    ],
    "later_payer_adjudicated": [
        (
            replace(PRIMARY, other_payers=(replace(CLAIM_LEVEL.other_payers[0], position="S", payer_id="BS002"),)),
            CONTEXT,
        )
    ],
    "bypassed_payer_figures": [
        put(("other_payers", 0, "noncovered"), D(449), BYPASSED),
        put(("other_payers", 0, "noncovered"), D(450), CLAIM_LEVEL),
    ],
    "line_decision_missing": [put(("lines", 1, "adjudications"), ())],
    "line_payer_unknown": [
        (
            replaced(
                SECONDARY,
                ("lines", 0, "adjudications"),
                (*SECONDARY.lines[0].adjudications, replace(SECONDARY.lines[0].adjudications[0], payer_id="ZZ999")),
            ),
            CONTEXT,
        )
    ],
    "other_payer_repeated": [(both(copied_payer(position="T")), CONTEXT)],
    "other_payer_is_destination": [put(("payer", "payer_id"), "AC001")],
    "other_payer_not_known": [knowing(known_payer_ids=frozenset({"BS002"}))],
    "medicare_reason_missing": [
        put(("subscriber", "insurance_type"), "", MEDICARE),
        put(("other_payers", 0, "filing_indicator"), "MB", PRIMARY),
    ],
    "medicare_reason_misplaced": [
        put(("subscriber", "insurance_type"), "12"),
        put(("other_payers", 0, "insurance_type"), "12"),
    ],
    "filing_indicator_missing": [
        put(("subscriber", "filing_indicator"), ""),
        put(("other_payers", 0, "filing_indicator"), "99"),
    ],
    "too_many_prior_payers": [
        (
            both(
                replace(copied_payer(position="S", payer_id="CD003"), noncovered=D(450)),
                claim=replaced(MEDICARE, ("subscriber", "position"), "T"),
            ),
            CONTEXT,
        )
    ],
    "remark_form": [put(("other_payers", 0, "outpatient"), x.OutpatientAdjudication(remarks=("MA01", "XX9")))],
    "consent_differs": [
        put(("other_payers", 0, "benefits_assigned"), "N"),
        put(("other_payers", 0, "release_of_information"), "I"),
    ],
    # adjudications
    "adjudication_date_missing": [
        put((*DECISION, "adjudicated_on"), None),
        put(("other_payers", 0, "adjudicated_on"), None, CLAIM_LEVEL),
    ],
    "adjudication_date_twice": [put(("other_payers", 0, "adjudicated_on"), date(2026, 10, 2))],
    "adjudication_date_future": [put((*DECISION, "adjudicated_on"), date(2026, 10, 6))],
    "adjudication_before_service": [put((*DECISION, "adjudicated_on"), date(2026, 8, 31))],
    "liability_missing": [
        put((*DECISION, "remaining_patient_liability"), None),
        put(("other_payers", 0, "remaining_patient_liability"), None, CLAIM_LEVEL),
    ],
    "liability_twice": [put(("other_payers", 0, "remaining_patient_liability"), D(101))],
    "liability_negative": [put((*DECISION, "remaining_patient_liability"), D("-0.01"))],
    "adjustment_incomplete": [
        adjustments(("CO", "45", 70), ("PR", "1", 76), ("PR", "2", 0)),
        adjustments(("CO", "", 146)),
        adjustments(("", "45", 146)),
    ],
    "adjustment_group_unknown": [adjustments(("XX", "45", 146))],
    "adjustment_reason_form": [adjustments(("CO", "9999", 146)), adjustments(("CO", "045", 146))],
    "adjustments_overflow": [adjustments(*_SIX, ("CO", "45", 107))],
    "decision_units": [put((*DECISION, "units"), D(0))],
    "bundled_line_unknown": [put((*DECISION, "bundled_into"), 1), put((*DECISION, "bundled_into"), 3)],
    "differs_from_remittance": [
        (
            SECONDARY,
            replace(
                CONTEXT,
                reported={
                    "AC001": ReportedAdjudication(
                        D(229),
                        lines={
                            "CC26A0000123L1": replace(
                                SECONDARY.lines[0].adjudications[0],
                                adjustments=(x.Adjustment("CO", "45", D(146)),),
                            )
                        },
                    )
                },
            ),
        )
    ],
    # identifiers
    "npi_check_digit": [
        put(("rendering", "npi"), "1987654327"),
        put(("rendering", "npi"), "198765432"),
        put(("rendering", "npi"), "3987654328"),
        billing(npi="1234567890"),
        billing(npi=""),
    ],
    "npi_missing": [put(("rendering", "npi"), "")],
    "provider_kind": [
        put(("facility",), replace(FACILITY, name=x.Name("RIVER"))),
        put(("supervising",), replace(SECONDARY.rendering, name=x.Name("CLINIC", entity_type="2"), taxonomy="")),
    ],
    "taxonomy_form": [put(("rendering", "taxonomy"), "101YM0800"), billing(taxonomy="261qm0801x")],
    "taxonomy_required": [
        (
            replaced(SECONDARY, ("rendering", "taxonomy"), ""),
            replace(CONTEXT, rules=PayerRules(rendering_taxonomy_required=True)),
        ),
        (
            SECONDARY,
            replace(CONTEXT, billing=replace(BILLING, taxonomy=""), rules=PayerRules(billing_taxonomy_required=True)),
        ),
    ],
    "tax_id_form": [billing(tax_id="12-3456789"), billing(tax_id="12345678"), billing(tax_id_qualifier="XX")],
    "tax_id_not_enrolled": [rules(enrolled_tax_ids=frozenset({"999999999"}))],
    "member_id_form": [
        put(("subscriber", "member_id"), "BSX 987-654"),
        put(("other_payers", 0, "insured", "member_id"), ""),
    ],
    "member_id_pattern": [rules(member_id_pattern=r"[0-9]{9}")],
    "claim_number_form": [put(("patient_control_number",), "CC'26"), put(("patient_control_number",), "")],
    "claim_number_long": [put(("patient_control_number",), "CC26A00001234567S")],
    "line_number_repeated": [put(("lines", 1, "line_control_number"), "CC26A0000123L1", PRIMARY)],
    "line_number_form": [put(("lines", 1, "line_control_number"), "L 1", PRIMARY)],
    "line_number_missing": [put(("lines", 1, "line_control_number"), "", PRIMARY)],
    "frequency_unknown": [put(("frequency",), "6")],
    "original_reference": [put(("frequency",), "7"), put(("original_reference",), "ACM2026000777")],
    "corrections_refused": [
        (replace(MEDICARE, frequency="7", original_reference="ABC"), CONTEXT),
        (
            replace(SECONDARY, frequency="8", original_reference="ABC"),
            replace(CONTEXT, rules=PayerRules(accepts_corrections=False)),
        ),
    ],
    # people
    "name_missing": [put(("patient", "name", "first"), ""), put(("subscriber", "name", "last"), " ")],
    "relationship_differs": [
        put(("subscriber", "relationship"), "18"),
        put(("subscriber", "relationship"), "", PRIMARY),
    ],
    "relationship_unknown": [put(("patient", "relationship"), "18"), put(("other_payers", 0, "relationship"), "99")],
    "birth_date": [
        put(("patient", "birth_date"), None),
        put(("patient", "birth_date"), date(2026, 9, 2)),
        put(("subscriber",), replace(SECONDARY.subscriber, birth_date=date(2026, 9, 2), sex="M")),
    ],
    "sex_code": [put(("patient", "sex"), "X")],
    "patient_address": [put(("patient", "address"), None)],
    "billing_po_box": [
        billing(address=replace(BILLING.address, line1=text))
        for text in ("PO BOX 7", "P.O. Box 7", "100 MAIN ST PMB 12", "Post Office Box 1", "LOCKBOX 12")
    ],
    "zip_plus_4": [
        billing(address=replace(BILLING.address, postal_code="97205")),
        put(("facility",), replace(FACILITY, address=replace(FACILITY.address, postal_code="97301-1234"))),
    ],
    "zip_form": [
        put(("patient", "address", "postal_code"), "9720"),
        put(("patient", "address", "postal_code"), "97205-1234"),
    ],
    "address_incomplete": [
        put(("patient", "address", "city"), ""),
        put(("patient", "address", "line1"), ""),
        put(("patient", "address", "state"), "ZZ"),
    ],
    # payer
    "payer_id_missing": [put(("payer", "payer_id"), "")],
    "payer_not_mapped": [knowing(known_payer_ids=frozenset({"AC001"})), rules(accepts_professional=False)],
    "payer_not_enrolled": [rules(enrolled=False)],
    "secondary_not_taken": [rules(accepts_secondary=False)],
    "patient_paid_refused": [rules(accepts_patient_paid=False)],
    "patient_paid_amount": [put(("patient_paid",), D("450.01")), put(("patient_paid",), D(-1))],
    # services
    "diagnosis_missing": [(replace(SECONDARY, diagnoses=()), CONTEXT)],
    "diagnosis_form": [put(("diagnoses", 1), "F43.23"), put(("diagnoses", 1), "309.28")],
    "diagnosis_repeated": [put(("diagnoses", 1), "F411")],
    "diagnosis_count": [put(("diagnoses",), tuple(f"F{n}" for n in range(100, 113)))],
    "diagnosis_unknown": [(replaced(SECONDARY, ("diagnoses", 1), "F99"), replace(CONTEXT, diagnoses=TABLE))],
    "diagnosis_expired": [
        knowing(diagnoses=CodeList("t", "t", TODAY, [Entry("F411", "a"), Entry("F4323", "b", until=date(2026, 8, 31))]))
    ],
    "diagnosis_only_z": [put(("diagnoses",), ("Z630", "Z634"))],
    "pointer_range": [
        put(("lines", 0, "pointers"), (1, 3)),
        put(("lines", 0, "pointers"), ()),
        put(("lines", 0, "pointers"), (1, 1)),
        put(("lines", 0, "pointers"), (0,)),
    ],
    "procedure_form": [put(("lines", 0, "procedure", "code"), "9079"), put(("lines", 0, "procedure", "code"), "ABCDE")],
    "procedure_expired": [put(("lines", 0, "procedure", "code"), "90862")],
    "modifier_form": [
        put(("lines", 1, "procedure", "modifiers"), ("95", "95")),
        put(("lines", 1, "procedure", "modifiers"), ("95", "9")),
        put(("lines", 1, "procedure", "modifiers"), ("95", "HO", "U1", "U2", "U3")),
    ],
    "units_positive": [put(("lines", 0, "units"), D(0))],
    "session_units": [put(("lines", 0, "units"), D(2))],
    "add_on_alone": [
        with_line(procedure=x.Procedure("90785"), service_date=date(2026, 9, 2)),
        with_line(procedure=x.Procedure("90840"), service_date=date(2026, 9, 1)),
    ],
    "place_form": [put(("place_of_service",), "1")],
    "place_unknown": [put(("lines", 1, "place_of_service"), "98")],
    "telehealth_modifier": [
        (
            replaced(SECONDARY, ("lines", 1, "procedure", "modifiers"), ()),
            replace(CONTEXT, rules=PayerRules(telehealth=TelehealthRule())),
        ),
        rules(telehealth=TelehealthRule(places=frozenset({"02"}))),
    ],
    "telehealth_place": [put(("lines", 1, "place_of_service"), "")],
    "duplicate_line": [with_line()],
    "duplicate_service": [
        knowing(
            other_services=frozenset({ServiceKey(date(2026, 9, 8), "90837", frozenset({"95"}), D(1), "1987654328")})
        )
    ],
    "line_count": [(replace(PRIMARY, lines=(), charge=D(0), patient_paid=None), CONTEXT)],
    "rendering_missing": [(replace(SECONDARY, rendering=None), CONTEXT)],
    # calendar
    "service_date_missing": [put(("lines", 0, "service_date"), None)],
    "service_date_future": [put(("lines", 1, "service_date"), date(2026, 10, 6), PRIMARY)],
    "service_date_order": [put(("lines", 1, "service_date_to"), date(2026, 9, 7))],
    "outside_coverage": [knowing(coverage=Period(date(2026, 9, 2), None))],
    "outside_employment": [knowing(employment=Period(None, date(2026, 9, 7)))],
    "authorization_missing": [rules(authorization_required=True)],
    "authorization_used_up": [
        knowing(authorization=AuthorizationFacts(Period(date(2026, 9, 2), None))),
        knowing(authorization=AuthorizationFacts(units_left=D(1))),
    ],
    "filing_limit": [rules(timely_filing_days=30)],
    # written
    "character": [put(("subscriber", "name", "last"), "RIV*ERS"), put(("subscriber", "name", "first"), "李")],
    "blanks": [put(("patient", "name", "first"), "DANA ")],
    "length": [put(("patient", "name", "last"), "R" * 61), put(("rendering", "name", "first"), "M" * 36)],
    "guide_code": [put(("assignment",), "X"), put(("delay_reason",), "12")],
    "element_missing": [put(("notes",), (x.Note("ADD", ""),))],
    "too_many": [
        put(("other_payers", 0, "outpatient"), x.OutpatientAdjudication(remarks=tuple(f"N{n}" for n in range(1, 7))))
    ],
}

# The same fact, seen by another edit as well.
ALSO = {
    "diagnosis_missing": {"pointer_range"},
    "line_not_balanced": {"payer_paid_differs"},
    "line_decision_missing": {"payer_paid_differs"},
    "other_payer_repeated": {"later_payer_adjudicated", "paid_amount_missing"},
}

PASSING = {
    "worked primary": (PRIMARY, CONTEXT),
    "worked secondary": (SECONDARY, CONTEXT),
    "claim-level figures": (CLAIM_LEVEL, CONTEXT),
    "bypassed payer": (BYPASSED, CONTEXT),
    "medicare secondary": (MEDICARE, CONTEXT),
    "facility": (replace(SECONDARY, facility=FACILITY), CONTEXT),
    "add-on with its base": with_line(procedure=x.Procedure("90785"), service_date=date(2026, 9, 1)),
    "late with a reason": (
        replace(SECONDARY, delay_reason="7"),
        replace(CONTEXT, rules=PayerRules(timely_filing_days=30)),
    ),
    "replacement": (replace(SECONDARY, frequency="7", original_reference="BSP26X4411"), CONTEXT),
    "subscriber with address": (replaced(SECONDARY, ("subscriber", "address"), HOME), CONTEXT),
    "known diagnoses": (SECONDARY, replace(CONTEXT, diagnoses=TABLE)),
    "telehealth rule": (SECONDARY, replace(CONTEXT, rules=PayerRules(telehealth=TelehealthRule()))),
}
