"""CLP02 22: which earlier answer a reversal takes back, wherever that stands and in whatever order the files came.

Found by claim, negated charge and payment, and the payer's claim number where several fit (X12 RFI 791: neither the
order of reversal and correction nor one file for both is guaranteed).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from claimcenter.practice.models import User
from claims.bulk import update_rows
from claims.enums import AdjudicationState, Source
from claims.lookups import keys
from claims.models import Adjudication
from era.enums import Hold, MatchState, RemittanceState
from era.matching import REVERSAL
from era.models import ClaimMatch, Remittance, RemittanceClaim
from era.services.recording import withdraw

_WAITS_FOR_REVERSAL = Q(state=MatchState.MATCHED) | Q(state=MatchState.HELD, reason_code=Hold.ALREADY_ANSWERED)
_WAITS_FOR_ORIGINAL = Q(state=MatchState.MATCHED) | Q(state=MatchState.HELD, reason_code=Hold.NOTHING_TO_REVERSE)
_LIVE_REMITTANCES = (RemittanceState.OPEN, RemittanceState.POSTED)


@dataclass(frozen=True)
class TakeBack:
    """A reversal with the posted answer it takes back."""

    match: ClaimMatch
    adjudication: Adjudication


def reversed_in(remittance: Remittance) -> list[int]:
    """The CLPs of a remittance that are reversals, mostly none.

    Asked for by themselves: a planner without figures of a large file just stored joins them with the matches row by
    row.
    """
    return list(
        RemittanceClaim.objects.filter(remittance=remittance, status_code=REVERSAL).values_list("pk", flat=True)
    )


def reversals_of(remittance: Remittance) -> list[ClaimMatch]:
    """The reversals of a remittance that wait to be posted, in the order of their claims."""
    reversed_ids = reversed_in(remittance)
    waiting = ClaimMatch.objects.filter(
        _WAITS_FOR_ORIGINAL, remittance_claim__any_of=keys(reversed_ids), claim__isnull=False
    )
    return list(waiting.select_related("remittance_claim", "claim").order_by("claim", "pk"))


def find_posted(reversals: Sequence[ClaimMatch]) -> tuple[list[TakeBack], list[ClaimMatch]]:
    """Pairs each reversal with a posted answer; the second list is of those that found none. One query."""
    posted: dict[int, list[Adjudication]] = defaultdict(list)
    for adjudication in Adjudication.objects.filter(
        claim__in=[match.claim_id for match in reversals], state=AdjudicationState.POSTED, source=Source.ERA
    ).order_by("-pk"):
        posted[adjudication.claim_id].append(adjudication)
    pairs, rest = [], []
    for match in reversals:
        original = _original(match, posted[match.claim_id or 0])
        if original is None:
            rest.append(match)
        else:
            posted[original.claim_id].remove(original)
            pairs.append(TakeBack(match, original))
    return pairs, rest


def settle_unposted(*, reversals: Sequence[ClaimMatch], by: User | None, now: datetime) -> list[ClaimMatch]:
    """Sets reversals off against answers that were never posted: together they move nothing. Returns the rest."""
    partners = _partners(_WAITS_FOR_REVERSAL, reversals, reversal=False)
    return _settle(reversals, partners, by=by, now=now)


def settle_with_waiting_reversals(*, remittance: Remittance, by: User | None, now: datetime) -> None:
    """The other way round: answers of this remittance whose reversal came first and is held for want of them."""
    waiting_reversals = ClaimMatch.objects.filter(
        state=MatchState.HELD,
        reason_code=Hold.NOTHING_TO_REVERSE,
        claim__isnull=False,
        remittance__state__in=_LIVE_REMITTANCES,
    )
    claims_waiting = set(waiting_reversals.values_list("claim_id", flat=True))
    answers = ClaimMatch.objects.filter(_WAITS_FOR_REVERSAL, remittance=remittance, claim__any_of=keys(claims_waiting))
    mine = list(
        answers.exclude(remittance_claim__status_code=REVERSAL).select_related("remittance_claim").order_by("pk")
    )
    if mine:
        waiting = Q(state=MatchState.HELD, reason_code=Hold.NOTHING_TO_REVERSE)
        _settle(mine, _partners(waiting, mine, reversal=True), by=by, now=now)


def _partners(condition: Q, matches: Sequence[ClaimMatch], *, reversal: bool) -> dict[int, list[ClaimMatch]]:
    found = ClaimMatch.objects.filter(
        condition, claim__in=[match.claim_id for match in matches], remittance__state__in=_LIVE_REMITTANCES
    ).select_related("remittance_claim")
    by_claim: dict[int, list[ClaimMatch]] = defaultdict(list)
    for match in found.order_by("pk"):
        if (match.remittance_claim.status_code == REVERSAL) == reversal and match.claim_id is not None:
            by_claim[match.claim_id].append(match)
    return by_claim


def _settle(
    matches: Sequence[ClaimMatch], partners: dict[int, list[ClaimMatch]], *, by: User | None, now: datetime
) -> list[ClaimMatch]:
    settled: list[ClaimMatch] = []
    rest = []
    for match in matches:
        partner = _opposite(match, partners[match.claim_id or 0])
        if partner is None:
            rest.append(match)
            continue
        partners[match.claim_id or 0].remove(partner)
        match.settled_with, partner.settled_with = partner, match
        settled += [match, partner]
    _write_settled(settled, by=by, now=now)
    return rest


def _write_settled(settled: Sequence[ClaimMatch], *, by: User | None, now: datetime) -> None:
    if not settled:
        return
    provisional = [match.adjudication_id for match in settled if match.adjudication_id is not None]
    withdraw(provisional, by=by, now=now)
    for match in settled:
        match.state, match.reason_code = MatchState.POSTED, ""
        match.reason = "Paid and taken back before either was posted: nothing moves."
    update_rows(settled, ["state", "reason_code", "reason", "settled_with"])


def _original(match: ClaimMatch, posted: Iterable[Adjudication]) -> Adjudication | None:
    """The newest posted answer of exactly the negated figures; among several the one with the same claim number."""
    claim = match.remittance_claim
    alike = [one for one in posted if (one.charge, one.paid) == (-claim.charge, -claim.paid)]
    number = claim.payer_claim_control_number[:50]
    same = [one for one in alike if one.payer_claim_control_number == number]
    return next(iter(same or alike), None)


def _opposite(match: ClaimMatch, others: Iterable[ClaimMatch]) -> ClaimMatch | None:
    claim = match.remittance_claim
    wanted = (-claim.charge, -claim.paid, claim.payer_claim_control_number)
    for other in others:
        their = other.remittance_claim
        if (their.charge, their.paid, their.payer_claim_control_number) == wanted:
            return other
    return None
