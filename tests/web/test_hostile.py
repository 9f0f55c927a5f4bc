"""What anyone may have put into the data: markup, scripts, floods and other scripts' directions."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from kg.changes import Changeset
from kg.knowledge_graph import open_graph
from kg.rdf import literal
from kg.settings import Settings
from kg.vocab import EXTERNAL_PREFIXES as P
from kg.web.app import create_app
from tests.web.names import BASE, BROWSER, asked
from tests.web.outline import Outline

SCRIPT = "<script>alert('label')</script>"
LONG = "Review of a very long title " * 180
WORD = "x" * 5000
ARABIC = "مراجعة الحالة \u202eabc"
EMOJI = "Learning 🕊️👩🏽‍⚖️ together"
IMAGE = '"><img src=x onerror=alert(1)>'
TITLES = {"script": SCRIPT, "long": LONG, "word": WORD, "rtl": ARABIC, "emoji": EMOJI, "img": IMAGE}


def _said() -> Iterator[tuple[str, str, str]]:
    core, rdf_type = f"{BASE}def/core/", f"{P['rdf']}type"
    for key, title in TITLES.items():
        review, body = f"{BASE}id/review/{key}", f"{BASE}id/body/{key}"
        yield review, rdf_type, f"<{core}CaseReview>"
        yield review, f"{P['dcterms']}title", literal(title, language="en")
        yield review, f"{core}commissionedBy", f"<{body}>"
        yield body, rdf_type, f"<{P['org']}Organization>"
        yield body, f"{P['skos']}prefLabel", literal(title, language="en")
        yield body, f"{P['foaf']}homepage", "<javascript:alert(document.domain)>"
        event = f"{BASE}id/change-event/{key}"
        yield event, f"{P['org']}originalOrganization", f"<{body}>"
        yield event, f"{P['org']}resultingOrganization", f"<{BASE}id/body/script>"


@pytest.fixture(scope="module")
def hostile() -> Iterator[TestClient]:
    """A store that holds such titles; no gate let them in."""
    with open_graph(Settings(store="memory:", workers=2)) as kg:
        graph = f"<{BASE}data/hostile>"
        lines = frozenset(f"<{s}> <{p}> {o} {graph} ." for s, p, o in _said())
        kg.store.commit(Changeset(lines), parent=0, at="2025-11-24T09:00:00Z", note={})
        with TestClient(create_app(kg), follow_redirects=False) as client:
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
