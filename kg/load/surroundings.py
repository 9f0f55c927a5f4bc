"""What a release would say around given nodes, with a change on top of it; asks the store in
SPARQL.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable

from kg.changes import Changeset
from kg.formats import JSON
from kg.rdf import Statements, literal, split
from kg.stores import Store
from kg.validate import Ask

_BATCH = 2000  # terms in one VALUES block


class Surroundings:
    """The state after `changeset` on `release`, in one graph (its IRI) or in all of them."""

    def __init__(
        self, store: Store, release: int, changeset: Changeset, graph: str | None = None
    ) -> None:
        self._store, self._release, self._changeset = store, release, changeset
        self._graph = f"<{graph}>" if graph else "?g"
        inside = [one for one in changeset.added if graph is None or _graph_of(one) == f"<{graph}>"]
        self._added = _by_ends(inside)

    def now(self, asked: frozenset[Ask]) -> Statements:
        """The statements asked for, as they are after the change."""
        return self.ever(asked) - self._changeset.removed

    def ever(self, asked: frozenset[Ask]) -> Statements:
        """The statements asked for, as they are after the change, and those that it removes."""
        added = {
            one
            for ask in asked
            for one in self._added[ask.node, ask.edge.inverse]
            if ask.edge.predicate in {None, split(one)[1]}
        }
        return frozenset(added) | self._stored(asked)

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
        fixed = self._graph if self._graph != "?g" else None
        rows = json.loads(body)["results"]["bindings"]
        return {
            f"{_term(row['s'])} {_term(row['p'])} {_term(row['o'])} {fixed or _term(row['g'])} ."
            for row in rows
        }

    def _block(self, inverse: bool, any_predicate: bool, rows: list[str]) -> str:
        node = "?o" if inverse else "?s"
        names = f"({node})" if any_predicate else f"({node} ?p)"
        return f"{{ VALUES {names} {{ {' '.join(rows)} }} GRAPH {self._graph} {{ ?s ?p ?o }} }}"


def _by_ends(statements: Iterable[str]) -> dict[tuple[str, bool], set[str]]:
    """Statements by their subject (False) and their object (True)."""
    index: dict[tuple[str, bool], set[str]] = defaultdict(set)
    for statement in statements:
        subject, _, value, _ = split(statement)
        index[subject, False].add(statement)
        index[value, True].add(statement)
    return index


def _graph_of(statement: str) -> str:
    return statement.rsplit(" ", 2)[1]


def _term(value: dict[str, str]) -> str:
    """A term of SPARQL Query Results JSON (section 3.2.2) in N-Triples form."""
    if value["type"] == "uri":
        return f"<{value['value']}>"
    return literal(value["value"], language=value.get("xml:lang"), datatype=value.get("datatype"))
