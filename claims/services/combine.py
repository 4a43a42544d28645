"""Several pending claims of one client become one: at most 50 lines and 12 diagnoses, any number of dates."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction

from claimcenter.practice.models import User
from claimcenter.practice.problems import Refusal
from claims.enums import Stage, Status, WaitingOn
from claims.facts import ZERO
from claims.locks import lock_claims
from claims.models import Claim, ClaimDiagnosis, ClaimLine
from claims.selectors.coverage import coverage_of
from claims.services.money import refresh_money
from claims.services.session_lines import merge_diagnoses
from claims.services.transitions import move_claim, write_event
from insurance.enums import Position

MOST_LINES = 50
MOST_DIAGNOSES = 12
_SHARED = {
    "client_id": "client",
    "plan_id": "plan",
    "provider_id": "provider",
    "supervising_provider_id": "supervising provider",
    "organization_id": "organization",
    "facility_id": "facility",
    "authorization_number": "authorization",
}


class CannotCombine(Refusal):
    """The claims stay apart; the sentence says what they do not agree on."""

    code = "cannot_combine"


@transaction.atomic
def combine_claims(*, claim_ids: Iterable[int], by: User | None, now: datetime) -> Claim:
    """Puts the lines of pending primary claims onto the oldest of them; the others are void and keep their lines.

    They must agree on client, primary plan, rendering and supervising provider, organization, facility and
    authorization, and no two of their dates may have different secondary or tertiary plans. Raises CannotCombine.
    """
    wanted = sorted(set(claim_ids))
    locked = lock_claims(wanted)
    if len(wanted) < 2 or len(locked) < len(wanted):
        raise CannotCombine("Choose at least two claims of this practice.", code="too_few")
    claims = list(locked.values())
    lines = _lines(claims)
    _check(claims, lines)
    target, others = claims[0], claims[1:]
    for claim in others:
        text = f"Combined into claim {target.display_number}."
        move_claim(claim=claim, status=Status.VOIDED, by=by, now=now, kind="combined", text=text)
    for claim in others:
        _take_over(target, claim, [line for line in lines if line.claim_id == claim.pk])
    _refresh(target, lines)
    numbers = ", ".join(claim.display_number for claim in others)
    write_event(claim=target, by=by, now=now, kind="combined", text=f"Combined with {numbers}.")
    return target


def _lines(claims: Sequence[Claim]) -> list[ClaimLine]:
    rows = ClaimLine.objects.filter(claim__in=[claim.pk for claim in claims]).select_related("charge_line")
    return list(rows.order_by("charge_line__date_of_service", "claim", "ordinal"))


def _check(claims: Sequence[Claim], lines: Sequence[ClaimLine]) -> None:
    if any(claim.stage != Stage.PENDING or claim.position != Position.PRIMARY for claim in claims):
        raise CannotCombine("Only pending primary claims can be combined.", code="not_pending")
    if any(claim.submissions.exists() or claim.adjudications.exists() for claim in claims):
        raise CannotCombine("A claim that was filed or answered before cannot be combined.", code="was_filed")
    if any(claim.waiting_on != WaitingOn.NOTHING for claim in claims):
        raise CannotCombine("A claim that still waits for something cannot be combined.", code="waiting")
    for name, word in _SHARED.items():
        if len({getattr(claim, name) for claim in claims}) > 1:
            raise CannotCombine(f"These claims do not have the same {word}.", code="differ")
    if len(lines) > MOST_LINES:
        message = f"Together they have {len(lines)} lines; a claim takes {MOST_LINES}."
        raise CannotCombine(message, code="too_many_lines")
    codes = set(ClaimDiagnosis.objects.filter(claim__in=claims).values_list("code", flat=True))
    if len(codes) > MOST_DIAGNOSES:
        message = f"Together they have {len(codes)} diagnoses; a claim takes {MOST_DIAGNOSES}."
        raise CannotCombine(message, code="too_many_diagnoses")
    _check_plans(claims[0].client_id, {line.charge_line.date_of_service for line in lines})


def _check_plans(client_id: int, days: set[date]) -> None:
    coverage = coverage_of([client_id])
    for position in (Position.SECONDARY, Position.TERTIARY):
        plans = {coverage.plan_on(client_id, position, day) for day in days} - {None}
        if len(plans) > 1:
            message = f"Their dates have different {position.label.lower()} plans, which need claims of their own."
            raise CannotCombine(message, code="differ")


def _take_over(target: Claim, claim: Claim, lines: Sequence[ClaimLine]) -> None:
    own = dict(claim.diagnoses.values_list("ordinal", "code"))
    merge_diagnoses(target, [own[ordinal] for ordinal in sorted(own)])
    places = {code: ordinal for ordinal, code in target.diagnoses.values_list("ordinal", "code")}
    start = target.lines.count() + 1
    ClaimLine.objects.bulk_create(
        ClaimLine(
            claim=target,
            charge_line=line.charge_line,
            ordinal=ordinal,
            position=target.position,
            modifiers=line.modifiers,
            place_of_service=line.place_of_service,
            diagnosis_pointers=[places[own[pointer]] for pointer in line.diagnosis_pointers if pointer in own],
            rendering_provider_id=line.rendering_provider_id,
        )
        for ordinal, line in enumerate(lines, start=start)
    )


def _refresh(target: Claim, lines: Sequence[ClaimLine]) -> None:
    days = [line.charge_line.date_of_service for line in lines]
    target.charge = sum((line.charge_line.charge for line in lines), ZERO)
    target.first_service_date, target.last_service_date = min(days), max(days)
    target.version += 1
    target.save(update_fields=["charge", "first_service_date", "last_service_date", "version"])
    refresh_money([target.pk])
    target.refresh_from_db(fields=["paid", "balance"])
