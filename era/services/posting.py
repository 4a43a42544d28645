"""Posting: from matched claims to the ledger, one transaction per remittance, every claim once whatever happens.

Order inside a remittance: look again at what was unmatched; lock every claim concerned (and its chain) at once in id
order; take back what reversals take back; set off what was taken back before it was posted; post the rest in batches.
What does not balance, matches nobody or is refused stays held alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from claimcenter.practice import audit
from claimcenter.practice.models import User
from claimcenter.practice.problems import Refusal
from claimcenter.practice.tenancy import current_practice_id
from claims.bulk import update_rows
from claims.locks import hold_claims
from claims.lookups import keys
from claims.models import Claim
from claims.services.adjudication import post_adjudications, reverse_adjudications
from era.enums import FileState, Hold, MatchState, RemittanceState
from era.models import ClaimMatch, EraFile, Remittance
from era.services.accounts import enter_provider_level
from era.services.matching import match_again, match_remittance, match_to_claim
from era.services.progress import Progress, no_progress
from era.services.reassociating import match_by_trace
from era.services.recording import withdraw
from era.services.reversals import (
    find_posted,
    reversals_of,
    reversed_in,
    settle_unposted,
    settle_with_waiting_reversals,
)
from era.services.screening import earlier_payment

BATCH = 4_000
_CAN_POST = (RemittanceState.OPEN, RemittanceState.POSTED, RemittanceState.UNDONE)


class NotRead(Refusal):
    """The file is still being read, or could not be."""

    status = 409
    code = "not_read"


@dataclass
class Posted:
    """What one call posted."""

    remittances: int = 0
    claims: int = 0
    refused: int = 0


def post_era(*, era_file_id: int, by: User | None, now: datetime, progress: Progress = no_progress) -> Posted:
    """Posts every remittance of a file that is not held, each in a transaction of its own; the rest stays.

    Idempotent: what is posted is skipped, so a repeat (or a second worker) moves nothing. Raises NotRead.
    """
    era_file = EraFile.objects.get(pk=era_file_id)
    if era_file.state != FileState.READ:
        raise NotRead("This file is not read yet.")
    done = Posted()
    for remittance_id in remittances_to_post(era_file_id):
        one = post_remittance(remittance_id=remittance_id, by=by, now=now, progress=progress)
        done.remittances += one.remittances
        done.claims += one.claims
        done.refused += one.refused
    return done


def remittances_to_post(era_file_id: int) -> list[int]:
    """The remittances of a file that posting may look at, in the order of the file."""
    found = Remittance.objects.filter(era_file=era_file_id, state__in=_CAN_POST)
    return list(found.order_by("ordinal").values_list("pk", flat=True))


@transaction.atomic
def post_remittance(*, remittance_id: int, by: User | None, now: datetime, progress: Progress = no_progress) -> Posted:
    """Posts what is ready of one remittance: ledger, claim states and matches together or not at all.

    A repeat finds nothing ready. The payment itself posts once: another remittance with its key makes this one a
    duplicate. Claims that are refused are held with the reason and do not stop the others.
    """
    remittance = _locked(remittance_id)
    if remittance.state not in _CAN_POST:
        return Posted()
    posted_before = _duplicated(remittance)
    if posted_before is not None:
        _set_aside(remittance, by, now)
        # Two files read at once: the one may hold the matches, the other be posted first and have nothing to post.
        return post_remittance(remittance_id=posted_before.pk, by=by, now=now, progress=progress)
    _match_what_is_open(remittance, by, now)
    _lock_claims(remittance)
    done = Posted(remittances=int(remittance.state != RemittanceState.POSTED))
    _take_back(remittance, done, by=by, now=now)
    settle_with_waiting_reversals(remittance=remittance, by=by, now=now)
    match_again(remittance=remittance, by=by, now=now)
    _post_ready(remittance, done, by=by, now=now, progress=progress)
    _mark_posted(remittance, done, by, now)
    _free_others(remittance, by, now)
    return done


def _locked(remittance_id: int) -> Remittance:
    """The payment's key first, then its row: who sets one aside goes on to lock the other remittance of the payment."""
    # Trace and payer never change once received, so they may be read before anything is locked.
    payer, trace = Remittance.objects.values_list("payer_originating_id", "trace_number").get(pk=remittance_id)
    key = f"era.payment/{current_practice_id()}/{payer}/{trace}"
    # Two files with one payment meet here: the second finds the first posted.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
    return Remittance.objects.select_for_update(no_key=True).get(pk=remittance_id)


def _duplicated(remittance: Remittance) -> Remittance | None:
    """The remittance of this payment that was posted meanwhile: this one is set aside."""
    if remittance.state == RemittanceState.POSTED:
        return None
    found = earlier_payment(remittance)
    if found is None or found.earlier is None or found.earlier.state != RemittanceState.POSTED:
        return None
    if found.hold == Hold.SAME_TRACE and remittance.released_at:
        return None  # a person has said that it is another payment
    if found.hold == Hold.SAME_PAYMENT and remittance.part_of_id is not None:
        return None  # a person has said that it is another part
    remittance.state, remittance.hold = found.state, found.hold or ""
    remittance.state_reason, remittance.duplicate_of = found.reason[:400], found.earlier
    remittance.save(update_fields=["state", "hold", "state_reason", "duplicate_of"])
    return found.earlier


def _set_aside(remittance: Remittance, by: User | None, now: datetime) -> None:
    """Matches of a payment that is not to be posted here are withdrawn: no claim shows their figures."""
    matches = ClaimMatch.objects.filter(remittance=remittance, adjudication__isnull=False)
    withdraw(matches.values_list("adjudication", flat=True), by=by, now=now)
    matches.update(state=MatchState.UNDONE, adjudication=None, reason=remittance.state_reason)
    match_by_trace(traces=[remittance.trace_number], by=by, now=now)  # its money goes over to the payment that counts


