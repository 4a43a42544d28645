"""What the status page says of ERAs: payments held, answers that wait, files that failed, payers that are silent."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Min, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.timezone import localdate

from claimcenter.practice.permissions import Action
from claimcenter.practice.status import Light, Line, Section, ago, counted, register
from claims.enums import Stage
from claims.models import Claim
from era.business_days import business_days_before
from era.enums import FileState
from era.models import EraFile, Remittance
from era.selectors.deposits import Overdue, is_followed, overdue
from era.selectors.queue import held_payments, waiting_matches
from insurance.models import Payer

MOST = 1_000
NAMED = 5
SILENT = timedelta(days=14)
FAILED_SHOWN = timedelta(days=7)
HELD_LONG = timedelta(days=7)
UNMATCHED_LONG = timedelta(days=14)
LATE_LONG = 10
"""Business days after which late money is a reason to act: trace numbers are hard to follow after two weeks."""


def register_checks() -> None:
    register(Section.PRACTICE, "payments", payments)
    register(Section.PRACTICE, "deposits", deposits)
    register(Section.PRACTICE, "silent-payers", silent_payers)
    register(Section.INSTALLATION, "era-work", long_work)


def payments(now: datetime) -> Iterator[Line]:
    """What a person has to decide about before it can post, and what could not be read."""
    yield _held(now)
    yield _unmatched(now)
    yield _unread(now)


def _held(now: datetime) -> Line:
    held = held_payments()
    number = held.order_by()[: MOST + 1].count()
    oldest = held.aggregate(oldest=Min("era_file__loaded_at"))["oldest"] if number else None
    key, title = "held-payments", "Payments held"
    if oldest is None:
        return Line(key, title, Light.GREEN, "None.")
    light = Light.RED if now - oldest > HELD_LONG else Light.AMBER
    text = f"{_counted(number, 'payment', 'payments')}, the oldest for {ago(oldest, now)}."
    todo = "Each says what is wrong with it; release it with a reason, or ask the payer for it again."
    return _linked(Line(key, title, light, text, todo), "era:list", "ERAs")


def _unmatched(now: datetime) -> Line:
    waiting = waiting_matches().order_by()
    number = waiting[: MOST + 1].count()
    oldest = waiting.aggregate(oldest=Min("remittance__era_file__loaded_at"))["oldest"] if number else None
    key, title = "unmatched", "Answers that wait for a person"
    if oldest is None:
        return Line(key, title, Light.GREEN, "None.")
    light = Light.RED if now - oldest > UNMATCHED_LONG else Light.AMBER
    text = f"{_counted(number, 'claim', 'claims')} of loaded payments, the oldest for {ago(oldest, now)}."
    todo = "Match them with their claims, or say why they are ignored."
    return _linked(Line(key, title, light, text, todo), "era:queue", "Unmatched queue")


def _unread(now: datetime) -> Line:
    failed = EraFile.objects.filter(state=FileState.FAILED, loaded_at__gt=now - FAILED_SHOWN)
    number = failed.order_by()[: MOST + 1].count()
    key, title = "unread-files", "ERA files that could not be read"
    if not number:
        return Line(key, title, Light.GREEN, f"None in the last {FAILED_SHOWN.days} days.")
    text = f"{_counted(number, 'file', 'files')} in the last {FAILED_SHOWN.days} days."
    line = Line(key, title, Light.AMBER, text, "Each says why. Ask for the file again and load it.")
    return _linked(line, "era:list", "ERAs")


def deposits(now: datetime) -> Iterator[Line]:
    """Money without its remittance and remittances without their money, four business days old and more."""
    today = localdate(now)
    key, title = "deposits", "Deposits"
    missing, unexplained = overdue(today)
    if not missing.number and not unexplained.number:
        text = "None is late: every payment's money was seen, or is younger than four business days."
        yield Line(key, title, Light.GREEN, text)
    elif not is_followed():
        text = "Not followed: no deposit was ever recorded here, so nobody can say whether the payers' money came."
        yield _linked(Line(key, title, Light.GREEN, text), "era:deposits", "Deposits")
    else:
        yield _late(missing, unexplained, today)


def _late(missing: Overdue, unexplained: Overdue, today: date) -> Line:
    said, todo = [], []
    if missing.number:
        said.append(f"The money of {_counted(missing.number, 'remittance', 'remittances')} is late")
        todo.append("Ask the bank, then the payer with the trace number, where the money is.")
    if unexplained.number:
        counted_deposits = _counted(unexplained.number, "deposit", "deposits")
        said.append(f"the remittance of {counted_deposits} has not come")
        todo.append("Ask the payer or the clearinghouse for the ERA, or type the EOB and settle the deposit.")
    days = [found.oldest for found in (missing, unexplained) if found.oldest]
    text = " and ".join(said) + f"; the oldest is of {min(days):%-d %b %Y}."
    light = Light.RED if min(days) < business_days_before(today, LATE_LONG) else Light.AMBER
    line = Line("deposits", "Deposits", light, text[0].upper() + text[1:], " ".join(todo))
    return _linked(line, "era:deposits", "Deposits", "?tab=late")


def silent_payers(now: datetime) -> Iterator[Line]:
    """Payers with claims out for two weeks from whom no ERA came in that time. Offline payers send none."""
    silent = list(quiet_since(now - SILENT)[: NAMED + 1])
    key, title = "silent-payers", "Silent payers"
    if not silent:
        yield Line(key, title, Light.GREEN, f"None: every payer with claims out for {SILENT.days} days was heard from.")
        return
    names = [_how_long(payer, now) for payer in silent[:NAMED]]
    text = "; ".join(names) + ("; and more." if len(silent) > NAMED else ".")
    todo = "Ask whether the claims arrived and where their ERAs go (enrolment, another clearinghouse, paper)."
    yield _linked(Line(key, title, Light.AMBER, text, todo), "era:list", "ERAs")


def quiet_since(moment: datetime) -> "QuerySet[Payer]":
    """Payers with a claim filed before the moment and unanswered, and no ERA loaded since; the longest out first."""
    out = Claim.objects.filter(payer=OuterRef("pk"), stage=Stage.PROCESSING).order_by("filed_at")
    came = Remittance.objects.filter(payer=OuterRef("pk")).order_by("-pk")
    payers = Payer.objects.filter(is_active=True, is_offline=False).annotate(
        out_since=Subquery(out.values("filed_at")[:1]), heard_at=Subquery(came.values("era_file__loaded_at")[:1])
    )
    quiet = Q(heard_at__isnull=True) | Q(heard_at__lt=moment)
    return payers.filter(quiet, out_since__lt=moment).order_by("out_since", "pk")


def _how_long(payer: Payer, now: datetime) -> str:
    if payer.heard_at is None:  # type: ignore[attr-defined]
        return f"{payer.name}: never heard from, claims out for {ago(payer.out_since, now)}"  # type: ignore[attr-defined]
    return f"{payer.name}: last ERA {ago(payer.heard_at, now)} ago"  # type: ignore[attr-defined]


def long_work(now: datetime) -> Iterator[Line]:
    """Long work on files that nobody holds; the schedule hands it out every 15 seconds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM era_idle_jobs(%s)", [now])
        number = cursor.fetchone()[0]
    key, title = "era-work", "Work on ERA files"
    if not number:
        yield Line(key, title, Light.GREEN, "Nothing waits for a worker.")
        return
    text = f"{counted(number, 'file waits', 'files wait')} for a worker."
    yield Line(key, title, Light.AMBER, text, "Taken up within 15 s. If it stays: see the workers, or start more.")


def _counted(number: int, one: str, many: str) -> str:
    return f"more than {MOST:,} {many}" if number > MOST else counted(number, one, many)


def _linked(line: Line, view: str, link: str, query: str = "") -> Line:
    return replace(line, url=reverse(view) + query, link=link, action=Action.ERA_VIEW)
