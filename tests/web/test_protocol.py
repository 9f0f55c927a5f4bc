"""What `/sparql` says beyond the tests of the W3C, which are in tests/conformance."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

QUERY = "application/sparql-query"


def test_the_query_method_asks_like_post(client: TestClient) -> None:
    """QUERY has a body like POST, and is safe like GET."""
    answer = client.request("QUERY", "/sparql", content=b"ASK {}", headers={"Content-Type": QUERY})
    assert answer.json()["boolean"] is True
    wrong = client.request("QUERY", "/sparql", content=b"ASK {}", headers={"Content-Type": "a/b"})
    assert wrong.status_code == 415


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_a_method_that_is_not_there_names_those_that_are(client: TestClient, method: str) -> None:
    """405 with Allow."""
    answer = client.request(method, "/sparql?query=ASK%20%7B%7D")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS, POST, QUERY"


def test_a_relative_iri_is_resolved_by_the_address_of_the_service(client: TestClient) -> None:
    """The base is that of the graph and not of the host, so that answers do not depend on it."""
    query = "CONSTRUCT { <s> <p> 1 } WHERE {}"
    for sent in (query, f"BASE <http://b.example/> {query}"):
        answer = client.get("/sparql", params={"query": sent, "format": "ntriples"})
        base = "http://b.example/" if sent != query else "https://w3id.org/uk-case-reviews/"
        assert answer.text.startswith(f"<{base}s> <{base}p> ")
