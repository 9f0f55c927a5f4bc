"""What a commit changes: the difference of two sets of statements; pure."""

from __future__ import annotations

from typing import NamedTuple

from kg.rdf import Statements


class Changeset(NamedTuple):
    """Statements to add and to remove. Applying it to a graph that holds the removed ones, and none
    of the added ones, is exact and can be undone with `inverse`.
    """

    added: Statements = frozenset()
    removed: Statements = frozenset()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)

    def inverse(self) -> Changeset:
        """The change that undoes this one."""
        return Changeset(self.removed, self.added)

    def merged(self, other: Changeset) -> Changeset:
        """Both changes as one, where they touch different statements."""
        return Changeset(self.added | other.added, self.removed | other.removed)

    def graphs(self) -> frozenset[str]:
        """The IRIs of the graphs that the change touches."""
        names = {one.rsplit(" ", 2)[1] for part in self for one in part}
        return frozenset(name[1:-1] for name in names)


def diff(before: Statements, after: Statements) -> Changeset:
    """The change that turns `before` into `after`."""
    return Changeset(added=after - before, removed=before - after)
