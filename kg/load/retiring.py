"""Withdrawing identifiers: what goes, and the tombstones that stay; reads the store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from kg.changes import Changeset, diff
from kg.errors import BadRequest, Gone, NotFound
from kg.ledger import Ledger, State, Tombstone, reason, retired
from kg.load.parts import Parts
from kg.load.rewriting import authored, rewritten
from kg.rdf import Statements, date_time, split
from kg.stores import Store
from kg.stores.rows import rows
from kg.takedown import Takedown, graves
from kg.vocab import EXTERNAL_PREFIXES, Vocabulary

_TYPE = f"<{EXTERNAL_PREFIXES['rdf']}type>"


class Moment(NamedTuple):
    """The release that a change is planned on, and when the next is published (xsd:dateTime)."""

    parent: int
    at: str

    @classmethod
    def now(cls, store: Store) -> Moment:
        """That of a change planned now."""
        return cls(store.current(), date_time(datetime.now(UTC)))


class Retiring:
    """Plans withdrawals in one store, as changes to authored statements and to the tombstones."""

    def __init__(self, store: Store, vocabulary: Vocabulary, ledger: Ledger) -> None:
        self._store, self._vocabulary, self._ledger = store, vocabulary, ledger

    def withdrawal(self, given: str, why: str, other: str | None, moment: Moment) -> Changeset:
        """The change that takes the thing `given` with its parts, and the links to them, out of the
        graph.

        `why` is the last part of the IRI of a reason for removal. Links to the thing lead to
        `other` where that is given. A dataset goes with all that is described nowhere else. Raises
        NotFound, Gone, BadRequest.
        """
        name = self.live(given)
        instead = self.live(other) if other else None
        self._refuse_reason(why, instead, moment.parent)
        parts = Parts(self._store, self._vocabulary, moment.parent)
        doomed = parts.owned_by({name, *self._only_in(name, moment.parent)})
        if instead in doomed:
            raise BadRequest(f"<{instead}> goes with <{name}>, so it cannot take its place.")
        before = parts.statements(doomed) | self.graph(name, moment.parent)
        after = rewritten(before, doomed, {name: instead} if instead else {})
        of_parts = "created-in-error" if why == "duplicate" else why
        (own,) = self.stones({name}, before, why, moment.at)
        fresh = [
            own._replace(replaced_by=instead),
            *self.stones(doomed - {name}, before, of_parts, moment.at),
        ]
        return self.with_tombstones(diff(before, after), fresh, moment.parent)

    def takedown(self, takedown: Takedown, moment: Moment) -> Changeset:
        """The change that takes what `takedown` names out of the newest release.

        Every identifier that goes with it leaves a tombstone, unless the IRI itself holds what is
        taken down; what such a one had replaced is gone too.
        """
        now = self._store.dump(release=moment.parent)
        held = frozenset(one for one in now if takedown.holds(one))
        standing = self._ledger.tombstones(release=moment.parent)
        marked = {name for name, one in standing.items() if self._holds(takedown, one)}
        names = {term[1:-1] for term in takedown.identifiers} | marked
        names |= set(self._ledger.vanishing(Changeset(removed=held), moment.parent))
        fresh = [
            one
            for one in graves(self._vocabulary, names, moment.at)
            if not self._holds(takedown, one) and not _stands(one, standing)
        ]
        return self.with_tombstones(Changeset(removed=held), fresh, moment.parent, marked)

    def stones(
        self, names: Iterable[str], before: Statements, why: str, at: str
    ) -> Iterator[Tombstone]:
        """The tombstones of `names`, which `before` described."""
        kinds = _types(before, self._vocabulary) if why != "privacy" else {}
        for name in sorted(names):
            yield Tombstone(name, at, reason(self._vocabulary, why), kinds.get(name))

    def with_tombstones(
        self,
        change: Changeset,
        fresh: Iterable[Tombstone],
        parent: int,
        forgotten: Collection[str] = (),
    ) -> Changeset:
        """`change` with the `fresh` tombstones of identifiers of ours, and without those of the
        `forgotten`.
        """
        ours = [one for one in fresh if self._ledger.keeps(one.identifier)]
        names = {one.identifier for one in ours}
        names |= self._ledger.replaced_by(names, release=parent) | set(forgotten)
        standing = self._ledger.tombstones(names, release=parent)
        kept = {name: one for name, one in standing.items() if name not in forgotten}
        lost = (standing[name].statements(self._vocabulary) for name in forgotten)
        stones = retired(self._vocabulary, kept, ours)
        added, removed = change.added | stones.added, change.removed.union(stones.removed, *lost)
        return Changeset(added - removed, removed - added)

    def live(self, given: str) -> str:
        """The identifier that `given` means, in whatever form. Raises NotFound where there is none,
        Gone where it was retired.
        """
        (entry,) = self._ledger.resolve([given], changes=False)
        if entry.state in {State.MOVED, State.GONE}:
            raise Gone(f"<{entry.iri}> was retired already, and is not used again.")
        if entry.state == State.NEVER or entry.iri is None:
            hint = "" if ":" in given else f" Its kind stands before its key: review:{given[:40]}?"
            raise NotFound(f"Nothing is known here of <{given[:200]}>.{hint}")
        return entry.iri

    def graph(self, name: str, parent: int) -> Statements:
        """The statements of publishers in the graph with this name, if there is one."""
        return authored(self._store.dump([name], release=parent), self._vocabulary)

    def _refuse_reason(self, why: str, instead: str | None, parent: int) -> None:
        scheme = reason(self._vocabulary, "")
        inside = f"<{EXTERNAL_PREFIXES['skos']}inScheme>"
        found = rows(self._store, f"SELECT ?s {{ ?s {inside} <{scheme}> }}", parent)
        known = {row["s"][1:-1].removeprefix(scheme) for row in found} - {"rolled-back"}
        if why not in known:
            raise BadRequest(
                f"{why[:60]!r} is no reason for removal. Give one of: {', '.join(sorted(known))}."
            )
        if why == "duplicate" and instead is None:
            raise BadRequest(
                "A duplicate needs the identifier that is kept: give --replaced-by, or move it."
            )

    def _only_in(self, graph: str, parent: int) -> set[str]:
        """The identifiers that are described in a graph and nowhere else."""
        lost = Changeset(removed=self.graph(graph, parent))
        return set(self._ledger.vanishing(lost, parent)) if lost else set()

    def _holds(self, takedown: Takedown, stone: Tombstone) -> bool:
        return any(map(takedown.holds, stone.statements(self._vocabulary)))


def _stands(one: Tombstone, standing: Mapping[str, Tombstone]) -> bool:
    """Whether a tombstone that says no less stands already."""
    now = standing.get(one.identifier)
    return now is not None and now.replaced_by is None and now.reason == one.reason


def _types(statements: Iterable[str], vocabulary: Vocabulary) -> dict[str, str]:
    """The type of each thing described, one of our own where it has one."""
    found: dict[str, list[tuple[bool, str]]] = defaultdict(list)
    for statement in statements:
        subject, predicate, value, _ = split(statement)
        if predicate == _TYPE:
            kind = value[1:-1]
            found[subject[1:-1]].append((not kind.startswith(vocabulary.base), kind))
    return {name: min(kinds)[1] for name, kinds in found.items()}
