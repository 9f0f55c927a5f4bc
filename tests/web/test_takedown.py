"""A takedown over HTTP: whatever a reader could fetch before, in whatever format and of whatever
release, says nothing of it afterwards; nor does any byte of the store or of its backup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlencode, urlsplit

import pytest
from starlette.testclient import TestClient

from kg.content import CANONICAL_BASE as BASE
from kg.formats import DATASETS, GRAPHS, ROWS
from kg.knowledge_graph import KnowledgeGraph
from kg.ledger import State
from kg.load import Source
from kg.takedown import of_record, of_text
from kg.web.app import create_app
from tests.seeded import dataset, review_iri, reviews, seeded
from tests.timeline.past import title

pytestmark = pytest.mark.slow

SECRET = "Zyxwvu Tsrqpo"  # nobody's name
RECORD = "Nmlkji Hgfedc"  # what a record is called that goes as a whole
MOST_PAGES = 100
ONE, TWO = review_iri(1), review_iri(2)
QUERIES = [
    "SELECT * { ?s ?p ?o }",
    "SELECT * { GRAPH ?g { ?s ?p ?o } }",
    'SELECT ?o { ?s ?p ?o FILTER(CONTAINS(LCASE(STR(?o)), "zyx") || CONTAINS(STR(?o), "Nml")) }',
    "CONSTRUCT WHERE { ?s ?p ?o }",
    f"DESCRIBE <{ONE}> <{TWO}>",
]
_HREF = re.compile(r'(?:href|action|src)="([^"]+)"')
_TARGET = re.compile(r"<([^>]+)>;")


class Seen(NamedTuple):
    """An answer: whatever a client gets of it, as text."""

    address: str
    status: int
    text: str


def holding(*said: str) -> Source:
    """A dataset of two reviews, with more said of them, in a file whose name is said too."""
    triples = [f"{one.rsplit(' ', 2)[0]} ." for one in said]
    return dataset("one", *reviews([1, 2]), *triples)._replace(name=f"{SECRET}.nt")


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeGraph]:
    """Releases without the texts, with them, with one of them retracted, and harmless ones; and a
    backup.
    """
    folder = tmp_path_factory.mktemp("backup") / "copy"
    with seeded("privacy") as opened:
        opened.load([holding()._replace(name="one.nt")])
        opened.load(
            [holding(title(ONE, f"A review of {SECRET}"), title(TWO, RECORD))],
            agent=f"An agent of {SECRET}",
            message=f"All about {SECRET.upper()}",
        )
        opened.load([holding(title(TWO, RECORD))._replace(name="one.nt")])
        opened.load([dataset("two", *reviews([3]))])
        opened.store.back_up(folder)
        yield opened


def fetch(client: TestClient, address: str, accept: str = "*/*") -> Seen:
    """An answer with its headers; redirects are not followed, but read."""
    answer = client.get(address, headers={"Accept": accept})
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return Seen(address, answer.status_code, f"{headers}\n\n{answer.text}")


def leads_to(seen: Seen) -> set[str]:
    """The addresses on this server that an answer names."""
    found = {unescape(one) for one in _HREF.findall(seen.text)} | set(_TARGET.findall(seen.text))
    found |= set(re.findall(r"^location: (.*)$", seen.text, re.MULTILINE))
    paths = {re.sub("^http://testserver", "", one).partition("#")[0] for one in found}
    return {one for one in paths if one.startswith("/") and "/static/" not in one}


def crawled(client: TestClient, start: Iterable[str]) -> dict[str, Seen]:
    """Every answer that can be reached by links, in HTML."""
    waiting, seen = sorted(start), {}
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        if address not in seen:
            seen[address] = fetch(client, address, "text/html")
            waiting += sorted(leads_to(seen[address]) - seen.keys())
    return seen


def starts(graph: KnowledgeGraph) -> set[str]:
    """Where a reader may begin, and what no page links to."""
    things = [urlsplit(one.replace(BASE, "/")).path for one in (ONE, TWO)]
    documents = [one.replace("/id/", "/doc/") for one in things]
    below = [*documents, "/data/one", "/data/history", "/data/one/derived"]
    queries = {f"/sparql?{urlencode({'query': query})}" for query in QUERIES}
    releases = {f"/releases/{one.number}" for one in graph.releases()}
    gates = {f"/{gate}{path}" for gate in ("timegate", "timemap") for path in below}
    paths = [path for path in create_app(graph).openapi()["paths"] if "{" not in path]
    named = [path for path in paths if path.startswith("/queries/")]
    routes = set(paths) - set(named[3:])  # a few of the named queries: /sparql asks for more
    return {*things, *below, *queries, *releases, *gates, *routes}


def every_form(client: TestClient, graph: KnowledgeGraph, addresses: Iterable[str]) -> list[Seen]:
    """Each address in each format as it is, and in the main ones as of each release."""
    found = []
    some = ["text/html", "application/json", "text/csv", "application/n-triples"]
    rest = ["application/link-format", "text/plain"]
    rest += [one.media_type for one in (*ROWS, *GRAPHS, *DATASETS) if one.media_type not in some]
    for address in addresses:
        joint = "&" if "?" in address else "?"
        fixed = "as-of=" in address
        times = [] if fixed else [f"{joint}as-of={one.number}" for one in graph.releases()]
        for when in ["", *times]:
            for accept in some if when else (*some, *rest):
                found.append(fetch(client, f"{address}{when}", accept))
    return found


def holders(seen: Iterable[Seen], text: str) -> list[str]:
    """The addresses of the answers that hold a text, however it is written."""
    forms = {text.casefold(), quote(text).casefold(), text.replace(" ", "+").casefold()}
    return [one.address for one in seen if any(form in one.text.casefold() for form in forms)]


def bytes_under(folder: Path) -> bytes:
    """Every byte of every file, names included."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return b"".join(path.name.encode() + path.read_bytes() for path in files).lower()


