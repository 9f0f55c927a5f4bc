"""What pages of others, and data of others, can make of ours: nothing."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from kg.changes import Changeset
from kg.knowledge_graph import open_graph
from kg.settings import Settings
from kg.web.app import create_app
from kg.web.citation import LONGEST
from tests.stores.editions import AT
from tests.web.names import BASE, BROWSER

PATHS = [
    "/", "/browse/review", "/doc/review/abc-12345", "/doc/review/abc-12345.ttl", "/nothing",
    "/id/review/abc-12345", "/queries", "/releases", "/healthz", "/sparql",
    "/sparql?query=ASK%20%7B%7D", "/sparql?query=ASK%20%7B",
]  # fmt: skip
HOSTILE = "javascript:alert(1)"


@pytest.fixture(scope="module")
def poisoned() -> Iterator[TestClient]:
    """A review whose statements lead to scripts."""
    review, graph = f"<{BASE}id/review/eng-a1b2c3>", f"<{BASE}data/poisoned>"
    predicates = ("http://www.w3.org/2000/01/rdf-schema#seeAlso", "https://schema.org/contentUrl")
    values = [f"<{HOSTILE}>", "<data:text/html,x>", f'"{HOSTILE}"', f"<urn:x?{HOSTILE}>"]
    statements = {f"{review} <{one}> {value} {graph} ." for one in predicates for value in values}
    statements.add(f'{review} <http://purl.org/dc/terms/title> "A title"@en {graph} .')
    statements.add(
        f"{review} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
        f"<{BASE}def/core/CaseReview> {graph} ."
    )
    with open_graph(Settings(store="memory:", workers=1)) as kg:
        kg.store.commit(Changeset(frozenset(statements)), parent=0, at=AT, note={})
        with TestClient(create_app(kg), follow_redirects=False) as opened:
            yield opened


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("accept", [BROWSER, "*/*"])
def test_every_answer_tells_browsers_to_trust_nothing_else(
    client: TestClient, path: str, accept: str
) -> None:
    """Errors and redirects too: no frame, no guessing of types, no script but ours."""
    headers = client.get(path, headers={"Accept": accept}).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", PATHS)
def test_no_answer_makes_a_browser_remember_anything(client: TestClient, path: str) -> None:
    """Any page may read what we say to everybody; none can say anything in a visitor's name."""
    headers = client.get(path, headers={"Origin": "https://hostile.example"}).headers
    assert "Set-Cookie" not in headers
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in headers


@pytest.mark.parametrize(
    "path",
    [
        "/doc/review/eng-a1b2c3",
        "/sparql?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D",
        "/browse/review",
    ],
)
def test_an_address_that_is_a_script_is_no_link(poisoned: TestClient, path: str) -> None:
    """It is shown as the text that it is."""
    page = poisoned.get(path, headers={"Accept": BROWSER})
    assert page.status_code == 200
    for quote in ('"', "'", ""):
        for scheme in ("javascript:", "data:"):
            assert f"href={quote}{scheme}" not in page.text
            assert f"src={quote}{scheme}" not in page.text


@pytest.mark.parametrize("said", [f'[1,"json",null,null,"{" " * 2**20}"]', "[" * 100_000])
def test_a_citation_that_unpacks_without_measure_is_refused(client: TestClient, said: str) -> None:
    """A short address must not become megabytes, nor lists in lists without end."""
    packed = zlib.compress(said.encode(), 9)
    token = base64.urlsafe_b64encode(b"\x01" + bytes(16) + packed).rstrip(b"=").decode()
    assert len(token) < LONGEST
    assert client.get(f"/r/{token}").status_code == 404
