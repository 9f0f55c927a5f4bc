"""The application over a service of another maker: the same pages, answers and files as over a
folder.
"""

from __future__ import annotations

import contextlib
import csv
import io
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import httpx2
import pytest
from rdflib import Graph
from rdflib.compare import isomorphic
from starlette.testclient import TestClient

from kg.changes import Changeset
from kg.content import CANONICAL_BASE
from kg.errors import BadRequest, Unsupported
from kg.knowledge_graph import KnowledgeGraph, open_graph
from kg.query import named_queries
from kg.settings import Settings
from kg.web.app import create_app
from tests.conftest import Running
from tests.queries.regenerate import GOLDEN, answer
from tests.stores.servers import SERVERS, Server
from tests.web.names import BROWSER, asked

pytestmark = pytest.mark.server
REVIEW = "/doc/review/sct-jbcvm8"
PAGES = [
    "/",
    "/browse",
    "/browse/course?page=1",
    REVIEW,
    "/doc/course/withscotland-foundation-course-2015-05",
    "/def/core/",
    "/def/rule/TERM-01",
    "/data/courses",
    "/releases/1",
    "/queries",
    "/doc/review/nothing",
]
FILES = [
    f"{REVIEW}.ttl",
    f"{REVIEW}.rdf",
    "/def/core.ttl",
    "/data/courses.nt",
]
# Virtuoso orders texts with a language by more than their characters, and answers a group without
# members with an empty row.
ORDERED_OTHERWISE = {
    "virtuoso": {
        "/browse/course?page=1",
        REVIEW,
        "/doc/course/withscotland-foundation-course-2015-05",
    }
}
SYNTAXES = {"ttl": "turtle", "rdf": "xml", "nt": "nt"}
ASKED = [
    "ASK { ?review crv:learningPoint ?any }",
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "SELECT ?s ?o { ?s dcterms:issued ?o } ORDER BY ?s STR(?o)",
    "CONSTRUCT { ?s dcterms:title ?o } { ?s a crv:CaseReview ; dcterms:title ?o }",
]
# What a product answers otherwise, or refuses: Virtuoso finds nothing for VALUES in a UNION or
# before a path, and does not order by an expression of an aggregate.
UNLIKE: dict[str, set[str]] = {
    "oxigraph": set(),
    "fuseki": set(),
    "virtuoso": {
        "exploitation-since-a-year",
        "notification-to-publication",
        "recommendations-to-a-kind-of-body",
        "what-is-recorded-and-what-is-not",
    },
}


class Over(NamedTuple):
    """The graph over a service, and a client of its HTTP application."""

    product: str
    graph: KnowledgeGraph
    client: TestClient


@pytest.fixture(scope="module", params=SERVERS)
def over(request: pytest.FixtureRequest, running: Running, own: KnowledgeGraph) -> Iterator[Over]:
    """The data of the package, in the same release as in the embedded store."""
    server = running(request.param)
    server.empty()
    (first,) = own.releases()
    with open_graph(Settings(**server.settings())) as graph:
        everything = Changeset(own.store.dump())
        graph.store.commit(everything, parent=0, at=first.at, note=first.note)
        with TestClient(create_app(graph), follow_redirects=False) as client:
            yield Over(request.param, graph, client)


def test_every_statement_arrives(over: Over, own: KnowledgeGraph) -> None:
    """And the record says the same of them."""
    assert over.graph.store.dump() == own.store.dump()
    assert over.graph.releases() == own.releases()


def rows(body: bytes) -> list[list[str]]:
    """The rows in one order, numbers by their value: two orders and two ways to write a number are
    both right where the specification leaves them open.
    """
    found = csv.reader(io.StringIO(body.decode(), newline=""))
    return sorted([_plain(cell) for cell in row] for row in found)


def _plain(cell: str) -> str:
    with contextlib.suppress(ArithmeticError):
        return str(Decimal(cell).normalize()) if "." in cell else cell
    return cell


def test_named_queries_have_their_golden_answers(over: Over) -> None:
    """All of them, apart from those of which we say that this product answers otherwise."""
    unlike = set()
    for name, query in named_queries(CANONICAL_BASE).items():
        golden = (GOLDEN / f"{name}.csv").read_bytes()
        try:
            given = answer(over.graph, query)
        except (BadRequest, Unsupported):
            unlike.add(name)
            continue
        alike = given == golden if over.product == "oxigraph" else rows(given) == rows(golden)
        if not alike:
            unlike.add(name)
    assert unlike == UNLIKE[over.product]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_the_same(over: Over, own_client: TestClient, path: str) -> None:
    """Byte for byte; where a product orders rows in its own way, the same heading."""
    ours, theirs = (one.get(path, headers=asked(BROWSER)) for one in (own_client, over.client))
    assert theirs.status_code == ours.status_code
    if path in ORDERED_OTHERWISE.get(over.product, ()):
        assert theirs.text.partition("</h1>")[0] == ours.text.partition("</h1>")[0]
    else:
        assert theirs.text == ours.text


@pytest.mark.parametrize("path", FILES)
def test_a_file_holds_the_same_graph(over: Over, own_client: TestClient, path: str) -> None:
    """As rdflib reads it."""
    read = []
    for client in (own_client, over.client):
        reply = client.get(path)
        assert reply.status_code == 200
        read.append(Graph().parse(data=reply.content, format=SYNTAXES[path.rpartition(".")[2]]))
    assert isomorphic(*read)


@pytest.mark.parametrize("text", ASKED)
def test_a_question_has_the_same_answer(
    over: Over, own: KnowledgeGraph, own_client: TestClient, text: str
) -> None:
    """Over HTTP."""
    prologue = own.vocabulary.prologue(text)
    form = "nt" if "CONSTRUCT" in text else "csv"
    path = f"/sparql?{urlencode({'query': prologue + text, 'format': form})}"
    ours, theirs = (one.get(path) for one in (own_client, over.client))
    assert ours.status_code == theirs.status_code == 200
    assert sorted(theirs.text.splitlines()) == sorted(ours.text.splitlines())


def test_kg_serve_answers_over_a_service(over: Over, running: Running, tmp_path: Path) -> None:
    """As a process of its own, told by the environment."""
    server = running(over.product)
    with served_by_kg(server, tmp_path) as address:
        page = httpx2.get(f"{address}{REVIEW}", headers=asked(BROWSER), timeout=60)
        assert page.status_code == 200
        assert "Kerelaw" in page.text
        query = {"query": "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", "format": "csv"}
        counted = httpx2.get(f"{address}/sparql", params=query, timeout=60)
        assert int(counted.text.split()[1]) == len(over.graph.store.dump())
        assert counted.headers["KG-Release"] == "1"


@contextlib.contextmanager
def served_by_kg(server: Server, folder: Path) -> Iterator[str]:
    """The address of `kg serve` over a service, until the end of the block."""
    command = [sys.executable, "-m", "kg", "serve", "--port", "0"]
    process = subprocess.Popen(
        command, cwd=folder, env=server.environment(), stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    try:
        said = process.stderr.readline()
        while said and "Serving http" not in said:
            said = process.stderr.readline()
        yield said.split()[1].rstrip("/")
    finally:
        process.terminate()
        process.communicate(timeout=60)
