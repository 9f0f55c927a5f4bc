"""The same rows in every format, as parsers that are not ours read them."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Literal, URIRef
from rdflib.query import Result
from starlette.testclient import TestClient

from kg.rdf import iri, literal

PARSERS = {"json": "json", "xml": "xml", "tsv": "tsv", "csv": "csv"}
# What XML can hold, without the line ends that it makes one of.
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=12)
TERMS = st.one_of(
    st.sampled_from(["http://a.example/x", "urn:b:é", "https://w3id.org/x#y"]).map(iri),
    TEXTS.map(literal),
    TEXTS.map(lambda text: literal(text, language="en")),
    st.integers(-5, 5).map(
        lambda n: literal(str(n), datatype="http://www.w3.org/2001/XMLSchema#integer")
    ),
    st.just("UNDEF"),
)
ROWS = st.lists(st.tuples(TERMS, TERMS), max_size=6)


def _rows(client: TestClient, query: str, form: str) -> list[tuple[object, ...]]:
    answer = client.post("/sparql", data={"query": query}, params={"format": form})
    assert answer.status_code == 200
    parsed = Result.parse(io.BytesIO(answer.content), format=PARSERS[form])
    names = [str(one) for one in parsed.vars or []]
    return [tuple(row.get(name) for name in names) for row in _bindings(parsed)]


def _bindings(parsed: Result) -> list[dict[str, object]]:
    return [{str(name): value for name, value in row.items()} for row in parsed.bindings]


def _bare(rows: list[tuple[object, ...]]) -> list[tuple[str, ...]]:
    """The rows as CSV has them: text without type or language."""
    return [tuple("" if term is None else str(term) for term in row) for row in rows]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@given(ROWS)
def test_rows_are_the_same_in_every_format(
    client_of_formats: TestClient, rows: list[tuple[str, str]]
) -> None:
    """JSON, XML and TSV term for term, CSV text for text."""
    values = " ".join(f"({first} {second})" for first, second in rows)
    query = f"SELECT ?a ?b {{ VALUES (?a ?b) {{ {values} }} }}"
    read = {form: _rows(client_of_formats, query, form) for form in PARSERS}
    assert read["json"] == read["xml"]
    assert _bare(read["json"]) == _bare(read["tsv"])
    assert _bare(read["json"]) == _bare(read["csv"])
    kinds = (URIRef, Literal, type(None))
    assert all(isinstance(term, kinds) for row in read["json"] for term in row)


@pytest.fixture(scope="module")
def client_of_formats(client: TestClient) -> TestClient:
    """One client for all the examples."""
    return client
