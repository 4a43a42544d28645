"""How soon a completed claim has its secondary: ``python bench/secondary.py --singles 60 --many 10000``.

A broker and a Celery worker as they run in earnest. Claims are completed one at a time, each timed from its commit to
the moment its secondary can be read; then many at once, without a message each, by one statement and the message that
posting sends. Writes ``docs/benchmarks.md``.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bench import x12  # noqa: E402 - found beside the checkout, wherever the command is started
from bench.era_posting import FOLDER as STACK  # noqa: E402
from bench.era_posting import python, seeded  # noqa: E402

START, END = "<!-- secondary: start -->", "<!-- secondary: end -->"
PATIENCE = 300.0


@contextmanager
def worker() -> Iterator[None]:
    """Broker and worker for the length of the measurement; this process sends to the same broker."""
    from claimcenter.stack.broker import answers, choose_broker, free_port
    from claimcenter.stack.process import wait_until

    port = free_port()
    broker = choose_broker(STACK / "broker", port=port)
    os.environ["REDIS_URL"] = broker.url
    command = [sys.executable, "-m", "celery", "-q", "-A", "claimcenter", "worker", "--concurrency=1"]
    with (
        (STACK / "worker.log").open("ab") as log,
        subprocess.Popen(broker.command, stdin=subprocess.PIPE, stdout=log, stderr=log) as server,
    ):
        assert server.stdin is not None
        server.stdin.write(broker.text_in)
        server.stdin.close()
        assert wait_until(lambda: answers(port), seconds=20)
        with subprocess.Popen(command, cwd=ROOT, env=dict(os.environ), stdout=log, stderr=log) as child:
            try:
                yield
            finally:
                child.terminate()
                child.wait()
                server.terminate()


def primaries(slug: str) -> tuple[int, list[int]]:
    """The practice and its open primaries whose client has a secondary plan."""
    from claimcenter.practice.models import Practice
    from claimcenter.practice.tenancy import acting_in
    from claims.models import Claim
    from insurance.models import InsurancePlan

    practice = Practice.objects.get(slug=slug)
    with acting_in(practice, None):
        insured_twice = InsurancePlan.objects.filter(position=2).values("client")
        found = Claim.objects.filter(position=1, client__in=insured_twice).order_by("pk")
        return practice.pk, list(found.values_list("pk", flat=True))


def one_by_one(slug: str, number: int) -> list[float]:
    """Seconds from commit to secondary, for each of a few claims. The first warms the worker and is left out."""
    from django.utils import timezone

    from claimcenter.practice.tenancy import acting_in
    from claims.models import Claim
    from claims.services.completion import complete_by_hand

    practice_id, claims = primaries(slug)
    taken = []
    for claim_id in claims[: number + 1]:
        with acting_in(practice_id, None):
            complete_by_hand(claim_id=claim_id, by=None, now=timezone.now())

        def is_there(claim_id: int = claim_id) -> bool:
            with acting_in(practice_id, None):
                return Claim.objects.filter(previous_claim=claim_id, live=True).exists()

        taken.append(seconds_until(is_there))
    return taken[1:]


def all_at_once(slug: str) -> float:
    """Claims decided a second when a whole practice's are completed by one statement."""
    from django.utils import timezone

    from claimcenter.practice.tenancy import acting_in
    from claims.asking import ask_for_secondaries
    from claims.enums import Stage, Status
    from claims.models import Claim
    from claims.services.secondary import outstanding_claims

    practice_id, _ = primaries(slug)
    completed = {"stage": Stage.COMPLETED, "status": Status.BY_HAND, "completed_at": timezone.now()}
    with acting_in(practice_id, None):
        ids = list(Claim.objects.filter(position=1).values_list("pk", flat=True))
        Claim.objects.filter(pk__in=ids).update(**completed)
    assert ask_for_secondaries(practice_id=practice_id, claim_ids=ids)

    def drained() -> bool:
        with acting_in(practice_id, None):
            return not outstanding_claims().exists()

    return len(ids) / seconds_until(drained)


def seconds_until(done: Callable[[], bool]) -> float:
    began = time.monotonic()
    while not done():
        if time.monotonic() - began > PATIENCE:
            sys.exit("The worker did not come to an end.")
        time.sleep(0.002)
    return time.monotonic() - began


def measure(singles: int, many: int) -> list[str]:
    seeded("singles", (singles + 10) * 4)
    seeded("many", many)
    with worker():
        import django

        django.setup()
        taken = sorted(one_by_one("singles", singles))
        rate = all_at_once("many")
    p95 = taken[int(len(taken) * 0.95)]
    print(json.dumps({"p50": statistics.median(taken), "p95": p95, "rate": rate}), file=sys.stderr)
    return [
        "| measure | goal | here |",
        "|---|---|---|",
        f"| completion to visible secondary, median of {singles} | | {statistics.median(taken):.3f} s |",
        f"| the same, 95 of 100 | <= 1 s | {p95:.3f} s |",
        f"| {many:,} completed at once: decided a second | >= 300 | {rate:,.0f} |",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how soon secondaries follow.")
    parser.add_argument("--singles", type=int, default=60)
    parser.add_argument("--many", type=int, default=10_000)
    options = parser.parse_args()
    STACK.mkdir(parents=True, exist_ok=True)
    os.environ |= {"CLAIMCENTER_DATA": str(STACK), "DJANGO_SETTINGS_MODULE": "claimcenter.settings"}
    os.environ["CLAIMCENTER_DB_ROLE"] = "app"
    from claimcenter.stack.services import database_for_command

    with database_for_command():
        python("-m", "claimcenter.stack.prepare")
        lines = measure(options.singles, options.many)
    command = f"`python bench/secondary.py --singles {options.singles} --many {options.many}`"
    about = f"{command}. One worker process, {os.cpu_count()} cores."
    x12.document(["## Secondaries", "", about, "", *lines], start=START, end=END)
    print("\n".join(lines))


if __name__ == "__main__":
    main()
