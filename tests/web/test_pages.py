"""The pages around the data: usable by anyone, and honest about what is there."""

from __future__ import annotations

import re
from copy import copy

import pytest
from starlette.testclient import TestClient

from kg.errors import KgError
from kg.knowledge_graph import KnowledgeGraph
from kg.web.app import create_app
from kg.web.pages import _every_error
from tests.web.names import BROWSER, asked
from tests.web.outline import Outline

PAGES = [
    "/",
    "/browse",
    "/browse/review",
    "/browse/learning-point",
    "/doc/review/abc-12345",
    "/doc/person/a-deliverer",
    "/def/core/",
    "/def/role/deliverer.html",
    "/data/one",
    "/releases",
    "/releases/2",
    "/sparql",
    "/problems/gone",
    "/doc/review/nothing",
    "/browse/review?sort=newest",
    "/nations",
    "/nations/scotland",
    "/about/privacy",
    "/about/persistence",
    "/about/accessibility",
]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_well_made(client: TestClient, path: str) -> None:
    """One h1, no level left out, ids used once, elements nested, language and skip link given."""
    outline = Outline(client.get(path, headers=asked(BROWSER)).text)
    assert outline.open == []
    assert outline.headings.count(1) == 1
    assert outline.headings[0] == 1
    assert all(b - a <= 1 for a, b in zip(outline.headings, outline.headings[1:], strict=False))
    assert len(outline.ids) == len(set(outline.ids))
    assert outline.attributes["html"]["lang"] == "en-GB"
    assert outline.links[0] == "#main"
    assert "main" in outline.ids


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_no_other_host(client: TestClient, path: str) -> None:
    """Style and icon come from here, and so do the scripts; nothing is styled or run inline."""
    page = client.get(path, headers=asked(BROWSER)).text
    page = page.replace('<script type="application/ld+json">', "")  # data, which nothing runs
    assert "<script" not in page.replace('<script src="/static/', "")
    assert "style=" not in page
    loaded = re.findall(r'<link rel="(?:stylesheet|icon)" href="([^"]*)"', page)
    assert {"/static/style.css", "/static/icon.svg"} <= set(loaded)
    assert all(one.startswith("/static/") for one in loaded)


@pytest.mark.parametrize("path", PAGES)
def test_local_links_lead_somewhere(client: TestClient, path: str) -> None:
    """No page links to a page that is not there, other than to things that are only mentioned."""
    outline = Outline(client.get(path, headers=asked(BROWSER)).text)
    pages = {link.partition("#")[0] for link in outline.links if link.startswith("/")}
    here = {
        link for link in pages if link and not link.startswith(("/doc/learning", "/def/removal"))
    }
    broken = [link for link in here if client.get(link, headers=asked(BROWSER)).status_code >= 400]
    assert not broken


def test_home_counts_what_there_is(client: TestClient) -> None:
    """Numbers by kind, and the reviews published last with their date."""
    page = client.get("/").text
    assert "<b>1</b> case review</a>" in page
    assert "<b>4</b> documents</a>" in page
    assert (
        'href="/doc/review/abc-12345"><bdi>Child J</bdi></a> <span class="quiet">June 2016</span>'
        in page
    )


def test_the_list_of_a_kind_names_everything_in_it(client: TestClient) -> None:
    """By name, with how many there are."""
    page = client.get("/browse/document").text
    assert "1 to 4 of 4" in page
    assert page.index("&lt;script&gt;") < page.index("A key with dots")


def test_subjects_of_reviews_have_no_list(client: TestClient) -> None:
    """An index of children would serve nobody whom this is for."""
    answer = client.get("/browse/subject")
    assert answer.status_code == 404
    assert "review" in answer.json()["detail"]


def test_releases_are_listed_for_people_and_programs(client: TestClient) -> None:
    """Newest first, with who made them."""
    found = client.get("/releases", headers=asked("application/json")).json()
    assert [one["number"] for one in found] == [2, 1]
    assert "a test" in client.get("/releases").text


def test_a_release_says_when_who_and_what(client: TestClient) -> None:
    """What PROV records of it, readable."""
    page = client.get("/releases/2", headers=asked(BROWSER)).text
    for text in ("Release 2", "25 November 2025 at 09:00", "a test", "one.ttl", "The fixture"):
        assert text in page


def test_every_kind_of_error_has_a_page(client: TestClient) -> None:
    """The type of a problem can be looked up."""
    slugs = {one.slug for one in _every_error(KgError)}
    assert len(slugs) > 15
    for slug in slugs:
        assert client.get(f"/problems/{slug}").status_code == 200


def test_an_empty_page_of_a_list_says_so(client: TestClient) -> None:
    """No support service is in the fixture."""
    assert "There are none yet." in client.get("/browse/service").text


def test_a_family_is_told_whom_to_ask(kg: KnowledgeGraph) -> None:
    """By the setting `contact`; without it the page says that nobody is named yet."""
    for contact, link in (
        ("someone@example.org", 'href="mailto:someone@example.org"'),
        (None, "KG_CONTACT"),
    ):
        told = copy(kg)
        told.settings = kg.settings.model_copy(update={"contact": contact})
        assert link in TestClient(create_app(told)).get("/about/privacy").text


def test_pages_about_reviews_can_be_left_at_once(client: TestClient) -> None:
    """By a link, so without scripts too, that says nothing of where the reader was."""
    for path in ("/doc/review/abc-12345", "/browse", "/browse/review", "/about/privacy"):
        page = client.get(path, headers=asked(BROWSER)).text
        assert re.search(r'id="exit" href="https://[^"]+"[^>]* rel="[^"]*noreferrer', page)
    assert 'id="exit"' not in client.get("/releases").text


def test_an_unknown_statement_is_not_found(client: TestClient) -> None:
    """The error names those that there are."""
    answer = client.get("/about/us")
    assert answer.status_code == 404
    assert "privacy" in answer.json()["detail"]
