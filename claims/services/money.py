"""The money columns of claims and their lines, brought in line with the ledger."""

from collections.abc import Sequence

from django.db import connection

_REFRESH_MONEY = """
UPDATE claims_claim AS target SET paid = found.paid, balance = target.charge - found.reduced
FROM (
    SELECT claim.id,
        COALESCE(sum(entry.amount) FILTER (WHERE entry.moved_to = 'insurance_paid' AND entry.claim_id = claim.id), 0)
            AS paid,
        COALESCE(sum(entry.amount) FILTER (WHERE entry.moved_to IN ('insurance_paid', 'adjusted')
            AND (entry.claim_id IS NULL OR author.position <= claim.position)), 0) AS reduced
    FROM claims_claim claim
    JOIN claims_claimline line ON line.claim_id = claim.id
    LEFT JOIN claims_ledgerentry entry ON entry.charge_line_id = line.charge_line_id
    LEFT JOIN claims_claim author ON author.id = entry.claim_id
    WHERE claim.id = ANY(%s)
    GROUP BY claim.id
) AS found
WHERE target.id = found.id
"""

_REFRESH_LINES = """
UPDATE claims_claimline AS target SET paid = found.paid
FROM (
    SELECT line.id, COALESCE(sum(entry.amount), 0) AS paid
    FROM claims_claimline line
    LEFT JOIN claims_ledgerentry entry ON entry.charge_line_id = line.charge_line_id
        AND entry.claim_id = line.claim_id AND entry.moved_to = 'insurance_paid'
    WHERE line.claim_id = ANY(%s)
    GROUP BY line.id
) AS found
WHERE target.id = found.id AND target.paid <> found.paid
"""


def refresh_money(claim_ids: Sequence[int]) -> None:
    """Sets what each claim was paid, and its balance: what remains of the charge after this payer. Two statements."""
    if not claim_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(_REFRESH_MONEY, [sorted(claim_ids)])
        cursor.execute(_REFRESH_LINES, [sorted(claim_ids)])
