"""A graph to retire identifiers in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg.knowledge_graph import KnowledgeGraph
from tests.seeded import dataset, reviews, seeded


@pytest.fixture
def graph() -> Iterator[KnowledgeGraph]:
    """Release 3 holds reviews 1, 2 and 3, in the dataset `one`."""
    with seeded("consistency", "privacy") as opened:
        opened.load([dataset("one", *reviews([1, 2, 3]))])
        yield opened
