"""The 19 tests of the W3C for the Graph Store Protocol, in the order in which they build on each
other: once with the graph in the query (indirect), once by its own address (direct).

Copyright of the suite: World Wide Web Consortium, W3C Test Suite Licence; its requests are written
here anew from https://w3c.github.io/rdf-tests/sparql/sparql11/http-rdf-update/. Where the answer is
another here, that is by design:

- The default graph is the merge of the named ones, so it cannot be put (405 in the place of 201),
  and it then reads as the merge.
- A dataset of ours is an identifier, and those never vanish without a word: by its own address it
  is not deleted (409 in the place of 200) but withdrawn, so it is still there afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pyoxigraph as ox
import pytest
from httpx2 import Response

from tests.web.publishing import Service, unruled

pytestmark = pytest.mark.slow
HEAD = (
    "@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix v: <http://www.w3.org/2006/vcard/ns#> . "
)
ME = "<http://www.example/store/person/1>"


def card(name: str, more: str = "") -> str:
    """A person with a card, as the suite has it."""
    return f'{HEAD}{ME} a foaf:Person ; {more}foaf:businessCard [ a v:VCard ; v:fn "{name}" ] .'


ALICE = f'{HEAD}[] a foaf:Person ; foaf:businessCard [ a v:VCard ; v:given-name "Alice" ] .'
FIRST, SECOND = card("John Doe"), card("Jane Doe")
NAMED = card("Jane Doe", 'foaf:name "Jane Doe" ; ')
WHOLE = card("Jane Doe", 'foaf:name "Jane Doe" ; foaf:givenName "Jane" ; foaf:familyName "Doe" ; ')
PARTS = {
    "lastName.ttl": f'{HEAD}{ME} foaf:familyName "Doe" .',
    "firstName.ttl": f'{HEAD}{ME} foaf:givenName "Jane" .',
}


class Case(NamedTuple):
    """A request and its status; for a GET, what the graph then holds. A `graph` of None is the
    store itself, `new` the one that was made there.
    """

    name: str
    method: str
    graph: str | None
    status: int
    body: str = ""
    kind: str = "text/turtle; charset=utf-8"


CASES = [
    Case("put__initial_state", "PUT", "person/1", 201, FIRST),
    Case("get_of_put__initial_state", "GET", "person/1", 200, FIRST),
    Case("put__graph_already_in_store", "PUT", "person/1", 204, SECOND),
    Case("get_of_put__graph_already_in_store", "GET", "person/1", 200, SECOND),
    Case("put__default_graph", "PUT", "default", 405, ALICE),
    Case("get_of_put__default_graph", "GET", "default", 200, ""),
    Case("put__mismatched_payload", "PUT", "person/1", 400, SECOND, "application/rdf+xml"),
    Case("delete__existing_graph", "DELETE", "person/2", 204),
    Case("get_of_delete__existing_graph", "GET", "person/2", 404),
    Case("delete__nonexistent_graph", "DELETE", "person/2", 404),
    Case("post__existing_graph", "POST", "person/1", 204, f'{HEAD}{ME} foaf:name "Jane Doe" .'),
    Case("get_of_post__existing_graph", "GET", "person/1", 200, NAMED),
    Case("post__multipart_formdata", "POST", "person/1", 204, "", "multipart/form-data"),
    Case("get_of_post__multipart_formdata", "GET", "person/1", 200, WHOLE),
    Case("post__create__new_graph", "POST", None, 201, ALICE),
    Case("get_of_post__create__new_graph", "GET", "new", 200, ALICE),
    Case("get_of_post__after_noop", "GET", "new", 200, ALICE),
    Case("head_on_an_existing_graph", "HEAD", "person/1", 200),
    Case("head_on_a_nonexisting_graph", "HEAD", "person/4", 404),
]
WAYS = {"indirect": "/graph-store?graph=http://www.example/store/{}", "direct": "/data/{}.ttl"}
NEVER_VANISH = {
    "delete__existing_graph": 409,
    "get_of_delete__existing_graph": 200,
    "delete__nonexistent_graph": 409,
}


@pytest.mark.parametrize("pattern", WAYS.values(), ids=WAYS)
def test_the_graph_store_protocol_of_the_w3c(pattern: str) -> None:
    """Each request in its turn, on a service that holds the graph person/2."""
    with unruled() as service:
        service.client.put(
            pattern.format("person/2"), content=FIRST, headers=service.sends("text/turtle")
        )
        made = ""
        wrong: list[str] = []
        for case in CASES:
            place = {None: "/graph-store", "default": "/graph-store?default", "new": made}
            target = place.get(case.graph) or pattern.format(case.graph)
            answer = _asked(service, case, target)
            wrong += _wrong(case, answer, target)
            made = answer.headers.get("Location", made) if case.graph is None else made
        assert wrong == []


def _asked(service: Service, case: Case, target: str) -> Response:
    headers = service.sends(case.kind)
    if case.method in {"GET", "HEAD"}:
        return service.client.request(case.method, target, headers={"Accept": "text/turtle"})
    if case.kind.startswith("multipart"):
        headers.pop("Content-Type")
        files = {name: (name, body, "text/turtle; charset=utf-8") for name, body in PARTS.items()}
        return service.client.request(case.method, target, files=files, headers=headers)
    return service.client.request(case.method, target, content=case.body, headers=headers)


def _wrong(case: Case, answer: Response, target: str) -> Iterator[str]:
    """What differs from the status and, for a GET, from the graph itself; by its own address it
    comes with what the history says of it.
    """
    status = (NEVER_VANISH if target.startswith("/data/") else {}).get(case.name, case.status)
    if answer.status_code != status:
        yield f"{case.name}: {answer.status_code} in the place of {status}"
    if not (case.method == "GET" and case.body):
        return
    if not _alike(answer.content, case.body.encode(), whole="graph=" in target):
        yield f"{case.name}: another graph, {answer.text}"


def _alike(got: bytes, wanted: bytes, *, whole: bool) -> bool:
    """Whether a graph is the one wanted, or holds it, where what has no name here has one there."""
    here, there = _named(got), _named(wanted)
    return here == there if whole else there <= here


def _named(body: bytes) -> set[tuple[str, str, str]]:
    """The triples, with one name for whatever has none of its own."""

    def name(term: object) -> str:
        said = getattr(term, "value", "")
        nameless = isinstance(term, ox.BlankNode) or "/.well-known/genid/" in said
        return "nameless" if nameless else said

    quads = ox.parse(body, ox.RdfFormat.TURTLE)
    return {(name(one.subject), one.predicate.value, name(one.object)) for one in quads}