def _match_what_is_open(remittance: Remittance, by: User | None, now: datetime) -> None:
    if remittance.state == RemittanceState.UNDONE:
        _reopen(remittance, by, now)
    match_remittance(remittance=remittance, by=by, now=now)
    match_again(remittance=remittance, by=by, now=now)


def _reopen(remittance: Remittance, by: User | None, now: datetime) -> None:
    """After an undo everything is matched anew; what a person had assigned stays with the claim they named."""
    undone = ClaimMatch.objects.filter(remittance=remittance, state=MatchState.UNDONE)
    assigned = list(undone.filter(decided_at__isnull=False, claim__isnull=False).values_list("pk", "claim"))
    undone.update(state=MatchState.UNMATCHED, adjudication=None, reverses=None, settled_with=None, reason="")
    for match_id, claim_id in assigned:
        match = ClaimMatch.objects.select_related("remittance", "remittance_claim").get(pk=match_id)
        match_to_claim(match=match, claim_id=claim_id, by=by, now=now)


def _lock_claims(remittance: Remittance) -> None:
    """All claims of the remittance with their chains, in id order, before anything is written."""
    concerned = ClaimMatch.objects.filter(remittance=remittance, claim__isnull=False).values("claim__number")
    hold_claims(Claim.objects.filter(number__in=concerned).values_list("pk", flat=True))


def _take_back(remittance: Remittance, done: Posted, *, by: User | None, now: datetime) -> None:
    pairs, rest = find_posted(reversals_of(remittance))
    for start in range(0, len(pairs), BATCH):
        batch = pairs[start : start + BATCH]
        reverse_adjudications(
            adjudication_ids=[pair.adjudication.pk for pair in batch],
            by=by,
            now=now,
            why=f"Reversed by ERA {remittance.trace_number}.",
        )
        for pair in batch:
            pair.match.state, pair.match.reverses = MatchState.POSTED, pair.adjudication
            pair.match.reason_code, pair.match.reason = "", ""
        update_rows([pair.match for pair in batch], ["state", "reverses", "reason_code", "reason"])
    done.claims += len(pairs)
    lonely = settle_unposted(reversals=rest, by=by, now=now)
    ClaimMatch.objects.filter(pk__in=[match.pk for match in lonely]).update(
        state=MatchState.HELD, reason_code=Hold.NOTHING_TO_REVERSE, reason=Hold.NOTHING_TO_REVERSE.label
    )


def _post_ready(remittance: Remittance, done: Posted, *, by: User | None, now: datetime, progress: Progress) -> None:
    for batch in _ready(remittance):
        refused = post_adjudications(adjudication_ids=list(batch.values()), by=by, now=now).problems
        _hold_refused(batch, refused, by=by, now=now)
        posted = [match_id for match_id, key in batch.items() if key not in refused]
        ClaimMatch.objects.filter(pk__any_of=keys(posted)).update(state=MatchState.POSTED, reason_code="", reason="")
        done.claims += len(posted)
        done.refused += len(refused)
        progress(done.claims)


def _ready(remittance: Remittance) -> Iterator[dict[int, int]]:
    """Match id to adjudication id, in batches in claim order. A reversal has no adjudication of its own."""
    ready = ClaimMatch.objects.filter(remittance=remittance, state=MatchState.MATCHED, adjudication__isnull=False)
    rows = list(ready.order_by("claim", "pk").values_list("pk", "adjudication"))
    for start in range(0, len(rows), BATCH):
        yield dict(rows[start : start + BATCH])


def _hold_refused(batch: dict[int, int], refused: dict[int, str], *, by: User | None, now: datetime) -> None:
    withdraw(refused, by=by, now=now)
    for match_id, adjudication_id in batch.items():
        if adjudication_id in refused:
            reason = f"{Hold.NOT_POSTABLE.label} {refused[adjudication_id]}"
            ClaimMatch.objects.filter(pk=match_id).update(
                state=MatchState.HELD, reason_code=Hold.NOT_POSTABLE, reason=reason[:400], adjudication=None
            )


def _mark_posted(remittance: Remittance, done: Posted, by: User | None, now: datetime) -> None:
    if remittance.state != RemittanceState.POSTED:
        remittance.state, remittance.hold, remittance.state_reason = RemittanceState.POSTED, "", ""
        remittance.posted_at, remittance.posted_by = now, by
        remittance.undone_at, remittance.undone_by = None, None
        remittance.save(
            update_fields=[
                "state",
                "hold",
                "state_reason",
                "posted_at",
                "posted_by",
                "undone_at",
                "undone_by",
            ]
        )
        enter_provider_level(remittance=remittance, by=by, now=now)
        match_by_trace(traces=[remittance.trace_number], by=by, now=now)
    if done.remittances or done.claims:
        detail = {"claims": done.claims, "held": done.refused}
        audit.record(action="era.posted", obj=remittance, by=by, detail=detail)


def _free_others(remittance: Remittance, by: User | None, now: datetime) -> None:
    """Corrections in other files that waited for the reversals of this one are matched now, ready to be posted."""
    reversals = ClaimMatch.objects.filter(
        remittance_claim__any_of=keys(reversed_in(remittance)), state=MatchState.POSTED
    )
    waiting = (
        ClaimMatch.objects.filter(
            claim__in=reversals.values("claim"), state=MatchState.HELD, reason_code=Hold.ALREADY_ANSWERED
        )
        .exclude(remittance=remittance)
        .order_by()
        .values_list("remittance", flat=True)
        .distinct()
    )
    for other in Remittance.objects.filter(pk__in=list(waiting), state__in=_CAN_POST):
        match_again(remittance=other, by=by, now=now)
