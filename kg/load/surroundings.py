"""What a release would say around given nodes, with a change on top of it; asks the store in
SPARQL.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping

from kg.changes import Changeset
from kg.formats import JSON
from kg.rdf import Statements, literal
from kg.stores import Store
from kg.validate import Ask, Edge, Look, in_memory

_BATCH = 2000  # terms in one VALUES block
Row = Mapping[str, Mapping[str, str]]


class Surroundings:
    """The state after `changeset` on `release`, in all graphs."""

    def __init__(self, store: Store, release: int, changeset: Changeset) -> None:
        self._store, self._release, self._changeset = store, release, changeset
        self._added = in_memory(changeset.added)

    def now(self, asked: frozenset[Ask]) -> Statements:
        """The statements asked for, as they are after the change."""
        return self.ever(asked) - self._changeset.removed

    def ever(self, asked: frozenset[Ask]) -> Statements:
        """The statements asked for, as they are after the change, and those that it removes."""
        return self._added(asked) | self._stored(asked)

    def _stored(self, asked: frozenset[Ask]) -> Statements:
        """What the release itself says; literals have no statements of their own."""
        sought = [ask for ask in asked if ask.edge.inverse or ask.node.startswith("<")]
        found: set[str] = set()
        for start in range(0, len(sought), _BATCH):
            found |= self._query(frozenset(sought[start : start + _BATCH]))
        return frozenset(found)

    def _query(self, sought: Collection[Ask]) -> set[str]:
        """What a node says is little, and is asked for whole: that costs what one property would.
        What points to a node may be much, and is asked for by property where it can be.
        """
        saying = {ask.node for ask in sought if not ask.edge.inverse}
        pointed = {ask.node for ask in sought if ask.edge == Edge(None, True)}
        pairs = {
            f"{ask.node} {ask.edge.predicate}"
            for ask in sought
            if ask.edge.inverse and ask.edge.predicate
        }
        blocks = (("?s", saying, "said"), ("?o", pointed, "p"), ("?o ?p", pairs, "p"))
        parts = (
            f"{{ VALUES ({names}) {{ ({') ('.join(rows)}) }} GRAPH ?g {{ ?s ?{predicate} ?o }} }}"
            for names, rows, predicate in blocks
            if rows
        )
        query = f"SELECT ?s ?said ?p ?o ?g {{ {' UNION '.join(parts)} }}"
        body = self._store.query(query, JSON, release=self._release)
        return set(_asked_for(sought, json.loads(body)["results"]["bindings"]))


def _asked_for(sought: Collection[Ask], rows: Iterable[Row]) -> Iterator[str]:
    """The statements in rows, but for properties of a node that nobody asked for."""
    for row in rows:
        subject, said = _term(row["s"]), "said" in row
        predicate = _term(row["said" if said else "p"])
        edges = {Edge(None), Edge(predicate)}
        if not said or any(Ask(subject, edge) in sought for edge in edges):
            yield f"{subject} {predicate} {_term(row['o'])} {_term(row['g'])} ."


class OneGraph:
    """The state of one graph after a change, all of it at hand."""

    def __init__(self, after: Statements, removed: Statements) -> None:
        self.now: Look = in_memory(after)
        self.ever: Look = in_memory(after | removed)


def _term(value: Mapping[str, str]) -> str:
    """A term of SPARQL Query Results JSON (section 3.2.2) in N-Triples form."""
    if value["type"] == "uri":
        return f"<{value['value']}>"
    return literal(value["value"], language=value.get("xml:lang"), datatype=value.get("datatype"))
