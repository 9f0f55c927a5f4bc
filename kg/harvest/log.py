"""The change log: of every record that ever was, the release that last changed it; reads the store.

Feed, sitemap and OAI-PMH are written from it, so that they cannot disagree. Its law: whoever knows
the records of a release, and takes in every change since, knows those of the newest.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import NamedTuple

from kg.changes import Changeset, diff
from kg.errors import Moved, NotFound, Unsupported
from kg.harvest.dublin_core import neighbours
from kg.harvest.records import dead_among, kind_of, record_of
from kg.rdf import Statements, split
from kg.stores import Release, Store
from kg.stores.rows import rows
from kg.vocab import EXTERNAL_PREFIXES, NAMING, Vocabulary

_TRIES = 3
_GENERATED = f"<{EXTERNAL_PREFIXES['prov']}generated>"
_EXPRESSES = f"<{EXTERNAL_PREFIXES['openwemi']}expresses>"
_NAMING = frozenset(f"<{one}>" for one in NAMING)


class Change(NamedTuple):
    """The last change of a record: its IRI and kind, the release, when that was published
    (xsd:dateTime, UTC), and whether the record is deleted since.
    """

    at: str
    record: str
    release: int
    kind: str
    deleted: bool


class ChangeLog:
    """The log of one store. May be called from any thread; what it found is kept."""

    def __init__(self, store: Store, vocabulary: Vocabulary) -> None:
        self._store, self._vocabulary = store, vocabulary
        self._lock = threading.Lock()
        self._kept: tuple[object, list[Change]] = (None, [])
        self._differences: dict[tuple[int, int | None, str], _Difference] = {}

    def changes(self) -> list[Change]:
        """The last change of every record, the oldest first; then by IRI."""
        with self._lock:
            for _ in range(_TRIES):
                # A store that only keeps its newest release may publish another meanwhile.
                with suppress(Moved, Unsupported):
                    return self._of(self._store.current())
            return self._of(self._store.current())

    def _of(self, newest: int) -> list[Change]:
        key = (newest, self._store.identity(newest)) if newest else None
        if key != self._kept[0]:
            self._kept = (key, self._read(newest) if newest else [])
        return self._kept[1]

    def _read(self, newest: int) -> list[Change]:
        releases = [one for one in self._store.releases() if one.number <= newest]
        now = self._store.dump(release=newest)
        live = _live(now, self._vocabulary.base)
        last: dict[str, int] = {}
        renamed: dict[str, int] = {}
        for one, difference in self._walk(releases, newest):
            everything = live if difference.rewritten else ()
            last |= dict.fromkeys([*difference.records, *everything], one.number)
            renamed |= dict.fromkeys(difference.renamed, one.number)
        for record, others in neighbours(now, self._vocabulary.base).items():
            if record in live:
                moved = max((renamed.get(other, 0) for other in others), default=0)
                last[record] = max(last[record], moved)
        return _in_order(last, live, _moments(releases), self._vocabulary.base)

    def _walk(self, releases: list[Release], newest: int) -> Iterator[tuple[Release, _Difference]]:
        """What each release changed. One that is not kept is passed over: the next that is counts
        as new from end to end.
        """
        graphs = self._graphs(newest)
        parent: int | None = None
        found: dict[tuple[int, int | None, str], _Difference] = {}
        for one in releases:
            try:
                key = (one.number, parent, self._store.identity(one.number))
                touched = graphs.get(one.number) if parent else None
                found[key] = self._differences.get(key) or self._differ(one, parent, touched)
            except (Unsupported, NotFound, Moved):
                parent = None
                continue
            parent = one.number
            yield one, found[key]
        self._differences = found

    def _differ(
        self, release: Release, parent: int | None, touched: frozenset[str] | None
    ) -> _Difference:
        """What a release changed in the graphs that it `touched` (None: in all)."""
        after = self._store.dump(touched, release=release.number)
        before = self._store.dump(touched, release=parent) if parent else frozenset()
        change = diff(before, after)
        told = (len(change.added), len(change.removed)) == (release.added, release.removed)
        rewritten = parent is not None and (release.rebuilt or not told)
        return _difference(change, self._vocabulary.base, rewritten=rewritten)

    def _graphs(self, newest: int) -> Mapping[int, frozenset[str]]:
        """The graphs that each release changed, as far as its provenance says."""
        history = self._vocabulary.history
        found: dict[int, set[str]] = defaultdict(lambda: {history})
        query = f"SELECT ?r ?g {{ GRAPH <{history}> {{ ?r {_GENERATED} ?g }} }}"
        for row in rows(self._store, query, newest):
            found[int(row["r"][1:-1].rpartition("/")[2])].add(row["g"][1:-1])
        return {number: frozenset(graphs) for number, graphs in found.items()}


class _Difference(NamedTuple):
    """What a release changed: records, things that got another name, and whether it is no longer
    what it was when it was published.

    A takedown leaves nothing to compare with: what it took out is gone from the release before too.
    Every record then counts as changed, so that no harvester keeps what was taken down.
    """

    records: frozenset[str]
    renamed: frozenset[str]
    rewritten: bool


def _difference(change: Changeset, base: str, *, rewritten: bool) -> _Difference:
    records, renamed = set(), set()
    for one in change.added | change.removed:
        subject, predicate, value, _ = split(one)
        records.add(record_of(one, base))
        if predicate in _NAMING:
            renamed.add(subject[1:-1])
        if predicate == _EXPRESSES:
            records.add(value[1:-1])
    # An edition has no name; what it says is told with the document.
    renamed |= {name for name in records if name.startswith(f"{base}id/edition/")}
    return _Difference(frozenset(records), frozenset(renamed), rewritten)


def _live(statements: Statements, base: str) -> frozenset[str]:
    dead = dead_among(statements)
    return frozenset(record_of(one, base) for one in statements if one.split(" ", 1)[0] not in dead)


def _moments(releases: Iterable[Release]) -> dict[int, str]:
    """When each release was published; never before the one before it, whatever clocks said."""
    found: dict[int, str] = {}
    latest = ""
    for one in releases:
        latest = max(latest, one.at)
        found[one.number] = latest
    return found


def _in_order(
    last: Mapping[str, int], live: frozenset[str], moments: Mapping[int, str], base: str
) -> list[Change]:
    return sorted(
        Change(moments[number], record, number, kind_of(record, base), record not in live)
        for record, number in last.items()
    )
