"""What PostgreSQL refuses, whoever asks: one test a rule."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from claims.enums import Bucket, EntryKind, Outcome, Stage, Status
from claims.models import (
    Adjudication,
    AdjudicationLine,
    Adjustment,
    ChargeLineBalance,
    Claim,
    ClaimEvent,
    ClaimLine,
    LedgerEntry,
    PriorAdjustment,
    PriorLineAdjudication,
    PriorPayerAdjudication,
    SecondaryDecision,
    Submission,
)
from claims.services.secondary import ensure_secondary
from claims.services.transitions import move_claim
from clients.models import ChargeLine
from tests.conftest import constraints_checked
from tests.factories.claims import NOW, answered, family, primary_claim, worked_primary

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(practice) -> Claim:
    return primary_claim()


@pytest.fixture
def secondary(claim) -> Claim:
    answered(claim)
    return ensure_secondary(claim_id=claim.pk, now=NOW).next_claim


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def refuses(name: str):
    return pytest.raises(IntegrityError, match=name)


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"stage": "gone"}, "claim_stage_known"),
        ({"status": "gone"}, "claim_status_known"),
        ({"result": "gone"}, "claim_result_known"),
        ({"waiting_on": "godot"}, "claim_waiting_on_known"),
        ({"plan": None, "payer": None}, "claim_without_plan_only_pending"),
        ({"payer": None}, "claim_without_plan_only_pending"),
        ({"completed_at": timezone.now()}, "claim_completed_at_when_completed"),
        ({"stage": Stage.COMPLETED}, "claim_completed_at_when_completed"),
        ({"first_service_date": "2026-12-31"}, "claim_dates_in_order"),
    ],
)
def test_a_claim_says_only_what_is_known(claim, values, name):
    with refuses(name), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(**values)


def test_a_position_is_one_of_three_and_names_the_claim_before(claim, secondary):
    with refuses("claim_previous_when_not_primary"), transaction.atomic():
        Claim.objects.filter(pk=secondary.pk).update(previous_claim=None)
    with refuses("claim_previous_when_not_primary"), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(position=2)
    with refuses("claim_position_known"), transaction.atomic():
        Claim.objects.filter(pk=secondary.pk).update(position=4)


def test_one_live_next_claim(claim, secondary):
    twin = Claim.objects.get(pk=secondary.pk)
    twin.pk, twin.number = None, 999_999

    with refuses("one_live_next_claim"), transaction.atomic():
        twin.save()


def test_a_number_and_position_stand_once(claim, secondary):
    twin = Claim.objects.get(pk=claim.pk)
    twin.pk = None

    with refuses("claim_number_position_once"), transaction.atomic():
        twin.save()


def test_a_charge_line_lies_on_one_live_claim_per_position(claim):
    other = primary_claim()

    with refuses("one_live_claim_per_charge_line"), transaction.atomic():
        ClaimLine.objects.create(
            claim=other,
            charge_line=claim.lines.first().charge_line,
            ordinal=9,
            position=1,
            place_of_service="11",
            diagnosis_pointers=[1],
        )


def test_lines_follow_their_claims_life_and_position(claim):
    """The composite key ON UPDATE CASCADE: a void claim's lines are free, whatever made it void."""
    Claim.objects.filter(pk=claim.pk).update(stage=Stage.VOID, status=Status.VOIDED)
    assert set(claim.lines.values_list("live", flat=True)) == {False}

    with pytest.raises(IntegrityError, match="claims_claimline_position_live_fk"), transaction.atomic():
        claim.lines.update(live=True)
    with pytest.raises(IntegrityError, match="claims_claimline_position_live_fk"), transaction.atomic():
        claim.lines.update(position=2)


def test_a_claim_has_at_most_fifty_lines_each_ordinal_once(claim):
    one, two = claim.lines.order_by("ordinal")
    with refuses("claim_line_1_to_50"), transaction.atomic():
        ClaimLine.objects.filter(pk=one.pk).update(ordinal=51)
    with refuses("claim_line_ordinal_once"), transaction.atomic():
        ClaimLine.objects.filter(pk=one.pk).update(ordinal=two.ordinal)


def test_the_current_decision_is_one_about_this_claim(claim, secondary):
    other = primary_claim()

    with refuses("claims_claim_own_decision_fk"), transaction.atomic(), constraints_checked():
        Claim.objects.filter(pk=other.pk).update(current_decision=claim.decisions.get())


def test_a_decision_that_made_a_claim_names_it(claim):
    row = {"claim": claim, "decided_at": NOW}
    with refuses("decision_names_the_claim_it_made"), transaction.atomic():
        SecondaryDecision.objects.create(outcome=Outcome.CREATED, **row)
    with refuses("decision_outcome_known"), transaction.atomic():
        SecondaryDecision.objects.create(outcome="maybe", **row)


