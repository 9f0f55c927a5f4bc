"""What a draft does to identifiers: refused where one would vanish, or be used after it was
retired; reads the store.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kg.errors import BadRequest, IdentifiersRetired, IdentifiersVanish
from kg.ledger import TOMBSTONE, Ledger, Tombstone, labels, reason
from kg.load.drafts import Draft
from kg.load.rewriting import inside
from kg.rdf import Statements, split
from kg.stores import Store
from kg.vocab import EXTERNAL_PREFIXES, Vocabulary

_TYPE = f"<{EXTERNAL_PREFIXES['rdf']}type>"
SHOWN = 20  # identifiers that an error lists


class Identifiers:
    """The identifiers of one store, as those see them who plan the next release."""

    def __init__(self, store: Store, vocabulary: Vocabulary, ledger: Ledger) -> None:
        self._store, self._vocabulary, self._ledger = store, vocabulary, ledger

    def returning(self, after: Mapping[str, Statements], parent: int) -> dict[str, Statements]:
        """The graphs `after`, and that of the tombstones without those of identifiers that a
        rollback took away and that these graphs describe again.

        Raises BadRequest where publishers write to the graphs that are kept here.
        """
        self._refuse_reserved(after)
        rolled_back = reason(self._vocabulary, "rolled-back")
        said = (statement for statements in after.values() for statement in statements)
        standing = self._ledger.retired_among(said, release=parent)
        back = {name for name, one in standing.items() if one.reason == rolled_back}
        if not back:
            return dict(after)
        graph = self._vocabulary.tombstones
        gone = frozenset().union(*(standing[one].statements(self._vocabulary) for one in back))
        return {**after, graph: self._store.dump([graph], release=parent) - gone}

    def faults(self, draft: Draft) -> list[IdentifiersVanish | IdentifiersRetired]:
        """The refusals of a draft that would use retired identifiers again, or let others vanish:
        what replaced a retired one vanishes where its old name is still written.
        """
        return [*self._retired(draft), *self._vanishing(draft)]

    def used_again(self, draft: Draft) -> dict[str, Tombstone]:
        """The tombstones of retired identifiers of which a draft says something."""
        graph = self._vocabulary.tombstones
        said = (one for one in draft.changeset.added if not one.endswith(f" <{graph}> ."))
        standing = self._ledger.retired_among(said, release=draft.parent)
        lifted = self._ledger.described(inside(draft.changeset.removed, graph))
        return {name: one for name, one in sorted(standing.items()) if name not in lifted}

    def _vanishing(self, draft: Draft) -> Iterator[IdentifiersVanish]:
        names = self._ledger.vanishing(draft.changeset, draft.parent)
        if names:
            called = labels(self._store, names, draft.parent)
            names.sort(key=lambda name: name not in called)
            listed = _listed(names, called)
            yield IdentifiersVanish(
                f"These would be described no more ({len(names):,}): {listed}. Keep what is said "
                "of them, withdraw them with kg withdraw, or move them to others with kg move.",
                identifiers=names[:SHOWN],
                count=len(names),
            )

    def _retired(self, draft: Draft) -> Iterator[IdentifiersRetired]:
        """A tombstone says all that may be said of its identifier."""
        again = self.used_again(draft)
        if again:
            moved = {name: one.replaced_by for name, one in again.items()}
            listed = _listed(list(again), {one: f"now <{to}>" for one, to in moved.items() if to})
            yield IdentifiersRetired(
                f"These were retired ({len(again):,}): {listed}. Leave out what is said of them, "
                "or say it of what replaced them.",
                identifiers=list(again)[:SHOWN],
                count=len(again),
            )

    def _refuse_reserved(self, after: Mapping[str, Statements]) -> None:
        for name in {self._vocabulary.history, self._vocabulary.tombstones} & after.keys():
            raise BadRequest(f"The graph <{name}> is written by the store itself. Name another.")
        mentioned = [one for said in after.values() for one in said if TOMBSTONE in one]
        for statement in mentioned:
            if split(statement)[1:3] == (_TYPE, TOMBSTONE):
                raise BadRequest(
                    f"{split(statement)[0]} is given as a tombstone. Leave it out of the file, and "
                    "retire the identifier with kg withdraw or kg move."
                )


def _listed(names: Sequence[str], notes: Mapping[str, str]) -> str:
    shown = [
        f"<{one}> ({notes[one]})" if one in notes else f"<{one}>" for one in list(names)[:SHOWN]
    ]
    more = f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
    return f"{', '.join(shown)}{more}"
