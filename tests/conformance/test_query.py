"""The W3C's tests of the SPARQL 1.1 Query Language and of the formats of results, over HTTP."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import httpx2
import pytest
from rdflib import RDF, XSD, BNode, Graph, Literal, Namespace
from rdflib.query import Result

from kg.rdf import Syntax, in_graph, parse, skolemise
from tests.conformance.archive import TEST, archive
from tests.conformance.manifest import Note, judge, manifest
from tests.conformance.services import holding

pytestmark = [
    pytest.mark.slow,
    pytest.mark.server,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]
MANIFEST = manifest("query")
ARCHIVE = archive(MANIFEST)
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
NUMERIC = {XSD.integer, XSD.decimal, XSD.double, XSD.float}
GENID = "/.well-known/genid/"
# By the ends of the names of files: the format of an answer, and what a parser calls it.
FORMATS = {
    "srx": ("xml", "xml"),
    "srj": ("json", "json"),
    "csv": ("csv", "csv"),
    "tsv": ("tsv", "tsv"),
    "ttl": ("ntriples", "turtle"),
}


class Case(NamedTuple):
    """A test: its IRI and kind, the query, the graphs that are asked, and the answer's address."""

    iri: str
    kind: str
    query: str
    default: tuple[str, ...]
    named: tuple[str, ...]
    result: str

    @property
    def name(self) -> str:
        """The folder and the name there."""
        return self.iri.removeprefix(ARCHIVE.base).replace("manifest#", "")


def _cases(folder: str) -> Iterator[Case]:
    for said, test in ARCHIVE.tests(f"{ARCHIVE.base}{folder}/manifest.ttl"):
        action = said.value(test, TEST.action)
        yield Case(
            str(test),
            str(said.value(test, RDF.type)).removeprefix(str(TEST)),
            str(said.value(action, QT.query) or action),
            tuple(map(str, said.objects(action, QT.data))),
            tuple(map(str, said.objects(action, QT.graphData))),
            str(said.value(test, TEST.result)),
        )


LANGUAGE = [case for folder in MANIFEST["language"] for case in _cases(folder)]
RESULTS = [case for folder in MANIFEST["results"] for case in _cases(folder)]


def test_the_suite_is_whole() -> None:
    """All its tests are there, and each reason is for one of them."""
    ARCHIVE.need()
    names = {case.name for case in (*LANGUAGE, *RESULTS)}
    assert len(names) == len(LANGUAGE) + len(RESULTS) == MANIFEST["count"]
    assert names >= {*MANIFEST["differs"], *MANIFEST["unordered"]}


@pytest.fixture(scope="module")
def service() -> Iterator[httpx2.Client]:
    """Every file of data of the suite as a named graph."""
    graphs = {graph for case in (*LANGUAGE, *RESULTS) for graph in (*case.default, *case.named)}
    with holding({line for graph in graphs for line in _statements(graph)}) as client:
        yield client


def _statements(address: str) -> Iterator[str]:
    syntax = Syntax.RDFXML if address.endswith(".rdf") else Syntax.TURTLE
    body = ARCHIVE.files()[address].encode()
    triples = parse(body, syntax, source=address, base=address).triples
    for triple in skolemise(triples, base="http://example.org/", scope=address):
        yield in_graph(triple, address)


@pytest.mark.parametrize("case", LANGUAGE, ids=lambda case: case.name)
def test_the_language(service: httpx2.Client, case: Case, record_property: Note) -> None:
    """The answer that the suite expects; a query that it calls wrong is refused."""
    judge(record_property, case.iri, _fault(service, case), MANIFEST["differs"].get(case.name))


@pytest.mark.parametrize("case", RESULTS, ids=lambda case: case.name)
def test_the_results(service: httpx2.Client, case: Case, record_property: Note) -> None:
    """The answer in the format that is tested."""
    judge(record_property, case.iri, _fault(service, case), MANIFEST["differs"].get(case.name))


def _fault(service: httpx2.Client, case: Case) -> str | None:
    text = ARCHIVE.files()[case.query]
    if "Syntax" in case.kind:
        answer = service.post("/sparql", data={"query": text})
        wrong = answer.status_code == 400 and answer.json()["type"].endswith("/query-syntax")
        return None if wrong == case.kind.startswith("Negative") else answer.text
    ending = case.result.rpartition(".")[2]
    form, parser = FORMATS[ending]
    query = f"BASE <{case.query}>\n{text}"
    answer = service.post("/sparql", data={"query": query, "format": form, **_dataset(case)})
    if answer.status_code != 200:
        return f"{answer.status_code}: {answer.text}"
    expected = ARCHIVE.files()[case.result].encode()
    ordered = "ORDER BY" in text.upper() and case.name not in MANIFEST["unordered"]
    here, there = (_essence(body, parser, ordered) for body in (answer.content, expected))
    return None if here == there else f"{here}\nin the place of\n{there}"


def _dataset(case: Case) -> dict[str, list[str]]:
    """The graphs that are asked, as parameters of the protocol. A graph without a triple is not
    there; the default graph is empty where only named graphs are named.
    """
    default = [graph for graph in case.default if any(_statements(graph))]
    named = [*case.named]
    if case.default and not default and not named:
        named = [LANGUAGE[0].default[0]]
    return {"default-graph-uri": default, "named-graph-uri": named}


def _essence(body: bytes, parser: str, ordered: bool) -> Any:
    """What an answer says; what has no name is alike. The order of rows matters where the query
    asks for one.
    """
    if parser in {"turtle", "nt"}:
        return Counter(tuple(map(_plain, triple)) for triple in Graph().parse(body, format=parser))
    parsed = Result.parse(io.BytesIO(body), format=parser)
    if parsed.type == "ASK":
        return parsed.askAnswer
    rows = [
        frozenset((str(name), _plain(value)) for name, value in row.items())
        for row in parsed.bindings
    ]
    return {str(one) for one in parsed.vars}, rows if ordered else Counter(rows)


def _plain(term: Any) -> Any:
    """A term of RDF 1.1, where a plain text is an xsd:string; numbers by their values."""
    if isinstance(term, BNode) or GENID in str(term):
        return "nameless"
    if not isinstance(term, Literal):
        return term
    value = term.value if term.datatype in NUMERIC else str(term)
    return value, (term.language or "").lower(), term.datatype or XSD.string
