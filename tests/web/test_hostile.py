"""What anyone may have put into the data: markup, scripts, floods and other scripts' directions."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from kg.web.app import create_app
from tests.web.hostile import TITLES, WORD, hostile_graph
from tests.web.names import BROWSER, asked
from tests.web.outline import Outline


@pytest.fixture(scope="module")
def hostile() -> Iterator[TestClient]:
    with hostile_graph() as kg, TestClient(create_app(kg), follow_redirects=False) as client:
        yield client


PAGES = [
    *(f"/doc/{kind}/{key}" for kind in ("review", "body") for key in TITLES),
    *("/", "/browse/review", "/browse/body", "/browse"),
]


@pytest.mark.parametrize("path", PAGES)
def test_what_is_stored_is_never_markup(hostile: TestClient, path: str) -> None:
    """No script but ours, no image, no handler, no link that runs; the page stays well nested."""
    answer = hostile.get(path, headers=asked(BROWSER))
    assert answer.status_code == 200
    page = answer.text
    outline = Outline(page)
    assert outline.open == []
    plain = re.sub(r'<script src="/static/[a-z/]+\.js" defer>', "", page)
    assert plain.count("<script") == plain.count('<script type="application/ld+json">')
    assert not re.search(r"<[^>]+ on\w+=|<img|style=", page)
    assert not [one for one in outline.links if not re.match(r"(/|#|https?://|mailto:)", one)]


@pytest.mark.parametrize("key", TITLES)
def test_a_title_is_shown_as_it_is(hostile: TestClient, key: str) -> None:
    """Whole, as text, in a box of its own direction, so that what follows is not turned round."""
    page = hostile.get(f"/doc/review/{key}", headers=asked(BROWSER)).text
    heading = re.search(r"<h1([^>]*)><bdi>(.*?)</bdi></h1>", page, re.DOTALL)
    assert heading
    assert heading[2] == TITLES[key].replace("&", "&amp;").replace("<", "&lt;").replace(
        ">", "&gt;"
    ).replace("'", "&#39;").replace('"', "&#34;")
    assert ("long" in heading[1]) == (len(TITLES[key]) > 90)


def test_a_javascript_homepage_is_text(hostile: TestClient) -> None:
    """It is shown for what it is, and leads nowhere."""
    page = hostile.get("/doc/body/emoji", headers=asked(BROWSER)).text
    assert "javascript:alert" in page
    assert 'href="javascript' not in page


def test_a_drawing_cuts_a_long_name_and_escapes_every_one(hostile: TestClient) -> None:
    """The whole name is its title."""
    page = hostile.get("/doc/body/script", headers=asked(BROWSER)).text
    drawing = page.partition('<div class="lineage')[2].partition("</div>")[0]
    assert "&lt;script&gt;" in drawing
    assert "…</text>" in drawing
    assert f"<title>{WORD}</title>" in drawing
