"""The components in Chromium: accessible, fitting, and working by keyboard and without scripts."""

import pytest
from playwright.sync_api import expect

from tests.browser.access import faults, violations

pytestmark = pytest.mark.browser

PAGES = ["/gallery/", "/gallery/?state=errors", "/gallery/?state=empty", "/gallery/portal/"]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_accessible_and_fits(open_page, path):
    page = open_page(path)
    assert faults(page, names=False) == []
    for width in (1024, 900, 640):
        page.set_viewport_size({"width": width, "height": 800})
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert (width, over) == (width, 0)


def test_open_menu_dialog_and_list_are_accessible(open_page):
    page = open_page("/gallery/")
    page.get_by_role("button", name="Actions claim 26-0123 above").click()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="from ERA").click()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.locator("#id_payer-text").click()
    expect(page.locator("#id_payer-list").get_by_role("option").first).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Open a dialog").click()
    assert violations(page) == []


def test_targets_are_large_enough(open_page):
    page = open_page("/gallery/", width=320)
    small = page.evaluate(
        """[...document.querySelectorAll('button, input:not([type=hidden]), select, .button, .menu-button')]
           .filter(e => e.checkVisibility() && !e.closest('label') && e.type !== 'checkbox' && e.type !== 'radio')
           .filter(e => { const b = e.getBoundingClientRect(); return b.width < 24 || b.height < 24 })
           .map(e => e.outerHTML.slice(0, 120))"""
    )
    assert small == []


def test_actions_open_by_keyboard_and_give_the_focus_back(open_page):
    page = open_page("/gallery/")
    button = page.get_by_role("button", name="Actions claim 26-0123 above")
    expect(button).to_have_attribute("aria-expanded", "false")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="View").first).to_be_focused()
    page.keyboard.press("End")
    expect(page.get_by_role("button", name="Void").nth(1)).to_be_focused()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()


def test_dialog_takes_the_focus_and_gives_it_back(open_page):
    page = open_page("/gallery/")
    opener = page.get_by_role("button", name="Open a dialog")
    opener.click()
    expect(page.get_by_role("dialog", name="Remove Blue Sample Plan?")).to_be_visible()
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()


def test_shortcuts(open_page):
    page = open_page("/gallery/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="26-0123", exact=True)).to_be_focused()
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="26-0119", exact=True)).to_be_focused()
    page.keyboard.press("x")
    expect(page.get_by_role("checkbox", name="Select claim 26-0119")).to_be_checked()
    expect(page.locator("[data-bulk-count]")).to_have_text("Claims selected: 1")
    page.keyboard.press("k")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("j?f")
    expect(page.get_by_role("searchbox")).to_have_value("j?f")


def test_file_by_keyboard_swaps_the_row_speaks_and_keeps_the_focus(open_page):
    page = open_page("/gallery/")
    page.keyboard.press("j")
    page.keyboard.press("f")
    row = page.locator("#claim-26-0123")
    expect(row).to_contain_text("Processing")
    expect(page.locator("#announcer")).to_have_text("Claim 26-0123 is filed to Blue Sample Plan.")
    expect(page.locator("#toasts")).to_contain_text("is filed")
    expect(row.get_by_role("link", name="26-0123", exact=True)).to_be_focused()
    expect(row.get_by_role("button", name="Actions claim 26-0123")).to_have_attribute("aria-expanded", "false")
    assert row.get_attribute("role") == "row"


def test_tick_all_and_shift(open_page):
    page = open_page("/gallery/")
    every = page.get_by_role("checkbox", name="Select all claims on this page")
    every.check()
    expect(page.locator("[data-number]")).to_have_text("5")
    page.get_by_role("checkbox", name="Select claim 26-0122").uncheck()
    assert every.evaluate("box => box.indeterminate")


def test_summary_takes_the_focus_and_leads_to_the_field(open_page):
    page = open_page("/gallery/?state=errors")
    assert page.title().startswith("Error: ")
    expect(page.locator("#error-summary")).to_be_focused()
    page.get_by_role("link", name="Payer: ").click()
    expect(page.locator("#id_payer-text")).to_be_focused()
    page.get_by_role("link", name="Does the client hold this plan?").click()
    expect(page.get_by_role("radio", name="Yes")).to_be_focused()
    expect(page.get_by_label("Effective date")).to_have_value("30/2/2026")


def test_combobox_asks_the_server_and_sets_the_select(open_page):
    page = open_page("/gallery/")
    box = page.locator("#id_payer-text")
    box.fill("blue")
    option = page.get_by_role("option", name="Blue Sample Plan 00590")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("Enter")
    expect(box).to_have_value("Blue Sample Plan")
    assert page.locator("select#id_payer[data-combobox]").input_value() == "2"
    box.fill("nothing like it")
    box.press("Tab")
    expect(box).to_have_value("Blue Sample Plan")
    box.fill("")
    box.press("Tab")
    assert page.locator("select#id_payer[data-combobox]").input_value() == ""


def test_status_tells_its_reason_and_esc_puts_it_away(open_page):
    page = open_page("/gallery/")
    link = page.get_by_role("link", name="Pending · unbalanced").first
    tip = link.locator("xpath=..").get_by_role("tooltip")
    expect(tip).to_be_hidden()
    link.focus()
    expect(tip).to_be_visible()
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()


def test_theme_is_kept_by_the_server(open_page):
    page = open_page("/gallery/")
    with page.expect_request("**/theme/") as sent:
        page.get_by_role("button", name="Colours: as the system").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert "dark" in sent.value.post_data


def test_without_scripts_everything_is_there(open_page):
    page = open_page("/gallery/", scripts=False)
    expect(page.locator("select#id_payer").last).to_be_visible()
    expect(page.locator("[data-quick-wrap]").first).to_be_hidden()
    assert page.locator("#line-l1 tbody tr").count() == 5
    page.get_by_role("button", name="Actions claim 26-0123 above").click()
    expect(page.get_by_role("link", name="View").first).to_be_visible()
    expect(page.locator("[data-check-all]")).to_be_hidden()


def test_narrow_tables_name_their_cells(open_page):
    page = open_page("/gallery/", width=320)
    cell = page.locator("#claim-26-0119 td[data-label='Billed']")
    assert cell.evaluate("cell => getComputedStyle(cell, '::before').content") == '"Billed"'
    assert page.get_by_role("row").count() > 5


def test_a_dropped_card_is_taken_and_shown(open_page):
    page = open_page("/gallery/portal/")
    page.locator("[data-dropzone]").first.evaluate(
        """async zone => {
             const canvas = document.createElement('canvas'); canvas.width = canvas.height = 8;
             const blob = await new Promise(done => canvas.toBlob(done, 'image/png'));
             const data = new DataTransfer(); data.items.add(new File([blob], 'front.png', { type: 'image/png' }));
             zone.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })) }"""
    )
    expect(page.get_by_role("img", name="front.png")).to_be_visible()
    assert page.get_by_label("Front of the card").evaluate("input => input.files[0].name") == "front.png"


def test_a_second_press_sends_nothing(open_page):
    page = open_page("/gallery/portal/")
    sent = page.evaluate(
        """() => { const form = document.querySelector('form[data-theme-form]').cloneNode(true);
             form.removeAttribute('data-theme-form'); document.body.append(form); let count = 0;
             addEventListener('submit', event => { if (!event.defaultPrevented) count += 1; event.preventDefault() });
             form.requestSubmit(); form.requestSubmit(); return count }"""
    )
    assert sent == 1
