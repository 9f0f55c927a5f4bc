"""The merge of all named graphs, kept as one more graph where a product has none of its own.

SPARQL 1.1 Query, section 13.1: a triple counts once in it, however many graphs state it; and asking
one graph is many times faster than asking a list of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import islice

from kg.changes import Changeset
from kg.rdf import Statements, split

# What a query asks of at once: subjects by name, so that no literal has to be found by its value.
_SUBJECTS = 100


class Merge:
    """The merge in the graph `name`; `ask` gives what a SELECT of ?s ?p ?o ?g finds."""

    def __init__(self, name: str, ask: Callable[[str], Statements]) -> None:
        self._name, self._ask = name, ask

    def change(self, changeset: Changeset, graphs: Collection[str]) -> Changeset:
        """What a change of the named `graphs` does to their merge: a triple leaves it with the last
        graph that states it.
        """
        added = self._merged(changeset.added)
        leaving = self._merged(changeset.removed) - added
        staying: Statements = frozenset()
        if leaving:
            stated = self._stated(leaving, graphs)
            staying = self._merged(stated - changeset.removed)
        return Changeset(added, leaving - staying)

    def _merged(self, statements: Statements) -> Statements:
        return frozenset(f"{one.rsplit(' ', 2)[0]} <{self._name}> ." for one in statements)

    def _stated(self, about: Statements, graphs: Collection[str]) -> Statements:
        """What the named graphs say of the subjects of some statements."""
        names = " ".join(f"<{graph}>" for graph in sorted(graphs))
        subjects = iter(sorted({split(one)[0] for one in about}))
        return frozenset().union(
            *(
                self._ask(
                    f"SELECT ?s ?p ?o ?g {{ VALUES ?s {{ {some} }} VALUES ?g {{ {names} }} "
                    "GRAPH ?g { ?s ?p ?o } }"
                )
                for some in _portions(subjects)
            )
        )


def _portions(terms: Iterator[str]) -> Iterator[str]:
    while portion := " ".join(islice(terms, _SUBJECTS)):
        yield portion
