"""The pages of the floor in Chromium: accessible in every state, fitting at 320 px, working without scripts."""

import pytest

from claimcenter.practice.models import Organization, ServiceCode
from claimcenter.practice.selectors import practice_settings
from tests.browser.access import faults, violations
from tests.factories.practice import (
    FacilityFactory,
    OrganizationFactory,
    ProviderFactory,
    ServiceCodeFactory,
    npi,
)

pytestmark = pytest.mark.browser

CENTER = "/settings/claims-center"
LISTS = [
    "/",
    "/settings/account/codes/",
    f"{CENTER}/providers/",
    f"{CENTER}/organizations/",
    f"{CENTER}/facilities/",
]
PAGES = [
    *LISTS,
    "/settings/",
    "/settings/account/practice/insurance/",
    "/settings/account/codes/add/",
    "/settings/account/staff/",
    "/settings/account/staff/add/",
    f"{CENTER}/edi/",
    f"{CENTER}/providers/add/",
    f"{CENTER}/organizations/add/",
    f"{CENTER}/facilities/add/",
    "/settings/audit/",
    "/status/",
    "/settings/audit/?action=none",
    "/practices/",
    "/accounts/2fa/",
    "/accounts/password/change/",
]
FORMS = [
    "/settings/account/codes/add/",
    "/settings/account/staff/add/",
    f"{CENTER}/providers/add/",
    f"{CENTER}/organizations/add/",
    f"{CENTER}/facilities/add/",
]


@pytest.fixture
def furnished(practice) -> None:
    furnish()


def furnish() -> None:
    OrganizationFactory(is_default=True, name="A long name of an organization that has to wrap somewhere")
    OrganizationFactory(is_active=False)
    ProviderFactory(supervisor=ProviderFactory())
    FacilityFactory()
    ServiceCodeFactory()
    ServiceCodeFactory(never_claim=True, is_active=False)


@pytest.mark.parametrize("half", [PAGES[::2], PAGES[1::2]], ids=["even", "odd"])
def test_every_page_is_accessible_and_fits(browse, administrator, furnished, half) -> None:
    page = browse(administrator, "/")
    for path in half:
        page.goto(path)
        assert (path, faults(page, names=False)) == (path, [])


def test_empty_lists_are_accessible_and_say_what_to_do(browse, administrator) -> None:
    page = browse(administrator, "/")
    for path in LISTS:
        page.goto(path)
        assert (path, violations(page)) == (path, [])


def test_refused_forms_are_accessible_and_the_summary_leads_to_the_field(browse, administrator) -> None:
    page = browse(administrator, "/")
    for path in FORMS:
        page.goto(path)
        page.locator("form.form button.primary").click()
        page.wait_for_selector(".error-summary")
        assert page.title().startswith("Error")
        assert (path, violations(page)) == (path, [])
        page.locator(".error-summary a").first.click()
        assert page.evaluate("document.activeElement.tagName") in {"INPUT", "SELECT"}


def test_sign_in_is_accessible(browse) -> None:
    assert faults(browse(None, "/accounts/login/")) == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_create_organization_add_a_code_and_switch_on(browse, administrator, practice, scripts) -> None:
    page = browse(administrator, f"{CENTER}/providers/", scripts=scripts)
    page.get_by_role("link", name="Create Organization").click()
    fields = {"name": "Riverbend", "npi": npi(9), "tax_id": "123456789", "line1": "12 River Road", "city": "Portland"}
    for name, value in {**fields, "state": "OR", "zip": "97205"}.items():
        page.locator(f"#id_{name}").fill(value)
    page.get_by_role("button", name="Save").click()
    page.get_by_text("The organization is saved.").wait_for()
    page.goto(page.url.replace(f"{CENTER}/organizations/", "/settings/account/codes/add/"))
    page.get_by_label("Code", exact=True).fill("90837")
    page.get_by_label("Description").fill("Sixty minutes")
    page.get_by_label("never make a claim encounter").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("The code is saved.").wait_for()
    page.get_by_role("link", name="Settings").first.click()
    page.get_by_role("link", name="Insurance", exact=True).click()
    page.get_by_label("Auto File Claims").check()
    page.keyboard.press("Enter")
    page.get_by_text("The insurance settings are saved.").wait_for()
    assert Organization.objects.get().is_default
    assert ServiceCode.objects.get().never_claim
    assert practice_settings().auto_file_claims
