"""Which claim a CLP answers: by number and payer, by crossover, or by a person only."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from era.enums import Hold, MatchState
from era.lines import ReceivedLine, TargetLine
from era.matching import BY_CROSSOVER, BY_NUMBER, Received, Target, judge, payers_of

ACME, BLUE, OTHER = 1, 2, 3
LINE = TargetLine(11, "L1", "90791", (), Decimal(250), date(2026, 9, 1))
SENT = Target(100, 1, ACME, "Acme", Decimal(250), True, (LINE,))
NEXT = replace(
    SENT, claim_id=101, position=2, payer_id=BLUE, payer_name="Blue", lines=(replace(LINE, claim_line_id=21),)
)
ANSWER = Received("1", Decimal(250), Decimal(100), (ReceivedLine("L1", "90791", (), Decimal(250), date(2026, 9, 1)),))


def verdict(answer=ANSWER, *, hit=SENT, chain=(SENT, NEXT), payers=frozenset({ACME})):
    return judge(answer, hit=hit, chain=chain, payer_ids=payers, payer_name="Acme")


def test_number_and_payer_match():
    found = verdict()
    assert (found.state, found.claim_id, found.how, found.line_ids) == (MatchState.MATCHED, 100, BY_NUMBER, (11,))


def test_the_next_payers_answer_under_the_primarys_number_is_a_crossover():
    found = verdict(payers=frozenset({BLUE}))
    assert (found.state, found.claim_id, found.how, found.line_ids) == (MatchState.MATCHED, 101, BY_CROSSOVER, (21,))


def test_another_payers_answer_is_held():
    found = verdict(payers=frozenset({OTHER}))
    assert (found.state, found.hold, found.claim_id) == (MatchState.HELD, Hold.OTHER_PAYER, 100)


def test_a_payer_nobody_knows_is_asked_about():
    found = verdict(payers=frozenset())
    assert (found.state, found.hold) == (MatchState.SUGGESTED, Hold.PAYER_UNKNOWN)


def test_an_unknown_number_matches_nobody():
    assert verdict(hit=None, chain=()).state is MatchState.UNMATCHED


@pytest.mark.parametrize(
    ("answer", "hold"),
    [
        (replace(ANSWER, fault="difference 5.00"), Hold.UNBALANCED),
        (replace(ANSWER, repeated=True), Hold.DUPLICATE_CLAIM),
        (replace(ANSWER, status_code="7"), Hold.STATUS_UNKNOWN),
        (replace(ANSWER, charge=Decimal(300)), Hold.CHARGE_DIFFERS),
        (replace(ANSWER, charge=Decimal(-250)), Hold.UNBALANCED),
        (replace(ANSWER, lines=(ReceivedLine("", "11111", (), Decimal(9), None),)), Hold.LINE_UNKNOWN),
        (replace(ANSWER, lines=(replace(ANSWER.lines[0], charge=Decimal(251)),)), Hold.CHARGE_DIFFERS),
    ],
)
def test_what_is_not_certain_is_held_with_its_reason(answer, hold):
    found = verdict(answer)
    assert (found.state, found.hold, found.claim_id) == (MatchState.HELD, hold, 100)
    assert found.reason.startswith(hold.label)


def test_a_void_claim_takes_no_answer():
    assert verdict(hit=replace(SENT, live=False)).hold is Hold.CLAIM_VOID


def test_a_predetermination_is_information_only():
    assert verdict(replace(ANSWER, status_code="25")).state is MatchState.INFORMATION


def test_a_reversal_matches_by_its_negative_figures():
    answer = replace(
        ANSWER,
        status_code="22",
        charge=Decimal(-250),
        paid=Decimal(-100),
        lines=(replace(ANSWER.lines[0], charge=Decimal(-250)),),
    )
    assert verdict(answer).state is MatchState.MATCHED


def test_payers_are_known_by_identifier_before_name():
    known = [(ACME, ["AC001", "1912345678"], "Acme Health PPO"), (BLUE, ["BS002"], "Blue Sample Plan")]
    assert payers_of(["", " ac001 "], "Blue Sample Plan", known) == {ACME}
    assert payers_of(["X"], "ACME HEALTH, PPO", known) == {ACME}
    assert payers_of(["X"], "Nobody", known) == frozenset()
    assert payers_of([""], "", [(ACME, [], "")]) == frozenset()
