"""The W3C's tests of the SPARQL 1.1 Protocol and of its service descriptions, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pyoxigraph as ox
import pytest

from kg.formats import DATASETS, GRAPHS, ROWS
from tests.conformance.manifest import Case, Note, cases, judge, manifest
from tests.conformance.services import Writable, holding, unruled

pytestmark = pytest.mark.server
SUITE = cases("protocol")
READING = [case for case in SUITE if case.told["path"] == "/sparql"]
WRITING = [case for case in SUITE if case.told["path"] == "/update"]
QUERY = "application/sparql-query"
_BOOLEAN = {"application/sparql-results+json", "application/sparql-results+xml"}
MEDIA = {
    "true": _BOOLEAN,
    "boolean": _BOOLEAN,
    "rows": {one.media_type for one in ROWS},
    "graph": {one.media_type for one in (*GRAPHS, *DATASETS)},
}


def test_none_is_left_out() -> None:
    """As many as the suite has, none of them twice."""
    assert len({case.name for case in SUITE}) == len(SUITE) == manifest("protocol")["count"]


@pytest.fixture(scope="module")
def service() -> Iterator[httpx2.Client]:
    """A graph that holds what the tests ask for: each document says what it is."""
    document = "<http://xmlns.com/foaf/0.1/Document>"
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    names = [f"<{one}>" for key, one in manifest("protocol")["names"].items() if "data" in key]
    with holding({f"{one} {kind} {document} {one} ." for one in names}) as client:
        yield client


@pytest.mark.parametrize("case", READING, ids=lambda case: case.name)
def test_a_query(service: httpx2.Client, case: Case, record_property: Note) -> None:
    """The status, the kind of media type and, where it matters, the answer."""
    kind = case.told.get("type")
    headers = {"Content-Type": kind} if kind else {}
    answer = service.request(case.told["method"], case.target, content=case.body, headers=headers)
    fault = _fault(answer, case.told["expect"])
    judge(record_property, case.iri, fault, case.told.get("differs"))


def _fault(answer: httpx2.Response, expected: str) -> str | None:
    if expected == "refused":
        return None if answer.is_client_error else f"{answer.status_code}: not refused"
    if answer.status_code != 200:
        return f"{answer.status_code}: {answer.text}"
    kind = answer.headers["Content-Type"].partition(";")[0]
    if kind not in MEDIA[expected]:
        return f"{kind} is no media type for {expected}"
    return "false" if expected == "true" and answer.json()["boolean"] is not True else None


@pytest.fixture(scope="module")
def writing() -> Iterator[Writable]:
    """A graph that may be written."""
    with unruled() as opened:
        yield opened


@pytest.mark.parametrize("case", WRITING, ids=lambda case: case.name)
def test_an_update(writing: Writable, case: Case, record_property: Note) -> None:
    """What is written is what the update says; what is refused changes nothing."""
    before = writing.kg.current()
    headers = writing.sends(case.told.get("type", ""))
    answer = writing.client.request(
        case.told["method"], case.target, content=case.body, headers=headers
    )
    if case.told["expect"] == "refused":
        fault = _fault(answer, "refused")
        assert writing.kg.current() == before
    else:
        fault = _fault_of_done(writing, answer, case.told["then"])
    judge(record_property, case.iri, fault, case.told.get("differs"))


def _fault_of_done(writing: Writable, answer: httpx2.Response, then: str) -> str | None:
    if not answer.is_success:
        return f"{answer.status_code}: {answer.text}"
    asked = writing.client.post("/sparql", content=then, headers={"Content-Type": QUERY})
    return _fault(asked, "true")


SD = "http://www.w3.org/ns/sparql-service-description#"
DESCRIPTION = "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/service-description/manifest#"
Said = list[tuple[str, str, str]]


@pytest.fixture
def described(service: httpx2.Client) -> Said:
    """What the endpoint says of itself."""
    answer = service.get("/sparql", headers={"Accept": "application/n-triples"})
    assert answer.status_code == 200
    quads = ox.parse(answer.content, ox.RdfFormat.N_TRIPLES)
    return [(quad.subject.value, quad.predicate.value, quad.object.value) for quad in quads]


def _returns_rdf(said: Said, _: str) -> bool:
    return len(said) > 0


def _has_endpoint_triple(said: Said, endpoint: str) -> bool:
    """It names the endpoint it came from."""
    return [o for _, p, o in said if p == f"{SD}endpoint"] == [endpoint]


def _conforms_to_schema(said: Said, _: str) -> bool:
    """The dataset has a default graph, and each named graph, all four, a name."""
    (dataset,) = [o for _, p, o in said if p == f"{SD}defaultDataset"]
    defaults = [p for s, p, _ in said if s == dataset].count(f"{SD}defaultGraph")
    named = {o for s, p, o in said if s == dataset and p == f"{SD}namedGraph"}
    return (
        defaults == 1 and {s for s, p, _ in said if p == f"{SD}name"} == named and len(named) == 4
    )


DESCRIPTIONS = {
    "returns-rdf": _returns_rdf,
    "has-endpoint-triple": _has_endpoint_triple,
    "conforms-to-schema": _conforms_to_schema,
}


@pytest.mark.parametrize("name", DESCRIPTIONS)
def test_a_description(
    service: httpx2.Client, described: Said, name: str, record_property: Note
) -> None:
    """The endpoint describes itself as the specification says."""
    endpoint = str(service.base_url.join("/sparql"))
    fault = None if DESCRIPTIONS[name](described, endpoint) else f"{name}: {described}"
    judge(record_property, f"{DESCRIPTION}{name}", fault, None)
