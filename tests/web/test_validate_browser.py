"""The page where a publisher checks a file, in a real browser without scripts of ours."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.seeded import seeded
from tests.web.publishing import FAULT, board, turtle
from tests.web.serving import served

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine"),
]
WRONG = turtle(*board(), FAULT)
LINE = len(WRONG.splitlines())


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with seeded() as kg, served(kg) as listening:
        yield listening


def _check(page: Page, name: str, body: bytes) -> None:
    """Choose a file and press the button."""
    page.locator("#file").set_input_files({"name": name, "mimeType": "", "buffer": body})
    page.get_by_role("button", name="Check").click()


@pytest.mark.parametrize("width", [320, 1200])
def test_the_page_has_no_barrier_and_fits(browser: Browser, address: str, width: int) -> None:
    """axe finds nothing, empty or with a report, and a small screen scrolls only downwards."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(f"{address}/validate")
    for step in ("empty", "checked"):
        if step == "checked":
            _check(page, "board.nt", WRONG)
            expect(page.locator("mark").first).to_be_visible()
        found = Axe().run(page).response["violations"]
        assert [one["id"] for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_a_file_is_checked_mended_and_checked_again(browser: Browser, address: str) -> None:
    """From the result to the marked line; then the mended text conforms, and it all works with
    scripts switched off.
    """
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{address}/validate")
    _check(page, "board.nt", WRONG)
    expect(page.locator("#verdict")).to_contain_text("1 violation")
    page.get_by_role("link", name=f"line {LINE},").first.click()
    expect(page.locator("tr:target mark")).to_contain_text("comissionedBy")
    page.get_by_label("Or its text").fill(turtle(*board()).decode())
    page.get_by_label("The text is in").select_option("ntriples")
    page.get_by_role("button", name="Check").click()
    expect(page.locator("#verdict")).to_contain_text("The data keep every rule")
    expect(page.get_by_label("Or its text")).to_have_value(turtle(*board()).decode())
    page.close()


def test_the_keyboard_is_enough_to_check_a_file(browser: Browser, address: str) -> None:
    """Tab goes through the form in its order, and Enter on the button sends it."""
    page = browser.new_page()
    page.goto(f"{address}/validate")
    page.locator("#file").focus()
    reached = []
    for _ in range(4):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.type"))
    assert reached == ["text", "syntax", "alone", "submit"]
    page.locator("#text").fill("<a:a> <a:b> <a:c> .")
    page.get_by_role("button", name="Check").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#verdict")).to_be_visible()
    page.close()
