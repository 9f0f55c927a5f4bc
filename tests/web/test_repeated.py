"""What was sent before is sent again, and nobody can tell but by the clock."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from kg.changes import Changeset
from kg.knowledge_graph import KnowledgeGraph, open_graph
from kg.rdf import literal
from kg.settings import Settings
from kg.takedown import of_text
from kg.vocab import EXTERNAL_PREFIXES as P
from kg.web.app import create_app
from kg.web.measured import Measured
from kg.web.repeated import TOLD_APART
from tests.web.names import BASE, BROWSER, asked

NAMES = ("The first name", "Somebody Real", "The third name")
QUERY = f"SELECT ?name {{ ?s <{P['skos']}prefLabel> ?name }}"
ASKED = f"/sparql?{urlencode({'query': QUERY})}"
PATHS = (
    "/",
    "/browse/body",
    "/doc/body/somebody",
    "/doc/body/somebody.ttl",
    "/doc/body/somebody.jsonld",
    "/doc/body/nobody",
    ASKED,
    "/sparql?query=SELECT%20*%20%7B",
    "/queries/reviews-of-a-kind",
)
HEADERS = (
    {},
    asked(BROWSER),
    asked("text/turtle"),
    asked("application/rdf+xml;q=0.5, text/csv"),
    {"Accept-Language": "cy"},
    {"Accept-Encoding": "gzip"},
    {"Accept-Datetime": "Tue, 25 Nov 2025 09:30:00 GMT"},
    {"Host": "elsewhere.example"},
    {"If-None-Match": "*"},
    {"Range": "bytes=0-9"},
    {"Authorization": "Bearer nothing"},
)


def _named(name: str) -> frozenset[str]:
    graph = f"<{BASE}data/one>"
    body = f"<{BASE}id/body/somebody>"
    return frozenset(
        {
            f"{body} <{P['rdf']}type> <{P['org']}Organization> {graph} .",
            f"{body} <{P['skos']}prefLabel> {literal(name, language='en')} {graph} .",
        }
    )


@pytest.fixture
def graph() -> Iterator[KnowledgeGraph]:
    """One release, about a body with the first of the names."""
    with open_graph(Settings(store="memory:", workers=1)) as opened:
        at = "2025-11-24T09:00:00Z"
        opened.store.commit(Changeset(_named(NAMES[0])), parent=0, at=at, note={})
        yield opened


@pytest.fixture
def measured(graph: KnowledgeGraph) -> TestClient:
    """The service with its figures."""
    return TestClient(Measured(create_app(graph), graph, {}))


def _publish(graph: KnowledgeGraph, name: str) -> None:
    current = graph.current()
    held = graph.store.dump()
    change = Changeset(_named(name) - held, held - _named(name))
    at = f"2025-11-25T09:{current:02}:00Z"
    graph.store.commit(change, parent=current, at=at, note={})


def _take_out(graph: KnowledgeGraph, name: str) -> None:
    takedown = of_text(name)
    graph.store.erase(takedown.holds, takedown.scrub, {"at": "now", "authority": "a test"})


def _repeated(client: TestClient) -> float:
    lines = client.get("/metrics").text.splitlines()
    return next(float(one.split()[1]) for one in lines if one.startswith("kg_repeated_total "))


def _again(client: TestClient, method: str, path: str, **more: Any) -> tuple[Any, bool]:
    """The second of two answers to the same request, and whether it is a repeated one."""
    first = client.request(method, path, **more)
    before = _repeated(client)
    second = client.request(method, path, **more)
    assert (second.status_code, second.content) == (first.status_code, first.content)
    assert second.headers == first.headers
    return second, _repeated(client) > before


@pytest.mark.parametrize("path", ["/", "/browse/body", "/doc/body/somebody", ASKED])
def test_the_same_request_is_answered_from_memory(measured: TestClient, path: str) -> None:
    """Byte for byte, with the same headers."""
    answer, repeated = _again(measured, "GET", path)
    assert answer.status_code == 200
    assert repeated


def test_a_query_in_a_body_is_answered_from_memory_too(measured: TestClient) -> None:
    """Until another is asked."""
    answer, repeated = _again(measured, "POST", "/sparql", data={"query": QUERY})
    assert NAMES[0] in answer.text
    assert repeated
    before = _repeated(measured)
    other = measured.post("/sparql", data={"query": QUERY.replace("?name", "?named")})
    assert other.json()["head"]["vars"] == ["named"]
    assert _repeated(measured) == before


@pytest.mark.parametrize(
    ("method", "path", "more"),
    [
        ("GET", "/sparql?query=ASK%20%7B%20FILTER(RAND()%20%3C%202)%20%7D&format=json", {}),
        ("GET", "/doc/body/nobody", {}),
        ("GET", "/doc/body/somebody", {"headers": {"Range": "bytes=0-9"}}),
        ("GET", "/doc/body/somebody", {"headers": {"If-None-Match": "*"}}),
        ("GET", "/doc/body/somebody", {"headers": {"Authorization": "Bearer x"}}),
        ("GET", "/doc/body/somebody?as-of=1", {}),
        ("HEAD", "/doc/body/somebody", {}),
        ("GET", "/healthz", {}),
        ("POST", "/sparql", {"data": {"query": f"{QUERY} #{'long' * 5000}"}}),
    ],
)
def test_what_may_differ_goes_on_to_its_route(
    measured: TestClient, method: str, path: str, more: dict[str, Any]
) -> None:
    """A volatile query, an error, a condition, a part, whoever says who it is, an older state."""
    _, repeated = _again(measured, method, path, **more)
    assert not repeated


def test_whoever_leaves_while_sending_is_not_answered_for(graph: KnowledgeGraph) -> None:
    """What came of the body tells nothing apart."""
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "scheme": "http",
        "path": "/sparql",
        "query_string": b"",
        "headers": [(b"content-length", b"90"), (b"content-type", b"application/sparql-query")],
        "client": ("127.0.0.1", 1),
        "server": ("localhost", 80),
    }
    asyncio.run(create_app(graph)(scope, receive, send))
    assert not sent


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("headers", HEADERS)
def test_all_that_an_answer_varies_by_is_looked_at(
    client: TestClient, path: str, headers: dict[str, str]
) -> None:
    """No Vary names another header."""
    varies = client.get(path, headers=headers).headers.get("Vary", "")
    named = {one.strip().lower().encode() for one in varies.split(",") if one.strip()}
    assert named <= set(TOLD_APART)


@pytest.mark.parametrize("path", ["/browse/body", "/doc/body/somebody", ASKED])
def test_what_was_taken_out_is_not_repeated(
    graph: KnowledgeGraph, measured: TestClient, path: str
) -> None:
    """Though the number of the release stays what it was."""
    _publish(graph, NAMES[1])
    assert all(NAMES[1] in measured.get(path).text for _ in range(2))
    _take_out(graph, NAMES[1])
    assert graph.current() == 2
    assert NAMES[1] not in measured.get(path).text


def test_a_store_that_cannot_be_read_is_told_of_by_the_route(tmp_path: Path) -> None:
    """As before an answer could be repeated; and the process still says that it is alive."""
    with open_graph(Settings(store=str(tmp_path / "store"), workers=1)) as graph:
        client = TestClient(create_app(graph))
        (tmp_path / "store" / "CURRENT").unlink()
        assert client.get("/healthz").status_code == 200
        answer = client.get(ASKED, headers=asked("application/json"))
        assert answer.status_code == 503
        assert answer.json()["type"].endswith("/problems/store-unreadable")


_STEPS = st.one_of(
    st.tuples(st.sampled_from(PATHS), st.sampled_from(HEADERS)),
    st.tuples(st.just("publish"), st.sampled_from(NAMES)),
    st.tuples(st.just("take out"), st.sampled_from(NAMES)),
)


@settings(max_examples=10)
@given(steps=st.lists(_STEPS, min_size=5, max_size=12))
def test_every_answer_is_what_a_new_service_says(steps: list[tuple[str, Any]]) -> None:
    """Whatever was asked, published and taken out before."""
    with open_graph(Settings(store="memory:", workers=1)) as graph:
        at = "2025-11-24T09:00:00Z"
        graph.store.commit(Changeset(_named(NAMES[0])), parent=0, at=at, note={})
        used = TestClient(create_app(graph))
        for what, how in steps:
            if what == "publish":
                _publish(graph, how)
            elif what == "take out":
                _take_out(graph, how)
            else:
                for _ in range(2):
                    said = used.get(what, headers=how)
                    new = TestClient(create_app(graph)).get(what, headers=how)
                    assert (said.status_code, said.content) == (new.status_code, new.content)
                    assert said.headers == new.headers
