"""The money columns of claims and their lines, brought in line with the ledger."""

from collections.abc import Collection, Iterable

from django.db import connection

from claims.bulk import Joined
from claims.models import Claim

# Per claim: what its payer paid, and by how much the payers up to it have reduced the charge.
_FOUND = """
    SELECT claim.id,
        COALESCE(sum(entry.amount) FILTER (WHERE entry.moved_to = 'insurance_paid' AND entry.claim_id = claim.id), 0)
            AS paid,
        COALESCE(sum(entry.amount) FILTER (WHERE entry.moved_to IN ('insurance_paid', 'adjusted')
            AND (entry.claim_id IS NULL OR author.position <= claim.position)), 0) AS reduced
    FROM claims_claim claim
    LEFT JOIN claims_claimline line ON line.claim_id = claim.id
    LEFT JOIN claims_ledgerentry entry ON entry.charge_line_id = line.charge_line_id
    LEFT JOIN claims_claim author ON author.id = entry.claim_id
    WHERE claim.id = ANY(%s::bigint[])
    GROUP BY claim.id
"""
_ASSIGNED = "paid = found.paid, balance = target.charge - found.reduced"
_REFRESH_MONEY = f"UPDATE claims_claim AS target SET {_ASSIGNED} FROM ({_FOUND}) AS found WHERE target.id = found.id"  # noqa: S608

_REFRESH_LINES = """
UPDATE claims_claimline AS target SET paid = found.paid
FROM (
    SELECT line.id, COALESCE(sum(entry.amount), 0) AS paid
    FROM claims_claimline line
    LEFT JOIN claims_ledgerentry entry ON entry.charge_line_id = line.charge_line_id
        AND entry.claim_id = line.claim_id AND entry.moved_to = 'insurance_paid'
    WHERE line.claim_id = ANY(%s::bigint[])
    GROUP BY line.id
) AS found
WHERE target.id = found.id AND target.paid <> found.paid
"""


def refresh_money(claim_ids: Collection[int], *, moved: Collection[int] = ()) -> None:
    """Sets what each claim was paid, and its balance: what remains of the charge after this payer. Two statements.

    `moved`: claims whose own columns were written together with their state already (`money_of`).
    """
    if not claim_ids:
        return
    rest = set(claim_ids) - set(moved)
    with connection.cursor() as cursor:
        if rest:
            cursor.execute(_REFRESH_MONEY, [_keys(rest)])
        cursor.execute(_REFRESH_LINES, [_keys(claim_ids)])


def money_of(claims: Iterable[Claim]) -> Joined:
    """The same for claims that are being written anyway: to go into that statement, after the ledger's entries."""
    return Joined(_ASSIGNED, _FOUND, (_keys(claim.pk for claim in claims),))


def _keys(claim_ids: Iterable[int]) -> str:
    return "{" + ",".join(map(str, sorted(claim_ids))) + "}"
