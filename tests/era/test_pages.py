"""The ERA pages: what is shown, what one may decide there, and how many queries that takes."""

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from era.enums import Hold, MatchState, RemittanceState
from era.models import ClaimMatch, EraFile, PayeeIdentifier, Remittance
from era.services import requesting
from tests.factories.era import Payment, clean_answer, era_bytes, household, reversal_of, sent_claim

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(practice):
    return household()


@pytest.fixture
def browser(client_as, biller):
    return client_as(biller)


def upload(browser, data, name="era.835"):
    return browser.post(reverse("era:list"), {"file": SimpleUploadedFile(name, data)}, follow=True)


def test_a_file_is_loaded_shown_posted_and_undone(browser, home):
    claim = sent_claim(home)
    page = upload(browser, era_bytes(Payment((clean_answer(claim),))))
    era_file = EraFile.objects.get()
    text = page.content.decode()
    assert page.status_code == 200
    assert "1 of 1 claim ready" in text
    assert "contractual adjustment 30.00" in text
    assert "CO-45: written off (default)" in text
    assert "adds up" in text

    posted = browser.post(reverse("era:post", args=[era_file.pk]), follow=True).content.decode()
    assert "1 of 1 claim posted" in posted
    assert ">Undo<" in posted
    undone = browser.post(reverse("era:undo", args=[era_file.pk]), follow=True).content.decode()
    assert "posted and undone" in undone


def test_the_same_file_again_says_when_and_by_whom(browser, home, biller):
    data = era_bytes(Payment((clean_answer(sent_claim(home)),)))
    upload(browser, data)
    page = upload(browser, data, name="other.835").content.decode()
    assert "already loaded on" in page
    assert biller.name in page
    assert EraFile.objects.count() == 1


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 nothing at all", b"\x89PNG\r\n", b"ISA" + b"x" * 300])
def test_what_is_no_era_is_refused_with_the_reason(browser, practice, data):
    page = browser.post(reverse("era:list"), {"file": SimpleUploadedFile("x.835", data)})
    assert page.status_code == 422
    assert "Not loaded:" in page.content.decode()
    assert not EraFile.objects.exists()


def test_no_file_at_all(browser, practice):
    page = browser.post(reverse("era:list"), {})
    assert page.status_code == 422
    assert "Choose the file" in page.content.decode()


def test_an_unknown_payee_is_added_by_a_person(browser, home):
    upload(browser, era_bytes(Payment((clean_answer(sent_claim(home)),), payee="1999999984")))
    remittance = Remittance.objects.get()
    assert (remittance.state, remittance.hold) == (RemittanceState.HELD, Hold.PAYEE_UNKNOWN)
    page = browser.post(reverse("era:payee", args=[remittance.pk]), follow=True).content.decode()
    assert "1 of 1 claim ready" in page
    assert PayeeIdentifier.objects.get().identifier == "1999999984"


def test_an_unknown_payer_is_chosen_once(browser, home):
    strange = ("ACME BENEFITS", "ACM99", "1999")
    upload(browser, era_bytes(Payment((clean_answer(sent_claim(home)),), payer=strange)))
    remittance, match = Remittance.objects.get(), ClaimMatch.objects.get()
    assert match.state == MatchState.SUGGESTED
    browser.post(reverse("era:payer", args=[remittance.pk]), {"payer": home.acme.pk})
    match.refresh_from_db()
    home.acme.refresh_from_db()
    assert match.state == MatchState.MATCHED
    assert {"ACM99", "1999"} <= set(home.acme.aliases)


def test_an_answer_that_matches_nobody_is_assigned_from_the_queue(browser, home):
    claim = sent_claim(home)
    answer = clean_answer(claim)
    number = claim.submissions.get().patient_control_number
    cut = type(answer)(number[:10], answer.charge, answer.paid, answer.lines)
    upload(browser, era_bytes(Payment((cut,))))
    match = ClaimMatch.objects.get()
    assert match.state == MatchState.UNMATCHED
    queue = browser.get(reverse("era:queue")).content.decode()
    assert claim.display_number in queue
    page = browser.get(reverse("era:match", args=[match.pk])).content.decode()
    assert "the control number begins like ours" in page
    browser.post(reverse("era:assign", args=[match.pk]), {"claim": claim.pk})
    match.refresh_from_db()
    assert (match.state, match.claim_id) == (MatchState.MATCHED, claim.pk)


def test_a_claim_is_set_aside_only_with_a_reason(browser, home):
    upload(browser, era_bytes(Payment((clean_answer(sent_claim(home)),))))
    match = ClaimMatch.objects.get()
    url = reverse("era:ignore", args=[match.pk])
    browser.post(url, {"reason": " "})
    match.refresh_from_db()
    assert match.state == MatchState.MATCHED
    browser.post(url, {"reason": "paid by mistake"})
    match.refresh_from_db()
    assert (match.state, match.reason) == (MatchState.IGNORED, "paid by mistake")


