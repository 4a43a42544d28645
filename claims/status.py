"""What the status page says of claims: that nothing is undecided or doubled, what has not left, what waits."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Min, QuerySet
from django.urls import reverse

from claimcenter.practice import selectors
from claimcenter.practice.permissions import Action
from claimcenter.practice.status import Light, Line, Section, ago, register
from claimcenter.practice.vitals import DEAD
from claims.enums import Stage
from claims.models import Claim, Submission
from claims.sweep import SIGN_OF_LIFE
from insurance.enums import Position

MOST = 1_000
"""Counts stop here: a page needs no more, and the query stays small at any size."""

UNSENT_SLOW, UNSENT_LONG = timedelta(minutes=2), timedelta(minutes=15)
PENDING_OLD, PENDING_TOO_OLD = timedelta(days=14), timedelta(days=30)


def register_checks() -> None:
    register(Section.PROMISE, "next-claims", next_claims)
    register(Section.PRACTICE, "unsent-claims", unsent)
    register(Section.PRACTICE, "pending-secondaries", pending_secondaries)


def next_claims(now: datetime) -> Iterator[Line]:
    """The two counts that must be zero, over all practices: completed and undecided, more than one live next claim."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT undecided, oldest, doubled, held_by_index FROM claims_gap()")
        undecided, oldest, doubled, held_by_index = cursor.fetchone()
    yield _undecided(undecided, oldest, now)
    yield _doubled(doubled, held_by_index=held_by_index)


def _undecided(number: int, oldest: datetime | None, now: datetime) -> Line:
    key, title = "undecided", "Completed claims without a decision"
    if not number or oldest is None:
        return Line(key, title, Light.GREEN, "0. Every completed claim is decided.")
    sweep = selectors.heartbeats().get(SIGN_OF_LIFE)
    text = f"{number:,}, the longest completed for {ago(oldest, now)}."
    if sweep is None or now - sweep.at > DEAD:
        todo = "Nothing sweeps: see schedule, broker and workers. Meanwhile manage.py reconcile_secondaries does it."
        return Line(key, title, Light.RED, text, todo)
    if sweep.detail.get("left") and not sweep.detail.get("decided"):
        todo = "The sweep cannot decide them; the worker's log names each claim and its error (secondary_not_decided)."
        return Line(key, title, Light.RED, text, todo)
    return Line(key, title, Light.AMBER, text, f"The sweep is at work, last {ago(sweep.at, now)} ago. Look again soon.")


def _doubled(number: int, *, held_by_index: bool) -> Line:
    key, title = "doubled", "Claims with more than one live next claim"
    if number:
        todo = "Void the ones that were not filed, then restore the unique index one_live_next_claim."
        return Line(key, title, Light.RED, f"{number:,}.", todo)
    if not held_by_index:
        todo = "Somebody removed the unique index one_live_next_claim: create it again as the migrations do."
        return Line(key, title, Light.RED, "0, but the database no longer holds it so.", todo)
    return Line(key, title, Light.GREEN, "0. The database itself refuses a second one.")


def unsent(now: datetime) -> Iterator[Line]:
    """Files that were kept and have not left; the sweep sends them every 15 seconds."""
    waiting = Submission.objects.filter(sent_at__isnull=True)
    oldest = waiting.aggregate(oldest=Min("filed_at"))["oldest"]
    key, title = "unsent", "Filed claims that have not left"
    if oldest is None:
        yield Line(key, title, Light.GREEN, "None.")
        return
    age = now - oldest
    light = Light.GREEN if age <= UNSENT_SLOW else Light.AMBER if age <= UNSENT_LONG else Light.RED
    todo = "The clearinghouse does not take files: see that its folder or address can be reached and has room."
    text = f"{capped(waiting)}, the oldest for {ago(oldest, now)}."
    yield Line(key, title, light, text, "" if light == Light.GREEN else todo)


def pending_secondaries(now: datetime) -> Iterator[Line]:
    """Claims to a second or third payer that wait for a person, by how long they have."""
    waiting = Claim.objects.filter(stage=Stage.PENDING, position__gt=Position.PRIMARY)
    old, too_old = (waiting.filter(created_at__lt=now - age) for age in (PENDING_OLD, PENDING_TOO_OLD))
    light = Light.RED if too_old.exists() else Light.AMBER if old.exists() else Light.GREEN
    text = f"{capped(waiting)}."
    if light != Light.GREEN:
        text = (
            f"{capped(waiting)}; {capped(old)} of them for more than {PENDING_OLD.days} days, "
            f"{capped(too_old)} for more than {PENDING_TOO_OLD.days}."
        )
    yield Line(
        "pending-secondaries",
        "Secondary claims not filed yet",
        light,
        text,
        "" if light == Light.GREEN else "File them, the oldest first: payers count days from the primary's answer.",
        url=f"{reverse('claims:list')}?tab=pending&position={int(Position.SECONDARY)}&sort=clock",
        link="Pending secondaries",
        action=Action.CLAIM_VIEW,
    )


def capped(rows: "QuerySet[Claim] | QuerySet[Submission]") -> str:
    """How many, without counting beyond what anybody reads."""
    number = rows.order_by()[: MOST + 1].count()
    return f"more than {MOST:,}" if number > MOST else f"{number:,}"
