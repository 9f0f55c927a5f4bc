"""The ledger of every identifier ever published: live, moved or gone; reads the store.

It is not kept anywhere: an identifier is live while the newest release describes it, and retired
while it has a tombstone. No release takes an identifier away and leaves no tombstone (`vanishing`
names those that would go), so that there is nothing else to keep in step.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from kg.changes import Changeset
from kg.derive import is_derived
from kg.errors import NotFound, QueryTimeout, Unsupported
from kg.ledger.entries import Change, Entry, State
from kg.ledger.forms import forms
from kg.ledger.labels import labels
from kg.ledger.tombstones import REPLACED_BY, TOMBSTONE, Tombstone, read_tombstones
from kg.rdf import split
from kg.stores import Store
from kg.stores.rows import batches, rows
from kg.vocab import EXTERNAL_PREFIXES, Vocabulary

_GENERATED = f"<{EXTERNAL_PREFIXES['prov']}generated>"
_AUTHORED = 'FILTER(!STRENDS(STR(?g), "/derived"))'


class Ledger:
    """The ledger of one store. May be called from any thread."""

    def __init__(self, store: Store, vocabulary: Vocabulary) -> None:
        self._store, self._vocabulary = store, vocabulary
        self._kept = tuple(f"{vocabulary.base}{head}/" for head in ("id", "def", "data"))

    def keeps(self, name: str) -> bool:
        """Whether an IRI is an identifier that may not vanish: a thing, a term or a dataset."""
        return name.startswith(self._kept) and not is_derived(name)

    def resolve(
        self, asked: Sequence[str], *, changes: bool = True, seconds: float | None = None
    ) -> list[Entry]:
        """The lines of the ledger for `asked`, in their order, in whatever form each is written.

        `changes` says when each changed last, which looks through older releases, for `seconds` at
        most. Raises QueryTimeout.
        """
        deadline = None if seconds is None else time.monotonic() + seconds
        release, base = self._store.current(), self._vocabulary.base
        meant = {text: forms(self._vocabulary.expand(text), base) for text in asked}
        names = {name for ways in meant.values() for name in ways}
        stones, live = self.tombstones(names, release=release), self.live(names, release=release)
        spoken = live | {one.replaced_by for one in stones.values() if one.replaced_by}
        called = labels(self._store, spoken, release)
        chosen = {text: _likeliest(ways, stones.keys() | live) for text, ways in meant.items()}
        entries = [
            _entry(text, name, stones.get(name or ""), name in live, called)
            for text, name in ((text, chosen[text]) for text in asked)
        ]
        told = {one.iri for one in entries if one.iri and one.state != State.NEVER}
        changed = self.last_changes(told, release=release, deadline=deadline) if changes else {}
        return [replace(one, changed=changed.get(one.iri or "")) for one in entries]

    def tombstones(
        self, names: Collection[str] | None = None, *, release: int | None = None
    ) -> dict[str, Tombstone]:
        """The tombstones of the identifiers `names` that are retired, or of all that are."""
        if names is None:
            graph = self._vocabulary.tombstones
            return read_tombstones(self._store.dump([graph], release=release), self._vocabulary)
        found: set[str] = set()
        for block in batches(filter(self.keeps, names)):
            query = f"""SELECT ?s ?p ?o ?g {{ VALUES ?s {{ {block} }}
                GRAPH ?g {{ ?s a {TOMBSTONE} ; ?p ?o }} }}"""
            found |= {f"{r['s']} {r['p']} {r['o']} {r['g']} ." for r in self._rows(query, release)}
        return read_tombstones(found, self._vocabulary)

    def retired_among(self, statements: Iterable[str], *, release: int) -> dict[str, Tombstone]:
        """The tombstones of the identifiers that `statements` describe."""
        if not self._rows(f"SELECT ?s {{ ?s a {TOMBSTONE} }} LIMIT 1", release):
            return {}  # most stores have none, and most loads are large
        return self.tombstones(self.described(statements), release=release)

    def replaced_by(self, names: Collection[str], *, release: int | None = None) -> set[str]:
        """The retired identifiers in whose place one of `names` is to be used."""
        found: set[str] = set()
        for block in batches(names):
            query = (
                f"SELECT ?s {{ VALUES ?o {{ {block} }} ?s {REPLACED_BY} ?o . ?s a {TOMBSTONE} }}"
            )
            found |= {row["s"][1:-1] for row in self._rows(query, release)}
        return found

    def live(self, names: Collection[str], *, release: int | None = None) -> set[str]:
        """Those of `names` that a release describes, or that name one of its graphs."""
        ours = {name for name in names if self.keeps(name)}
        dead = f"FILTER(?g != <{self._vocabulary.tombstones}>)"
        found = ours & self._store.graphs(release=release)
        for block in batches(ours - found):
            query = f"""SELECT ?s {{ VALUES ?s {{ {block} }}
                FILTER EXISTS {{ GRAPH ?g {{ ?s ?p ?o }} {_AUTHORED} {dead} }} }}"""
            found |= {row["s"][1:-1] for row in self._rows(query, release)}
        return found

    def described(self, statements: Iterable[str]) -> set[str]:
        """The identifiers that authored statements describe, and those that name their graphs."""
        return set(self._mentions(statements))

    def vanishing(self, change: Changeset, parent: int) -> list[str]:
        """The identifiers that nothing would describe after `change` on release `parent`, and that
        have no tombstone.
        """
        lost = self._mentions(change.removed)
        said = self._mentions(change.added) if lost else lost
        candidates = [name for name in lost if name not in said]
        standing = self._standing(candidates, parent)
        return sorted(name for name in candidates if standing[name] <= lost[name])

    def last_changes(
        self, names: Collection[str], *, release: int, deadline: float | None = None
    ) -> dict[str, Change]:
        """The release that last changed what the graphs which describe each identifier now say of
        it.

        Compares older releases; where a store keeps none, the last that changed such a graph.
        Raises QueryTimeout past `deadline` (of the monotonic clock).
        """
        graphs = self._graphs_of(names, release)
        changed = self._changed_graphs(release)
        waiting = set(graphs)
        found: dict[str, Change] = {}
        for one in reversed(self._store.releases()):
            if not waiting:
                break
            if deadline is not None and time.monotonic() > deadline:
                raise QueryTimeout(
                    "Looking through older releases took too long. Send fewer identifiers, or do "
                    "not ask when they changed."
                )
            touched = changed.get(one.number, frozenset())
            due = {name for name in waiting if not graphs[name].isdisjoint(touched)}
            whole = due & touched
            differing = whole | self._differing(due - whole, one.number, one.parent)
            found |= dict.fromkeys(differing, Change(one.number, one.at))
            waiting -= differing
        return found

    def _rows(self, query: str, release: int | None) -> list[dict[str, str]]:
        return rows(self._store, query, release)

    def _mentions(self, statements: Iterable[str]) -> Counter[str]:
        """How often authored statements describe each identifier, or are in the graph it names."""
        counts: Counter[str] = Counter()
        own = self._vocabulary.tombstones
        for statement in statements:
            subject, _, _, graph = split(statement)
            if not is_derived(graph[1:-1]):
                names = (subject[1:-1], graph[1:-1])
                counts.update(one for one in names if one != own and self.keeps(one))
        return counts

    def _standing(self, names: Iterable[str], release: int) -> Counter[str]:
        """The same of the statements of a release."""
        counts: Counter[str] = Counter()
        for block in batches(names):
            query = f"""SELECT ?s (COUNT(*) AS ?n) {{ VALUES ?s {{ {block} }}
                {{ GRAPH ?g {{ ?s ?p ?o }} {_AUTHORED} }} UNION {{ GRAPH ?s {{ ?a ?b ?c }} }}
                }} GROUP BY ?s"""
            for row in self._rows(query, release):
                counts[row["s"][1:-1]] += int(row["n"].split('"')[1])
        return counts

    def _graphs_of(self, names: Iterable[str], release: int) -> dict[str, set[str]]:
        """The graphs that describe each identifier, and the graph that it names."""
        graphs = self._store.graphs(release=release)
        found = defaultdict(set, {name: {name} for name in names if name in graphs})
        for block in batches(names):
            query = (
                f"""SELECT DISTINCT ?s ?g {{ VALUES ?s {{ {block} }} GRAPH ?g {{ ?s ?p ?o }} }}"""
            )
            for row in self._rows(query, release):
                found[row["s"][1:-1]].add(row["g"][1:-1])
        return found

    def _changed_graphs(self, release: int) -> dict[int, frozenset[str]]:
        """The graphs that each release changed."""
        found: dict[int, set[str]] = defaultdict(set)
        query = (
            f"""SELECT ?r ?g {{ GRAPH <{self._vocabulary.history}> {{ ?r {_GENERATED} ?g }} }}"""
        )
        for row in self._rows(query, release):
            found[int(row["r"][1:-1].rpartition("/")[2])].add(row["g"][1:-1])
        return {number: frozenset(graphs) for number, graphs in found.items()}

    def _differing(self, names: set[str], release: int, parent: int | None) -> set[str]:
        """Those of `names` of which two releases say different things."""
        if not names or not parent:
            return names
        try:
            before = self._said_of(names, parent)
            after = self._said_of(before, release)  # what was not there before has changed
        except (NotFound, Unsupported):  # not kept, so that this release is the last that is known
            return names
        return {name for name in names if name not in before or before[name] != after.get(name)}

    def _said_of(self, names: Iterable[str], release: int) -> Mapping[str, set[tuple[str, ...]]]:
        found: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        for block in batches(names):
            query = f"SELECT * {{ VALUES ?s {{ {block} }} GRAPH ?g {{ ?s ?p ?o }} }}"
            for row in self._rows(query, release):
                found[row["s"][1:-1]].add((row["g"], row["p"], row["o"]))
        return found


def _likeliest(ways: Sequence[str], known: Collection[str]) -> str | None:
    return next((one for one in ways if one in known), ways[0]) if ways else None


def _entry(
    text: str, name: str | None, stone: Tombstone | None, is_live: bool, names: Mapping[str, str]
) -> Entry:
    if stone:
        why = stone.reason.rpartition("/")[2]
        if stone.replaced_by:
            label = names.get(stone.replaced_by)
            return Entry(text, name, State.MOVED, stone.replaced_by, why, label)
        return Entry(text, name, State.GONE, reason=why)
    if name and is_live:
        return Entry(text, name, State.LIVE, label=names.get(name))
    return Entry(text, name, State.NEVER)
