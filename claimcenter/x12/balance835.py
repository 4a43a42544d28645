"""The three balances of a remittance (005010X221A1 1.10.2.1): line, claim, payment, each with its exact difference.

A positive CAS or PLB amount reduces the payment. AMT and QTY are information and count nowhere.
"""

from __future__ import annotations

from .amounts import ZERO, from_cents
from .remittance import Remittance, RemittanceClaim


def settle(claim: RemittanceClaim) -> None:
    """Put the differences on a claim and its lines, once everything of it was read.

    line SVC02 - SVC03 = CAS of the line; claim CLP03 - CLP04 = all CAS; CLP03 = sum of SVC02 where there are lines.
    """
    rest = claim.rest_cents
    for adjustment in claim.adjustments:
        rest -= adjustment.cents
    for line in claim.lines:
        of_line = line.rest_cents
        for adjustment in line.adjustments:
            of_line -= adjustment.cents
        rest += of_line - line.rest_cents
        if of_line:
            line.difference = from_cents(of_line)
            claim.lines_balanced = False
    if rest:
        claim.difference = from_cents(rest)
    lines = claim.lines
    if lines:
        charges = lines[0].charge if len(lines) == 1 else sum([line.charge for line in lines], ZERO)
        if charges != claim.charge:
            claim.charge_difference = claim.charge - charges


def settle_payment(remittance: Remittance) -> None:
    """Put the difference on a payment: sum of CLP04 - sum of PLB - BPR02. A debit (BPR03 ``D``) counts against us."""
    if remittance.amount is None:
        return
    paid = -remittance.amount if remittance.credit_debit == "D" else remittance.amount
    remittance.difference = remittance.paid_total - remittance.provider_adjustment_total - paid
