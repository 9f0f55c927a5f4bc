"""What tests of the ledger ask of a graph."""

from __future__ import annotations

from kg.knowledge_graph import KnowledgeGraph
from kg.ledger import State
from kg.rdf import split
from tests.seeded import BASE, review_iri

ONE, TWO, THREE, FOUR = (review_iri(number) for number in (1, 2, 3, 4))
NEW = f"{BASE}id/review/eng-new001"
RELATION = "<http://purl.org/dc/terms/relation>"


def key(review: str) -> str:
    """The key of a review, which its parts share."""
    return review.rpartition("/")[2]


def state(graph: KnowledgeGraph, name: str) -> tuple[State, str | None]:
    """What became of an identifier, and what it moved to."""
    (entry,) = graph.resolve([name], changes=False)
    return entry.state, entry.target


def about(graph: KnowledgeGraph, name: str) -> set[str]:
    """What publishers say of a thing, as predicate and object."""
    term, data = f"<{name}>", graph.store.dump([f"{BASE}data/one", f"{BASE}data/two"])
    return {" ".join(split(one)[1:3]) for one in data if split(one)[0] == term}


def mentioning(graph: KnowledgeGraph, name: str) -> list[str]:
    """The statements of publishers in which a thing is mentioned."""
    data = graph.store.dump([f"{BASE}data/one", f"{BASE}data/two"])
    return [one for one in data if f"<{name}>" in split(one)[:3]]
