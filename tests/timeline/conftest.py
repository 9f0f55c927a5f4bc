"""The graph with a past, for tests that only read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg.knowledge_graph import KnowledgeGraph
from tests.timeline.past import with_a_past


@pytest.fixture(scope="module")
def past() -> Iterator[KnowledgeGraph]:
    with with_a_past() as graph:
        yield graph
