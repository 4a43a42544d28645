"""Numbers that may never repeat: interchanges, groups, claims."""

from django.db import connection, transaction

from claimcenter.practice.tenancy import current_practice_id

_SQL = """
INSERT INTO practice_controlnumber (practice_id, kind, last) VALUES (%s, %s, %s)
ON CONFLICT (practice_id, kind) DO UPDATE SET last = practice_controlnumber.last + EXCLUDED.last
RETURNING last
"""


@transaction.atomic
def next_control_number(kind: str, *, count: int = 1) -> int:
    """Draws the next number of this kind for the current practice, without gaps once the transaction commits.

    With `count` a whole block is drawn; the answer is its first number. The row stays locked until the commit, so
    two filings of one practice wait for each other here and cannot draw the same number.
    """
    if count < 1:
        raise ValueError("At least one number is drawn.")
    with connection.cursor() as cursor:
        cursor.execute(_SQL, [current_practice_id(), kind, count])
        row = cursor.fetchone()
    return int(row[0]) - count + 1
