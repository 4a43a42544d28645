"""Whatever is posted, undone, corrected and paid, in whatever order: no cent is made or lost."""

from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import F, Sum
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from claims.enums import AdjudicationState, Bucket
from claims.facts import AdjudicationFacts
from claims.models import Adjudication, ChargeLineBalance, Claim, LedgerEntry
from claims.posting_rules import spread
from claims.selectors.balances import client_balance
from claims.services.adjudication import post_adjudications, record_adjudication, reverse_adjudications
from claims.services.completion import complete_by_hand
from claims.services.payments import settle_payments
from claims.services.secondary import ensure_secondaries
from tests.factories.claims import (
    NOW,
    answered,
    cas,
    clp,
    corrected_primary,
    family,
    filed,
    primary_claim,
    svc,
    worked_primary,
    worked_secondary,
)
from tests.factories.clients import ClientPaymentFactory
from tests.hypothesis_profiles import of_the_database

pytestmark = pytest.mark.django_db

IN_ONE_TEST = settings(
    max_examples=of_the_database(3),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
KNOWN_CODES = ["CO-45", "CO-97", "PR-1", "PR-2", "PR-100", "OA-23", "OA-209", "CO-16", "PI-45"]


class Undone(Exception):
    """Ends an example's savepoint."""


def balances() -> list[tuple[Decimal, ...]]:
    names = [bucket.value for bucket in Bucket if bucket is not Bucket.CHARGES]
    return list(ChargeLineBalance.objects.order_by("charge_line").values_list("charge", *names))


def check_conservation(claim: Claim) -> None:
    for charge, *parts in balances():
        assert charge == sum(parts)
    entries = LedgerEntry.objects.filter(moved_from=Bucket.CHARGES).aggregate(total=Sum("amount"))["total"]
    assert entries == claim.charge
    assert not ChargeLineBalance.objects.exclude(charge=F("charge_line__charge")).exists()
    balance = client_balance(claim.client_id)
    assert balance["charge"] == (
        balance["insurance_paid"]
        + balance["adjustments"]
        + balance["held_for_insurance"]
        + balance["patient_responsibility"]
    )
    assert balance["patient_due"] >= 0
    assert not (balance["credit"] and balance["held_for_insurance"] > 0)


@st.composite
def line_parts(draw: st.DrawFn, charge: Decimal) -> list[tuple[str, Decimal]]:
    """A charge split between paid and a few reasons."""
    codes = draw(
        st.lists(
            st.sampled_from(KNOWN_CODES),
            max_size=4,
        )
    )
    weights = draw(st.lists(st.integers(0, 100), min_size=len(codes) + 1, max_size=len(codes) + 1).filter(any))
    amounts = spread(charge, [Decimal(weight) for weight in weights])
    return list(zip(["paid", *codes], amounts, strict=True))


@st.composite
def answers(draw: st.DrawFn) -> list[list[tuple[str, Decimal]]]:
    return [draw(line_parts(Decimal(250))), draw(line_parts(Decimal(200)))]


def facts_of(claim: Claim, parts: list[list[tuple[str, Decimal]]], **fields: object) -> AdjudicationFacts:
    lines = [
        svc(line, str(dict(split)["paid"]), *(cas(code, str(amount)) for code, amount in split if code != "paid"))
        for line, split in zip(claim.lines.order_by("ordinal"), parts, strict=True)
    ]
    return clp(claim, str(sum(line.paid for line in lines)), *lines, **fields)


def split_of(**parts: str) -> list[tuple[str, Decimal]]:
    """`split_of(paid="100", CO_45="50")`."""
    return [(code.replace("_", "-"), Decimal(amount)) for code, amount in parts.items()]


@IN_ONE_TEST
# Everything at once, in every run: money for the client, offsets, a payment in between, two answers taken back.
@example(
    first=[split_of(paid="100", CO_45="50", PR_1="60", OA_23="40"), split_of(paid="150", PR_2="30", PI_45="20")],
    second=[split_of(paid="0", PR_100="150", CO_16="100"), split_of(paid="100", OA_209="60", CO_97="40")],
    deeds=["pay", "post", "decide", "post", "undo", "pay", "post", "undo"],
)
@given(
    first=answers(), second=answers(), deeds=st.lists(st.sampled_from(["post", "undo", "pay", "decide"]), max_size=8)
)
def test_any_sequence_of_deeds_conserves_every_charge(practice, first, second, deeds):
    with pytest.raises(Undone), transaction.atomic():
        claim = primary_claim()
        complete_by_hand(claim_id=claim.pk, by=None, now=NOW)
        secondary = filed(ensure_secondaries(claim_ids=[claim.pk], now=NOW)[claim.pk].next_claim)
        waiting = [(claim, first), (secondary, second), (claim, second)]
        for deed in deeds:
            if deed == "post" and waiting:
                answered_claim, parts = waiting.pop(0)
                answered(answered_claim, facts_of(answered_claim, parts))
            elif deed == "undo":
                posted = Adjudication.objects.filter(state=AdjudicationState.POSTED).values_list("pk", flat=True)
                reverse_adjudications(adjudication_ids=posted[:1], by=None, now=NOW, why="Undone.")
            elif deed == "pay":
                ClientPaymentFactory(client=claim.client, amount=Decimal("33.33"))
                settle_payments(client_ids=[claim.client_id], by=None, now=NOW)
            elif deed == "decide":
                ensure_secondaries(claim_ids=[claim.pk, secondary.pk], now=NOW)
            check_conservation(claim)
        raise Undone


@IN_ONE_TEST
@example(order=["secondary", "correction", "reversal", "first"], together=True)
@given(order=st.permutations(["first", "reversal", "correction", "secondary"]), together=st.booleans())
def test_the_order_of_the_files_does_not_matter(practice, order, together):
    """A reversal has to come after what it reverses; everything else may come in any order."""
    with pytest.raises(Undone), transaction.atomic():
        claim = primary_claim(family())
        complete_by_hand(claim_id=claim.pk, by=None, now=NOW)
        secondary = filed(ensure_secondaries(claim_ids=[claim.pk], now=NOW)[claim.pk].next_claim)
        wanted = {
            "first": (claim, worked_primary(claim)),
            "correction": (claim, corrected_primary(claim)),
            "secondary": (secondary, worked_secondary(secondary)),
        }
        steps = [step for step in order if step != "reversal"]
        at = max(order.index("reversal"), steps.index("first") + 1)
        steps.insert(at, "reversal")
        rows = {
            name: record_adjudication(claim=on, facts=facts, by=None, now=NOW) for name, (on, facts) in wanted.items()
        }
        for step in steps:
            if step == "reversal":
                reverse_adjudications(adjudication_ids=[rows["first"].pk], by=None, now=NOW, why="Reversed.")
            else:
                post_adjudications(adjudication_ids=[rows[step].pk], by=None, now=NOW)
            if together:
                check_conservation(claim)
        sums = [sum(column) for column in zip(*balances(), strict=True)]
        names = ["charge", *(bucket.value for bucket in Bucket if bucket is not Bucket.CHARGES)]
        found = {name: amount for name, amount in zip(names, sums, strict=True) if amount}
        assert found == {
            "charge": 450,
            "insurer_2": 15,
            "patient": 10,
            "insurance_paid": 305,
            "adjusted": 120,
        }
        raise Undone


def test_posting_together_is_posting_one_by_one(practice):
    def buckets_of(claims: list[Claim]) -> list[tuple[Decimal, ...]]:
        lines = ChargeLineBalance.objects.filter(charge_line__claim_lines__claim__in=claims).order_by("charge_line")
        return list(lines.values_list("insurer_2", "insurance_paid", "adjusted"))

    alone, together = [primary_claim() for _ in range(2)], [primary_claim() for _ in range(2)]
    for claim in alone:
        answered(claim)
    rows = [record_adjudication(claim=one, facts=worked_primary(one), by=None, now=NOW) for one in together]
    post_adjudications(adjudication_ids=[row.pk for row in rows], by=None, now=NOW)

    assert buckets_of(alone) == buckets_of(together)
    states = Claim.objects.filter(position=1, live=True).values_list("stage", "status", "result", "paid", "balance")
    assert len(set(states)) == 1
