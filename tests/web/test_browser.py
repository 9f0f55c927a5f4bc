"""The pages in a real browser: with scripts and without, by keyboard, on a small screen."""

from __future__ import annotations

import csv
import io
import os
import re
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from kg.content import PACKAGE
from tests.web.names import BASE
from tests.web.windows import CHROMIUM, Open, barriers

EDITOR = PACKAGE / "web" / "static" / "vendor" / "yasgui.min.js"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine"),
]
with_editor = pytest.mark.skipif(
    not EDITOR.exists() and os.environ.get("CI") != "true",  # .ci/run fetches it, or fails
    reason="the editor was not fetched from npm",
)
TYPES = "SELECT ?type (COUNT(?s) AS ?n) { ?s a ?type } GROUP BY ?type ORDER BY DESC(?n)"
EXAMPLE = "Which reviews fall under a kind of review"


def _example(page: Page) -> None:
    page.get_by_text("Questions to begin with").click()
    page.get_by_role("link", name=EXAMPLE).click()
    expect(page.locator(".active .answer-line")).to_contain_text("From release 1")


def _asked(query: str, **more: str) -> str:
    return f"/sparql?{urlencode({'query': query, **more})}"


@with_editor
def test_from_an_example_to_a_citation(visit: Open) -> None:
    """Open an example, change a parameter, run, chart, reopen by permalink, download, cite."""
    page = visit().open("/sparql")
    _example(page)
    page.get_by_label("The kind of review").select_option("significant-case-review")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator(".active .CodeMirror")).to_contain_text("significant-case-review")
    chip = page.locator(".active .yasr_response_chip")
    expect(chip).to_contain_text(re.compile(r"\b17 results"))
    page.locator(".active .select_chart").click()
    expect(page.locator(".active figure.chart svg")).to_be_visible()
    page.get_by_role("button", name="Timeline").click()
    expect(page.locator("figcaption")).to_contain_text("by year")

    line = page.locator(".active .answer-line")
    permalink = line.get_by_role("link", name="Permalink").get_attribute("href") or ""
    again = visit().open(permalink.partition("/sparql")[2].join(["/sparql", ""]))
    expect(again.locator(".active .CodeMirror")).to_contain_text("significant-case-review")
    expect(again.locator(".active .yasr_response_chip")).to_contain_text("17 results")

    table = line.get_by_role("link", name="CSV").get_attribute("href") or ""
    body = page.request.get(page.url.partition("/sparql")[0] + table).text()
    rows = list(csv.DictReader(io.StringIO(body)))
    assert len(rows) == 17
    assert {row["type"] for row in rows} == {"Significant case review"}

    line.get_by_role("link", name="Cite this answer").click()
    expect(page.get_by_text("@misc{ukcasereviews-r1-")).to_be_visible()
    expect(page.get_by_role("table")).to_contain_text("Significant case review")


@pytest.mark.parametrize("width", [320, 1200])
def test_without_scripts_a_form_does_the_same(visit: Open, width: int) -> None:
    """Ask, look at rows and at a chart, take an example and change its parameter, cite."""
    size = {"width": width, "height": 900}
    page = visit(java_script_enabled=False, viewport=size).open("/sparql")
    page.get_by_label("Query", exact=True).fill(TYPES)
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("region", name="Table of results")).to_contain_text("crv:CaseReview")
    page.get_by_role("link", name="Questions", exact=True).click()
    page.get_by_role("link", name=EXAMPLE).click()
    page.get_by_label("The kind of review").select_option("significant-case-review")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_text("17 rows")).to_be_visible()
    page.get_by_role("link", name="Timeline").click()
    expect(page.locator("figure.chart svg")).to_be_visible()
    page.get_by_role("link", name="Cite this answer").click()
    expect(page.get_by_role("heading", name="How to cite it")).to_be_visible()


PATHS = {
    "the query page": "/sparql",
    "an answer": _asked(TYPES),
    "a fault": _asked("SELECT * { ?s ?p }"),
    "an empty answer": _asked(f"SELECT * {{ ?s <{BASE}def/core/reviewTipe> ?o }}"),
    "the questions": "/queries",
    "a question": "/queries/reviews-by-year-and-nation?chart=timeline",
    "a search": "/search?q=fife+cpc",
    "a misspelt search": "/search?q=negelct",
    "how queries search": "/def/search/",
    "a question in fault": "/queries/exploitation-since-a-year?from=soon",
    "the downloads": "/dumps/1/",
    "the prefixes": "/prefixes",
    "the conformance": "/conformance",
}


SCHEMES = pytest.mark.parametrize(
    ("width", "scheme"), [(320, "light"), (1200, "dark")], ids=["small", "dark"]
)


