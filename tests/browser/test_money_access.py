"""The pages on which somebody decides about money: accessible, fitting, light and dark, in their states."""

import io
from decimal import Decimal

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from claimcenter.demo import stories
from claimcenter.practice.roles import Role
from claims.enums import Bucket, DeedKind, Ground
from claims.models import MoneyDeed
from claims.services.deeds import WriteOff, release_shield, take_back_deed, write_off
from claims.services.secondary import ensure_secondary
from era.models import ClaimMatch
from era.services.undoing import undo_claim
from tests.browser.access import faults
from tests.browser.test_access import check, claim_of
from tests.factories.practice import MembershipFactory

pytestmark = pytest.mark.browser


def paper() -> bytes:
    """A sheet of an EOB, as somebody scans it."""
    sheet = Image.new("RGB", (600, 780), "white")
    draw = ImageDraw.Draw(sheet)
    rows = ("CASCADE MUTUAL", "Explanation of benefits", "90837    200.00    30.00    100.00    70.00")
    for number, text in enumerate(rows):
        draw.text((40, 60 + 60 * number), text, fill="black", font_size=24)
    out = io.BytesIO()
    sheet.save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def administrator(practice):
    return MembershipFactory(practice=practice, role=Role.ADMINISTRATOR, user__name="Dora Administrator").user


def test_write_off_and_release(browse, stage, administrator) -> None:
    stories.secondary_ready(stage)
    stories.full_circle(stage)
    ensure_secondary(claim_id=claim_of("Novak", 1).pk, now=stage.now)
    claim, answered = claim_of("Novak", 2), claim_of("Weber", 2)
    asking = [f"/claims/{claim.pk}/write-off/", f"/claims/{claim.pk}/release/", f"/claims/{answered.pk}/write-off/"]
    page = browse(administrator, "/")
    check(page, *asking)
    page.goto(asking[1])
    page.get_by_role("button", name="Release the shield").click()
    expect(page.locator("#error-summary")).to_be_focused()
    assert faults(page) == []

    release_shield(
        claim_id=claim.pk, ground=Ground.NO_ANSWER, reason="three letters, no answer", by=administrator, now=stage.now
    )
    given = WriteOff(bucket=Bucket.PATIENT, amount=Decimal("5.00"), ground=Ground.COURTESY, reason="long-time client")
    write_off(claim_id=claim.pk, given=given, by=administrator, now=stage.now)
    mistaken = write_off(claim_id=claim.pk, given=given, by=administrator, now=stage.now)
    take_back_deed(deed_id=mistaken.pk, reason="typed twice", by=administrator, now=stage.now)
    release = MoneyDeed.objects.get(kind=DeedKind.SHIELD_RELEASE)
    check(
        page,
        f"/claims/{claim.pk}/",
        f"/claims/{claim.pk}/release/{release.pk}/back/",
        f"/clients/{claim.client_id}/claim-center/",
        f"/clients/{claim.client_id}/billing/",
        f"/clients/{answered.client_id}/billing/",
    )


def test_undo_of_one_claim(browse, stage, biller) -> None:
    stories.reversed_later(stage)
    primary, secondary = claim_of("Delgado", 1), claim_of("Delgado", 2)
    match = ClaimMatch.objects.get(claim=primary)
    page = browse(biller, "/")
    file = f"/eras/{match.remittance.era_file_id}/"
    check(page, file, f"/eras/claims/{match.pk}/undo/", f"/claims/{primary.pk}/")
    page.goto(f"/eras/claims/{match.pk}/undo/")
    page.get_by_role("button", name="Undo this claim").click()
    expect(page.locator("#error-summary")).to_be_focused()
    assert faults(page) == []

    undo_claim(remittance_id=match.remittance_id, claim_id=primary.pk, reason="wrong session", by=biller, now=stage.now)
    check(page, file, f"/eras/claims/{match.pk}/", f"/eras/claims/{match.pk}/undo/", f"/claims/{secondary.pk}/")


def test_the_paper_beside_the_typed_eob(browse, stage, biller) -> None:
    stories.processing(stage)
    claim = claim_of("Farah", 1)
    page = browse(biller, f"/claims/{claim.pk}/eob/")
    page.get_by_label("Paid for the claim").fill("100.00")
    upload = {"name": "eob.png", "mimeType": "image/png", "buffer": paper()}
    page.get_by_label("Picture or PDF of the EOB").set_input_files(upload)
    page.get_by_role("button", name="Keep the paper").click()
    expect(page.get_by_alt_text("Page 1 of the EOB")).to_be_visible()
    expect(page.get_by_label("Paid for the claim")).to_have_value("100.00")
    assert faults(page) == []
    page.get_by_label("Picture or PDF of the EOB").set_input_files({**upload, "buffer": b"no picture"})
    page.get_by_role("button", name="Keep the paper").click()
    expect(page.get_by_text("not a JPEG, PNG or WebP picture or a PDF")).to_be_visible()
    expect(page.get_by_label("Paid for the claim")).to_have_value("100.00")
    assert faults(page) == []