@pytest.mark.parametrize("model", [ClaimEvent, SecondaryDecision, LedgerEntry, AdjudicationLine, Adjustment])
def test_what_was_written_stays(claim, secondary, model):
    row = model.objects.order_by("pk").first()
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        sql(f"DELETE FROM {model._meta.db_table} WHERE id = {row.pk}")
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        model.objects.filter(pk=row.pk).update(practice=row.practice_id)


def test_an_answers_facts_stay_and_only_its_state_moves(claim, secondary):
    rows = Adjudication.objects.filter(claim=claim)
    for values in ({"paid": Decimal(1)}, {"adjudicated_on": "2026-01-01"}, {"claim": secondary}, {"remarks": []}):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            rows.update(**values)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        sql("DELETE FROM claims_adjudication")
    assert rows.update(ended_at=NOW) == 1


def fact_columns(table: str) -> set[str]:
    """The columns whose update the table's facts trigger refuses to every role."""
    statement = """
        SELECT column_of.attname FROM pg_trigger trigger
        JOIN pg_attribute column_of ON column_of.attrelid = trigger.tgrelid AND column_of.attnum = ANY (trigger.tgattr)
        WHERE trigger.tgname = %s
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [f"{table}_facts"])
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.parametrize(
    ("model", "moving"), [(Adjudication, {"state", "posted_at", "ended_at"}), (Submission, {"sent_at"})]
)
def test_every_column_is_a_fact_or_known_to_move(db, model, moving):
    every = {field.column for field in model._meta.concrete_fields}

    assert fact_columns(model._meta.db_table) == every - moving


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE claims_adjudication SET paid = 0",
        "DELETE FROM claims_adjudication",
        "UPDATE claims_adjustment SET amount = 0",
        "DELETE FROM claims_ledgerentry",
        "TRUNCATE claims_claimevent",
        "UPDATE claims_secondarydecision SET outcome = 'exists'",
    ],
)
def test_the_owner_is_refused_as_well(as_owner, statement):
    import psycopg

    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="written once"):
        as_owner.execute(statement)


def entry(line: ChargeLine, **values: object) -> LedgerEntry:
    given = {
        "charge_line": line,
        "kind": EntryKind.CONTRACTUAL_ADJUSTMENT,
        "moved_from": Bucket.INSURER_1,
        "moved_to": Bucket.ADJUSTED,
        "amount": Decimal(1),
        "at": NOW,
    }
    return LedgerEntry(**{**given, **values})


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"amount": Decimal(0)}, "ledger_amount_not_zero"),
        ({"moved_to": Bucket.INSURER_1}, "ledger_moves_somewhere"),
        ({"moved_to": "pocket"}, "ledger_buckets_known"),
        ({"kind": "gift"}, "ledger_kind_known"),
    ],
)
def test_a_ledger_entry_moves_something_somewhere(claim, values, name):
    with refuses(name), transaction.atomic():
        entry(claim.lines.first().charge_line, **values).save()


def test_an_entry_is_taken_back_once(claim):
    line = claim.lines.first().charge_line
    first = entry(line)
    first.save()
    entry(line, amount=Decimal(-1), reverses=first).save()

    with pytest.raises(IntegrityError), transaction.atomic():
        entry(line, amount=Decimal(-1), reverses=first).save()


def test_the_balance_follows_every_entry_and_is_nobodys_to_write(claim):
    one, two = (line.charge_line for line in claim.lines.order_by("ordinal"))
    LedgerEntry.objects.bulk_create([entry(one), entry(one, amount=Decimal(-3)), entry(two, amount=Decimal(5))])

    rows = ChargeLineBalance.objects.order_by("charge_line").values_list("charge", "insurer_1", "adjusted")
    assert list(rows) == [
        (Decimal(250), Decimal(252), Decimal(-2)),
        (Decimal(200), Decimal(195), Decimal(5)),
    ]
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        ChargeLineBalance.objects.update(patient=Decimal(0))
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        ChargeLineBalance.objects.create(charge_line=one)


@pytest.mark.django_db(transaction=True)
def test_a_balance_that_does_not_add_up_is_refused_even_to_the_owner(as_owner, committed_practice):
    import psycopg

    from claimcenter.practice.tenancy import acting_in

    with acting_in(committed_practice, None):
        primary_claim(family())
    with pytest.raises(psycopg.errors.CheckViolation, match="ledger_conserves_the_charge"):
        as_owner.execute("UPDATE claims_chargelinebalance SET patient = 1")


def sent(claim: Claim) -> Submission:
    from claimcenter.practice import vault

    stored = vault.store(kind="837", name="x", content_type="application/edi-x12", chunks=[b"ISA"], by=None)
    return Submission.objects.create(
        claim=claim,
        ordinal=1,
        patient_control_number="CC26A0000123P",
        frequency_code="1",
        interchange_control_number="000000001",
        group_control_number="1",
        file=stored,
        transport="folder",
        transport_reference="x",
        filed_at=NOW,
    )


@pytest.mark.parametrize(
    "values",
    [
        {"charge": Decimal(1)},
        {"units": Decimal(2)},
        {"procedure": "90834"},
        {"date_of_service": "2026-09-02"},
        {"line_control_number": "OTHER"},
        {"removed_at": NOW},
    ],
)
def test_what_was_sent_about_a_charge_line_stays(claim, values):
    line = claim.lines.first().charge_line
    assert ChargeLine.objects.filter(pk=line.pk).update(charge=line.charge) == 1
    sent(claim)

    with pytest.raises(IntegrityError) as raised, transaction.atomic():
        ChargeLine.objects.filter(pk=line.pk).update(**values)
    assert raised.value.__cause__.diag.constraint_name == "charge_line_filed"
    assert ChargeLine.objects.filter(pk=line.pk).update(note="Seen again.") == 1


def test_a_void_claims_lines_may_change_again(claim):
    sent(claim)
    move_claim(claim=claim, status=Status.VOIDED, by=None, now=NOW, kind="voided", text="Void.")

    assert ChargeLine.objects.filter(pk=claim.lines.first().charge_line_id).update(charge=Decimal(1)) == 1


def test_a_submission_stays_as_it_was_sent(claim):
    row = sent(claim)
    for values in ({"patient_control_number": "X"}, {"transport": "mail"}, {"waived_edits": ["a"]}):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            Submission.objects.filter(pk=row.pk).update(**values)
    assert Submission.objects.filter(pk=row.pk).update(sent_at=NOW) == 1
    with refuses("pcn_once"), transaction.atomic():
        Submission.objects.create(**_copy(row, ordinal=2))
    with refuses("submission_ordinal_once"), transaction.atomic():
        Submission.objects.create(**_copy(row, patient_control_number="OTHER"))
    with refuses("pcn_letters_and_digits"), transaction.atomic():
        Submission.objects.create(**_copy(row, ordinal=3, patient_control_number="a-b"))


def _copy(row: Submission, **values: object) -> dict[str, object]:
    kept = {field.name: getattr(row, field.name) for field in row._meta.concrete_fields if field.name != "id"}
    return {**kept, **values}


def test_the_grid_says_only_what_is_known(secondary):
    prior = secondary.prior_payers.get()
    with refuses("prior_payer_touched_at_by"), transaction.atomic():
        PriorPayerAdjudication.objects.filter(pk=prior.pk).update(touched_at=NOW)
    with refuses("prior_line_paid_not_negative"), transaction.atomic():
        PriorLineAdjudication.objects.update(paid=Decimal(-1))
    with refuses("prior_adjustment_group_known"), transaction.atomic():
        PriorAdjustment.objects.update(group_code="XX")
    with refuses("prior_adjustment_has_reason"), transaction.atomic():
        PriorAdjustment.objects.update(reason_code="")
    with refuses("prior_payer_once"), transaction.atomic():
        PriorPayerAdjudication.objects.create(claim=secondary, prior_claim=prior.prior_claim)
    with refuses("prior_line_once"), transaction.atomic():
        line = prior.lines.first()
        PriorLineAdjudication.objects.create(
            prior_payer=prior, claim_line=line.claim_line, paid=0, procedure="90791", source="era"
        )


def test_an_answer_is_posted_with_its_moment(claim):
    from claims.services.adjudication import record_adjudication

    row = record_adjudication(claim=claim, facts=worked_primary(claim), by=None, now=NOW)
    with refuses("adjudication_posted_at_when_posted"), transaction.atomic():
        Adjudication.objects.filter(pk=row.pk).update(state="posted")
    with refuses("adjudication_(state_known|posted_at)"), transaction.atomic():
        Adjudication.objects.filter(pk=row.pk).update(state="lost", posted_at=NOW)


def test_diagnoses_are_one_to_twelve_each_place_once(claim):
    with refuses("claim_diagnosis_1_to_12"), transaction.atomic():
        claim.diagnoses.create(ordinal=13, code="F411")
    with refuses("claim_diagnosis_ordinal_once"), transaction.atomic():
        claim.diagnoses.create(ordinal=1, code="F411")


def test_another_practices_claim_is_no_parent(claim, other_practice, inside):
    with inside(other_practice):
        theirs = primary_claim()

    with refuses("tenant_fk"), transaction.atomic(), constraints_checked():
        Claim.objects.filter(pk=claim.pk).update(primary_claim=theirs.pk)


def test_the_sweeps_function_answers_with_ids_only(claim):
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM claims_undecided(10)")
        assert [column.name for column in cursor.description] == ["practice_id", "claim_id"]
