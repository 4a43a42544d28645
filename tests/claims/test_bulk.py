"""Rows by the thousand: what goes in comes out again, whatever is in it, and every rule of the database still holds."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.bulk import draw_ids, insert_objects, insert_rows, update_rows
from claims.enums import AdjudicationState, Source
from claims.facts import AdjudicationFacts
from claims.models import Adjudication, Adjustment, Claim, ClaimEvent, PriorLineAdjudication, PriorPayerAdjudication
from claims.services.adjudication import record_adjudications
from insurance.models import InsurancePlan
from tests.conftest import constraints_checked
from tests.factories.claims import NOW, primary_claim, worked_primary
from tests.hypothesis_profiles import of_the_database

pytestmark = pytest.mark.django_db

EVENT = ("claim", "kind", "text", "stage", "result", "detail", "by", "at")
AWKWARD = [
    "",
    " ",
    "NULL",
    "null",
    "{}",
    "{a,b}",
    'a "quoted" word',
    "back\\slash\\",
    "comma, brace } {",
    "tab\tline\n",
    "ÄÖ 🎈",
]
TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=40)


@pytest.fixture
def claim(practice) -> Claim:
    return primary_claim()


def event(claim: Claim, text: str, detail: object = None) -> tuple[object, ...]:
    return (claim.pk, "noted", text, claim.stage, claim.result, {} if detail is None else detail, None, NOW)


def texts() -> list[str]:
    return list(ClaimEvent.objects.filter(kind="noted").order_by("pk").values_list("text", flat=True))


def test_every_kind_of_text_comes_back_in_its_order(claim):
    assert insert_rows(ClaimEvent, EVENT, [event(claim, text) for text in AWKWARD]) == len(AWKWARD)
    assert texts() == AWKWARD


@given(given_texts=st.lists(TEXT, min_size=1, max_size=5), detail=st.dictionaries(TEXT, st.lists(TEXT, max_size=2)))
@settings(max_examples=of_the_database(15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_comes_back(claim, given_texts, detail):
    sid = transaction.savepoint()
    insert_rows(ClaimEvent, EVENT, [event(claim, text, detail) for text in given_texts])
    found = ClaimEvent.objects.filter(kind="noted").order_by("pk")
    assert [(one.text, one.detail) for one in found] == [(text, detail) for text in given_texts]
    transaction.savepoint_rollback(sid)


def test_arrays_amounts_dates_and_nothing(claim):
    facts = AdjudicationFacts(
        source=Source.ERA,
        source_label='ERA "7"',
        charge=Decimal("450.00"),
        paid=Decimal("-0.05"),
        adjudicated_on=date(2026, 9, 25),
        reported_patient_responsibility=None,
        remarks=("MA18", 'a,"b"', "c\\d"),
        moa=("", "0.5", 'x"y'),
    )
    [row] = record_adjudications(answers=[(claim.pk, facts)], by=None, now=NOW)

    row.refresh_from_db()
    assert (row.charge, row.paid, row.reported_patient_responsibility) == (Decimal(450), Decimal("-0.05"), None)
    assert (row.remarks, row.moa) == (["MA18", 'a,"b"', "c\\d"], ["", "0.5", 'x"y'])
    assert (row.adjudicated_on, row.state) == (date(2026, 9, 25), AdjudicationState.PROVISIONAL)


def test_a_text_too_long_is_refused_and_not_cut(claim):
    with pytest.raises(DataError, match="too long"), transaction.atomic():
        insert_rows(ClaimEvent, EVENT, [event(claim, "x" * 401)])
    assert texts() == []


def test_what_is_encrypted_on_its_way_has_no_plain_form(practice):
    with pytest.raises(TypeError, match="member_id"):
        insert_rows(InsurancePlan, ("member_id",), [("W123",)])


def test_objects_get_their_keys_and_those_of_their_parents(claim):
    head = PriorPayerAdjudication(claim=claim, prior_claim=claim, source=Source.TYPED)
    line = PriorLineAdjudication(
        prior_payer=head, claim_line=claim.lines.first(), paid=Decimal(5), procedure="90837", source=Source.TYPED
    )
    insert_objects([head])
    insert_objects([line])

    assert PriorLineAdjudication.objects.get(pk=line.pk).prior_payer_id == head.pk
    insert_objects([])


def test_updates_touch_their_rows_and_the_named_columns_only(claim):
    other = primary_claim()
    claim.authorization_number, claim.place_of_service = 'A "1"', "99"
    claim.filed_at = datetime(2026, 9, 1, 12, tzinfo=UTC)

    assert update_rows([claim], ["authorization_number", "filed_at"]) == 1
    claim.refresh_from_db()
    other.refresh_from_db()
    assert (claim.authorization_number, claim.filed_at.day) == ('A "1"', 1)
    assert claim.place_of_service != "99"
    assert other.authorization_number == ""


def test_keys_are_drawn_once_each(practice):
    first, second = draw_ids(Claim, 3), draw_ids(Claim, 2)
    assert len({*first, *second}) == 5
    assert draw_ids(Claim, 0) == []


def test_a_reference_to_nothing_is_refused_though_one_key_stands_alone(claim):
    [row] = record_adjudications(answers=[(claim.pk, worked_primary(claim))], by=None, now=NOW)
    fields = ("adjudication", "line", "group_code", "reason_code", "amount", "quantity", "segment")
    for adjudication_id, line_id in ((row.pk + 1_000_000, None), (row.pk, 1_000_000)):
        with pytest.raises(IntegrityError, match="tenant_fk"), transaction.atomic(), constraints_checked():
            insert_rows(Adjustment, fields, [(adjudication_id, line_id, "CO", "45", Decimal(1), None, "")])


def test_no_table_filled_by_the_thousand_checks_a_reference_twice(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT own.conrelid::regclass::text FROM pg_constraint own JOIN pg_constraint both_keys "
            "ON both_keys.conrelid = own.conrelid AND both_keys.contype = 'f' AND cardinality(both_keys.conkey) = 2 "
            "AND own.conkey[1] = ANY (both_keys.conkey) JOIN pg_attribute col ON col.attrelid = own.conrelid "
            "AND col.attnum = own.conkey[1] WHERE own.contype = 'f' AND cardinality(own.conkey) = 1 "
            "AND col.attname <> 'practice_id'"
        )
        twice = {table.removeprefix("public.") for (table,) in cursor.fetchall()}
    assert {model._meta.db_table for model in (Adjudication, Adjustment, ClaimEvent, Claim)} & twice == set()


def test_no_keys_match_nothing(claim):
    from claims.lookups import keys

    assert not Claim.objects.filter(pk__any_of=keys([])).exists()
    assert Claim.objects.exclude(pk__any_of=keys([])).count() == Claim.objects.count()
    assert list(Claim.objects.filter(pk__any_of=keys([claim.pk, claim.pk, 0]))) == [claim]
    assert list(ClaimEvent.objects.filter(claim__any_of=keys([claim.pk])))
