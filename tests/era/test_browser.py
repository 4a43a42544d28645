"""The ERA pages in Chromium: every state accessible at both widths, usable by keyboard and without scripts."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from era.models import ClaimMatch, EraFile
from era.services.loading import load_era
from era.services.posting import post_era
from era.services.undoing import undo_era
from tests.browser.access import faults
from tests.factories.era import NOW, Payment, clean_answer, era_bytes, household, reversal_of, sent_claim

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture
def home(practice):
    return household()


def load(data, biller):
    return load_era(name="era.835", chunks=[data], by=biller, now=NOW).era_file


def post(era_file, biller):
    post_era(era_file_id=era_file.pk, by=biller, now=NOW)
    return era_file


def states(home, biller):
    """A file in every state a page can be in, by what it is."""
    claim, other = sent_claim(home), sent_claim(home)
    answer = clean_answer(claim)
    data = era_bytes(Payment((answer,), trace="T1"))
    stray = replace(clean_answer(other), number="NOBODY77")
    broken = era_bytes(Payment((clean_answer(other),), trace="T4")).replace(b"CAS*CO*45*30", b"CAS*CO*45*25", 1)
    strange = ("ACME BENEFITS", "ZZ9", "1999")
    yield "posted", post(load(data, biller), biller)
    yield "loaded before", load(era_bytes(Payment((answer,), trace="T1"), control="000000002"), biller)
    yield (
        "reversal and correction",
        load(
            era_bytes(
                Payment((reversal_of(answer), clean_answer(claim, control="N")), trace="T2"), control="000000003"
            ),
            biller,
        ),
    )
    yield "nobody's", load(era_bytes(Payment((stray,), trace="T3"), control="000000004"), biller)
    yield "unbalanced", load(broken.replace(b"000000001", b"000000005"), biller)
    yield "file fault", load(era_bytes(Payment((answer,), trace="T5")).replace(b"IEA*1*", b"IEA*2*"), biller)
    yield "payee unknown", load(era_bytes(Payment((answer,), trace="T6", payee="1999999984")), biller)
    yield "payer unknown", load(era_bytes(Payment((clean_answer(other),), trace="T7", payer=strange)), biller)
    yield (
        "two payments and money of the provider's",
        load(
            era_bytes(Payment((), trace="T8", plb=(("WO:X", "-5"),), amount="5"), Payment((), trace="T9", amount="0")),
            biller,
        ),
    )
    undone = post(load(era_bytes(Payment((clean_answer(sent_claim(home)),), trace="T10")), biller), biller)
    undo_era(era_file_id=undone.pk, by=biller, now=NOW)
    yield "undone", undone


def test_every_state_of_a_file_is_accessible(browse, biller, home):
    page = browse(biller, "/")
    for name, era_file in states(home, biller):
        page.goto(f"/eras/{era_file.pk}/")
        for opener in page.locator("details.disclosure").all():
            opener.evaluate("one => one.open = true")
        assert (name, faults(page)) == (name, [])


def test_lists_queue_and_decisions_are_accessible(browse, biller, home):
    page = browse(biller, "/")
    for path in ("/eras/", "/eras/queue/"):
        page.goto(path)
        assert (path, "empty", faults(page)) == (path, "empty", [])
    for _ in states(home, biller):
        pass
    waiting = ClaimMatch.objects.exclude(state__in=["posted", "undone"]).values_list("pk", flat=True)
    for path in ("/eras/", "/eras/queue/", *[f"/eras/claims/{pk}/" for pk in waiting]):
        page.goto(path)
        assert (path, faults(page)) == (path, [])


def test_a_refused_file_says_why_accessibly(browse, biller, practice, tmp_path):
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.7 a scan")
    page = browse(biller, "/eras/")
    page.get_by_label("Remittance file (835)").set_input_files(tmp_path / "scan.pdf")
    page.get_by_role("button", name="Load ERA").click()
    expect(page.locator(".error-summary")).to_be_visible()
    assert page.title().startswith("Error")
    assert faults(page) == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_load_post_and_undo(browse, biller, home, tmp_path, scripts):
    claim = sent_claim(home)
    (tmp_path / "acme.835").write_bytes(era_bytes(Payment((clean_answer(claim),))))
    page = browse(biller, "/eras/", scripts=scripts)
    page.get_by_label("Remittance file (835)").set_input_files(tmp_path / "acme.835")
    page.get_by_role("button", name="Load ERA").click()
    expect(page.get_by_text("1 of 1 claim ready")).to_be_visible()
    page.get_by_role("button", name="Post").click()
    expect(page.get_by_text("1 of 1 claim posted")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("was posted and undone")).to_be_visible()
    claim.refresh_from_db()
    assert claim.paid == 0


def test_a_stray_answer_is_matched_by_keyboard_alone(browse, biller, home):
    claim = sent_claim(home)
    load(era_bytes(Payment((replace(clean_answer(claim), number="NOBODY77"),))), biller)
    page = browse(biller, f"/eras/claims/{ClaimMatch.objects.get().pk}/")
    page.get_by_label("Client, claim number or control number").focus()
    page.keyboard.type(claim.display_number)
    page.keyboard.press("Enter")
    button = page.get_by_role("button", name=f"Match to {claim.display_number}")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Matched. Post the payment when you are ready.")).to_be_visible()
    assert EraFile.objects.get().remittances.get().matches.get().claim == claim
