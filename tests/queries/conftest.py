"""The data of the package, loaded once for all tests of the named queries."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg.knowledge_graph import KnowledgeGraph
from tests.queries.regenerate import own_graph


@pytest.fixture(scope="session")
def graph() -> Iterator[KnowledgeGraph]:
    with own_graph() as opened:
        yield opened
