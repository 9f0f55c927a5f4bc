"""The data of the package, for tests of what is found in them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg.knowledge_graph import KnowledgeGraph
from tests.queries.regenerate import own_graph


@pytest.fixture(scope="session")
def own() -> Iterator[KnowledgeGraph]:
    with own_graph() as opened:
        yield opened
