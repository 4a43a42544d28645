"""What a process of its own does to a claim, for faults that end the process.

python -m tests.faults.deeds die PRACTICE CLAIM         killed between COMMIT and what follows it (R7)
python -m tests.faults.deeds roll-back PRACTICE CLAIM   an error after the completion, in the same transaction (R10)
"""

import os
import sys

KILLED = 9


class TakenBackError(Exception):
    """The error that comes after everything seemed well."""


def main(deed: str, practice_id: int, claim_id: int) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimcenter.settings")
    django.setup()

    from django.db import transaction
    from django.utils import timezone

    from claimcenter.practice.tenancy import acting_in
    from claims.services.completion import complete_by_hand

    try:
        with acting_in(practice_id, None):
            if deed == "die":
                transaction.on_commit(lambda: os._exit(KILLED))  # registered first, so it runs before the product's
            complete_by_hand(claim_id=claim_id, by=None, now=timezone.now())
            if deed == "roll-back":
                raise TakenBackError
    except TakenBackError:
        sys.stdout.write("rolled back\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
