"""What the next release would change, before it is judged: authored statements, and what follows
from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kg.changes import Changeset, diff
from kg.derive import derivations, derive, derived_graph, is_derived
from kg.load.rewriting import inside
from kg.rdf import Statements, in_graph
from kg.stores import Store
from kg.vocab import Vocabulary


class Draft(NamedTuple):
    """A change to release `parent`: the authored graphs that it touches and the derived ones, as
    they would be, and the difference that they make.
    """

    parent: int
    after: Mapping[str, Statements]
    derived: Mapping[str, Statements]
    changeset: Changeset


class Drafts:
    """Works out what a change means for the graphs of one store."""

    def __init__(self, store: Store, vocabulary: Vocabulary) -> None:
        self._store, self._vocabulary = store, vocabulary
        self._derivations = derivations(vocabulary.base)

    def of_graphs(self, after: Mapping[str, Statements], parent: int) -> Draft:
        """The draft that puts the graphs `after` in the place of those of release `parent`."""
        derived = self.derived(after)
        before = self._store.dump(sorted({*after, *derived}), release=parent)
        whole = frozenset().union(*after.values(), *derived.values())
        return Draft(parent, after, derived, diff(before, whole))

    def of_change(self, change: Changeset, parent: int) -> Draft:
        """The draft of a change to release `parent`; what follows from it is worked out anew."""
        graphs = sorted(graph for graph in change.graphs() if not is_derived(graph))
        whole = self._store.dump(graphs, release=parent) - change.removed | change.added
        after = {graph: inside(whole, graph) for graph in graphs}
        return self.of_graphs(after, parent)

    def derived(self, after: Mapping[str, Statements]) -> dict[str, Statements]:
        """What follows from each graph of data, as a graph beside it."""
        vocabulary = self._vocabulary
        plain = (vocabulary.history, vocabulary.tombstones, f"{vocabulary.base}def/")
        return {
            beside: frozenset(
                in_graph(triple, beside) for triple in derive(statements, self._derivations)
            )
            for graph, statements in after.items()
            if not graph.startswith(plain)
            for beside in [derived_graph(graph)]
        }
