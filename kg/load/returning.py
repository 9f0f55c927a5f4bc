"""Going back to an older release without going back on what became of identifiers; reads the
store.
"""

from __future__ import annotations

from collections.abc import Mapping

from kg.changes import Changeset, diff
from kg.ledger import Ledger, Tombstone, reason
from kg.load.retiring import Moment, Retiring
from kg.load.rewriting import authored, rewritten
from kg.rdf import Statements
from kg.stores import Store
from kg.vocab import Vocabulary


class Returning:
    """Plans rollbacks of one store, as changes to authored statements and to the tombstones."""

    def __init__(self, store: Store, vocabulary: Vocabulary, ledger: Ledger) -> None:
        self._store, self._vocabulary, self._ledger = store, vocabulary, ledger
        self._retiring = Retiring(store, vocabulary, ledger)

    def to(self, release: int, moment: Moment) -> Changeset:
        """The change that brings back what publishers had written by `release`.

        The history and the tombstones stay. What was withdrawn since stays withdrawn; what was said
        of an identifier that moved since is said of the one that it moved to. An identifier that
        was minted since is retired as rolled back; one that was retired so is taken back, as it was
        at `release`. Raises NotFound.
        """
        now, then = self._authored(moment.parent), self._authored(release)
        standing = self._ledger.tombstones(release=moment.parent)
        rolled_back = reason(self._vocabulary, "rolled-back")
        away = {name for name, one in standing.items() if one.reason == rolled_back}
        lasting = {name: one for name, one in standing.items() if name not in away}
        moved, dropped = self._destinies(lasting, self._ledger.described(then))
        after = rewritten(then, dropped, moved)
        described = self._ledger.described(after)
        minted = self._ledger.described(now) - described
        older = self._ledger.tombstones(away - described, release=release)
        fresh = [*self._retiring.stones(minted, now, "rolled-back", moment.at), *older.values()]
        change = diff(now, after)
        return self._retiring.with_tombstones(change, fresh, moment.parent, away & described)

    def _authored(self, release: int) -> Statements:
        return authored(self._store.dump(release=release), self._vocabulary)

    def _destinies(
        self, standing: Mapping[str, Tombstone], then: set[str]
    ) -> tuple[dict[str, str], set[str]]:
        """What retired identifiers moved to, and those of them whose description is left out.

        A description is handed on where `then` did not describe what its identifier moved to; of
        several duplicates, that of the first to move.
        """
        duplicate = reason(self._vocabulary, "duplicate")
        heirs: dict[str, Tombstone] = {}
        for one in sorted(standing.values(), key=lambda one: (one.deleted, one.identifier)):
            if one.replaced_by and one.reason == duplicate and one.identifier in then:
                heirs.setdefault(one.replaced_by, one)
        known = then | heirs.keys()
        moved = {
            name: one.replaced_by
            for name, one in standing.items()
            if one.replaced_by and one.replaced_by in known
        }
        handed_on = {one.identifier for new, one in heirs.items() if new not in then}
        return moved, standing.keys() - handed_on
