"""Loading files: read, skolemise, compare, judge, publish. One release, or none and an error that
says why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kg.changes import Changeset
from kg.errors import Moved, ShapesBroken
from kg.history import LoadedFile, Note, provenance
from kg.ledger import Ledger
from kg.load.drafts import Draft, Drafts
from kg.load.gate import Gate
from kg.load.identifiers import Identifiers
from kg.load.moving import Moving
from kg.load.retiring import Moment, Retiring
from kg.load.returning import Returning
from kg.load.sources import Filled, Source, graphs_filled
from kg.rdf import Statements
from kg.stores import Release, Store
from kg.takedown import Takedown
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
        self._drafts = Drafts(store, vocabulary)
        self._ledger = Ledger(store, vocabulary)
        self._retiring = Retiring(store, vocabulary, self._ledger)
        self._identifiers = Identifiers(store, vocabulary, self._ledger)

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
        return self._gate.judge(after, self._drafts.derived(after), parent, engine=engine)

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
        ShapesBroken (with its report), IdentifiersVanish, IdentifiersRetired and what Store.commit
        raises; the store is then as it was.
        """
        progress(f"Reading {len(sources)} files")
        filled = graphs_filled(sources, self._vocabulary)
        after = _statements(filled)
        note = Note(agent, message, _files(filled))
        return self._publish(lambda moment: self._filling(after, moment), note, progress)

    def withdraw(
        self, name: str, why: str, instead: str | None, *, agent: str, message: str = ""
    ) -> Outcome:
        """Publish a release without the thing `name`, and with its tombstone; see
        kg.load.retiring. Raises as load does.
        """
        return self._change(
            lambda moment: self._retiring.withdrawal(name, why, instead, moment),
            Note(agent, message or f"Withdrew <{name}>: {why}"),
        )

    def move(self, old: str, new: str, *, agent: str, message: str = "") -> Outcome:
        """Publish a release in which `new` has taken the place of `old`; see kg.load.moving. Raises
        as load does.
        """
        moving = Moving(self._store, self._vocabulary, self._ledger)
        return self._change(
            lambda moment: moving.move(old, new, moment),
            Note(agent, message or f"Moved <{old}> to <{new}>"),
        )

    def roll_back(self, release: int, *, agent: str, message: str = "") -> Outcome:
        """Publish what publishers had written by release `release` as a new release; see
        kg.load.returning.

        It passed the gate when it was loaded, so it is not judged again: a rule that was made since
        must not stand in the way of an urgent return. Raises NotFound and what Store.commit raises.
        """
        moment = self._moment()
        change = Returning(self._store, self._vocabulary, self._ledger).to(release, moment)
        draft = self._drafts.of_change(change, moment.parent)
        note = Note(agent, message or f"Rolled back to release {release}")
        return self._record(draft, moment.at, note, Report())

    def take_down(self, takedown: Takedown, *, agent: str) -> Outcome:
        """Publish a release without what `takedown` names, and with its tombstones. Not judged: a
        takedown must not wait for the mending of what pointed to the record. Raises what
        Store.commit raises.
        """
        moment = self._moment()
        change = self._retiring.takedown(takedown, moment)
        draft = self._drafts.of_change(change, moment.parent)
        return self._record(draft, moment.at, Note(agent, "Takedown"), Report())

    def _filling(self, after: Mapping[str, Statements], moment: Moment) -> Draft:
        whole = self._identifiers.returning(after, moment.parent)
        return self._drafts.of_graphs(whole, moment.parent)

    def _change(self, planned: Callable[[Moment], Changeset], note: Note) -> Outcome:
        """Publish a change to authored statements, planned again where another writer was faster.
        """
        return self._publish(
            lambda moment: self._drafts.of_change(planned(moment), moment.parent), note
        )

    def _publish(
        self, drafted: Callable[[Moment], Draft], note: Note, progress: Progress = lambda _: None
    ) -> Outcome:
        for attempt in range(1, _TRIES + 1):
            moment = self._moment()
            draft = drafted(moment)
            try:
                return self._record(draft, moment.at, note, self._judged(draft, progress))
            except Moved:
                if attempt == _TRIES:
                    raise
                progress("Another release was published meanwhile; planning again")
        raise AssertionError("the loop returns or raises")

    def _judged(self, draft: Draft, progress: Progress) -> Report:
        """The report on a draft that may be published. Raises IdentifiersVanish, ShapesBroken."""
        if not draft.changeset:
            return Report()
        added = len(draft.changeset.added)
        progress(f"Checking {added:,} new statements against the shapes")
        self._identifiers.refuse(draft)
        report = self._gate.judge(draft.after, draft.derived, draft.parent, changed_only=True)
        if not report.conforms:
            raise ShapesBroken("Nothing is loaded. Mend this and load again:", report=report)
        progress("Publishing")
        return report

    def _moment(self) -> Moment:
        return Moment(self._store.current(), datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))

    def _record(self, draft: Draft, at: str, note: Note, report: Report) -> Outcome:
        """Commit a change together with its provenance; nothing where it changes nothing."""
        change = draft.changeset
        if not change:
            return Outcome(None, change, report)
        note = note._replace(shapes=self._gate.digest)
        graphs = sorted(change.graphs())
        record = provenance(self._vocabulary, draft.parent + 1, at, note, graphs)
        recorded = change.merged(Changeset(added=record))
        release = self._store.commit(recorded, parent=draft.parent, at=at, note=note.as_record())
        self._gate.keep_terms(draft.parent, release.number, change)
        return Outcome(release, change, report)


def _files(filled: Mapping[str, Filled]) -> tuple[LoadedFile, ...]:
    return tuple(
        LoadedFile(Path(source.name).name, source.sha256, graph)
        for graph, (_, sources) in sorted(filled.items())
        for source in sources
    )


def _statements(filled: Mapping[str, Filled]) -> dict[str, Statements]:
    return {name: one.statements for name, one in filled.items()}
