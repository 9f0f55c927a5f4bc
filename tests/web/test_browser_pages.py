"""Every kind of page in a real browser: barriers, small screens, dark, keyboard, no scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.web.windows import CHROMIUM, Open, barriers

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine"),
]
PATHS = {
    "home": "/",
    "kinds": "/browse",
    "a list": "/browse/review?nation=scotland&sort=newest",
    "nations": "/nations",
    "a nation": "/nations/scotland",
    "a review": "/doc/review/sct-q6y5f6",
    "a body with a history": "/doc/body/csap-pan-lancashire",
    "guidance with a chain": "/doc/document/working-together-2023",
    "a course": "/doc/course/withscotland-foundation-course-2015-05",
    "a service": "/doc/service/withscotland-review-support",
    "a collection": "/doc/catalogue/national-case-review-repository",
    "a person": "/doc/person/sarah-peel",
    "a learning point": "/doc/learning-point/lp-sct-q6y5f6-05",
    "a dataset": "/data/bodies",
    "a release": "/releases/1",
    "releases": "/releases",
    "a scheme": "/def/review-type/",
    "a concept": "/def/review-type/sco-scr-2015",
    "classes and properties": "/def/core/",
    "a class": "/def/core/CaseReview",
    "a property": "/def/core/commissionedBy",
    "the rules": "/def/rule/",
    "a rule": "/def/rule/TERM-01",
    "privacy": "/about/privacy",
    "persistence": "/about/persistence",
    "accessibility": "/about/accessibility",
    "nothing there": "/doc/review/nothing",
    "a kind of error": "/problems/gone",
}
EXIT = "https://www.bbc.co.uk/weather"


@pytest.mark.parametrize(
    ("width", "scheme"), [(320, "light"), (1200, "dark")], ids=["small", "dark"]
)
@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_a_page_has_no_barrier_and_fits(visit: Open, path: str, width: int, scheme: str) -> None:
    """axe finds nothing at all, and a small screen scrolls only downwards."""
    page = visit(viewport={"width": width, "height": 900}, color_scheme=scheme).open(path)
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_an_open_record_has_no_barrier(visit: Open) -> None:
    """What a page folds away counts as well."""
    page = visit().open(PATHS["a body with a history"])
    page.get_by_text("Everything that is recorded").click()
    page.get_by_text("The same as a list").click()
    assert barriers(page) == []


def test_a_page_can_be_left_at_once(visit: Open) -> None:
    """A click, or Shift three times; the page is gone from the history, or at least hidden."""
    for leave in (
        lambda page: page.get_by_role("button", name="Exit this page").click(),
        lambda page: [page.keyboard.press("Shift") for _ in range(3)],
    ):
        window = visit()
        page = window.open("/nations")
        page.route(EXIT, _forecast)
        page.goto(page.url.replace("/nations", PATHS["a review"]))
        leave(page)
        page.wait_for_url(EXIT)
        page.go_back()
        expect(page).to_have_url(re.compile("/nations$"))
        window.faults.remove(f"another host was asked: {EXIT}")


def _forecast(route: Route) -> None:
    route.fulfill(body="<title>Weather</title>", content_type="text/html")


def test_a_page_can_be_left_without_scripts(visit: Open) -> None:
    """The way out is a link."""
    page = visit(java_script_enabled=False).open(PATHS["a review"])
    link = page.locator("#exit")
    assert link.get_attribute("href") == EXIT


def _reach(page: Page, name: str) -> None:
    """Press Tab until the link or field of that name has the focus."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if name in page.evaluate(
            "document.activeElement.textContent.trim() || document.activeElement.name"
        ):
            return
    raise AssertionError(f"the keyboard does not reach {name!r}")


def test_the_keyboard_goes_everywhere(visit: Open) -> None:
    """Past the menu by the first key, into a list, through its facets, to a review."""
    page = visit().open("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    _reach(page, "the reviews")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/browse/review"))
    _reach(page, "Narrow the list")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Wales")
    _reach(page, "Show")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("nation=wales"))
    expect(page.get_by_text("Nation: Wales")).to_be_visible()


def test_without_scripts_lists_are_narrowed_and_parts_taken_away(visit: Open) -> None:
    """By a form, and by links that give the query and its rows."""
    page = visit(java_script_enabled=False).open("/browse/review")
    page.get_by_text("Narrow the list").click()
    page.get_by_label("Type of review").select_option("significant-case-review")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("1 to 17 of 17")).to_be_visible()
    page.locator("ul.entries a").first.click()
    page.get_by_role("link", name="as SPARQL").first.click()
    expect(page.get_by_role("region", name="Table of results")).to_be_visible()


def test_the_reader_of_a_small_screen_sees_the_drawing_by_scrolling_it(visit: Open) -> None:
    """It keeps its size within a frame of its own, which the keyboard reaches."""
    page = visit(viewport={"width": 320, "height": 900}).open(PATHS["a body with a history"])
    frame = page.locator(".lineage")
    assert frame.evaluate("one => one.scrollWidth > one.clientWidth")
    assert frame.get_attribute("tabindex") == "0"
    expect(frame.locator("a").first).to_have_attribute("href", re.compile("^/doc/body/"))


def test_our_own_sheet_is_enough(visit: Open) -> None:
    """Without GOV.UK Frontend, where npm was not there, pages still fit and have no barrier."""
    for width in (320, 1200):
        window = visit(viewport={"width": width, "height": 900})
        window.page.route(
            "**/govuk-frontend.min.css",
            lambda route: route.fulfill(body="", content_type="text/css"),
        )
        for name in ("home", "a list", "a nation", "a review"):
            page = window.open(PATHS[name])
            assert barriers(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