@SCHEMES
@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_pages_have_no_barrier_and_fit(visit: Open, path: str, width: int, scheme: str) -> None:
    """axe finds nothing at all, and a small screen scrolls only downwards."""
    page = visit(viewport={"width": width, "height": 900}, color_scheme=scheme).open(path)
    page.wait_for_timeout(300)
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@with_editor
@SCHEMES
def test_what_scripts_make_has_no_barrier(visit: Open, width: int, scheme: str) -> None:
    """An example with its fields and its rows, a chart, the panel of terms, a fault."""
    page = visit(viewport={"width": width, "height": 900}, color_scheme=scheme).open("/sparql")

    def is_free() -> bool:
        assert barriers(page) == []
        return bool(page.evaluate("document.documentElement.scrollWidth") <= width)

    _example(page)
    assert is_free()
    page.locator(".active .select_chart").click()
    expect(page.locator(".active figure.chart svg")).to_be_visible()
    assert is_free()
    page.get_by_text("What the data are made of").click()
    assert is_free()
    page.get_by_text("What the data are made of").click()
    _type(page, "SELECT * WHERE { ?s ?p ")
    _ask(page)
    expect(page.locator(".active").get_by_role("alert")).to_be_visible()
    assert is_free()


def test_names_are_suggested_as_they_are_typed_and_the_form_needs_no_script(visit: Open) -> None:
    """A search by keyboard, with and without scripts."""
    page = visit().open("/search")
    page.get_by_role("combobox").press_sequentially("fife chi")
    expect(page.locator("#names option").first).to_have_attribute(
        "value", "Fife Child Protection Committee"
    )
    plain = visit(java_script_enabled=False, color_scheme="dark").open("/search")
    plain.locator("#q").fill("fife cpc")
    plain.keyboard.press("Enter")
    expect(plain.get_by_role("link", name="Fife Child Protection Committee")).to_be_visible()


def _type(page: Page, text: str) -> None:
    page.locator(".active .CodeMirror-code").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def _ask(page: Page) -> None:
    page.keyboard.press("Escape")  # the suggestions close
    page.locator(".active .CodeMirror-code").focus()
    page.keyboard.press("Control+Enter")


@with_editor
def test_the_keyboard_is_enough(visit: Open) -> None:
    """Into the editor, ask, out again with Esc and Tab, on to the links beside the answer."""
    page = visit().open("/sparql")
    _type(page, "ASK { ?s ?p ?o } ")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".active .answer-line")).to_contain_text("From release 1")
    page.keyboard.press("Escape")
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent"))
    assert "Cite this answer" in reached


@with_editor
def test_terms_complete_from_the_graph_and_bring_their_prefix(visit: Open) -> None:
    """What the data use, by its beginning or by its name; nobody else is asked."""
    page = visit().open("/sparql")
    _type(page, "SELECT * { ?s a crv:CaseRe")
    expect(page.locator(".CodeMirror-hints")).to_contain_text("crv:CaseReview")
    page.keyboard.press("Enter")
    editor = page.locator(".active .CodeMirror")
    expect(editor).to_contain_text("a crv:CaseReview")
    expect(editor).to_contain_text(f"PREFIX crv: <{BASE}def/core/>")


@with_editor
def test_a_term_of_the_panel_goes_into_the_query(visit: Open) -> None:
    """By a button beside it."""
    page = visit().open("/sparql")
    _type(page, "SELECT * { ?s ")
    page.get_by_text("What the data are made of").click()
    page.get_by_role("button", name="Insert crv:reviewType", exact=True).click()
    expect(page.locator(".active .CodeMirror")).to_contain_text("SELECT * { ?s crv:reviewType")


@with_editor
def test_a_fault_is_shown_with_its_place(visit: Open) -> None:
    """The sentence of the server and a mark under the word."""
    page = visit().open("/sparql")
    _type(page, "SELECT * WHERE { ?s a ?t FILTR(?t = 1) ")
    _ask(page)
    box = page.get_by_role("alert")
    expect(box).to_contain_text("Did you mean FILTER?")
    expect(box.locator("pre")).to_contain_text("^^^^^")


@with_editor
def test_links_in_the_table_stay_on_this_server(visit: Open) -> None:
    """The data keep their base; a reader stays here."""
    page = visit().open(_asked("SELECT ?r { ?r a ?t FILTER(STRENDS(STR(?t), 'CaseReview')) }"))
    link = page.locator(".active a.iri").first
    link.hover()
    link.click()
    page.wait_for_url(re.compile("/doc/review/"))
    expect(page.locator("p.kind")).to_contain_text("Case review")


@with_editor
def test_answers_are_not_kept_in_the_browser(visit: Open) -> None:
    """Who uses the machine next finds the query and not what it found."""
    page = visit().open(_asked(TYPES))
    expect(page.locator(".active .answer-line")).to_contain_text("From release 1")
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "GROUP BY" in kept
    assert "CaseReview" not in kept
