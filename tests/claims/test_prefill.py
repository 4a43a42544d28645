"""The grid follows the answers; what a person touched stays, and the difference is offered."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from claims.enums import Source, Stage, WaitingOn
from claims.models import Claim, PriorAdjustment
from claims.selectors.differences import differences
from claims.services.adjudication import record_adjudication, reverse_adjudication
from claims.services.completion import complete_by_hand
from claims.services.prefill import restore
from claims.services.secondary import ensure_secondary
from tests.factories.claims import (
    NOW,
    answered,
    cas,
    clp,
    corrected_primary,
    filed,
    primary_claim,
    svc,
    worked_primary,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def primary(practice) -> Claim:
    return primary_claim()


@pytest.fixture
def secondary(primary) -> Claim:
    """Made by hand: its grid is empty."""
    complete_by_hand(claim_id=primary.pk, by=None, now=NOW)
    return ensure_secondary(claim_id=primary.pk, now=NOW).next_claim


def strips(claim: Claim) -> dict[int | None, tuple[Decimal | None, list[str]]]:
    """By line number (None: claim level): what was paid, and the adjustments."""
    prior = claim.prior_payers.get()
    level = [f"{row.group_code}-{row.reason_code} {row.amount}" for row in prior.adjustments.filter(line=None)]
    found: dict[int | None, tuple[Decimal | None, list[str]]] = {None: (prior.paid, level)}
    for line in prior.lines.all():
        rows = [f"{row.group_code}-{row.reason_code} {row.amount}" for row in line.adjustments.all()]
        found[line.claim_line.ordinal] = (line.paid, rows)
    return found


WORKED = {
    None: (Decimal(229), []),
    1: (Decimal(104), ["CO-45 70.00", "PR-1 50.00", "PR-2 26.00"]),
    2: (Decimal(125), ["CO-45 50.00", "PR-3 25.00"]),
}


def test_a_matched_era_fills_the_empty_grid_and_says_that_it_is_not_posted(primary, secondary):
    record_adjudication(claim=primary, facts=worked_primary(primary), by=None, now=NOW)

    secondary.refresh_from_db()
    assert strips(secondary) == WORKED
    assert (secondary.waiting_on, secondary.version) == (WaitingOn.NOTHING, 2)
    assert secondary.file_by == date(2026, 12, 1)
    assert secondary.prior_payers.get().source_label == "ERA EFT0012345, not posted yet"


def test_posting_takes_the_mark_away(primary, secondary):
    answered(primary)

    assert strips(secondary) == WORKED
    assert set(PriorAdjustment.objects.values_list("source_label", flat=True)) == {"ERA EFT0012345"}


def test_figures_stay_at_their_level_negative_and_zero_ones_too(primary, secondary):
    one, two = primary.lines.order_by("ordinal")
    facts = clp(
        primary,
        "440",
        svc(one, "260", cas("OA-94", "-10"), cas("CO-45", "0")),
        svc(two, "200"),
        adjustments=(cas("PR-1", "20", "2"),),
        moa=("", "", "MA18"),
    )

    answered(primary, facts)

    assert strips(secondary) == {
        None: (Decimal(440), ["PR-1 20.00"]),
        1: (Decimal(260), ["OA-94 -10.00", "CO-45 0.00"]),
        2: (Decimal(200), []),
    }
    prior = secondary.prior_payers.get()
    assert (prior.moa, prior.adjustments.get(line=None).quantity) == (["", "", "MA18"], Decimal(2))


def test_an_eob_without_lines_has_one_strip(primary, secondary):
    answered(primary, clp(primary, "400", adjustments=(cas("PR-1", "50"),)))

    prior = secondary.prior_payers.get()
    assert (prior.claim_level_only, prior.paid) == (True, Decimal(400))
    assert strips(secondary) == {None: (Decimal(400), ["PR-1 50.00"])}


def test_several_services_of_one_line_are_summed(primary, secondary):
    """Unbundled: two SVC under one 6R (X12 RFI 498)."""
    one, two = primary.lines.order_by("ordinal")
    half = svc(one, "60", cas("CO-45", "65"), charge=Decimal(125), procedure="90785")
    rest = svc(one, "44", cas("PR-1", "81"), charge=Decimal(125))

    answered(primary, clp(primary, "304", half, rest, svc(two, "200")))

    assert strips(secondary)[1] == (Decimal(104), ["CO-45 65.00", "PR-1 81.00"])


def test_a_denied_line_is_told_in_the_units_that_were_billed(primary, secondary):
    one, two = primary.lines.order_by("ordinal")
    answered(primary, clp(primary, "250", svc(one, "250"), svc(two, "0", cas("PR-204", "200"), units=Decimal(0))))

    assert [line.units for line in secondary.prior_payers.get().lines.order_by("pk")] == [1, 1]


def test_what_a_person_touched_stays_and_is_offered_the_difference(primary, secondary, biller):
    answered(primary, replace(worked_primary(primary), source=Source.TYPED, source_label="typed"))
    row = PriorAdjustment.objects.get(line__claim_line__ordinal=2, group_code="PR")
    row.amount, row.amount_was, row.touched_by, row.touched_at = Decimal(20), row.amount, biller, NOW
    row.save()

    answered(primary, worked_primary(primary))

    assert strips(secondary)[2] == (Decimal(125), ["CO-45 50.00", "PR-3 20.00"])
    assert strips(secondary)[1] == WORKED[1]
    assert [(one.line, one.figure, one.on_claim, one.in_answer) for one in differences(secondary)] == [
        (2, "PR-3", "20.00", "25.00")
    ]


def test_restore_puts_the_answers_values_back(primary, secondary, biller):
    answered(primary)
    PriorAdjustment.objects.update(amount=Decimal(1), touched_by=biller, touched_at=NOW)
    secondary.prior_payers.update(paid=Decimal(2), touched_by=biller, touched_at=NOW)

    restore(claim_id=secondary.pk, by=biller, now=NOW)

    assert strips(secondary) == WORKED
    assert differences(secondary) == []
    assert secondary.events.filter(kind="restored").exists()


def test_the_same_answer_again_changes_no_row(primary, secondary):
    answered(primary)
    before = list(PriorAdjustment.objects.order_by("pk").values_list("pk", flat=True))

    restore(claim_id=secondary.pk, by=None, now=NOW)

    assert list(PriorAdjustment.objects.order_by("pk").values_list("pk", flat=True)) == before


def test_a_filed_claim_is_flagged_never_changed(primary, secondary):
    adjudication = answered(primary)
    filed(secondary)
    Claim.objects.filter(pk=secondary.pk).update(stage=Stage.COMPLETED, status="by_hand", completed_at=NOW)

    reverse_adjudication(adjudication=adjudication, by=None, now=NOW, why="Reversed.")
    answered(primary, corrected_primary(primary))

    secondary.refresh_from_db()
    assert strips(secondary) == WORKED
    assert secondary.prior_changed_at == NOW
    assert {(one.line, one.figure, one.in_answer) for one in differences(secondary)} == {
        (None, "paid", "214.00"),
        (None, "adjudicated on", "2026-10-30"),
        (2, "paid", "110.00"),
        (2, "PR-3", "40.00"),
    }


def test_the_flag_goes_when_the_figures_agree_again(primary, secondary):
    first = answered(primary)
    Claim.objects.filter(pk=secondary.pk).update(stage=Stage.COMPLETED, status="by_hand", completed_at=NOW)
    reverse_adjudication(adjudication=first, by=None, now=NOW, why="Reversed.")
    secondary.refresh_from_db()
    assert secondary.waiting_on == WaitingOn.REVIEW

    answered(primary)

    secondary.refresh_from_db()
    assert (secondary.prior_changed_at, secondary.waiting_on) == (None, WaitingOn.NOTHING)


def test_the_payment_date_is_kept_as_it_came(primary, secondary):
    answered(primary, worked_primary(primary, adjudicated_on=date(2026, 11, 24)))

    secondary.refresh_from_db()
    assert (secondary.waiting_on, secondary.waiting_until) == (WaitingOn.PAYMENT_DATE, date(2026, 11, 24))


def test_a_rejected_secondary_is_filled_like_one_that_was_not_sent(primary, secondary):
    first = answered(primary)
    Claim.objects.filter(pk=secondary.pk).update(status="rejected", result="rejected")

    reverse_adjudication(adjudication=first, by=None, now=NOW, why="Reversed.")
    secondary.refresh_from_db()
    assert secondary.waiting_on == WaitingOn.PRIMARY
    answered(primary, corrected_primary(primary))

    secondary.refresh_from_db()
    assert strips(secondary)[2] == (Decimal(110), ["CO-45 50.00", "PR-3 40.00"])
    assert (secondary.status, secondary.waiting_on) == ("rejected", WaitingOn.NOTHING)


def test_a_parked_secondary_is_filled_too_and_stays_parked(primary):
    answered(primary, worked_primary(primary, claim_status_code="19"))
    parked = ensure_secondary(claim_id=primary.pk, now=NOW).next_claim
    reverse_adjudication(adjudication=primary.adjudications.get(), by=None, now=NOW, why="Reversed.")
    answered(primary, corrected_primary(primary))

    parked.refresh_from_db()
    assert (parked.stage, parked.waiting_on) == (Stage.PROCESSING, WaitingOn.CROSSOVER)
    assert strips(parked)[2] == (Decimal(110), ["CO-45 50.00", "PR-3 40.00"])
