"""The W3C's tests of the Graph Store Protocol over HTTP, in the order of their manifest."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pyoxigraph as ox
import pytest
from httpx2 import Response

from tests.conformance.manifest import Case, Note, cases, judge, manifest
from tests.conformance.services import Writable, unruled

pytestmark = pytest.mark.server
MANIFEST = manifest("graph-store")
GRAPHS = MANIFEST["graphs"]
SUITE = cases("graph-store")
Answers = dict[str, Response]


def test_none_is_left_out() -> None:
    """As many as the suite has, none of them twice."""
    assert len({case.name for case in SUITE}) == len(SUITE) == MANIFEST["count"]


@pytest.fixture(scope="module")
def answers() -> Callable[[str], Answers]:
    """The answers to all the requests of the suite, made in their order, by the way of addressing
    graphs.
    """
    return cache(_asked_all)


def _asked_all(way: str) -> Answers:
    pattern = MANIFEST["ways"][way]
    found: Answers = {}
    made = ""
    with unruled() as service:
        start = service.sends("text/turtle")
        service.client.put(pattern.format("person/2"), content=GRAPHS["first"], headers=start)
        for case in SUITE:
            graph = case.told["graph"]
            special = {"store": "/graph-store", "default": "/graph-store?default", "new": made}
            answer = _asked(service, case, special.get(graph) or pattern.format(graph))
            made = answer.headers["Location"] if graph == "store" else made
            found[case.name] = answer
    return found


def _asked(service: Writable, case: Case, target: str) -> Response:
    told, client = case.told, service.client
    if told["method"] in {"GET", "HEAD"}:
        return client.request(told["method"], target, headers={"Accept": "text/turtle"})
    if "files" in told:
        files = {
            name: (f"{name}.ttl", GRAPHS[name], "text/turtle; charset=utf-8")
            for name in told["files"]
        }
        return client.request(told["method"], target, files=files, headers=service.sends(""))
    body = GRAPHS[told["sends"]] if "sends" in told else ""
    headers = service.sends(told.get("type", "text/turtle; charset=utf-8"))
    return client.request(told["method"], target, content=body, headers=headers)


@pytest.mark.parametrize("case", SUITE, ids=lambda case: case.name)
@pytest.mark.parametrize("way", MANIFEST["ways"])
def test_a_graph_store(
    answers: Callable[[str], Answers], way: str, case: Case, record_property: Note
) -> None:
    """The status and, for a GET, the graph."""
    answer = answers(way)[case.name]
    differs = case.told.get("differs", {})
    if differs.get("way", way) != way:
        differs = {}
    if differs:
        assert answer.status_code == differs["status"]
    whole = way == "indirect" and case.told["graph"] != "new"
    fault = _fault(case, answer, whole=whole)
    judge(record_property, case.iri, fault, differs.get("reason"))


def _fault(case: Case, answer: Response, *, whole: bool) -> str | None:
    """What differs from the suite. By the address of a dataset a graph comes with what the history
    says of it, so that it need only hold what it should.
    """
    told = case.told
    if answer.status_code not in told["status"]:
        return f"{answer.status_code} in the place of {told['status']}: {answer.text}"
    if "holds" not in told:
        return None
    here, there = _named(answer.content), _named(GRAPHS[told["holds"]].encode())
    alike = here == there if whole else there <= here
    return None if alike else f"another graph: {answer.text}"


def _named(body: bytes) -> set[tuple[str, str, str]]:
    """The triples, with one name for whatever has none of its own."""

    def name(term: object) -> str:
        said = getattr(term, "value", "")
        nameless = isinstance(term, ox.BlankNode) or "/.well-known/genid/" in said
        return "nameless" if nameless else said

    quads = ox.parse(body, ox.RdfFormat.TURTLE)
    return {(name(one.subject), one.predicate.value, name(one.object)) for one in quads}
