"""Any order, any repetition, posted at once or later, with undo in between: the same balances as a clean run."""

import contextlib
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from claims.models import ChargeLineBalance, Claim
from era.models import Remittance
from era.services.loading import load_era
from era.services.posting import post_era
from era.services.undoing import CannotUndo, undo_era
from tests.factories.era import NOW, Clp, Payment, clean_answer, era_bytes, household, reversal_of, sent_claim
from tests.hypothesis_profiles import of_the_database

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

EXAMPLES = settings(
    max_examples=of_the_database(3),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


class RolledBack(Exception):
    """Ends an example: what it did is taken back."""


def ledger():
    """Where every charge lies, and what each claim was paid."""
    columns = ("charge_line", "charge", "insurer_1", "insurer_2", "patient", "insurance_paid", "adjusted")
    balances = sorted(ChargeLineBalance.objects.values_list(*columns))
    return balances, sorted(Claim.objects.values_list("pk", "stage", "paid", "balance"))


def files(home):
    """Two claims: one split over two payments; one paid, taken back, and paid again in another file."""
    split, changed = sent_claim(home), sent_claim(home)
    halves, paid = clean_answer(split), clean_answer(changed)
    first = Clp(halves.number, "250.00", "125.00", halves.lines[:1], control="A")
    second = Clp(halves.number, "200.00", "100.00", halves.lines[1:], control="B")
    back = Payment((reversal_of(paid),), trace="T3", amount="0", plb=(("FB:T3", "-225"),))
    corrected = Payment((clean_answer(changed, control="PCCN9"),), trace="T4")
    return [
        era_bytes(Payment((first, paid), trace="T1")),
        era_bytes(Payment((second,), trace="T2"), control="000000002"),
        era_bytes(back, control="000000003"),
        era_bytes(corrected, control="000000004"),
    ]


def load(data):
    return load_era(name="era.835", chunks=[data], by=None, now=NOW).era_file


def post_all():
    """What waited for another file is posted when that one was: twice through is enough for any order."""
    for _ in range(2):
        for file_id in Remittance.objects.order_by("pk").values_list("era_file", flat=True):
            post_era(era_file_id=file_id, by=None, now=NOW)


@pytest.fixture
def prepared(practice):
    return files(household())


@pytest.fixture
def clean_run(prepared):
    result = []
    try:
        with transaction.atomic():
            for data in prepared:
                post_era(era_file_id=load(data).pk, by=None, now=NOW)
            result.append(ledger())
            raise RolledBack
    except RolledBack:
        return result[0]


# The hardest there are, in every run: the correction, then its reversal, then what that takes back; each file again.
@example(steps=[(3, True), (2, True), (0, False), (3, True), (1, True)], order=[2, 0, 3, 1])
@given(steps=st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=8), order=st.permutations(range(4)))
@EXAMPLES
def test_any_order_and_repetition_ends_like_a_clean_run(prepared, clean_run, steps, order):
    try:
        with transaction.atomic():
            for index, post_now in [*steps, *[(index, True) for index in order]]:
                era_file = load(prepared[index])
                if post_now:
                    post_era(era_file_id=era_file.pk, by=None, now=NOW)
            post_all()
            assert ledger() == clean_run
            raise RolledBack
    except RolledBack:
        pass


@example(undone=[3, 2, 0])
@given(undone=st.lists(st.integers(0, 3), min_size=1, max_size=3))
@EXAMPLES
def test_undo_and_post_again_ends_like_a_clean_run(prepared, clean_run, undone):
    try:
        with transaction.atomic():
            loaded = [load(data) for data in prepared]
            for era_file in loaded:
                post_era(era_file_id=era_file.pk, by=None, now=NOW)
            for index in undone:
                with contextlib.suppress(CannotUndo):  # its answer was reversed by a file that still stands
                    undo_era(era_file_id=loaded[index].pk, by=None, now=NOW)
                conserved()
            post_all()
            assert ledger() == clean_run
            raise RolledBack
    except RolledBack:
        pass


def test_undoing_everything_brings_every_charge_back(prepared):
    loaded = [load(data) for data in prepared]
    for era_file in loaded:
        post_era(era_file_id=era_file.pk, by=None, now=NOW)
    for era_file in reversed(loaded):
        undo_era(era_file_id=era_file.pk, by=None, now=NOW)
    for row in ChargeLineBalance.objects.all():
        assert (row.insurer_1, row.insurance_paid, row.adjusted) == (row.charge, Decimal(0), Decimal(0))


def conserved():
    """The buckets of every line add up to its charge (the database holds it as well)."""
    for row in ChargeLineBalance.objects.all():
        parts = [
            row.insurer_1,
            row.insurer_2,
            row.insurer_3,
            row.patient,
            row.insurance_paid,
            row.adjusted,
            row.patient_paid,
        ]
        assert sum(parts) == row.charge
