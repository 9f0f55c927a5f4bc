"""Hostile titles in a real browser: nothing of theirs runs, and the pages stay whole."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.web.hostile import ARABIC, EMOJI, SCRIPT, TITLES, hostile_graph
from tests.web.serving import served
from tests.web.windows import CHROMIUM, Open, Visit, barriers

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine"),
]
ANSWER = f"/sparql?query={quote('SELECT ?thing ?said { ?thing ?property ?said }')}"
PATHS = {
    **{f"{kind} {key}": f"/doc/{kind}/{key}" for kind in ("review", "body") for key in TITLES},
    "a list": "/browse/review",
    "a search": "/search?q=alert",
}
SMALL = {"width": 320, "height": 900}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with hostile_graph() as kg, served(kg) as listening:
        yield listening


def _watched(window: Visit) -> Visit:
    """A window to whose faults any dialog belongs."""
    window.page.on(
        "dialog", lambda dialog: (window.faults.append(dialog.message), dialog.dismiss())
    )
    return window


def _schemes(page: Page) -> set[str]:
    """Of every link that the page holds."""
    return set(page.evaluate("[...document.links].map((one) => one.protocol)"))


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_nothing_runs_and_the_page_fits(visit: Open, path: str) -> None:
    """No dialog, no link that is a script, no image; nothing hangs out of a small window."""
    page = _watched(visit(viewport=SMALL)).open(path)
    assert _schemes(page) <= {"http:", "https:"}
    assert page.locator("main img").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert barriers(page) == []


@pytest.mark.parametrize("key", TITLES)
def test_a_title_is_read_as_it_was_written(visit: Open, key: str) -> None:
    """Letter for letter, within the window, and smaller where it is long."""
    page = visit(viewport=SMALL).open(f"/doc/review/{key}")
    heading = page.get_by_role("heading", level=1)
    assert heading.evaluate("one => one.textContent").strip() == TITLES[key].strip()
    assert heading.evaluate("one => one.scrollWidth") <= 320


def test_a_title_from_right_to_left_turns_nothing_else_round(visit: Open) -> None:
    """It is set apart from what follows it, even where it holds a mark that turns letters round."""
    page = visit().open("/browse/review")
    title = page.locator("bdi", has_text=ARABIC[:10])
    expect(title).to_have_css("unicode-bidi", "isolate")
    expect(title).to_have_css("direction", "rtl")
    expect(page.locator("main")).to_have_css("direction", "ltr")


def test_the_editor_shows_markup_as_text(visit: Open) -> None:
    """The table of YASGUI is not ours; what it is given is."""
    window = _watched(visit(viewport=SMALL))
    page = window.open(ANSWER)
    for text in (SCRIPT, EMOJI):
        expect(page.locator("#main").get_by_text(text, exact=True).first).to_be_visible()
    assert _schemes(page) <= {"http:", "https:"}
    assert page.locator("main img").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    # Its sanitiser takes the text apart in a document where nothing runs; Chromium says so.
    window.faults[:] = [one for one in window.faults if "inline event handler" not in one]
