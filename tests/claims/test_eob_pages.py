"""The paper of a typed EOB: kept encrypted, shown beside the figures, tied to the answer, opened on record."""

import io
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse
from PIL import Image

from claimcenter.practice import vault
from claimcenter.practice.models import AuditEvent, StoredChunk
from claims.enums import DeedKind, Result, Stage
from claims.models import EobPage, MoneyDeed
from claims.services.eob import EobRefused, post_typed_eob, undo_typed_eob
from claims.services.eob_pages import MAX_PAGES, keep_eob_page, set_page_aside
from tests.claims.test_conservation import balances
from tests.claims.test_eob_and_payments import WORKED
from tests.factories.claims import NOW, answered, primary_claim

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(out, "PNG")
    return out.getvalue()


def keep(claim, by, data=None, name="eob.png"):
    data = picture() if data is None else data
    return keep_eob_page(claim_id=claim.pk, file=io.BytesIO(data), name=name, size=len(data), by=by, now=NOW)


@pytest.fixture
def claim(practice):
    return primary_claim()


class TestVerbs:
    def test_it_is_kept_encrypted_and_becomes_the_answers_when_posted(self, claim, biller):
        page, other = keep(claim, biller), keep(claim, biller, PDF, "eob.pdf")
        wrong = keep(claim, biller)
        set_page_aside(page_id=wrong.pk, by=biller, now=NOW)
        assert b"%PDF" not in b"".join(bytes(data) for data in StoredChunk.objects.values_list("data", flat=True))

        answer = post_typed_eob(claim_id=claim.pk, eob=WORKED, by=biller, now=NOW)

        assert list(answer.eob_pages.order_by("pk")) == [page, other]
        assert vault.read_all(other.file) == PDF
        wrong.refresh_from_db()
        assert (wrong.adjudication, wrong.set_aside_by) == (None, biller)
        actions = AuditEvent.objects.filter(action__startswith="eob.page").values_list("action", flat=True)
        assert sorted(actions) == ["eob.page_kept"] * 3 + ["eob.page_set_aside"]

    def test_a_refused_eob_leaves_the_page_waiting(self, claim, biller):
        page = keep(claim, biller)
        with pytest.raises(EobRefused):
            post_typed_eob(claim_id=claim.pk, eob=replace(WORKED, lines=WORKED.lines[:1]), by=biller, now=NOW)
        page.refresh_from_db()
        assert page.adjudication is None

    def test_one_that_belongs_to_an_answer_is_not_set_aside(self, claim, biller):
        page = keep(claim, biller)
        post_typed_eob(claim_id=claim.pk, eob=WORKED, by=biller, now=NOW)
        assert set_page_aside(page_id=page.pk, by=biller, now=NOW).set_aside_at is None
        with pytest.raises(IntegrityError, match="eob_page_set_aside_at_by"), transaction.atomic():
            EobPage.objects.update(set_aside_at=NOW, set_aside_by=biller)

    @pytest.mark.parametrize("data", [b"", b"<html>", b"MZ\x90\x00"])
    def test_what_is_neither_picture_nor_pdf_is_refused(self, claim, biller, data):
        with pytest.raises(ValidationError):
            keep(claim, biller, data)
        assert not EobPage.objects.exists()

    def test_a_claim_has_so_many_and_no_more(self, claim, biller):
        for _ in range(MAX_PAGES):
            keep(claim, biller, PDF, "a.pdf")
        with pytest.raises(ValidationError, match="already"):
            keep(claim, biller)

    def test_the_database_lets_nobody_change_or_delete_a_page(self, claim, biller):
        page = keep(claim, biller)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            EobPage.objects.filter(pk=page.pk).update(added_at=NOW)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            EobPage.objects.filter(pk=page.pk).delete()


