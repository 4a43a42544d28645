"""Codes of an outgoing claim and of the plans on it, with our own labels."""

from __future__ import annotations

from datetime import date

from .model import CodeList, simple

AS_OF = date(2026, 11, 1)


def _listed(name: str, title: str, labels: dict[str, str]) -> CodeList:
    return CodeList(name, title, AS_OF, simple(labels))


CLAIM_LISTS = (
    _listed(
        "payer_position",
        "Payer's place in the order (SBR01)",
        {
            "P": "Primary",
            "S": "Secondary",
            "T": "Tertiary",
            **{letter: f"Payer {number}" for number, letter in enumerate("ABCDEFGH", 4)},
            "U": "Order unknown",
        },
    ),
    _listed(
        "insurance_type",
        "Why Medicare is not primary (SBR05)",
        {
            "12": "Works at 65 or older, or spouse does",
            "13": "Kidney failure within the first 30 months",
            "14": "No-fault insurance is first",
            "15": "Workers' compensation is first",
            "16": "Public health service or other federal agency",
            "41": "Black lung program",
            "42": "Veterans affairs",
            "43": "Disabled with a large employer's plan",
            "47": "Liability insurance is first",
        },
    ),
    _listed(
        "filing_indicator",
        "Kind of plan (SBR09)",
        {
            "11": "Other non-federal program",
            "12": "PPO",
            "13": "Point of service",
            "14": "EPO",
            "15": "Indemnity",
            "16": "Medicare HMO (risk)",
            "17": "Dental plan",
            "AM": "Automobile medical",
            "BL": "Blue Cross or Blue Shield",
            "CH": "TRICARE",
            "CI": "Commercial",
            "DS": "Disability",
            "FI": "Federal employees",
            "HM": "HMO",
            "LM": "Liability",
            "MA": "Medicare Part A",
            "MB": "Medicare Part B",
            "MC": "Medicaid",
            "OF": "Other federal program",
            "TV": "Title V",
            "VA": "Veterans affairs",
            "WC": "Workers' compensation",
            "ZZ": "Not known",
        },
    ),
    _listed(
        "relationship",
        "Patient's relationship to the policy owner",
        {
            "01": "Spouse",
            "18": "Self",
            "19": "Child",
            "20": "Employee",
            "21": "Unknown",
            "39": "Organ donor",
            "40": "Cadaver donor",
            "53": "Life partner",
            "G8": "Other",
        },
    ),
    _listed(
        "frequency",
        "Why the claim is sent (CLM05-3)",
        {"1": "Original", "6": "Correction (not in use here)", "7": "Replacement", "8": "Void"},
    ),
    _listed(
        "assignment",
        "Accepts assignment (CLM07)",
        {"A": "Assigned", "B": "Assigned for laboratory services only", "C": "Not assigned"},
    ),
    _listed(
        "benefits_assigned",
        "Benefits assigned to the practice (CLM08)",
        {"Y": "Yes", "N": "No", "W": "Patient refuses"},
    ),
    _listed(
        "release_of_information",
        "Release of information (CLM09)",
        {"Y": "Signed statement on file", "I": "Consent by law, no signature"},
    ),
    _listed(
        "delay_reason",
        "Why the claim is late (CLM20)",
        {
            "1": "Proof of eligibility unknown or unavailable",
            "2": "Litigation",
            "3": "Authorization delayed",
            "4": "Provider certification delayed",
            "5": "Billing forms arrived late",
            "6": "Custom-made appliance arrived late",
            "7": "Third party processed slowly",
            "8": "Eligibility determined late",
            "9": "Original claim rejected for a reason other than billing limits",
            "10": "Prior approval delayed by administration",
            "11": "Other",
            "15": "Natural disaster",
        },
    ),
    _listed(
        "attachment_transmission",
        "How an attachment travels (PWK02)",
        {
            "AA": "On request",
            "BM": "By mail",
            "EL": "Electronically",
            "EM": "E-mail",
            "FT": "File transfer",
            "FX": "Fax",
        },
    ),
    _listed(
        "service_type",
        "Service asked about (270 EQ01)",
        {
            "1": "Medical care",
            "30": "Health benefit plan as a whole",
            "98": "Office visit",
            "A4": "Psychiatric",
            "A5": "Psychiatric, room and board",
            "A6": "Psychotherapy",
            "A7": "Psychiatric, inpatient",
            "A8": "Psychiatric, outpatient",
            "AI": "Substance use",
            "MH": "Mental health",
        },
    ),
)
