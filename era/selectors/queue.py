"""The unmatched queue: claims of remittances that wait for a person, with what they might be."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from claims.models import Adjudication, Claim, Submission
from era.enums import MatchState, RemittanceState
from era.lines import normal
from era.models import ClaimMatch, Remittance, RemittanceClaim

WAITING = (MatchState.UNMATCHED, MatchState.SUGGESTED, MatchState.HELD)
SHORTEST_PREFIX = 8
"""A truncated control number of fewer characters says too little."""


@dataclass(frozen=True)
class Suggestion:
    """A claim that a CLP might answer, and why that is thought."""

    claim: Claim
    why: str


@dataclass
class QueueRow:
    """A waiting CLP with its suggestions, the surest first."""

    match: ClaimMatch
    suggestions: list[Suggestion] = field(default_factory=list)


def waiting_matches() -> QuerySet[ClaimMatch]:
    """Everything a person has to look at."""
    return ClaimMatch.objects.filter(state__in=WAITING).select_related(
        "remittance__era_file", "remittance_claim", "claim__client", "claim__payer"
    )


def held_payments() -> QuerySet[Remittance]:
    """Payments that a person releases with a reason, or asks for again."""
    return Remittance.objects.filter(state=RemittanceState.HELD)


def navigation_count(_request: HttpRequest) -> tuple[int, bool]:
    """How many answers wait, and that they need somebody. One query."""
    count = ClaimMatch.objects.filter(state__in=WAITING).count()
    return count, count > 0


def with_suggestions(matches: Sequence[ClaimMatch]) -> list[QueueRow]:
    """A page of the queue. Suggestions never match by themselves: a person confirms. A constant number of queries."""
    rows = [QueueRow(match) for match in matches]
    orphans = {row.match.pk: row for row in rows if row.match.claim_id is None}
    received = {key: row.match.remittance_claim for key, row in orphans.items()}
    for find in (_by_payer_number, _by_prefix, _by_member):
        for key, claim_id, why in find(received):
            _suggest(orphans[key], claim_id, why)
    _load_claims(list(orphans.values()))
    return rows


Received = dict[int, RemittanceClaim]
Found = list[tuple[int, int, str]]


def _by_payer_number(received: Received) -> Found:
    """REF*F8 or CLP07 is a payer claim number that we have from an earlier answer."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for key, claim in received.items():
        for number in (claim.details.get("references", {}).get("F8", ""), claim.payer_claim_control_number):
            if number.strip():
                numbers[number[:50]].append(key)
    rows = Adjudication.objects.filter(payer_claim_control_number__in=list(numbers)).values_list(
        "payer_claim_control_number", "claim_id"
    )
    why = "the payer's claim number is known from an earlier answer"
    return [(key, claim_id, why) for number, claim_id in rows for key in numbers[number]]


def _by_prefix(received: Received) -> Found:
    """The payer cut our control number short: one submission alone begins with what is left of it."""
    prefixes = {key: normal(claim.patient_control_number) for key, claim in received.items()}
    long_enough = {key: text for key, text in prefixes.items() if len(text) >= SHORTEST_PREFIX}
    if not long_enough:
        return []
    condition = Q()
    for text in set(long_enough.values()):
        condition |= Q(patient_control_number__startswith=text)
    rows = list(Submission.objects.filter(condition).values_list("patient_control_number", "claim_id")[:500])
    found = []
    for key, text in long_enough.items():
        claims = {claim_id for number, claim_id in rows if number.startswith(text)}
        if len(claims) == 1:
            found.append((key, claims.pop(), "the control number begins like ours"))
    return found


def _by_member(received: Received) -> Found:
    """One claim alone of this member, these dates and this charge."""
    wanted = {
        key: claim for key, claim in received.items() if claim.member_index and claim.service_from and claim.charge
    }
    if not wanted:
        return []
    rows = list(
        Claim.objects.filter(
            live=True,
            plan__member_id_index__in=[bytes(claim.member_index) for claim in wanted.values() if claim.member_index],
            charge__in=[abs(claim.charge) for claim in wanted.values()],
        ).values_list("pk", "plan__member_id_index", "charge", "first_service_date", "last_service_date")[:500]
    )
    found = []
    for key, claim in wanted.items():
        facts = (bytes(claim.member_index or b""), abs(claim.charge), claim.service_from, claim.service_to)
        alike = [pk for pk, member, *rest in rows if (bytes(member), *rest) == facts]
        if len(alike) == 1:
            found.append((key, alike[0], "same member, dates and charge"))
    return found


def _suggest(row: QueueRow, claim_id: int, why: str) -> None:
    if all(suggestion.claim.pk != claim_id for suggestion in row.suggestions):
        row.suggestions.append(Suggestion(Claim(pk=claim_id), why))


def _load_claims(rows: Sequence[QueueRow]) -> None:
    ids = {suggestion.claim.pk for row in rows for suggestion in row.suggestions}
    claims = Claim.objects.filter(pk__in=ids).select_related("client", "payer").in_bulk() if ids else {}
    for row in rows:
        row.suggestions = [
            Suggestion(claims[one.claim.pk], one.why) for one in row.suggestions if one.claim.pk in claims
        ]
