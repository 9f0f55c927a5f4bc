"""The data of the package behind a real address, and what every client must print."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from kg.formats import CSV
from kg.knowledge_graph import KnowledgeGraph
from tests.clients.question import QUESTION, Numbers
from tests.queries.regenerate import own_graph
from tests.web.serving import served


@pytest.fixture(scope="session")
def graph() -> Iterator[KnowledgeGraph]:
    with own_graph() as opened:
        yield opened


@pytest.fixture(scope="session")
def endpoint(graph: KnowledgeGraph) -> Iterator[str]:
    """The address of the SPARQL service."""
    with served(graph) as address:
        yield f"{address}/sparql"


@pytest.fixture(scope="session")
def csv_url(endpoint: str) -> str:
    """The address of the answer as CSV, for tools that only know addresses."""
    return f"{endpoint}?{urlencode({'query': QUESTION, 'format': 'csv'})}"


@pytest.fixture(scope="session")
def numbers(graph: KnowledgeGraph) -> Numbers:
    """The answer as the graph itself gives it, without HTTP."""
    body = graph.answer(graph.plan(QUESTION), CSV).body.decode()
    return [(row["type"], int(row["n"])) for row in csv.DictReader(io.StringIO(body))]
