"""The same answer in every format, as parsers that are not ours read it."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph, Literal, URIRef
from rdflib.query import Result
from rdflib.util import from_n3
from starlette.testclient import TestClient

from kg.rdf import iri, literal
from tests.parsers import RDFLIB

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
# What XML can hold, without the line ends that it makes one of.
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=12)
IRIS = st.sampled_from(["http://a.example/x", "urn:b:é", "https://w3id.org/x#y"]).map(iri)
TERMS = st.one_of(
    IRIS,
    TEXTS.map(literal),
    TEXTS.map(lambda text: literal(text, language="en")),
    st.integers(-5, 5).map(
        lambda n: literal(str(n), datatype="http://www.w3.org/2001/XMLSchema#integer")
    ),
)
ROWS = st.lists(st.tuples(TERMS | st.just("UNDEF"), TERMS), max_size=6)
TRIPLES = st.lists(st.tuples(IRIS, IRIS, TERMS), max_size=6)
Row = tuple[URIRef | Literal | None, ...]


@pytest.fixture(scope="module")
def asked(client: TestClient) -> TestClient:
    """One client for all the examples."""
    return client


def body(client: TestClient, query: str, form: str) -> io.BytesIO:
    """The answer to a query in a format."""
    answer = client.post("/sparql", data={"query": query}, params={"format": form})
    assert answer.status_code == 200
    return io.BytesIO(answer.content)


def term(written: str) -> URIRef | Literal | None:
    """A term as it is asked for, in the words of the other library."""
    return None if written == "UNDEF" else from_n3(written)


def bare(value: URIRef | Literal | None) -> str:
    """A term as CSV has it."""
    return "" if value is None else str(value)


def rows(client: TestClient, given: list[tuple[str, str]], form: str) -> list[Row]:
    """The rows that a query was given, as they come back."""
    values = " ".join(f"({first} {second})" for first, second in given)
    parsed = Result.parse(
        body(client, f"SELECT ?a ?b {{ VALUES (?a ?b) {{ {values} }} }}", form), format=form
    )
    found = [{str(name): value for name, value in row.items()} for row in parsed.bindings]
    return [(row.get("a"), row.get("b")) for row in found]


@pytest.mark.parametrize("form", ["json", "xml", "tsv"])
@given(given_rows=ROWS)
def test_rows_come_back_term_for_term(
    asked: TestClient, form: str, given_rows: list[tuple[str, str]]
) -> None:
    """With their order, types and languages."""
    expected = [(term(first), term(second)) for first, second in given_rows]
    assert rows(asked, given_rows, form) == expected


@given(given_rows=ROWS)
def test_rows_come_back_in_csv_as_text(
    asked: TestClient, given_rows: list[tuple[str, str]]
) -> None:
    """CSV has no types and no languages."""
    expected = [tuple(bare(term(one)) for one in row) for row in given_rows]
    found = rows(asked, given_rows, "csv")
    assert [tuple(map(bare, row)) for row in found] == expected


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize("said", [True, False], ids=["yes", "no"])
def test_a_verdict_comes_back(asked: TestClient, form: str, said: bool) -> None:
    """The answer to ASK."""
    query = f"ASK {{ FILTER({str(said).lower()}) }}"
    assert Result.parse(body(asked, query, form), format=form).askAnswer is said


@pytest.mark.parametrize("form", RDFLIB)
@given(given_triples=TRIPLES)
def test_graphs_come_back_triple_for_triple(
    asked: TestClient, form: str, given_triples: list[tuple[str, str, str]]
) -> None:
    """In each of the six formats."""
    values = " ".join(f"({' '.join(one)})" for one in given_triples)
    query = f"CONSTRUCT {{ ?s ?p ?o }} {{ VALUES (?s ?p ?o) {{ {values} }} }}"
    found = Graph().parse(body(asked, query, form), format=RDFLIB[form])
    assert set(found) == {tuple(map(term, one)) for one in given_triples}
