"""Loading files: read, skolemise, compare, judge, publish. One release, or none and an error that
says why.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kg.changes import Changeset, diff
from kg.errors import Moved, ShapesBroken
from kg.history import LoadedFile, Note, provenance
from kg.load.sources import Filled, Source, graphs_filled
from kg.rdf import Statements
from kg.stores import Release, Store
from kg.takedown import Takedown, tombstones
from kg.validate import Engine, Report, Validator
from kg.vocab import Vocabulary

Progress = Callable[[str], None]
_TRIES = 5


@dataclass(frozen=True)
class Outcome:
    """What a load did: the release, or None where nothing changed; and the report of the gate."""

    release: Release | None
    changeset: Changeset
    report: Report


class Loader:
    """Loads sources into one store, behind one gate."""

    def __init__(self, store: Store, validator: Validator, vocabulary: Vocabulary) -> None:
        self._store, self._validator, self._vocabulary = store, validator, vocabulary

    def judge(
        self,
        sources: Sequence[Source],
        *,
        alone: bool = False,
        engine: Engine = Engine.AUTO,
    ) -> Report:
        """What the gate says of `sources`, beside what the store knows unless `alone`."""
        after = {name: one for name, (one, _) in graphs_filled(sources, self._vocabulary).items()}
        rest = self._rest(after, self._store.current())
        if alone:
            terms = f"<{self._vocabulary.base}def/"
            rest = frozenset(one for one in rest if one.rsplit(" ", 2)[1].startswith(terms))
        return self._validator.judge(after, rest, engine)

    def judge_store(self) -> Report:
        """What the gate says of the newest release, every graph of it judged alone and all
        together.
        """
        graphs: dict[str, set[str]] = defaultdict(set)
        for statement in self._store.dump():
            graphs[statement.rsplit(" ", 2)[1][1:-1]].add(statement)
        return self._validator.judge({name: frozenset(one) for name, one in graphs.items()})

    def load(
        self,
        sources: Sequence[Source],
        *,
        agent: str,
        message: str = "",
        progress: Progress = lambda _: None,
    ) -> Outcome:
        """Publish `sources` as one release; no release where they change nothing.

        Planned again where another writer was faster. Raises RdfSyntax, RdfUnsupported,
        ShapesBroken (with its report) and what Store.commit raises; the store is then as it was.
        """
        progress(f"Reading {len(sources)} files")
        filled = graphs_filled(sources, self._vocabulary)
        for attempt in range(1, _TRIES + 1):
            try:
                return self._publish(filled, agent, message, progress)
            except Moved:
                if attempt == _TRIES:
                    raise
                progress("Another release was published meanwhile; planning again")
        raise AssertionError("the loop returns or raises")

    def roll_back(self, release: int, *, agent: str, message: str = "") -> Outcome:
        """Publish what release `release` held as a new release; the history graph keeps its record.

        It passed the gate when it was loaded, so it is not judged again: a rule that was made since
        must not stand in the way of an urgent return. Raises NotFound and what Store.commit raises.
        """
        parent = self._store.current()
        history = f"<{self._vocabulary.history}>"
        before, after = self._store.dump(release=parent), self._store.dump(release=release)
        changeset = diff(
            frozenset(one for one in before if one.rsplit(" ", 2)[1] != history),
            frozenset(one for one in after if one.rsplit(" ", 2)[1] != history),
        )
        if not changeset:
            return Outcome(None, changeset, Report())
        said = message or f"Rolled back to release {release}"
        return self._record(parent, changeset, Note(agent, said), Report())

    def take_down(self, takedown: Takedown, *, agent: str) -> Outcome:
        """Publish a release without what `takedown` names, and with its tombstones. Not judged: a
        takedown must not wait for the mending of what pointed to the record. Raises what
        Store.commit raises.
        """
        parent = self._store.current()
        now = self._store.dump(release=parent)
        removed = frozenset(one for one in now if takedown.holds(one))
        changeset = Changeset(tombstones(self._vocabulary, takedown) - now, removed)
        if not changeset:
            return Outcome(None, changeset, Report())
        return self._record(parent, changeset, Note(agent, "Takedown"), Report())

    def _publish(
        self,
        filled: Mapping[str, Filled],
        agent: str,
        message: str,
        progress: Progress,
    ) -> Outcome:
        parent = self._store.current()
        after = {name: statements for name, (statements, _) in filled.items()}
        before = self._store.dump(sorted(after), release=parent)
        changeset = diff(before, frozenset().union(*after.values()))
        if not changeset:
            return Outcome(None, changeset, Report())
        progress(f"Checking {len(changeset.added):,} new statements against the shapes")
        report = self._validator.judge(after, self._rest(after, parent))
        if not report.conforms:
            raise ShapesBroken(report.summary(), report=report)
        progress("Publishing")
        files = tuple(
            LoadedFile(Path(source.name).name, source.sha256, name)
            for name, (_, sources) in sorted(filled.items())
            for source in sources
        )
        note = Note(agent, message, files, self._validator.digest)
        return self._record(parent, changeset, note, report)

    def _record(self, parent: int, changeset: Changeset, note: Note, report: Report) -> Outcome:
        """Commit a change together with its provenance."""
        at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        graphs = sorted(changeset.graphs())
        record = provenance(self._vocabulary, parent + 1, at, note, graphs)
        recorded = changeset.merged(Changeset(added=record))
        release = self._store.commit(recorded, parent=parent, at=at, note=note.as_record())
        return Outcome(release, changeset, report)

    def _rest(self, replaced: Mapping[str, Statements], release: int) -> Statements:
        """What the store holds in other graphs than those that are replaced."""
        names = {f"<{name}>" for name in replaced}
        everything = self._store.dump(release=release)
        return frozenset(one for one in everything if one.rsplit(" ", 2)[1] not in names)
