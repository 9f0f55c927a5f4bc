"""Loading files: read, skolemise, compare, judge, publish. One release, or none and an error that
says why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kg.changes import Changeset, diff
from kg.derive import derivations, derive, derived_graph
from kg.errors import Moved, ShapesBroken
from kg.history import LoadedFile, Note, provenance
from kg.load.gate import Gate
from kg.load.sources import Filled, Source, graphs_filled
from kg.rdf import Statements, in_graph
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
        self._store, self._vocabulary = store, vocabulary
        self._gate = Gate(store, validator, vocabulary)
        self._derivations = derivations(vocabulary.base)

    def judge(
        self,
        sources: Sequence[Source],
        *,
        alone: bool = False,
        engine: Engine = Engine.AUTO,
    ) -> Report:
        """What the gate says of `sources`, beside what the store knows unless `alone`."""
        after = _statements(graphs_filled(sources, self._vocabulary))
        if alone and self._store.current():
            return self._gate.judge_alone(after, engine)
        parent = self._store.current()
        return self._gate.judge(after, self._derived(after), parent, engine=engine)

    def judge_store(self) -> Report:
        """What the gate says of the newest release."""
        return self._gate.judge_store()

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
        after = _statements(filled)
        derived = self._derived(after)
        before = self._store.dump(sorted({*after, *derived}), release=parent)
        changeset = diff(before, frozenset().union(*after.values(), *derived.values()))
        if not changeset:
            return Outcome(None, changeset, Report())
        progress(f"Checking {len(changeset.added):,} new statements against the shapes")
        report = self._gate.judge(after, derived, parent, changed_only=True)
        if not report.conforms:
            raise ShapesBroken("Nothing is loaded. Mend this and load again:", report=report)
        progress("Publishing")
        files = tuple(
            LoadedFile(Path(source.name).name, source.sha256, name)
            for name, (_, sources) in sorted(filled.items())
            for source in sources
        )
        note = Note(agent, message, files, self._gate.digest)
        return self._record(parent, changeset, note, report)

    def _derived(self, after: Mapping[str, Statements]) -> dict[str, Statements]:
        """What follows from each graph of data, as a graph beside it."""
        terms = f"{self._vocabulary.base}def/"
        return {
            beside: frozenset(
                in_graph(triple, beside) for triple in derive(statements, self._derivations)
            )
            for graph, statements in after.items()
            if not graph.startswith(terms)
            for beside in [derived_graph(graph)]
        }

    def _record(self, parent: int, changeset: Changeset, note: Note, report: Report) -> Outcome:
        """Commit a change together with its provenance."""
        at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        graphs = sorted(changeset.graphs())
        record = provenance(self._vocabulary, parent + 1, at, note, graphs)
        recorded = changeset.merged(Changeset(added=record))
        release = self._store.commit(recorded, parent=parent, at=at, note=note.as_record())
        self._gate.keep_terms(parent, release.number, changeset)
        return Outcome(release, changeset, report)


def _statements(filled: Mapping[str, Filled]) -> dict[str, Statements]:
    return {name: one.statements for name, one in filled.items()}
