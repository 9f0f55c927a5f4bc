"""In which releases a thing changed, found by what each release touched; reads the store.

A change to what is said of a thing touches the thing itself, or one of the parts that it had after
the change. So most releases are passed over by a look at what they touched; of the others, the
descriptions before and after are compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from kg.describe import PARTS, said_of
from kg.rdf import digest, iri, split
from kg.stores import Release, Store
from kg.timeline.keeping import kept_releases
from kg.vocab import EXTERNAL_PREFIXES, Vocabulary

_KEPT = 128  # states of things
_MOST_COMPARED = 300  # descriptions that one walk reads
_TOMBSTONE = f"<{EXTERNAL_PREFIXES['as']}Tombstone>"


class Version(NamedTuple):
    """A release in which what is said of a thing changed: its number and its time (xsd:dateTime,
    UTC); whether the thing was withdrawn by it.
    """

    number: int
    at: str
    withdrawn: bool = False


class Page(NamedTuple):
    """Versions, newest first, and the release to go on from (None: these were the last)."""

    versions: tuple[Version, ...]
    rest: int | None


class _State(NamedTuple):
    """What a release says of a thing: a digest ("" for nothing), the things that it is about."""

    content: str
    nodes: frozenset[str]
    whole: bool
    withdrawn: bool


class Versions:
    """The versions of things in one store. May be called from any thread."""

    def __init__(self, store: Store, vocabulary: Vocabulary) -> None:
        self._store, self._vocabulary = store, vocabulary
        known = vocabulary.prefixes
        ways = [(one, one.removeprefix("^").split(":")) for one in PARTS.split("|")]
        expanded = [(one[0] == "^", iri(known[prefix] + name)) for one, (prefix, name) in ways]
        self._to_owner = {property_ for inverse, property_ in expanded if inverse}
        self._to_part = {property_ for inverse, property_ in expanded if not inverse}
        self._listed: tuple[tuple[int, ...], list[Release]] = ((), [])
        self._states = lru_cache(maxsize=_KEPT)(self._read)

    def page(self, name: str, until: int, size: int) -> Page:
        """At most `size` versions of the thing with the IRI `name`, from release `until` back."""
        walk = _Walk(self, name, [one for one in self._kept() if one.number <= until])
        found = tuple(islice(walk.back(), size + 1))
        return Page(found[:size], found[size].number if len(found) > size else walk.stopped_at)

    def newest(self, name: str, until: int) -> Version | None:
        """The last version up to release `until`, as far as one walk goes."""
        return next(iter(self.page(name, until, 1).versions), None)

    def oldest(self, name: str) -> Version | None:
        """The first version that is kept."""
        return next(_Walk(self, name, self._kept()).forth(), None)

    def after(self, name: str, release: int) -> Version | None:
        """The version that followed what release `release`, which is kept, says."""
        kept = [one for one in self._kept() if one.number >= release]
        later = _Walk(self, name, kept).forth()
        return next((one for one in later if one.number > release), None)

    def state(self, name: str, release: int) -> _State:
        """What a release says of a thing."""
        return self._states(name, release, self._store.identity(release))

    def touched(self, names: frozenset[str], release: int) -> bool:
        """Whether a release may have touched one of these things."""
        return self._store.touched(names, release=release)

    def _kept(self) -> list[Release]:
        """The releases that can be asked, whose numbers, parents and times never change."""
        kept = tuple(self._store.kept())
        if kept != self._listed[0]:
            self._listed = (kept, kept_releases(self._store))
        return self._listed[1]

    def _read(self, name: str, release: int, _identity: str) -> _State:
        statements, whole = said_of(self._store, self._vocabulary, name, release)
        is_graph = name in self._store.graphs(release=release)
        terms = [split(one) for one in statements]
        thing = iri(name)
        # What only points here is no part, unless it does so as parts do.
        parts = {s[1:-1] for s, p, o, _ in terms if o != thing or p in self._to_owner}
        bare = {o[1:-1] for _, p, o, _ in terms if p in self._to_part}
        return _State(
            digest(statements) if statements or is_graph else "",
            frozenset({name, *parts, *bare}),
            whole and not is_graph,
            any(s == thing and o == _TOMBSTONE for s, _, o, _ in terms),
        )


class _Walk:
    """One way through releases, which compares so many descriptions at most. `stopped_at` is the
    release to go on from, where it came to that.
    """

    def __init__(self, versions: Versions, name: str, kept: Sequence[Release]) -> None:
        self._versions, self._name, self._kept = versions, name, kept
        self._left = _MOST_COMPARED
        self.stopped_at: int | None = None

    def back(self) -> Iterator[Version]:
        """The versions, newest first."""
        after: Release | None = None
        state = _NOTHING
        for one in reversed(self._kept):
            if after is None:
                state = self._state(one)
            elif self._may_differ(state, one, after):
                if not self._left:
                    self.stopped_at = after.number
                    return
                earlier = self._state(one)
                if _differ(earlier, state):
                    yield from _version(after, state)
                state = earlier
            after = one
        if after is not None:
            yield from _version(after, state)

    def forth(self) -> Iterator[Version]:
        """The versions, oldest first."""
        before: Release | None = None
        state = _NOTHING
        for one in self._kept:
            if before is None or self._may_differ(state, before, one):
                if not self._left:
                    return
                later = self._state(one)
                if before is None or _differ(state, later):
                    yield from _version(one, later)
                state = later
            before = one

    def _state(self, release: Release) -> _State:
        self._left -= 1
        return self._versions.state(self._name, release.number)

    def _may_differ(self, state: _State, before: Release, after: Release) -> bool:
        """Whether two releases may say different things, given the state in one of them."""
        apart = before.number != after.parent  # what was dropped between them is not known
        return apart or self._versions.touched(state.nodes, after.number)


_NOTHING = _State("", frozenset(), True, False)


def _version(release: Release, state: _State) -> Iterator[Version]:
    """The version that came with a release, if it says anything of the thing."""
    if state.content:
        yield Version(release.number, release.at, state.withdrawn)


def _differ(one: _State, other: _State) -> bool:
    """What cannot be compared whole differs, since it was touched."""
    return one.content != other.content or not (one.whole and other.whole)