class Erased(NamedTuple):
    """A graph from which both were taken down, a client that had read everything before, and the
    addresses of all that it read.
    """

    graph: KnowledgeGraph
    client: TestClient
    addresses: set[str]


@pytest.fixture(scope="module")
def erased(graph: KnowledgeGraph) -> Iterator[Erased]:
    """Taken down after every answer was read that holds a text, so that all is kept in memory."""
    with TestClient(create_app(graph), follow_redirects=False) as client:
        before = crawled(client, starts(graph))
        looked_at = every_form(client, graph, starts(graph))
        cited = {one for seen in looked_at for one in leads_to(seen) if one.startswith("/r/")}
        assert len(cited) > 10
        every = [*before.values(), *looked_at, *(fetch(client, one) for one in cited)]
        for text in (SECRET, RECORD):
            parts = {one.split("/")[1].partition("?")[0] for one in holders(every, text)}
            assert parts >= {"doc", "data", "sparql", "r"}
        assert any("/releases" in one for one in holders(every, SECRET))
        graph.erase(of_text(SECRET), authority="An invented court")
        record = of_record(graph.store, graph.vocabulary, TWO)
        graph.erase(record, authority="An invented court")
        yield Erased(graph, client, {one.address for one in every})


def test_nothing_that_was_taken_down_can_be_fetched_any_more(erased: Erased) -> None:
    """A text and a record: pages, files, queries, citations, releases and their provenance, lists
    of states, in every format, as of every release, with all that was kept in memory before.
    """
    graph, client, addresses = erased
    after = crawled(client, starts(graph))
    again = [fetch(client, one, "text/html") for one in sorted(addresses)]
    cited = [fetch(client, one) for one in sorted(addresses) if one.startswith("/r/")]
    everything = [*after.values(), *again, *cited, *every_form(client, graph, starts(graph))]
    assert holders(everything, SECRET) == []
    assert holders(everything, RECORD) == []
    assert max(one.status for one in everything) < 500
    assert {one.status for one in everything} >= {200, 303, 404, 410}


def test_no_byte_of_it_is_left_in_the_store_or_in_its_backup(erased: Erased) -> None:
    """Nor in the records of releases, nor in what is noted of the things that a release touched."""
    graph = erased.graph
    folder = Path(graph.settings.store)
    (backup,) = (Path(one) for one in (folder / "BACKUPS").read_text().split())
    for place in (folder, backup):
        found = bytes_under(place)
        assert SECRET.lower().encode() not in found
        assert RECORD.lower().encode() not in found
    assert [one for one in graph.check() if one.fault] == []


def test_what_became_of_the_record_is_still_told(erased: Erased) -> None:
    """Its identifier is gone, for ever, and has no earlier states."""
    graph, client, _ = erased
    (entry,) = graph.resolve([TWO])
    assert entry.state == State.GONE
    path = TWO.removeprefix(BASE).replace("id/", "/doc/")
    assert client.get(path, headers={"Accept": "text/turtle"}).status_code == 410
    said = client.get(f"/timemap{path}?format=json").json()["mementos"]["list"]
    assert [one["withdrawn"] for one in said] == [True]
    assert client.get(f"{path}?as-of=3").status_code == 404
