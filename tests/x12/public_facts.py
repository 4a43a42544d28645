"""Facts of the public sample files as EXPECT.json states them, drawn from our own report for comparison."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from claimcenter.x12.inspect import inspect_bytes

Facts = dict[str, Any]


def money(values: list[str]) -> str:
    return f"{sum((Decimal(value) for value in values), Decimal(0)):.2f}"


def procedure(line: Facts) -> list[str]:
    return [line["procedure"], *line["modifiers"]]


def expected_procedure(raw: str, component: str) -> list[str]:
    parts = raw.split(component)
    return [parts[1] if len(parts) > 1 else "", *[part for part in parts[2:6] if part]]


def amount(text: str) -> str:
    return f"{Decimal(text or 0):.2f}"


def iso(text: str | None) -> str | None:
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if text and len(text) == 8 and text.isdigit() else None


def claim_835(claim: Facts) -> Facts:
    by_group: dict[str, list[str]] = {}
    for one in claim["adjustments"]:
        by_group.setdefault(one["group"], []).append(one["amount"])
    return {
        "id": claim["patient_control_number"],
        "status": claim["status"],
        "charge": claim["charge"],
        "paid": claim["paid"],
        "patient_resp": claim["patient_responsibility"],
        "filing": claim["filing_indicator"],
        "payer_control": claim["payer_claim_control_number"],
        "freq": claim["frequency"],
        "cas_by_group": {group: money(amounts) for group, amounts in by_group.items()},
        "cas": [
            ["claim" if a["line"] is None else f"line {a['line']}", a["group"], a["reason"], a["amount"]]
            for a in claim["adjustments"]
        ],
        "balanced": claim["balanced"],
        "remarks": claim["remarks"],
        "crossover": claim["crossover_carrier"],
        "corrected_payer": claim["corrected_priority_payer"],
        "corrected_patient": claim["corrected_patient"],
        "lines": [
            [
                procedure(line),
                line["charge"],
                line["paid"],
                line["balanced"],
                line["remarks"],
                line["line_control_number"],
            ]
            for line in claim["lines"]
        ],
    }


def expected_claim_835(claim: Facts, component: str) -> Facts:
    return {
        "id": claim["id"],
        "status": claim["status"],
        "charge": claim["charge"],
        "paid": claim["paid"],
        "patient_resp": claim["patient_resp_clp05"],
        "filing": claim["filing"],
        "payer_control": claim["payer_control"],
        "freq": claim["freq"],
        "cas_by_group": claim["cas_by_group"],
        "cas": [[*one[:3], amount(one[3])] for one in claim["cas"]],
        "balanced": claim["balanced"],
        "remarks": claim["remarks"],
        "crossover": claim["crossover_carrier"],
        "corrected_payer": claim["corrected_payer"],
        "corrected_patient": claim["corrected_patient"],
        "lines": [
            [
                expected_procedure(line["proc"], component),
                line["charge"],
                line["paid"],
                line["balanced"],
                line["remarks"],
                line["control_6R"],
            ]
            for line in claim["lines"]
        ],
    }


def set_835(one: Facts) -> Facts:
    return {
        "payer": one["payer"],
        "payee": one["payee"],
        "payee_id": one["payee_id"],
        "handling": one["handling"],
        "amount": one["amount"],
        "method": one["method"],
        "date": one["payment_date"],
        "trace": one["trace_number"],
        "balanced": one["balanced"],
        "plb": [[p["reason"] + p["reference"], p["amount"]] for p in one["provider_adjustments"]],
        "count": len(one["claims"]),
        "sum": money([claim["paid"] for claim in one["claims"]]),
        "claims": [claim_835(claim) for claim in one["claims"]],
    }


def expected_set_835(one: Facts, component: str) -> Facts:
    return {
        "payer": one["payer"],
        "payee": one["payee"],
        "payee_id": one["payee_id"],
        "handling": one["handling"],
        "amount": one["amount_bpr02"],
        "method": one["method"],
        "date": iso(one["pay_date"]),
        "trace": one["check_or_trace"],
        "balanced": one["bpr_balanced"],
        "plb": [[reason.replace(component, "", 1), value] for reason, value in one["plb"]],
        "count": one["claims_count"],
        "sum": one["sum_clp04"],
        "claims": [expected_claim_835(claim, component) for claim in one["claims"]],
    }


def line_837(line: Facts) -> list[Any]:
    svd = [
        [
            a["payer_id"],
            a["paid"],
            a["adjudicated_on"],
            [[c["group"], c["reason"], c["amount"]] for c in a["adjustments"]],
        ]
        for a in line["adjudications"]
    ]
    return [procedure(line), line["charge"], svd]


def expected_line_837(line: Facts, component: str) -> list[Any]:
    svd = [[a["payer"], a["paid"], iso(a["date"]), [[c[0], c[1], amount(c[2])] for c in a["cas"]]] for a in line["svd"]]
    return [expected_procedure(line["proc"], component), line["charge"], svd]


def claim_837(claim: Facts) -> Facts:
    return {
        "id": claim["patient_control_number"],
        "charge": claim["charge"],
        "line_sum": money([line["charge"] for line in claim["lines"]]),
        "freq": claim["frequency"],
        "place": claim["place_of_service"],
        "subscriber": claim["subscriber"],
        "diagnoses": claim["diagnoses"],
        "F8": claim["original_reference"],
        "other": [
            [
                p["position"],
                p["filing_indicator"],
                p["payer"],
                p["payer_id"],
                p["paid"],
                p["remaining_patient_liability"],
                money([a["amount"] for a in p["adjustments"]]),
                p["adjudicated_on"],
            ]
            for p in claim["other_payers"]
        ],
        "lines": [line_837(line) for line in claim["lines"]],
    }


def expected_claim_837(claim: Facts, component: str) -> Facts:
    subscriber = claim["subscriber"] or {}
    names = {"position": "seq", "relationship": "rel", "filing_indicator": "filing", "insurance_type": "msp"}
    return {
        "id": claim["id"],
        "charge": claim["charge"],
        "line_sum": claim["line_sum"],
        "freq": claim["freq"],
        "place": claim["place"],
        "subscriber": {
            **{ours: subscriber.get(theirs) for ours, theirs in names.items()},
            "payer": subscriber.get("payer"),
            "payer_id": subscriber.get("payer_id"),
        },
        "diagnoses": [
            raw.split(component)[1]
            for raw in claim.get("diagnoses", [])
            if raw.split(component)[0] in ("ABK", "ABF", "BK", "BF") and component in raw
        ],
        "F8": claim["orig_ref_F8"],
        "other": [
            [
                p["seq"],
                p["filing"],
                p.get("payer"),
                p.get("payer_id"),
                p["amt_D"],
                amount(p["amt_EAF"]) if p["amt_EAF"] else None,
                p["claim_cas"],
                iso(p["adj_date"]),
            ]
            for p in claim["other_payers"]
        ],
        "lines": [expected_line_837(line, component) for line in claim["lines"]],
    }


def set_facts(one: Facts) -> Facts:
    facts = {"code": one["code"], "control": one["control_number"], "impl": one["version"], "segments": one["segments"]}
    match one["code"]:
        case "835" if "claims" in one:
            return facts | set_835(one)
        case "837" if "claims" in one:
            return facts | {"claims": [claim_837(claim) for claim in one["claims"]]}
        case "999" | "997":
            return facts | {
                "group": [one["group"]["functional_id"], one["group"]["control_number"], one["group"]["status"]],
                "sets": [[s["code"], s["control_number"], s["status"]] for s in one["sets"]],
                "errors": [[e["segment"], str(e["position"]), e["loop"]] for s in one["sets"] for e in s["errors"]],
                "counts": [str(one["received"]), str(one["accepted"])],
            }
        case "277":
            return facts | {
                "statuses": [
                    [s["category"], s["status"], s["entity"], s["action"], s["amount"], s["date"]]
                    for s in one["statuses"]
                ]
            }
        case "271":
            return facts | {
                "eb": sorted(benefit["information"] for benefit in one["eligibility"]),
                "aaa": sorted(rejection["reason"] for rejection in one["rejections"]),
            }
    return facts


def expected_set_facts(one: Facts, component: str) -> Facts:
    facts = {"code": one["code"], "control": one["control"].strip(), "impl": one["impl"], "segments": one["segments"]}
    match one["code"]:
        case "835":
            return facts | expected_set_835(one, component)
        case "837":
            return facts | {"claims": [expected_claim_837(claim, component) for claim in one["claims"]]}
        case "999" | "997":
            return facts | {
                "group": [*one["ak1"][0][:2], one["ak9"][0][0]],
                "sets": [
                    [*ak2[:2], ik5[0]] for ak2, ik5 in zip(one["ak2"], one.get("ik5") or one["ak5"], strict=False)
                ],
                "errors": [ik3[:3] for ik3 in one.get("ik3") or one.get("ak3") or []],
                "counts": [one["ak9"][0][2], one["ak9"][0][3]],
            }
        case "277":
            return facts | {"statuses": [expected_status(stc, component) for stc in one["stc"]]}
        case "271":
            return facts | {
                "eb": sorted(code for code, count in one["eb01"].items() for _ in range(count)),
                "aaa": sorted(aaa[2] for aaa in one["aaa"]),
            }
    return facts


def expected_status(stc: list[str], component: str) -> list[str | None]:
    codes = [*stc[0].split(component), "", ""][:3]
    padded = [*stc, "", "", ""]
    return [*codes, padded[2], amount(padded[3]) if padded[3] else None, iso(padded[1])]


def normal(value: Any) -> Any:
    """Absent is absent, whether a report says null or an empty string."""
    if isinstance(value, dict):
        return {key: normal(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [normal(inner) for inner in value]
    return None if value == "" else value


def report(data: bytes) -> Facts:
    return inspect_bytes(data)
