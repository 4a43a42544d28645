"""File Claim: once, whole, and never what may not leave."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.conf import settings

from claimcenter.practice import vault
from claimcenter.practice.models import PracticeSettings
from claims.enums import Stage, Status
from claims.models import Claim, PriorAdjustment, PriorLineAdjudication, PriorPayerAdjudication, Submission
from claims.services.automation import auto_file_claim, auto_file_claims
from claims.services.combine import combine_claims
from claims.services.completion import complete_by_hand
from claims.services.corrections import CannotCorrect, correct_claim, void_claim
from claims.services.filing import AlreadyFiled, KeyUsedElsewhere, NotFileable, file_claim
from claims.services.grid import (
    AdjustmentInput,
    ChangedMeanwhile,
    GridClosed,
    GridInput,
    LineInput,
    NotInThisClaim,
    PriorPayerInput,
    save_grid,
)
from claims.services.secondary import ensure_secondary
from claims.services.sending import send_outstanding
from tests.factories.claims import NOW, family, primary_claim, sessions
from tests.factories.practice import PracticeSettingsFactory

pytestmark = pytest.mark.django_db

D = Decimal


@pytest.fixture(autouse=True)
def introduced(practice, tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "CLAIMCENTER_OUTGOING", tmp_path)
    return PracticeSettingsFactory(practice=practice)


@pytest.fixture
def pending(biller) -> Claim:
    """One pending primary claim with a secondary plan behind it."""
    people = family()
    sessions(people.client)
    claims = Claim.objects.filter(client=people.client, live=True)
    return combine_claims(claim_ids=[claim.pk for claim in claims], by=biller, now=NOW)


@pytest.fixture
def secondary(biller) -> Claim:
    """Pending, waiting on adjustments: its primary was completed by hand."""
    primary = primary_claim()
    complete_by_hand(claim_id=primary.pk, by=biller, now=NOW)
    ensure_secondary(claim_id=primary.pk, now=NOW)
    return Claim.objects.get(previous_claim=primary, live=True)


def typed(claim: Claim, *, paid: tuple[str, str] = ("104", "125"), on: date = date(2026, 10, 2)) -> GridInput:
    """The worked example's answer as somebody types it."""
    first, second = claim.lines.order_by("ordinal")
    rows = (
        [
            AdjustmentInput("CO", "45", D("70")),
            AdjustmentInput("PR", "1", D("50")),
            AdjustmentInput("PR", "2", D("26")),
        ],
        [AdjustmentInput("CO", "45", D("50")), AdjustmentInput("PR", "3", D("25"))],
    )
    lines = [
        LineInput(claim_line_id=line.pk, paid=D(amount), adjustments=adjustments)
        for line, amount, adjustments in zip((first, second), paid, rows, strict=True)
    ]
    prior = PriorPayerAdjudication.objects.get(claim=claim)
    total = sum((D(amount) for amount in paid), D(0))
    return GridInput(payers=(PriorPayerInput(prior.prior_claim_id, total, on, lines=lines),))


def codes(refused: pytest.ExceptionInfo[NotFileable]) -> set[str]:
    return {finding.code for finding in refused.value.findings}


def test_a_filed_claim_has_its_bytes_its_state_and_its_history(pending, biller) -> None:
    submission = file_claim(claim_id=pending.pk, by=biller, now=NOW)
    pending.refresh_from_db()
    assert (pending.stage, pending.status) == (Stage.PROCESSING, Status.QUEUED)
    text = vault.read_all(submission.file).decode()
    assert text.startswith("ISA*")
    assert submission.patient_control_number in text
    assert pending.events.filter(kind="filed", by=biller).count() == 1


