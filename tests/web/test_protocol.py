"""The 34 tests of the W3C for the SPARQL 1.1 Protocol, in the order of their manifest.

Copyright of the suite: World Wide Web Consortium, W3C Test Suite Licence; its requests are written
here anew from https://w3c.github.io/rdf-tests/sparql/sparql11/protocol/. Updates have an address of
their own here (/update), and need a token.
Each has a name, a request, and what is expected of the answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from kg.changes import Changeset
from kg.formats import DATASETS, GRAPHS, ROWS
from kg.knowledge_graph import open_graph
from kg.settings import Settings
from kg.web.app import create_app
from tests.web.publishing import Service, unruled

DATA = "http://kasei.us/2009/09/sparql/data/data{}.rdf"
FORM, QUERY = "application/x-www-form-urlencoded", "application/sparql-query"
UPDATE = "application/sparql-update"


def _types(*numbers: int) -> str:
    return " . ".join(f"<{DATA.format(number)}> a ?type" for number in numbers)


def _graphs(parameter: str, *numbers: int) -> list[tuple[str, str]]:
    return [(parameter, DATA.format(number)) for number in numbers]


ZERO = urlencode(_graphs("default-graph-uri", 0))
DEFAULT = _graphs("default-graph-uri", 1, 2)
NAMED = _graphs("named-graph-uri", 1, 2)
IN_NAMED = f"GRAPH ?g1 {{ {_types(1)} }} GRAPH ?g2 {{ {_types(2)} }}"


class Case(NamedTuple):
    """`expected` is true (a boolean result), rows, boolean, graph, or refused (a 4xx)."""

    name: str
    method: str
    query_string: str
    expected: str
    content_type: str = ""
    body: bytes = b""


READING = [
    Case("query_post_form", "POST", ZERO, "true", FORM, b"query=ASK%20%7B%7D"),
    Case(
        "query_dataset_default_graphs_get",
        "GET",
        urlencode([("query", f"ASK {{ {_types(1, 2)} }}"), *DEFAULT]),
        "true",
    ),
    Case(
        "query_dataset_default_graphs_post",
        "POST",
        urlencode(DEFAULT),
        "true",
        QUERY,
        f"ASK {{ {_types(1, 2)} }}".encode(),
    ),
    Case(
        "query_dataset_named_graphs_post",
        "POST",
        urlencode(NAMED),
        "true",
        QUERY,
        f"ASK {{ {IN_NAMED} }}".encode(),
    ),
    Case(
        "query_dataset_named_graphs_get",
        "GET",
        urlencode([("query", f"ASK {{ {IN_NAMED} }}"), *NAMED]),
        "true",
    ),
    Case(
        "query_dataset_full",
        "POST",
        urlencode([*_graphs("default-graph-uri", 3), *NAMED]),
        "true",
        QUERY,
        f"ASK {{ {_types(3)} {IN_NAMED} }}".encode(),
    ),
    # The suite encodes the ampersand between the two graphs; here it is what was meant.
    Case(
        "query_multiple_dataset",
        "POST",
        urlencode(NAMED),
        "true",
        QUERY,
        f"ASK FROM <{DATA.format(3)}> {{ {IN_NAMED} }}".encode(),
    ),
    Case("query_get", "GET", f"query=ASK%20%7B%7D&{ZERO}", "true"),
    Case("query_content_type_select", "POST", ZERO, "rows", QUERY, b"SELECT (1 AS ?value) {}"),
    Case("query_content_type_ask", "POST", ZERO, "boolean", QUERY, b"ASK {}"),
    Case(
        "query_content_type_describe",
        "POST",
        ZERO,
        "graph",
        QUERY,
        b"DESCRIBE <http://example.org/>",
    ),
    Case(
        "query_content_type_construct",
        "POST",
        ZERO,
        "graph",
        QUERY,
        b"CONSTRUCT { <s> <p> 1 } WHERE {}",
    ),
    Case("query_post_direct", "POST", "", "true", QUERY, b"ASK {}"),
    Case("bad_query_method", "PUT", f"query=ASK%20%7B%7D&{ZERO}", "refused", FORM),
    Case(
        "bad_multiple_queries",
        "GET",
        f"query=ASK%20%7B%7D&query={quote('SELECT * {}')}",
        "refused",
    ),
    Case("bad_query_wrong_media_type", "POST", "", "refused", "text/plain", b"ASK {}"),
    Case("bad_query_missing_form_type", "POST", "", "refused", "", b"query=ASK%20%7B%7D"),
    Case("bad_query_missing_direct_type", "POST", "", "refused", "", b"ASK {}"),
    Case(
        "bad_query_non_utf8",
        "POST",
        "",
        "refused",
        f"{QUERY}; charset=UTF-16",
        "ASK {}".encode("utf-16"),
    ),
    Case("bad_query_syntax", "GET", "query=ASK%20%7B", "refused"),
]
TEST = "http://example.org/protocol-{}-test/"
FOAF = "PREFIX dc: <http://purl.org/dc/terms/> PREFIX foaf: <http://xmlns.com/foaf/0.1/>"
DOCUMENTS = " ".join(
    f"GRAPH <{DATA.format(n)}> {{ <{DATA.format(n)}> a foaf:Document }}" for n in (1, 2, 3)
)


def _writes(name: str, where: str, said: str = "a dc:BibliographicResource") -> bytes:
    """What the suite writes: everything is dropped, three documents come, and of them others."""
    into = f"INSERT {{ GRAPH <{TEST.format(name)}> {{ ?s {said} }} }} WHERE {{ {where} }}"
    return f"{FOAF} DROP ALL ; INSERT DATA {{ {DOCUMENTS} }} ; {into}".encode()


def _asks(name: str, there: Sequence[str], missing: str) -> str:
    graph = f"GRAPH <{TEST.format(name)}>"
    without = f"FILTER NOT EXISTS {{ {graph} {{ {missing} }} }}"
    return f"{FOAF} ASK {{ {graph} {{ {' . '.join(there)} }} {without} }}"


def _books(*numbers: int) -> list[str]:
    return [f"<{DATA.format(n)}> a dc:BibliographicResource" for n in numbers]


class Change(NamedTuple):
    """An update, and the question that it must have made true; or an update that is refused."""

    name: str
    query_string: str
    content_type: str
    body: bytes
    then: str = ""
    method: str = "POST"


EMPTY = f"ASK {{ FILTER NOT EXISTS {{ GRAPH <{DATA.format(1)}> {{ ?s ?p ?o }} }} }}"
FULL = (
    "{ GRAPH ?g { ?s a foaf:Document } BIND(?g AS ?in) } "
    "UNION { ?s a foaf:Document BIND('default' AS ?in) }"
)
IN = "<http://example.org/in>"
WRITING = [
    Change(
        "update_dataset_default_graph",
        urlencode(_graphs("using-graph-uri", 1)),
        UPDATE,
        _writes("update-dataset", "?s a foaf:Document"),
        _asks("update-dataset", _books(1), " . ".join(_books(2))),
    ),
    Change(
        "update_dataset_default_graphs",
        urlencode(_graphs("using-graph-uri", 1, 2)),
        UPDATE,
        _writes("update-dataset-graphs", "?s a foaf:Document"),
        _asks("update-dataset-graphs", _books(1, 2), " . ".join(_books(3))),
    ),
    Change(
        "update_dataset_named_graphs",
        urlencode(_graphs("using-named-graph-uri", 1, 2)),
        UPDATE,
        _writes("update-dataset-named-graphs", "GRAPH ?g { ?s a foaf:Document }"),
        _asks("update-dataset-named-graphs", _books(1, 2), " . ".join(_books(3))),
    ),
    Change(
        "update_dataset_full",
        urlencode([*_graphs("using-graph-uri", 1), *_graphs("using-named-graph-uri", 2)]),
        UPDATE,
        _writes("update-dataset-full", FULL, f"{IN} ?in"),
        _asks(
            "update-dataset-full",
            [f"<{DATA.format(1)}> {IN} 'default'", f"<{DATA.format(2)}> {IN} <{DATA.format(2)}>"],
            f"<{DATA.format(3)}> ?p ?o",
        ),
    ),
    Change("update_post_form", "", FORM, b"update=CLEAR%20ALL", EMPTY),
    Change("update_post_direct", "", UPDATE, b"CLEAR ALL", EMPTY),
    Change(
        "update_base_uri",
        "",
        UPDATE,
        b"CLEAR SILENT GRAPH <http://example.org/protocol-base-test/> ; INSERT DATA { GRAPH "
        b"<http://example.org/protocol-base-test/> { <http://example.org/s> "
        b"<http://example.org/p> <test> } }",
        "ASK { GRAPH <http://example.org/protocol-base-test/> { <http://example.org/s> "
        "<http://example.org/p> ?o FILTER(ISIRI(?o) && STRLEN(STR(?o)) > 4) } }",
    ),
    Change("bad_update_get", "update=CLEAR%20ALL", "", b"", method="GET"),
    Change("bad_multiple_updates", "", FORM, b"update=CLEAR%20NAMED&update=CLEAR%20DEFAULT"),
    Change("bad_update_wrong_media_type", "", "text/plain", b"CLEAR NAMED"),
    Change("bad_update_missing_form_type", "", "", b"update=CLEAR%20NAMED"),
    Change(
        "bad_update_non_utf8",
        "",
        f"{UPDATE}; charset=UTF-16",
        "CLEAR NAMED".encode("utf-16"),
    ),
    Change("bad_update_syntax", "", FORM, b"update=CLEAR%20XYZ"),
    Change(
        "bad_update_dataset_conflict",
        "using-named-graph-uri=http%3A%2F%2Fexample%2Fpeople",
        FORM,
        urlencode(
            {
                "update": f"{FOAF} WITH <http://example/addresses> DELETE {{ ?person "
                "foaf:givenName 'Bill' } INSERT { ?person foaf:givenName 'William' } WHERE { "
                "?person foaf:givenName 'Bill' }"
            }
        ).encode(),
    ),
]


@pytest.fixture(scope="module")
def service() -> Iterator[TestClient]:
    """A graph that holds what the tests ask for: each document says what it is."""
    document = "http://xmlns.com/foaf/0.1/Document"
    kind = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    said = {f"<{DATA.format(n)}> <{kind}> <{document}> <{DATA.format(n)}> ." for n in range(4)}
    with open_graph(Settings(store="memory:", workers=1)) as graph:
        graph.store.commit(Changeset(frozenset(said)), parent=0, at="2025-01-01T00:00:00Z", note={})
        with TestClient(create_app(graph)) as client:
            yield client


MEDIA = {
    "true": {"application/sparql-results+json", "application/sparql-results+xml"},
    "boolean": {"application/sparql-results+json", "application/sparql-results+xml"},
    "rows": {one.media_type for one in ROWS},
    "graph": {one.media_type for one in (*GRAPHS, *DATASETS)},
}


@pytest.mark.parametrize("case", READING, ids=lambda case: case.name)
def test_the_protocol_of_the_w3c(service: TestClient, case: Case) -> None:
    """The status, the kind of media type and, where it matters, the answer."""
    headers = {"Content-Type": case.content_type} if case.content_type else {}
    target = f"/sparql?{case.query_string}" if case.query_string else "/sparql"
    answer = service.request(case.method, target, content=case.body, headers=headers)
    if case.expected == "refused":
        assert 400 <= answer.status_code < 500
        return
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].partition(";")[0] in MEDIA[case.expected]
    if case.expected == "true":
        assert answer.json()["boolean"] is True


@pytest.fixture(scope="module")
def writing() -> Iterator[Service]:
    """A graph that holds what the tests ask for, and may be written."""
    with unruled() as opened:
        yield opened


@pytest.mark.slow
@pytest.mark.parametrize("case", WRITING, ids=lambda case: case.name)
def test_the_protocol_of_the_w3c_for_updates(writing: Service, case: Change) -> None:
    """What is written is what the update says; what is refused changes nothing."""
    before = writing.kg.current()
    headers = writing.sends(case.content_type)
    if not case.content_type:
        headers.pop("Content-Type")
    target = f"/update?{case.query_string}" if case.query_string else "/update"
    answer = writing.client.request(case.method, target, content=case.body, headers=headers)
    if not case.then:
        assert 400 <= answer.status_code < 500
        assert writing.kg.current() == before
        return
    assert answer.status_code == 204
    asked = writing.client.post("/sparql", content=case.then, headers={"Content-Type": QUERY})
    assert asked.json()["boolean"] is True


def test_there_are_as_many_tests_as_the_suite_has() -> None:
    """None is left out."""
    assert len(READING) + len(WRITING) == 34


def test_the_query_method_asks_like_post(service: TestClient) -> None:
    """QUERY has a body like POST, and is safe like GET."""
    answer = service.request("QUERY", "/sparql", content=b"ASK {}", headers={"Content-Type": QUERY})
    assert answer.json()["boolean"] is True
    wrong = service.request("QUERY", "/sparql", content=b"ASK {}", headers={"Content-Type": "a/b"})
    assert wrong.status_code == 415


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_a_method_that_is_not_there_names_those_that_are(service: TestClient, method: str) -> None:
    """405 with Allow."""
    answer = service.request(method, "/sparql?query=ASK%20%7B%7D")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS, POST, QUERY"


def test_a_relative_iri_is_resolved_by_the_address_of_the_service(service: TestClient) -> None:
    """The base is that of the graph and not of the host, so that answers do not depend on it."""
    query = "CONSTRUCT { <s> <p> 1 } WHERE {}"
    for sent in (query, f"BASE <http://b.example/> {query}"):
        answer = service.get("/sparql", params={"query": sent, "format": "ntriples"})
        base = "http://b.example/" if sent != query else "https://w3id.org/uk-case-reviews/"
        assert answer.text.startswith(f"<{base}s> <{base}p> ")


SD = "http://www.w3.org/ns/sparql-service-description#"


def test_the_service_description_of_the_w3c(service: TestClient) -> None:
    """Its three tests: RDF comes back, it names the endpoint it came from, and it fits the schema:
    the dataset has a default graph, and each named graph a name.
    """
    answer = service.get("/sparql", headers={"Accept": "application/n-triples"})
    assert answer.status_code == 200
    said = [
        (quad.subject.value, quad.predicate.value, quad.object.value)
        for quad in ox.parse(answer.content, ox.RdfFormat.N_TRIPLES)
    ]
    assert [o for _, p, o in said if p == f"{SD}endpoint"] == ["http://testserver/sparql"]
    (dataset,) = [o for _, p, o in said if p == f"{SD}defaultDataset"]
    assert [p for s, p, _ in said if s == dataset].count(f"{SD}defaultGraph") == 1
    named = {o for s, p, o in said if s == dataset and p == f"{SD}namedGraph"}
    assert {s for s, p, _ in said if p == f"{SD}name"} == named
    assert len(named) == 4
