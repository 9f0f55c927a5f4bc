"""What a release would say around given nodes, with a change on top of it; asks the store in
SPARQL.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable

from kg.changes import Changeset
from kg.formats import JSON
from kg.rdf import Statements, literal
from kg.stores import Store
from kg.validate import Ask, Look, in_memory

_BATCH = 2000  # terms in one VALUES block


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
            found |= self._query(sought[start : start + _BATCH])
        return frozenset(found)

    def _query(self, sought: Iterable[Ask]) -> set[str]:
        blocks: dict[tuple[bool, bool], list[str]] = defaultdict(list)
        for ask in sought:
            row = (
                f"({ask.node})"
                if ask.edge.predicate is None
                else (f"({ask.node} {ask.edge.predicate})")
            )
            blocks[ask.edge.inverse, ask.edge.predicate is None].append(row)
        parts = " UNION ".join(self._block(*shape, rows) for shape, rows in blocks.items())
        body = self._store.query(f"SELECT ?s ?p ?o ?g {{ {parts} }}", JSON, release=self._release)
        rows = json.loads(body)["results"]["bindings"]
        return {
            f"{_term(row['s'])} {_term(row['p'])} {_term(row['o'])} {_term(row['g'])} ."
            for row in rows
        }

    def _block(self, inverse: bool, any_predicate: bool, rows: list[str]) -> str:
        node = "?o" if inverse else "?s"
        names = f"({node})" if any_predicate else f"({node} ?p)"
        return f"{{ VALUES {names} {{ {' '.join(rows)} }} GRAPH ?g {{ ?s ?p ?o }} }}"


class OneGraph:
    """The state of one graph after a change, all of it at hand."""

    def __init__(self, after: Statements, removed: Statements) -> None:
        self.now: Look = in_memory(after)
        self.ever: Look = in_memory(after | removed)


def _term(value: dict[str, str]) -> str:
    """A term of SPARQL Query Results JSON (section 3.2.2) in N-Triples form."""
    if value["type"] == "uri":
        return f"<{value['value']}>"
    return literal(value["value"], language=value.get("xml:lang"), datatype=value.get("datatype"))
