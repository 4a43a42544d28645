"""Which line each SVC answers: the order of certainty, and where certainty ends."""

from datetime import date
from decimal import Decimal

from era.lines import ReceivedLine, TargetLine, assign_lines, overcharged

DAY, NEXT_DAY = date(2026, 9, 1), date(2026, 9, 8)


def ours(line_id, control="", *, procedure="90791", modifiers=(), charge="250", day=DAY):
    return TargetLine(line_id, control, procedure, tuple(modifiers), Decimal(charge), day)


def theirs(control="", *, procedure="90791", modifiers=(), charge="250", day=DAY):
    return ReceivedLine(control, procedure, tuple(modifiers), Decimal(charge), day)


def test_line_control_number_decides_whatever_the_rest_says():
    lines = [ours(1, "L1"), ours(2, "L2", procedure="90837", charge="200", day=NEXT_DAY)]
    assert assign_lines([theirs("l2 ", procedure="99999", charge="1"), theirs("L1")], lines) == [2, 1]


def test_several_services_may_share_one_control_number():
    assert assign_lines([theirs("L1", charge="100"), theirs("L1", charge="150")], [ours(1, "L1")]) == [1, 1]


def test_without_control_number_code_modifiers_date_and_charge_decide():
    lines = [ours(1, modifiers=["95"]), ours(2, modifiers=["HJ"]), ours(3, day=NEXT_DAY)]
    found = assign_lines([theirs(day=NEXT_DAY), theirs(modifiers=["HJ"]), theirs(modifiers=["95"])], lines)
    assert found == [3, 2, 1]


def test_a_modifier_missing_in_the_answer_does_not_matter_where_the_line_is_the_only_one():
    assert assign_lines([theirs()], [ours(1, modifiers=["95"]), ours(2, procedure="90837")]) == [1]


def test_a_restated_code_is_found_by_date_and_charge():
    assert assign_lines([theirs(procedure="90834")], [ours(1), ours(2, day=NEXT_DAY, charge="200")]) == [1]


def test_the_same_service_twice_on_one_day_is_taken_in_order():
    assert assign_lines([theirs(), theirs()], [ours(1), ours(2)]) == [1, 2]


def test_one_answer_for_two_alike_lines_is_not_certain():
    assert assign_lines([theirs()], [ours(1), ours(2)]) == [None]


def test_a_service_without_a_date_is_found_by_code_and_charge():
    assert assign_lines([theirs(day=None)], [ours(1), ours(2, procedure="90837")]) == [1]


def test_a_foreign_service_is_not_forced_onto_a_line():
    assert assign_lines([theirs(procedure="00000", charge="1", day=date(2020, 1, 1))], [ours(1)]) == [None]


def test_reversed_lines_carry_negative_charges():
    assert assign_lines([theirs(charge="-250")], [ours(1), ours(2, charge="200")]) == [1]


def test_more_than_was_sent_is_noticed():
    assert overcharged([theirs(charge="200"), theirs(charge="100")], [ours(1)], [1, 1])
    assert not overcharged([theirs(charge="200"), theirs(charge="50")], [ours(1)], [1, 1])
