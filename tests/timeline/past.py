"""A small graph with a past: five releases, a year apart, of one review and what is around it."""

from __future__ import annotations

from kg.changes import Changeset
from kg.content import CANONICAL_BASE as BASE
from kg.knowledge_graph import KnowledgeGraph, open_graph
from kg.ledger import Tombstone, reason
from kg.settings import Settings
from kg.vocab import EXTERNAL_PREFIXES as X
from kg.vocab import Vocabulary

VOCABULARY = Vocabulary(BASE)
DATA = f"{BASE}data/toys"
REVIEW, REPORT, EDITION, OTHER = (
    f"{BASE}id/{key}"
    for key in ("review/toy", "document/toy-report", "edition/toy-report-en", "review/other")
)


def says(subject: str, property_: str, value: str, graph: str = DATA) -> str:
    """A statement about a toy; the property as a prefixed name, the value as a term or an IRI."""
    prefix, name = property_.split(":")
    term = value if value.startswith('"') else f"<{value}>"
    return f"<{subject}> <{VOCABULARY.prefixes[prefix]}{name}> {term} <{graph}> ."


def title(subject: str, text: str) -> str:
    """What a toy is called."""
    return says(subject, "dcterms:title", f'"{text}"@en')


def at(number: int) -> str:
    """When release `number` was published."""
    return f"{2019 + number}-06-01T12:00:00Z"


FIRST = {
    title(OTHER, "Another"),
    title(DATA, "Toys"),
    says(DATA, "rdf:type", f"{X['dcat']}Dataset"),
}
OLD, NEW = title(REVIEW, "A toy"), title(REVIEW, "A toy, renamed")
PARTS = {
    says(REPORT, "crv:reportOf", REVIEW),
    title(REPORT, "Report"),
    says(EDITION, "openwemi:expresses", REPORT),
}
ISSUED = says(EDITION, "dcterms:issued", '"2022-05"')
STONE = frozenset(
    line
    for one in (Tombstone(REVIEW, at(5), reason(VOCABULARY, "privacy")),)
    for line in one.statements(VOCABULARY)
)
# The review comes with release 2, has an edition dated by 3, nothing by 4, and goes with 5.
STEPS = (
    Changeset(frozenset(FIRST)),
    Changeset(frozenset({OLD, *PARTS})),
    Changeset(frozenset({ISSUED, NEW}), frozenset({OLD})),
    Changeset(frozenset({title(OTHER, "Another, renamed")}), frozenset({title(OTHER, "Another")})),
    Changeset(STONE, frozenset({NEW, ISSUED, *PARTS})),
)


def with_a_past(store: str = "memory:", **settings: object) -> KnowledgeGraph:
    """The graph, to be closed."""
    values = {"store": store, "workers": 2, **settings}
    graph = open_graph(Settings(**values))  # type: ignore[arg-type]
    for parent, step in enumerate(STEPS):
        note = {"agent": "a test", "message": f"step {parent + 1}"}
        graph.store.commit(step, parent=parent, at=at(parent + 1), note=note)
    return graph