class TestUndo:
    def test_what_was_typed_is_taken_back_and_typed_again_it_is_as_it_was(self, claim, biller):
        start = balances()
        keep(claim, biller)
        answer = post_typed_eob(claim_id=claim.pk, eob=WORKED, by=biller, now=NOW)
        posted = balances()

        assert undo_typed_eob(claim_id=claim.pk, reason="misread", by=biller, now=NOW) is True
        assert undo_typed_eob(claim_id=claim.pk, reason="misread", by=biller, now=NOW) is False

        claim.refresh_from_db()
        assert balances() == start
        assert (claim.stage, claim.result, claim.current_decision) == (Stage.PROCESSING, Result.NONE, None)
        deed = MoneyDeed.objects.get(kind=DeedKind.UNDO)
        assert {entry.reverses.adjudication_id for entry in deed.entries.all()} == {answer.pk}
        assert answer.eob_pages.count() == 1
        with pytest.raises(EobRefused, match="say why"):
            undo_typed_eob(claim_id=claim.pk, reason=" ", by=biller, now=NOW)

        post_typed_eob(claim_id=claim.pk, eob=WORKED, by=biller, now=NOW)
        assert balances() == posted

    def test_an_eras_answer_is_not_touched(self, claim, biller):
        answered(claim)
        assert undo_typed_eob(claim_id=claim.pk, reason="x", by=biller, now=NOW) is False
        assert claim.adjudications.get().state == "posted"

    def test_from_the_claims_page_and_through_the_api(self, client_as, api_client, claim, biller):
        post_typed_eob(claim_id=claim.pk, eob=WORKED, by=biller, now=NOW)
        browser, url = client_as(biller), reverse("claims:eob-undo", args=[claim.pk])
        assert url in browser.get(reverse("claims:detail", args=[claim.pk])).content.decode()
        assert "Undo the typed EOB" in browser.get(url).content.decode()
        assert browser.post(url, {"reason": ""}).status_code == 422
        page = browser.post(url, {"reason": "misread"}, follow=True).content.decode()
        assert "is taken back" in page
        assert url not in page
        body = {"reason": "misread"}
        done = api_client(biller).post(reverse("claim-undo-eob", args=[claim.pk]), body, format="json")
        assert done.json()["stage"] == "processing"


class TestPages:
    @pytest.fixture
    def browser(self, client_as, biller):
        return client_as(biller)

    def send(self, browser, claim, data=None, **headers):
        upload = SimpleUploadedFile("eob.png", picture() if data is None else data)
        return browser.post(reverse("claims:eob-keep-page", args=[claim.pk]), {"page": upload}, headers=headers)

    def test_it_stands_beside_the_form_and_then_beside_the_answer(self, browser, claim, biller):
        assert self.send(browser, claim).status_code == 302
        page = EobPage.objects.get()
        url = reverse("claims:eob-page", args=[claim.pk, page.pk])
        assert f'src="{url}"' in browser.get(reverse("claims:eob", args=[claim.pk])).content.decode()
        before = AuditEvent.objects.filter(object_type="claims.EobPage", action="read").count()
        shown = browser.get(url)
        assert (shown.status_code, shown["Content-Type"]) == (200, "image/png")
        assert shown["X-Content-Type-Options"] == "nosniff"
        assert AuditEvent.objects.filter(object_type="claims.EobPage").count() > before

        post_typed_eob(claim_id=claim.pk, eob=WORKED, by=biller, now=NOW)
        detail = browser.get(reverse("claims:detail", args=[claim.pk])).content.decode()
        assert url in detail
        assert "EOB page 1 (picture)" in detail

    def test_with_htmx_only_the_pages_come_back(self, browser, claim):
        swapped = self.send(browser, claim, **{"HX-Request": "true"}).content.decode()
        assert swapped.strip().startswith("<section")
        assert "data-grid" not in swapped
        drop = reverse("claims:eob-drop-page", args=[claim.pk, EobPage.objects.get().pk])
        assert "Nothing kept yet" in browser.post(drop, headers={"HX-Request": "true"}).content.decode()
        assert browser.post(drop).status_code == 302

    def test_what_is_wrong_with_a_file_is_said(self, browser, claim):
        answer = self.send(browser, claim, b"not a picture")
        assert answer.status_code == 422
        assert "not a JPEG, PNG or WebP picture or a PDF" in answer.content.decode()
        empty = browser.post(reverse("claims:eob-keep-page", args=[claim.pk]), {})
        assert "Choose the picture or PDF first" in empty.content.decode()

    def test_a_page_of_another_claim_is_not_there(self, browser, claim, biller):
        page = keep(claim, biller)
        other = primary_claim()
        assert browser.get(reverse("claims:eob-page", args=[other.pk, page.pk])).status_code == 404
