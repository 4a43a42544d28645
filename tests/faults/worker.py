"""A worker of its own for long files, in processes that tests may end at any moment.

python -m tests.faults.worker prepare SLUG    a practice with claims, the file that answers them loaded, its posting asked for
python -m tests.faults.worker work            does whatever job nobody does, as the sweep does; ends when all are over
python -m tests.faults.worker ledger SLUG     where every cent lies, as JSON
"""

import io
import json
import sys
import time
from datetime import timedelta

CLAIMS, PER_PAYMENT, BATCH = 480, 80, 20


def prepare(slug: str) -> None:
    """As the owner: claims by COPY; then as the application: their 835, read and matched."""
    import psycopg
    from django.utils import timezone

    from claimcenter.practice.services.practices import open_practice
    from claimcenter.practice.tenancy import acting_in
    from claimcenter.scale import remittance
    from claimcenter.scale.directory import prepare as directory
    from claimcenter.scale.load import seed
    from claimcenter.stack.database import conninfo, database_settings
    from era.enums import JobKind
    from era.services.jobs import request_job
    from era.services.loading import load_era

    remittance.PER_PAYMENT = PER_PAYMENT
    practice = open_practice(name=slug, slug=slug, by=None)
    era = io.StringIO()
    with psycopg.connect(**conninfo(database_settings(as_owner=True)), autocommit=True) as owner:
        world = directory(practice=practice, claims=CLAIMS, now=timezone.now())
        seed(connection=owner, world=world, claims=CLAIMS, era=era)
    with acting_in(practice, None):
        given = {"chunks": [era.getvalue().encode()], "by": None, "now": timezone.now()}
        loaded = load_era(name="long.835", wait=True, auto=False, **given)
        request_job(era_file=loaded.era_file, kind=JobKind.POST, by=None, now=timezone.now())


def work() -> None:
    """A lease of seconds, so that a test need not wait a minute until it runs out."""
    from django.utils import timezone

    from claims.sweep import reconcile
    from era.services import jobs, posting
    from era.services.working import resume_jobs

    jobs.LEASE, jobs.BEAT, posting.BATCH = timedelta(seconds=3), 0.5, BATCH
    while unfinished():
        resume_jobs()
        time.sleep(0.1)
    while reconcile(now=timezone.now()):
        pass


def unfinished() -> bool:
    from claimcenter.practice.models import Practice
    from claimcenter.practice.tenancy import starting_in
    from era.models import EraJob
    from era.models.job import UNFINISHED

    for practice in Practice.objects.all():
        with starting_in(practice, None):
            if EraJob.objects.filter(state__in=UNFINISHED).exists():
                return True
    return False


def ledger(slug: str) -> dict[str, object]:
    """Every line's balance in the order of its claim, every claim's state, and how often anything was entered."""
    from django.db.models import Count, F

    from claimcenter.practice.models import Practice
    from claimcenter.practice.tenancy import starting_in
    from claims.models import ChargeLineBalance, Claim, ClaimEvent, LedgerEntry, SecondaryDecision

    buckets = ("charge", "insurer_1", "insurer_2", "patient", "insurance_paid", "adjusted", "patient_paid")
    with starting_in(Practice.objects.get(slug=slug), None):
        balances = ChargeLineBalance.objects.order_by("charge_line_id").values_list(*buckets)
        claims = Claim.objects.order_by("number", "position").annotate(first=F("position"))
        entries = LedgerEntry.objects.order_by("kind").values("kind").annotate(times=Count("pk"))
        return {
            "balances": [list(map(str, row)) for row in balances],
            "claims": [list(map(str, row)) for row in claims.values_list("first", "stage", "result", "paid", "balance")],
            "entries": {row["kind"]: row["times"] for row in entries},
            "decisions": SecondaryDecision.objects.count(),
            "events": ClaimEvent.objects.count(),
        }


def main(action: str, slug: str = "") -> None:
    import django

    django.setup()
    if action == "prepare":
        prepare(slug)
    elif action == "work":
        work()
    else:
        sys.stdout.write(json.dumps(ledger(slug)))


if __name__ == "__main__":
    main(*sys.argv[1:])
