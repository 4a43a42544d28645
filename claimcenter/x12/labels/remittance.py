"""Codes of a remittance beside adjustments and remarks, with our own labels."""

from __future__ import annotations

from datetime import date

from .model import CodeList, simple

AS_OF = date(2026, 11, 1)


def _listed(name: str, title: str, labels: dict[str, str]) -> CodeList:
    return CodeList(name, title, AS_OF, simple(labels))


REMITTANCE_LISTS = (
    _listed(
        "remittance_status",
        "How the payer processed the claim (CLP02)",
        {
            "1": "Processed as primary",
            "2": "Processed as secondary",
            "3": "Processed as tertiary",
            "4": "Denied, patient not recognized",
            "19": "Processed as primary, forwarded",
            "20": "Processed as secondary, forwarded",
            "21": "Processed as tertiary, forwarded",
            "22": "Reversal of an earlier payment",
            "23": "Not this payer's claim, forwarded",
            "25": "Estimate only, no payment",
        },
    ),
    _listed(
        "provider_adjustment",
        "Adjustment outside any claim (PLB)",
        {
            "50": "Late filing penalty",
            "51": "Interest penalty charge",
            "72": "Our refund acknowledged",
            "90": "Early payment allowance",
            "AH": "Origination fee",
            "AM": "Applied to the borrower's account",
            "AP": "Advance put to use",
            "B2": "Rebate",
            "B3": "Recovery allowance",
            "BD": "Bad debt",
            "BN": "Bonus",
            "C5": "Temporary allowance",
            "CR": "Capitation interest",
            "CS": "Adjustment",
            "CT": "Capitation payment",
            "CV": "Capital pass-through",
            "CW": "Nurse anesthetist pass-through",
            "DM": "Medical education pass-through",
            "E3": "Withholding",
            "FB": "Balance carried to another payment",
            "FC": "Fund allocation",
            "GO": "Graduate medical education",
            "HM": "Hemophilia",
            "IP": "Incentive",
            "IR": "Tax withholding",
            "IS": "Interim settlement",
            "J1": "Not reimbursable",
            "L3": "Penalty",
            "L6": "Interest owed to us",
            "LE": "Levy",
            "LS": "Lump sum",
            "OA": "Organ acquisition",
            "OB": "Offset for affiliated providers",
            "PI": "Periodic interim payment",
            "PL": "Final payment",
            "RA": "Retroactive adjustment",
            "RE": "Return on equity",
            "SL": "Student loan repayment",
            "TL": "Third-party liability",
            "WO": "Overpayment recovery",
            "WU": "Recovery not specified",
        },
    ),
    _listed(
        "payment_method",
        "How the money travels (BPR04)",
        {
            "ACH": "Electronic transfer",
            "BOP": "Payer's choice",
            "CHK": "Check",
            "FWT": "Wire",
            "NON": "No payment",
        },
    ),
    _listed(
        "claim_amount",
        "Amount beside the balance (AMT)",
        {
            "AU": "Covered charges",
            "B6": "Allowed",
            "D8": "Discount",
            "DY": "Per-day limit",
            "F5": "Patient paid",
            "I": "Interest",
            "KH": "Late filing deduction",
            "NL": "Negative ledger balance",
            "T": "Tax",
            "T2": "Total before taxes",
        },
    ),
)