def test_a_held_file_is_released_with_a_reason(browser, home):
    data = era_bytes(Payment((clean_answer(sent_claim(home)),))).replace(b"IEA*1*000000001", b"IEA*1*000000009")
    upload(browser, data)
    remittance = Remittance.objects.get()
    url = reverse("era:release", args=[remittance.pk])
    browser.post(url, {"reason": ""})
    remittance.refresh_from_db()
    assert remittance.state == RemittanceState.HELD
    browser.post(url, {"reason": "checked against the bank"})
    remittance.refresh_from_db()
    assert remittance.state == RemittanceState.OPEN
    assert ClaimMatch.objects.get().state == MatchState.MATCHED


def test_a_cut_off_file_is_never_released(browser, home):
    data = era_bytes(Payment((clean_answer(sent_claim(home)), clean_answer(sent_claim(home)))))
    upload(browser, data[: data.rindex(b"SVC*")])
    remittance = Remittance.objects.get()
    page = browser.post(reverse("era:release", args=[remittance.pk]), {"reason": "please"}, follow=True)
    assert "send the file again" in page.content.decode()
    assert not ClaimMatch.objects.exists()


def test_claims_of_another_practice_cannot_be_named(browser, home, other_practice, inside):
    with inside(other_practice):
        foreign = sent_claim(household())
    upload(browser, era_bytes(Payment((clean_answer(sent_claim(home)),))))
    match = ClaimMatch.objects.get()
    response = browser.post(reverse("era:assign", args=[match.pk]), {"claim": foreign.pk})
    assert response.status_code == 404


def test_names_from_a_file_are_inert(browser, home):
    answer = clean_answer(sent_claim(home), patient="NM1*QC*1*<SVG ONLOAD=ALERT(1)>*{{7}}")
    text = upload(browser, era_bytes(Payment((answer,)))).content.decode()
    assert "<SVG" not in text
    assert "&lt;SVG ONLOAD=ALERT(1)&gt;" in text
    assert "{{7}}" in text


@pytest.mark.parametrize("name", ["era:list", "era:queue", "era:file"])
def test_queries_do_not_grow_with_rows(browser, home, name, django_assert_max_num_queries):
    def load(count, trace):
        claims = tuple(clean_answer(sent_claim(home)) for _ in range(count))
        stray = tuple(type(one)(f"STRAY{i}{trace}", one.charge, one.paid, one.lines) for i, one in enumerate(claims))
        control = f"{int(trace[3:]):09d}"
        upload(browser, era_bytes(Payment((*claims, *stray), trace=trace), control=control))

    load(1, "EFT1")
    first = _queries(browser, _address(name))
    load(3, "EFT2")
    assert _queries(browser, _address(name)) <= first
    assert first <= 35


def _address(name):
    return reverse(name, args=[EraFile.objects.latest("pk").pk]) if name == "era:file" else reverse(name)


def _queries(browser, url):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        assert browser.get(url).status_code == 200
    return len(captured)


def test_the_dry_run_of_a_correction_reckons_with_its_reversal(browser, home):
    """What the correction does is told as it will be once the earlier answer is taken back."""
    answer = clean_answer(sent_claim(home))
    upload(browser, era_bytes(Payment((answer,))))
    browser.post(reverse("era:post", args=[EraFile.objects.get().pk]))
    corrected = replace(answer, control="PCCN2")
    pair = Payment((reversal_of(answer), corrected), trace="EFT0002")
    text = upload(browser, era_bytes(pair, control="000000002")).content.decode()
    assert "more than was open" not in text
    assert "insurance payment \N{MINUS SIGN}125.00" in text
    assert "taken back" in text
    assert "insurance payment 125.00" in text


def test_an_unbalanced_claim_cannot_be_assigned_only_set_aside(browser, home):
    data = era_bytes(Payment((clean_answer(sent_claim(home)),))).replace(b"CAS*CO*45*30", b"CAS*CO*45*25", 1)
    upload(browser, data)
    match = ClaimMatch.objects.get()
    page = browser.get(reverse("era:match", args=[match.pk])).content.decode()
    assert "No figure is invented" in page
    assert "Find its claim" not in page
    assert "Set aside" in page
    browser.post(reverse("era:assign", args=[match.pk]), {"claim": match.claim_id})
    match.refresh_from_db()
    assert (match.state, match.reason_code) == (MatchState.HELD, Hold.UNBALANCED)


def test_the_exact_bytes_come_back(browser, home):
    data = era_bytes(Payment((clean_answer(sent_claim(home)),)))
    upload(browser, data)
    response = browser.get(reverse("era:download", args=[EraFile.objects.get().pk]))
    assert b"".join(response.streaming_content) == data
    assert response["Content-Disposition"].startswith("attachment;")


def test_long_work_is_announced_shown_and_ends_with_a_fresh_page(browser, home, monkeypatch):
    monkeypatch.setattr(requesting, "AT_ONCE", 0)
    upload(browser, era_bytes(Payment((clean_answer(sent_claim(home)),))))
    era_file = EraFile.objects.get()
    page = browser.post(reverse("era:post", args=[era_file.pk]), follow=True).content.decode()
    assert "The work goes on by itself" in page
    assert "The file is being posted." in page
    url = reverse("era:file", args=[era_file.pk])
    assert "HX-Refresh" not in browser.get(url, headers={"HX-Request": "true"})
    browser.post(reverse("era:cancel", args=[era_file.pk]))
    assert browser.get(url, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert "It was stopped." in browser.get(url).content.decode()
