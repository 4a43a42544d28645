"""Code labels: dated, searchable, and never in the way."""

from datetime import date

import pytest

from claimcenter.x12 import labels
from claimcenter.x12.labels.diagnoses import read_order_file


def test_known_and_unknown_codes():
    assert labels.label("adjustment_reason", "45") == "Above the fee schedule or allowed amount"
    assert labels.label("adjustment_reason", "9999") is None
    with pytest.raises(KeyError):
        labels.label("no_such_list", "1")


def test_a_label_holds_on_its_days_only():
    assert labels.label("procedure", "90862", date(2012, 12, 31)) == "Medication management (retired)"
    assert labels.label("procedure", "90862", date(2013, 1, 1)) is None
    assert labels.label("place_of_service", "10", date(2021, 12, 31)) is None


def test_search_by_code_then_by_words():
    assert [item.code for item in labels.search("procedure", "9083")][:2] == ["90832", "90833"]
    assert [item.code for item in labels.search("procedure", "group therapy")] == ["90853"]
    assert labels.search("procedure", " ") == []


@pytest.mark.parametrize(
    ("group", "reason", "action"),
    [
        ("CO", "45", "write_off"),
        ("PR", "45", "next_payer"),
        ("PI", "45", "review"),
        ("OA", "23", "ignore"),
        ("CO", "23", "ignore"),
        ("CO", "16", "replace"),
        ("CO", "18", "find_original"),
        ("PR", "1", "next_payer"),
        ("PR", "100", "collect_from_patient"),
        ("OA", "209", "next_payer"),
        ("CO", "999", "review"),
    ],
)
def test_default_action_of_an_adjustment(group, reason, action):
    assert labels.default_action(group, reason) == action


def test_the_lists_that_decide_about_a_secondary_claim():
    assert {"16", "18", "22", "29", "31", "109", "129", "197", "226", "227", "252", "B7"} == labels.FIX_FIRST
    assert {"26", "27", "50", "96", "119", "149", "204"} == labels.CREATE_SECONDARY
    assert {"24", "45", "59", "131", "237", "253"} == labels.WRITE_OFF
    for code in labels.FIX_FIRST | labels.CREATE_SECONDARY | labels.WRITE_OFF:
        assert labels.label("adjustment_reason", code)


def test_an_operator_extends_a_list():
    rows = ["code,label,since", "45,Our own words,", "998,Locally known,2026-01-01"]
    extended = labels.LISTS["adjustment_reason"].extended(labels.read_entries(rows))
    assert extended.get("45").label == "Our own words"
    assert extended.get("998", date(2025, 12, 31)) is None
    assert labels.label("adjustment_reason", "998") is None


@pytest.mark.parametrize("rows", [["code"], ["code,label", ",x"], ["code,label,since", "1,x,tomorrow"]])
def test_a_bad_import_names_its_line(rows):
    with pytest.raises(ValueError, match="line "):
        labels.read_entries(rows)


def test_the_public_diagnosis_file_can_be_loaded():
    line = "00001 F411    1 Generalized anxiety disorder                                 Generalized anxiety disorder"
    (entry,) = read_order_file([line], since=date(2026, 10, 1))
    assert (entry.code, entry.since) == ("F411", date(2026, 10, 1))


@pytest.mark.parametrize(
    ("code", "good"), [("F411", True), ("F41.1", False), ("411", False), ("Z630", True), ("f411", False)]
)
def test_form_of_a_diagnosis(code, good):
    assert labels.is_diagnosis_form(code) is good


def test_every_place_of_service_and_add_on_has_a_label():
    assert len(labels.LISTS["place_of_service"]) == 52
    for code, bases in labels.ADD_ON_BASES.items():
        assert all(labels.label("procedure", item) for item in {code, *bases})
