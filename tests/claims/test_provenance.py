"""Every posted amount says by whose rule, and who wrote that rule as it then was."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from claims.enums import RuleAction
from claims.posting_rules import Treated, Treatment, said_of
from claims.selectors.provenance import posted_by_answer
from claims.services.rules import change_rule, details_of, remove_rule
from tests.claims.test_rules import partly, rule
from tests.factories.claims import NOW, answered, cas, primary_claim

pytestmark = pytest.mark.django_db


@given(
    st.from_regex(r"(CO|PR|OA|PI)-[0-9A-Z]{1,5}", fullmatch=True),
    st.sampled_from(Treatment),
    st.sampled_from(["default", "always", "practice rule", "Blue (Sample) rule", "B" * 60 + " rule"]),
    st.sampled_from(["", ", estimated"]),
)
def test_the_words_of_a_rule_are_read_back(code, treatment, origin, suffix) -> None:
    said = said_of(Treated(treatment, origin).words(code) + suffix)

    assert said is not None
    assert said.code == code
    assert origin.startswith(said.origin)
    assert said.is_by_rule == origin.endswith("rule")


@pytest.mark.parametrize("words", ["", "paid", "taken back", "no further payer", "held for the next payer"])
def test_what_is_no_adjustment_has_no_rule(words) -> None:
    assert said_of(words) is None


def test_the_author_is_who_wrote_the_rule_as_it_was_then(practice, administrator, biller, client_as) -> None:
    claim = primary_claim()
    standing = rule("CO-97", "write_off", administrator, claim.payer)
    adjudication = answered(claim, partly(claim, cas("CO-97", "120"), cas("CO-45", "30"), paid="50"))
    later = details_of(standing)
    change_rule(rule_id=standing.pk, details=later, by=biller, now=NOW + timedelta(days=1))
    remove_rule(rule_id=standing.pk, by=biller)

    posted = posted_by_answer(claim)[adjudication.pk]
    assert [(move.line, move.what, move.amount, move.rule) for move in posted] == [
        (1, "Insurance payment", Decimal(250), "paid"),
        (2, "Insurance payment", Decimal(50), "paid"),
        (2, "Contractual adjustment", Decimal(120), "CO-97: written off (Acme PPO rule)"),
        (2, "Contractual adjustment", Decimal(30), "CO-45: written off (default)"),
    ]
    authors = [move.author.name if move.author else "" for move in posted]
    assert authors == ["", "", administrator.name, ""]

    page = client_as(biller).get(reverse("claims:detail", args=[claim.pk])).content.decode()
    assert f"written by {administrator.name}" in page


def test_the_practices_rule_and_the_payers_have_their_own_authors(practice, administrator, biller) -> None:
    claim = primary_claim()
    rule("CO-97", "write_off", biller)
    rule("CO-96", "write_off", biller)
    rule("CO-96", RuleAction.WRITE_OFF, administrator, claim.payer)
    adjudication = answered(claim, partly(claim, cas("CO-97", "120"), cas("CO-96", "80")))

    by_rule = {move.rule.partition(":")[0]: move.author for move in posted_by_answer(claim)[adjudication.pk]}
    assert by_rule["CO-97"].name == biller.name
    assert by_rule["CO-96"].name == administrator.name


def test_it_asks_as_often_for_many_movements_as_for_few(practice, administrator) -> None:
    def queries(*adjustments: object) -> int:
        claim = primary_claim()
        answered(claim, partly(claim, *adjustments))
        with CaptureQueriesContext(connection) as found:
            posted_by_answer(claim)
        return len(found)

    assert queries(cas("CO-45", "200")) == 2
    for reason in ("96", "97", "B7"):
        rule(f"CO-{reason}", "write_off", administrator)
    one = queries(cas("CO-97", "200"))
    assert queries(cas("CO-97", "100"), cas("CO-96", "50"), cas("CO-B7", "50")) == one == 3
