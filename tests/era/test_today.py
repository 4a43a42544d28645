"""What of the remittances waits, on the first page."""

from dataclasses import replace

import pytest

from era.services.loading import load_era
from tests.factories.era import NOW, Payment, clean_answer, era_bytes, household, sent_claim

pytestmark = pytest.mark.django_db


def test_payments_held_and_answers_to_match(client_as, biller, auditor, practice):
    claim = sent_claim(household())
    stray = replace(clean_answer(claim), number="NOBODY77")
    broken = era_bytes(Payment((clean_answer(claim),), trace="T2"), control="000000002").replace(b"IEA*1*", b"IEA*2*")
    for data in (era_bytes(Payment((stray,), trace="T1")), broken):
        load_era(name="era.835", chunks=[data], by=biller, now=NOW)
    browser = client_as(biller)
    works = {work.label: work for work in browser.get("/").context["waiting"]}
    assert {label: work.count for label, work in works.items() if "/eras/" in work.url} == {
        "Payments held": 1,
        "Answers to match with their claims": 1,
    }
    assert all(browser.get(work.url).status_code == 200 for work in works.values())
