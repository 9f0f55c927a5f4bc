"""A real server, many clients at once: what a test client without sockets cannot show."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest

from kg.knowledge_graph import KnowledgeGraph
from tests.web.serving import served

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def address(kg: KnowledgeGraph) -> Iterator[str]:
    """Where a server listens for the time of the module."""
    with served(kg) as listening:
        yield listening


def _get(url: str, accept: str = "*/*") -> tuple[int, bytes]:
    request = urllib.request.Request(url, headers={"Accept": accept})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def test_many_clients_get_the_same_right_answers(address: str) -> None:
    """Queries, pages and RDF asked for from eight threads at once."""
    query = quote("SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o")
    targets = [f"/sparql?query={query}", "/doc/review/abc-12345", "/doc/review/abc-12345.ttl", "/"]
    with ThreadPoolExecutor(8) as clients:
        answers = list(clients.map(lambda target: (target, _get(address + target)), targets * 15))
    assert {status for _, (status, _) in answers} == {200}
    assert len(set(answers)) == len(targets)


def test_a_slow_query_does_not_keep_others_waiting(address: str) -> None:
    """While one worker is busy with a query that never ends, pages are served."""
    slow = quote("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")
    with ThreadPoolExecutor(1) as patient:
        ended = patient.submit(_get, f"{address}/sparql?query={slow}&timeout=3")
        time.sleep(0.3)
        began = time.monotonic()
        assert _get(f"{address}/doc/course/foundation")[0] == 200
        assert time.monotonic() - began < 2
        assert ended.result()[0] == 503


def test_redirects_lead_a_client_to_turtle(address: str) -> None:
    """What `curl -L` does with a thing and an Accept header."""
    status, body = _get(f"{address}/id/review/abc-12345", "text/turtle")
    assert (status, b"review:abc-12345 a" in body) == (200, True)


def test_pages_and_kept_answers_are_served_while_one_client_floods_the_endpoint(
    address: str,
) -> None:
    """Queries wait in threads of their own, and one query process is left to pages."""
    slow = quote("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")
    kept = f"{address}/sparql?query={quote('SELECT ?s { ?s a ?t } LIMIT 7')}"
    assert _get(kept)[0] == 200
    with ThreadPoolExecutor(60) as flood:
        asked = [
            flood.submit(_get, f"{address}/sparql?query={slow}{number}&timeout=2")
            for number in (quote(f" LIMIT {n}") for n in range(1, 61))
        ]
        time.sleep(0.5)
        for target in (f"{address}/browse/review?page=1", f"{address}/healthz", kept):
            began = time.monotonic()
            assert _get(target)[0] == 200
            assert time.monotonic() - began < 1.5, target
        statuses = {one.result()[0] for one in asked}
    assert statuses == {429, 503}  # refused at once, and ended at the limit
