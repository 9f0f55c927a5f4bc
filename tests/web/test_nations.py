"""One page for each nation; that of Scotland, with that of England, holds all that the page of
WithScotland held.
"""

from __future__ import annotations

import html
import re
import tomllib
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kg.web.nations import NATIONS
from tests.web.names import BROWSER, asked
from tests.web.outline import Outline

TABLE = Path(__file__).parent.parent / "source_page" / "statements.toml"
# Things of the page that have pages of their own; what else it names are words that these say.
THINGS = ("body", "doc", "catalogue", "course", "service", "statement", "person", "rtype", "role")
# Of these the source page says only that someone of them, or something about them, was involved.
ELSEWHERE = {
    "body:scie-learning-together": "/doc/person/sarah-peel",
    "role:course-deliverer": "/doc/course/withscotland-foundation-course-2015-05",
    "doc:working-together-2013": "/nations/england",
}


def _page(client: TestClient, path: str) -> str:
    answer = client.get(path, headers=asked(BROWSER))
    assert answer.status_code == 200
    return answer.text


def _stated() -> dict[str, str]:
    """Each thing that the rows of the table name, as a prefixed name, and the path of its page."""
    table = tomllib.loads(TABLE.read_text())
    cells = [
        cell
        for sentence in table["sentence"]
        for fact in sentence.get("fact", ())
        for row in fact["rows"]
        for cell in row
    ]
    found = {}
    for cell in cells:
        prefix, _, key = cell.partition(":")
        if prefix in THINGS and re.fullmatch(r"[\w-]+", key):
            below = re.sub("^.*?/uk-case-reviews/", "/", table["prefixes"][prefix])
            found[cell] = below.replace("/id/", "/doc/") + key
    return found


@pytest.mark.parametrize("name", _stated())
def test_everything_of_the_source_page_is_there(own_client: TestClient, name: str) -> None:
    """Each thing that it names is linked, on the page of its nation or one step away."""
    where = [ELSEWHERE.get(name, "/nations/scotland"), "/nations/england"]
    pages = "".join(_page(own_client, path) for path in where)
    assert f'href="{_stated()[name]}"' in pages


@pytest.mark.parametrize(
    "heading",
    [
        "What the reviews are",
        "When one is held",
        "Guidance and law",
        "Published reviews",
        "Discussion papers, reading lists and collections",
    ],
)
def test_the_sections_of_the_source_page_are_there_twice(
    own_client: TestClient, heading: str
) -> None:
    """For children and for adults, as the source page had them."""
    found = re.findall(
        r'<h3 id="(\w+)-[\w-]+">([^<]*)</h3>', _page(own_client, "/nations/scotland")
    )
    assert {family for family, title in found if title == heading} == {"children", "adults"}


@pytest.mark.parametrize("words", ["Help with a review", "Courses for those", "Helpful resources"])
def test_help_is_for_both(own_client: TestClient, words: str) -> None:
    """Help, courses and resources are not told apart by whom a review is about."""
    page = _page(own_client, "/nations/scotland")
    assert words in page.partition('<h2 id="both">')[2]


def test_a_course_is_named_once_with_all_who_taught_it(own_client: TestClient) -> None:
    """One row for a thing, however many values it has."""
    page = _page(own_client, "/nations/scotland").partition('<h3 id="courses">')[2]
    rows = [row for row in page.split("<tr>") if "Foundation Course for a cohort" in row]
    assert len(rows) == 1
    assert "Sarah Peel" in rows[0]
    assert "Fiona Johnston" in rows[0]


@pytest.mark.parametrize("key", NATIONS)
def test_every_nation_has_its_page(own_client: TestClient, key: str) -> None:
    """Well made, with its own types of review; the links within it lead somewhere."""
    page = _page(own_client, f"/nations/{key}")
    outline = Outline(page)
    assert outline.open == []
    assert len(outline.ids) == len(set(outline.ids))
    assert all(b - a <= 1 for a, b in zip(outline.headings, outline.headings[1:], strict=False))
    inside = {one.removeprefix("#") for one in outline.links if one.startswith("#")}
    assert inside <= set(outline.ids)
    assert "What the reviews are" in html.unescape(page)


def test_the_list_of_nations_counts_their_reviews(own_client: TestClient) -> None:
    """With a way into each."""
    page = _page(own_client, "/nations")
    assert all(f'href="/nations/{key}"' in page for key in NATIONS)
    assert re.search(r"courses, and \d+ reviews", page)


def test_a_nation_without_facts_says_so(client: TestClient) -> None:
    """The page of the fixture's graph holds nothing of Wales; another nation is not found."""
    assert "Nothing is known yet" in _page(client, "/nations/wales")
    answer = client.get("/nations/atlantis")
    assert answer.status_code == 404
    assert "scotland" in answer.json()["detail"]
