"""What researchers use in Python, out of the box: each prints the numbers that the graph has."""

from __future__ import annotations

import json
import urllib.request

import pandas as pd
import polars as pl
import pyoxigraph as ox
import pytest
import rdflib
import sparql_dataframe
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, POST, TURTLE, XML, SPARQLWrapper

from tests.clients.question import PATTERN, PREFIXES, QUESTION, Numbers

pytestmark = [
    pytest.mark.server,
    # Old habits of the clients, not of ours.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::SyntaxWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


def test_pandas_reads_an_address(csv_url: str, numbers: Numbers) -> None:
    """`pandas.read_csv(url)`, with numbers as numbers."""
    frame = pd.read_csv(csv_url)
    assert list(frame.itertuples(index=False, name=None)) == numbers
    assert frame["n"].dtype == "int64"


def test_polars_reads_an_address(csv_url: str, numbers: Numbers) -> None:
    """`polars.read_csv(url)`."""
    assert pl.read_csv(csv_url).rows() == numbers


def test_a_named_query_is_one_address(endpoint: str) -> None:
    """No SPARQL at all, only a name and parameters."""
    named = endpoint.replace("/sparql", "/queries/reviews-of-a-kind")
    frame = pd.read_csv(f"{named}?kind=significant-case-review&format=csv")
    assert set(frame["type"]) == {"Significant case review"}


def test_the_standard_library_is_enough(csv_url: str, numbers: Numbers) -> None:
    """JSON over urllib, without an Accept header."""
    with urllib.request.urlopen(csv_url.replace("format=csv", "format=json")) as answer:
        rows = json.load(answer)["results"]["bindings"]
    assert [(row["type"]["value"], int(row["n"]["value"])) for row in rows] == numbers


@pytest.mark.parametrize("method", ["GET", POST])
def test_sparqlwrapper_gets_json(endpoint: str, numbers: Numbers, method: str) -> None:
    """By both methods."""
    client = SPARQLWrapper(endpoint)
    client.setQuery(QUESTION)
    client.setMethod(method)
    client.setReturnFormat(JSON)
    rows = client.queryAndConvert()["results"]["bindings"]
    assert [(row["type"]["value"], int(row["n"]["value"])) for row in rows] == numbers


@pytest.mark.parametrize("form", [CSV, XML])
def test_sparqlwrapper_gets_other_formats(endpoint: str, numbers: Numbers, form: str) -> None:
    """CSV as bytes, XML as a document."""
    client = SPARQLWrapper(endpoint)
    client.setQuery(QUESTION)
    client.setReturnFormat(form)
    converted = client.queryAndConvert()
    text = converted.decode() if isinstance(converted, bytes) else converted.toxml()
    assert all(str(count) in text and name in text for name, count in numbers)


def test_sparqlwrapper_gets_a_graph(endpoint: str) -> None:
    """CONSTRUCT, parsed by rdflib."""
    client = SPARQLWrapper(endpoint)
    client.setQuery(f"{PREFIXES}CONSTRUCT {{ ?review crv:of ?type }} WHERE {{ {PATTERN} }}")
    client.setReturnFormat(TURTLE)
    graph = rdflib.Graph().parse(data=client.queryAndConvert(), format="turtle")
    assert len(graph) > 300


def test_sparql_dataframe_makes_a_table(endpoint: str, numbers: Numbers) -> None:
    """A thin layer over both, by POST."""
    frame = sparql_dataframe.get(endpoint, QUESTION, post=True)
    assert list(frame.itertuples(index=False, name=None)) == numbers


def test_rdflib_takes_the_endpoint_for_a_graph(endpoint: str, numbers: Numbers) -> None:
    """SPARQLStore sends the query on."""
    graph = rdflib.Graph(SPARQLStore(endpoint))
    assert [(str(name), int(count)) for name, count in graph.query(QUESTION)] == numbers


def test_rdflib_joins_with_the_endpoint(endpoint: str, numbers: Numbers) -> None:
    """SERVICE in a query of another engine, and the counting is its own."""
    query = f"""{PREFIXES}SELECT ?type (COUNT(DISTINCT ?review) AS ?n) {{
        SERVICE <{endpoint}> {{ {PATTERN} }} }}
        GROUP BY ?type ORDER BY DESC(?n) STR(?type)"""
    rows = rdflib.Graph().query(query)
    assert sorted((str(name), int(count)) for name, count in rows) == sorted(numbers)


def test_oxigraph_joins_with_the_endpoint(endpoint: str, numbers: Numbers) -> None:
    """SERVICE again, from the engine that a notebook may have beside it."""
    query = f"""{PREFIXES}SELECT ?type ?n {{ SERVICE <{endpoint}> {{
        SELECT ?type (COUNT(DISTINCT ?review) AS ?n) {{ {PATTERN} }} GROUP BY ?type }} }}
        ORDER BY DESC(?n) STR(?type)"""
    rows = ox.Store().query(query)
    assert isinstance(rows, ox.QuerySolutions)
    assert [(row["type"].value, int(row["n"].value)) for row in rows] == numbers