def test_the_file_leaves_after_the_commit_and_once(
    pending, biller, tmp_path, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        submission = file_claim(claim_id=pending.pk, by=biller, now=NOW)
    [sent] = list(tmp_path.rglob("*.x12"))
    assert sent.read_bytes() == vault.read_all(submission.file)
    assert send_outstanding(now=NOW) == 0
    pending.refresh_from_db()
    assert pending.status == Status.SUBMITTED


def test_the_sweep_sends_what_a_crash_left_behind(pending, biller, tmp_path) -> None:
    file_claim(claim_id=pending.pk, by=biller, now=NOW)
    assert list(tmp_path.rglob("*.x12")) == []
    assert send_outstanding(now=NOW) == 1
    assert len(list(tmp_path.rglob("*.x12"))) == 1


def test_a_folder_that_cannot_be_written_leaves_the_file_queued(pending, biller, tmp_path, monkeypatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    monkeypatch.setattr(settings, "CLAIMCENTER_OUTGOING", blocked)
    file_claim(claim_id=pending.pk, by=biller, now=NOW)
    assert send_outstanding(now=NOW) == 0
    assert Submission.objects.get().sent_at is None


def test_the_same_key_gives_the_same_submission(pending, biller) -> None:
    first = file_claim(claim_id=pending.pk, by=biller, now=NOW, idempotency_key="k")
    assert file_claim(claim_id=pending.pk, by=biller, now=NOW, idempotency_key="k") == first
    assert Submission.objects.count() == 1


def test_a_key_of_another_claim_is_refused(pending, biller) -> None:
    file_claim(claim_id=pending.pk, by=biller, now=NOW, idempotency_key="k")
    other = Claim.objects.exclude(pk=pending.pk).filter(live=True).first() or primary_claim()
    with pytest.raises(KeyUsedElsewhere):
        file_claim(claim_id=other.pk, by=biller, now=NOW, idempotency_key="k")


def test_a_claim_that_is_out_is_not_filed_again(pending, biller) -> None:
    file_claim(claim_id=pending.pk, by=biller, now=NOW)
    with pytest.raises(AlreadyFiled):
        file_claim(claim_id=pending.pk, by=biller, now=NOW)
    assert Submission.objects.count() == 1


def test_a_practice_that_never_introduced_itself_cannot_file(pending, biller, introduced) -> None:
    PracticeSettings.objects.update(submitter_id="")
    with pytest.raises(NotFileable) as refused:
        file_claim(claim_id=pending.pk, by=biller, now=NOW)
    assert "edi_settings_missing" in codes(refused)


def test_without_figures_a_secondary_stays(secondary, biller) -> None:
    with pytest.raises(NotFileable):
        file_claim(claim_id=secondary.pk, by=biller, now=NOW, override_reason="it is late")
    secondary.refresh_from_db()
    assert (secondary.stage, Submission.objects.filter(claim=secondary).count()) == (Stage.PENDING, 0)


def test_five_dollars_missing_cannot_be_waived(secondary, biller) -> None:
    save_grid(claim_id=secondary.pk, grid=typed(secondary, paid=("104", "120")), by=biller, now=NOW)
    secondary.refresh_from_db()
    assert secondary.waiting_on == "balance"
    with pytest.raises(NotFileable):
        file_claim(claim_id=secondary.pk, by=biller, now=NOW, override_reason="please")


def test_a_payment_date_ahead_cannot_be_waived(secondary, biller) -> None:
    save_grid(claim_id=secondary.pk, grid=typed(secondary, on=date(2026, 11, 25)), by=biller, now=NOW)
    secondary.refresh_from_db()
    assert (secondary.waiting_on, secondary.waiting_until) == ("payment_date", date(2026, 11, 25))
    with pytest.raises(NotFileable):
        file_claim(claim_id=secondary.pk, by=biller, now=NOW, override_reason="please")


def test_typed_figures_are_posted_to_the_payer_they_speak_of(secondary, biller) -> None:
    save_grid(claim_id=secondary.pk, grid=typed(secondary), by=biller, now=NOW)
    file_claim(claim_id=secondary.pk, by=biller, now=NOW)
    primary = Claim.objects.get(pk=secondary.previous_claim_id)
    [answer] = primary.adjudications.all()
    assert (answer.source, answer.state, answer.paid) == ("typed", "posted", D("229.00"))
    assert (primary.paid, primary.status) == (D("229.00"), Status.POSTED)


def test_saving_the_same_grid_again_touches_nothing(secondary, biller) -> None:
    save_grid(claim_id=secondary.pk, grid=typed(secondary), by=biller, now=NOW)
    before = list(PriorAdjustment.objects.order_by("pk").values())
    save_grid(claim_id=secondary.pk, grid=typed(secondary), by=biller, now=datetime(2026, 11, 21, tzinfo=UTC))
    assert list(PriorAdjustment.objects.order_by("pk").values()) == before


def test_an_overridden_figure_remembers_what_it_was(secondary, biller) -> None:
    save_grid(claim_id=secondary.pk, grid=typed(secondary), by=biller, now=NOW)
    grid = typed(secondary)
    payer = grid.payers[0]
    changed = LineInput(
        payer.lines[1].claim_line_id,
        D("120"),
        [AdjustmentInput("CO", "45", D("55")), AdjustmentInput("PR", "3", D("25"))],
    )
    again = PriorPayerInput(payer.prior_claim_id, D("224"), payer.adjudicated_on, lines=[payer.lines[0], changed])
    save_grid(claim_id=secondary.pk, grid=GridInput((again,)), by=biller, now=NOW)
    row = PriorAdjustment.objects.get(line__claim_line=changed.claim_line_id, reason_code="45")
    assert (row.amount, row.amount_was, row.touched_by) == (D("55"), D("50"), biller)


def test_a_row_that_somebody_took_away_is_not_filled_in_again(secondary, biller) -> None:
    save_grid(claim_id=secondary.pk, grid=typed(secondary), by=biller, now=NOW)
    PriorLineAdjudication.objects.update(touched_by=None, touched_at=None)
    payer = typed(secondary).payers[0]
    shorter = LineInput(payer.lines[0].claim_line_id, D("104"), payer.lines[0].adjustments[:2])
    again = PriorPayerInput(payer.prior_claim_id, payer.paid, payer.adjudicated_on, lines=[shorter, payer.lines[1]])
    save_grid(claim_id=secondary.pk, grid=GridInput((again,)), by=biller, now=NOW)
    line = PriorLineAdjudication.objects.get(claim_line=shorter.claim_line_id)
    assert (line.adjustments.count(), line.touched_by) == (2, biller)


def test_a_second_biller_is_told_who_saved_first(secondary, biller, administrator) -> None:
    opened_at = Claim.objects.get(pk=secondary.pk).version
    save_grid(claim_id=secondary.pk, grid=typed(secondary), by=administrator, now=NOW, version=opened_at)
    with pytest.raises(ChangedMeanwhile):
        save_grid(claim_id=secondary.pk, grid=typed(secondary), by=biller, now=NOW, version=opened_at)


def test_the_grid_of_a_filed_claim_is_closed(secondary, biller) -> None:
    save_grid(claim_id=secondary.pk, grid=typed(secondary), by=biller, now=NOW)
    file_claim(claim_id=secondary.pk, by=biller, now=NOW)
    with pytest.raises(GridClosed):
        save_grid(claim_id=secondary.pk, grid=typed(secondary), by=biller, now=NOW)


def test_a_line_of_another_claim_is_refused(secondary, biller) -> None:
    prior = PriorPayerAdjudication.objects.get(claim=secondary)
    strange = PriorPayerInput(prior.prior_claim_id, D(1), date(2026, 10, 2), lines=[LineInput(10**9, D(1))])
    with pytest.raises(NotInThisClaim):
        save_grid(claim_id=secondary.pk, grid=GridInput((strange,)), by=biller, now=NOW)


def test_a_claim_that_never_left_is_void_at_once_and_frees_its_sessions(pending, biller) -> None:
    void_claim(claim_id=pending.pk, by=biller, now=NOW, reason="entered twice")
    pending.refresh_from_db()
    assert (pending.stage, pending.live, Submission.objects.count()) == (Stage.VOID, False, 0)
    assert not pending.lines.filter(live=True).exists()


def test_voiding_asks_why(pending, biller) -> None:
    with pytest.raises(CannotCorrect) as refused:
        void_claim(claim_id=pending.pk, by=biller, now=NOW, reason=" ")
    assert refused.value.code == "reason_missing"


def test_a_payer_without_a_claim_number_has_nothing_to_replace(pending, biller) -> None:
    file_claim(claim_id=pending.pk, by=biller, now=NOW)
    with pytest.raises(CannotCorrect) as refused:
        correct_claim(claim_id=pending.pk, by=biller, now=NOW)
    assert refused.value.code == "no_payer_claim_number"


def test_a_correction_is_the_whole_claim_again_under_the_payers_number(pending, biller) -> None:
    first = file_claim(claim_id=pending.pk, by=biller, now=NOW)
    Claim.objects.filter(pk=pending.pk).update(payer_claim_control_number="ACM1")
    second = correct_claim(claim_id=pending.pk, by=biller, now=NOW)
    text = vault.read_all(second.file).decode()
    assert "REF*F8*ACM1~" in text
    assert ":B:7*" in text
    assert second.patient_control_number == f"{first.patient_control_number}2"


def test_medicare_takes_no_replacement(biller) -> None:
    claim = primary_claim(family(with_secondary=False, filing_indicator="MB"))
    Submission.objects.create(**_submission(claim))
    with pytest.raises(CannotCorrect) as refused:
        correct_claim(claim_id=claim.pk, by=biller, now=NOW)
    assert refused.value.code == "medicare_takes_no_replacement"


def test_auto_file_needs_the_switch(pending, introduced) -> None:
    assert auto_file_claims(now=NOW) == 0
    PracticeSettings.objects.update(auto_file_claims=True)
    assert auto_file_claims(now=NOW) == 1
    pending.refresh_from_db()
    assert pending.stage == Stage.PROCESSING


def test_what_auto_file_may_not_file_waits_until_somebody_changes_it(secondary, introduced) -> None:
    PracticeSettings.objects.update(auto_file_claims=True, submitter_id="")
    assert auto_file_claim(claim_id=secondary.pk, now=NOW) is False
    secondary.refresh_from_db()
    assert (secondary.stage, secondary.auto_checked_version) == (Stage.PENDING, secondary.version)


def _submission(claim: Claim) -> dict:
    stored = vault.store(kind="837", name="x", content_type="text/plain", chunks=[b"x"], by=None)
    return {
        "claim": claim,
        "ordinal": 1,
        "patient_control_number": "CC26A0009999P",
        "frequency_code": "1",
        "interchange_control_number": "000000001",
        "group_control_number": "1",
        "file": stored,
        "transport": "folder",
        "transport_reference": "x",
        "filed_at": NOW,
    }
