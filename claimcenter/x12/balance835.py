"""The three balances of a remittance (005010X221A1 1.10.2.1): line, claim, payment, each with its exact difference.

A positive CAS or PLB amount reduces the payment. AMT and QTY are information and count nowhere.
"""

from __future__ import annotations

from decimal import Decimal

from .amounts import ZERO
from .remittance import Remittance, RemittanceClaim


def settle(claim: RemittanceClaim) -> None:
    """Put the differences on a claim and its lines, once everything of it was read.

    line SVC02 - SVC03 = CAS of the line; claim CLP03 - CLP04 = all CAS; CLP03 = sum of SVC02 where there are lines.
    """
    explained = ZERO
    for adjustment in claim.adjustments:
        explained += adjustment.amount
    charges = ZERO
    for line in claim.lines:
        of_line = ZERO
        for adjustment in line.adjustments:
            of_line += adjustment.amount
        line.difference = line.charge - line.paid - of_line
        if line.difference:
            claim.lines_balanced = False
        explained += of_line
        charges += line.charge
    claim.difference = claim.charge - claim.paid - explained
    if claim.lines:
        claim.charge_difference = claim.charge - charges


def settle_payment(remittance: Remittance) -> None:
    """Put the difference on a payment: sum of CLP04 - sum of PLB - BPR02. A debit (BPR03 ``D``) counts against us."""
    if remittance.amount is None:
        return
    paid = -remittance.amount if remittance.credit_debit == "D" else remittance.amount
    remittance.difference = remittance.paid_total - remittance.provider_adjustment_total - paid


def figures(expected: Decimal, found: Decimal, difference: Decimal) -> str:
    """The figures of a message, each with two decimals."""
    return f"{expected:.2f} against {found:.2f}: {difference:.2f} is not explained"
