"""A worker of its own for long files, in processes that tests may end at any moment.

python -m tests.faults.worker prepare SLUG ...  practices with claims and the file that answers them, its posting asked for
python -m tests.faults.worker work SLUG         does that job as soon as nobody holds it, decides, and says as JSON where
                                                every cent lies
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


def work(slug: str) -> None:
    """A lease of seconds, so that a test need not wait a minute until it runs out."""
    from django.utils import timezone

    from claimcenter.practice.models import Practice
    from claims.sweep import reconcile
    from era.services import jobs, posting
    from era.services.working import run_job

    jobs.LEASE, jobs.BEAT, posting.BATCH = timedelta(seconds=3), 0.5, BATCH
    practice_id = Practice.objects.get(slug=slug).pk
    while job_id := unfinished(practice_id):
        if not run_job(practice_id=practice_id, job_id=job_id):
            time.sleep(0.1)
    while reconcile(now=timezone.now()):
        pass
    sys.stdout.write(json.dumps(ledger(practice_id)))


def unfinished(practice_id: int) -> int | None:
    from claimcenter.practice.tenancy import starting_in
    from era.models import EraJob
    from era.models.job import UNFINISHED

    with starting_in(practice_id, None):
        return EraJob.objects.filter(state__in=UNFINISHED).values_list("pk", flat=True).first()


def ledger(practice_id: int) -> dict[str, object]:
    """Every line's balance in the order of its claim, every claim's state, and how often anything was entered."""
    from django.db.models import Count, F

    from claimcenter.practice.tenancy import starting_in
    from claims.models import ChargeLineBalance, Claim, ClaimEvent, LedgerEntry, SecondaryDecision

    buckets = ("charge", "insurer_1", "insurer_2", "patient", "insurance_paid", "adjusted", "patient_paid")
    with starting_in(practice_id, None):
        balances = ChargeLineBalance.objects.order_by("charge_line_id").values_list(*buckets)
        claims = Claim.objects.order_by("number", "position").annotate(first=F("position"))
        entries = LedgerEntry.objects.order_by("kind").values("kind").annotate(times=Count("pk"))
        return {
            "balances": [list(map(str, row)) for row in balances],
            "claims": [
                list(map(str, row)) for row in claims.values_list("first", "stage", "result", "paid", "balance")
            ],
            "entries": {row["kind"]: row["times"] for row in entries},
            "decisions": SecondaryDecision.objects.count(),
            "events": ClaimEvent.objects.count(),
        }


def main(action: str, *slugs: str) -> None:
    import django

    django.setup()
    for slug in slugs:
        {"prepare": prepare, "work": work}[action](slug)


if __name__ == "__main__":
    main(*sys.argv[1:])
