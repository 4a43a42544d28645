"""The adjustment grid by keyboard: what is typed becomes rows of the plain form, balanced to the cent."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

MODULE = "import('/static/js/grid.js')"


@pytest.fixture
def page(open_page):
    return open_page("/gallery/")


def line(page, key="l2"):
    return page.locator(f"#line-{key}")


def rows(section):
    return section.evaluate(
        """line => [...line.querySelectorAll('tbody tr')].map(row =>
           ['group', 'reason', 'amount'].map(name => row.querySelector(`[name$='-${name}']`).value).join(' '))"""
    )


def enter(section, text):
    box = section.locator("[data-quick]")
    box.fill(text)
    box.press("Enter")


@pytest.mark.parametrize(
    ("typed", "row"),
    [
        ("45 40", "CO 45 40.00"),
        ("p2 21", "PR 2 21.00"),
        ("p2 =", "PR 2 5.00"),
        ("pr-3 .5", "PR 3 0.50"),
        ("co-b7 1,234.5", "CO B7 1234.50"),
        ("OA 23 -4", "OA 23 -4.00"),
        ("o23 $7", "OA 23 7.00"),
        ("co p2 5", "CO P2 5.00"),
    ],
)
def test_typed_entries(page, typed, row):
    enter(line(page), typed)
    assert rows(line(page)) == ["CO 45 70.00", row]
    assert line(page).locator("input[name$='-TOTAL_FORMS']").input_value() == "2"


def test_equals_fills_what_is_missing_and_submit_opens(page):
    submit = page.get_by_role("button", name="Submit").last
    expect(submit).to_have_attribute("aria-disabled", "true")
    enter(line(page), "p2 =")
    expect(line(page).locator("[data-good]")).to_be_visible()
    expect(line(page).locator("[data-gap]")).to_be_hidden()
    expect(line(page).locator("[data-said]")).to_have_text("Added PR-2. The line is balanced.")
    expect(submit).to_have_attribute("aria-disabled", "false")


def test_equals_in_an_amount_and_alone(page):
    section = line(page)
    amount = section.locator("[name$='-amount']").first
    amount.focus()
    amount.press("=")
    expect(amount).to_have_value("75.00")
    amount.fill("")
    enter(section, "=")
    expect(amount).to_have_value("75.00")


def test_enter_in_a_cell_goes_on_and_sends_nothing(page):
    section = line(page)
    page.evaluate(
        "document.querySelector('form[data-grid]').addEventListener('submit', () => { document.title = 'sent' })"
    )
    section.locator("[name$='-amount']").first.press("Enter")
    expect(section.locator("[data-quick]")).to_be_focused()
    assert page.title() != "sent"


def test_what_is_not_understood_stays_and_is_said(page):
    section = line(page)
    enter(section, "hello")
    expect(section.locator("[data-said]")).to_contain_text("Not understood: hello")
    expect(section.locator("[data-quick]")).to_have_value("hello")
    enter(section, "=")
    expect(section.locator("[data-said]")).to_contain_text("Say which reason")
    assert rows(section) == ["CO 45 70.00"]


def paste(section, text):
    section.locator("[data-quick]").evaluate(
        """(box, text) => { const data = new DataTransfer(); data.setData('text', text);
           box.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })) }""",
        text,
    )


@pytest.mark.parametrize(
    "block",
    [
        "CO\t45\t70.00\nPR\t1\t50.00\nPR\t2\t26.00",
        "CO-45 70.00 PR-1 50.00 PR-2 26.00",
        "co45: 70\r\npr1: 50\r\npr2: $26.00",
    ],
)
def test_a_block_pastes(page, block):
    section = line(page)
    paste(section, block)
    assert rows(section) == ["CO 45 70.00", "CO 45 70.00", "PR 1 50.00", "PR 2 26.00"]
    expect(section.locator("[data-said]")).to_contain_text("Rows added: 3.")


def test_a_block_keeps_what_it_cannot_read(page):
    section = line(page)
    paste(section, "CO 45 1.00\nsee remark MA18")
    assert rows(section) == ["CO 45 70.00", "CO 45 1.00"]
    expect(section.locator("[data-said]")).to_contain_text("Not understood: see remark MA18")


def test_removing_and_typing_moves_the_strip(page):
    section = line(page, "l1")
    section.get_by_label("Remove row 2").check()
    expect(section.locator("[data-gap]")).to_contain_text("50.00 missing")
    section.get_by_label("Primary paid").fill("160.00")
    expect(section.locator("[data-gap]")).to_contain_text("\N{MINUS SIGN}6.00 too much")


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1234.5", 123450),
        (".05", 5),
        ("-0", 0),
        ("\N{MINUS SIGN}1.10", -110),
        ("9999999999.99", 999999999999),
        ("0.29", 29),
    ],
)
def test_cents_are_whole(page, text, cents):
    assert page.evaluate(f"async text => (await {MODULE}).toCents(text)", text) == cents


@pytest.mark.parametrize("text", ["", "1e3", "1_0", "\uff11", "1.005", "12345678901", "1,23", "NaN"])
def test_what_is_no_amount_is_none(page, text):
    assert page.evaluate(f"async text => (await {MODULE}).toCents(text)", text) is None


def test_money_is_shown_as_on_every_page(page):
    assert page.evaluate(f"async () => (await {MODULE}).shown(-123456789)") == "\N{MINUS SIGN}1,234,567.89"
