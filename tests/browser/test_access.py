"""Every page of the claims app, in every state, for every role: accessible, fitting, light and dark, no name used twice."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from claimcenter.demo import stories
from claims.models import Claim, PostingRule
from claims.services.corrections import void_claim
from claims.services.secondary import ensure_secondary
from clients.models import Client
from insurance.enums import Position
from tests.browser.access import faults, violations
from tests.browser.steps import enter
from tests.factories.practice import MembershipFactory

pytestmark = pytest.mark.browser

TABS = ["pending", "processing", "completed", "rejected", "denied", "offline"]


@pytest.fixture
def furnished(stage) -> dict[str, Claim]:
    """Claims at every point of the road, by what is special about them."""
    for story in stories.QUIET:
        story(stage)
    denied = stories.denied(stage)
    stage.post("denied.835", denied.data, 4)
    for claim in Claim.objects.filter(position=1, stage="completed"):
        ensure_secondary(claim_id=claim.pk, now=stage.now)
    return {
        "ready": claim_of("Novak", 2),
        "empty grid": claim_of("Stone", 2),
        "no plan": claim_of("Carter", 1),
        "no consent": claim_of("Haddad", 1),
        "offline": claim_of("Sato", 1),
        "filed": claim_of("Farah", 1),
        "answered": claim_of("Weber", 2),
        "denied": claim_of("Lindqvist", 1),
        "completed by hand": claim_of("Stone", 1),
        "void": voided(stage),
    }


def claim_of(last_name: str, position: int) -> Claim:
    return Claim.objects.get(client__last_name=last_name, position=position, live=True)


def voided(stage) -> Claim:
    client = stage.client("Vera", "Void", date(1980, 1, 1), "F")
    stage.plan(client, "acme", Position.PRIMARY, "AHP555999")
    stage.session(client, 5)
    return void_claim(claim_id=stage.claim(client).pk, by=stage.biller, now=stage.now, reason="Booked by mistake")


def check(page: Page, *paths: str) -> None:
    found = {}
    for path in paths:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, (path, answer.status)
        found[path] = faults(page)
    assert {path: told for path, told in found.items() if told} == {}


def test_lists_and_claims(browse, biller, furnished) -> None:
    names = ("ready", "no plan", "filed", "answered", "denied", "completed by hand", "void")
    check(
        browse(biller, "/"),
        *[f"/claims/?tab={tab}" for tab in TABS],
        "/claims/?q=nobody",
        "/claims/?sort=clock&position=2",
        *[f"/clients/{furnished[name].client_id}/claim-center/" for name in ("ready", "answered")],
        *[f"/claims/{furnished[name].pk}/" for name in names],
    )


def test_file_claim_and_deeds(browse, biller, furnished) -> None:
    filed, ready = furnished["filed"].pk, furnished["ready"].pk
    names = ("ready", "empty grid", "no plan", "no consent", "offline")
    check(
        browse(biller, "/"),
        *[f"/claims/{furnished[name].pk}/file/" for name in names],
        *[f"/claims/{filed}/{deed}/" for deed in ("eob", "complete", "correct", "void", "837p")],
        f"/claims/{ready}/837p/",
        f"/claims/{furnished['no plan'].pk}/837p/",
        *[f"/claims/{furnished[name].pk}/why/" for name in ("denied", "completed by hand", "filed")],
        "/claims/bulk/?" + "&".join(f"claim={claim.pk}" for claim in furnished.values()),
    )


def test_posting_rules_and_the_worklist(browse, administrator, furnished) -> None:
    denied = furnished["denied"]
    task = denied.tasks.get()
    standing = PostingRule.objects.create(
        payer=denied.payer,
        group_code="CO",
        reason_code=task.reference.partition("-")[2],
        action="review",
        note="By contract",
        touched_at=task.opened_at,
        touched_by=administrator,
    )
    rules = "/settings/claims-center/posting-rules/"
    page = browse(administrator, "/")
    check(page, "/worklist/", "/worklist/?tab=refund", f"/worklist/{task.pk}/close/", "/settings/", f"{rules}?q=qmb")
    check(page, rules, f"{rules}?q=nothing", f"{rules}add/", f"{rules}{standing.pk}/", f"{rules}{standing.pk}/remove/")
    check_refused(page, f"/worklist/{task.pk}/close/", "Close the task")
    check_refused(page, f"{rules}add/", "Preview")
    page.goto(f"{rules}{standing.pk}/")
    page.get_by_label("Write it off").check()
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", name="What would have been different")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("It holds for what is posted from now on.")).to_be_visible()


def test_refused_and_open_states(browse, biller, furnished) -> None:
    page = browse(biller, f"/claims/{furnished['empty grid'].pk}/file/")
    page.get_by_label("Paid for the claim").fill("1e3")
    enter(page, "Line 1", "45 60")
    page.get_by_role("button", name="Save").last.click()
    expect(page.locator("#error-summary")).to_be_focused()
    assert page.title().startswith("Error: ")
    assert faults(page) == []
    page.get_by_role("link", name="Paid for the claim: ").click()
    expect(page.get_by_label("Paid for the claim")).to_be_focused()
    check_refused(page, f"/claims/{furnished['no consent'].pk}/file/", "Submit")
    check_refused(page, f"/claims/{furnished['filed'].pk}/void/", "Void the claim")
    check_refused(page, f"/claims/{furnished['filed'].pk}/eob/", None)
    check_open_menus_and_sources(page, furnished["ready"])


def check_refused(page: Page, path: str, button: str | None) -> None:
    """The page as it comes back; `button` None: sent past the guard of the scripts."""
    page.goto(path)
    with page.expect_navigation():
        if button:
            page.get_by_role("button", name=button).click()
        else:
            page.evaluate("document.querySelector('form[data-grid]').submit()")
    assert page.title().startswith("Error: ")
    assert faults(page) == []


def check_open_menus_and_sources(page: Page, ready: Claim) -> None:
    page.goto("/claims/")
    button = page.get_by_role("button", name=f"Actions for claim {ready.display_number} S")
    expect(button).to_have_attribute("aria-expanded", "false")
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    page.goto(f"/claims/{ready.pk}/file/")
    page.get_by_role("button", name="PR-1, line 1").click()
    assert violations(page) == []


def test_what_other_roles_see(browse, practice, stage, furnished) -> None:
    for role in ("clinician", "administrator", "auditor", "operator"):
        user = MembershipFactory(practice=practice, role=role).user
        if role == "clinician":
            stage.provider.user = user
            stage.provider.save()
        check_role(browse(user, "/"), furnished["ready"])


def check_role(page: Page, ready: Claim) -> None:
    """Every entry of this role's navigation, and a claim where claims are among them."""
    links = page.get_by_role("navigation", name="Main").get_by_role("link").all()
    here = [path for link in links if (path := link.get_attribute("href")) and not path.startswith("/admin")]
    check(page, *here, *([f"/claims/{ready.pk}/"] if "/claims/" in here else []))


def test_empty_practice(browse, biller, stage) -> None:
    client: Client = stage.client("Dana", "Rivers", date(1988, 7, 4), "F")
    check(browse(biller, "/"), "/claims/", f"/clients/{client.pk}/claim-center/")
