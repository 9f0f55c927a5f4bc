"""Publishing a draft: through the gate, with its provenance, as one release; writes to the
store.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kg.changes import Changeset
from kg.counted import counted
from kg.errors import Dropped, Moved, Refused, ShapesBroken, Unsupported
from kg.history import Note, provenance
from kg.load.drafts import Draft
from kg.load.gate import Gate
from kg.load.identifiers import Identifiers
from kg.load.judging import Judging
from kg.load.retiring import Moment
from kg.load.versions import versions
from kg.stores import Release, Store
from kg.validate import Report
from kg.vocab import Vocabulary

Progress = Callable[[str], None]
_TRIES = 5


@dataclass(frozen=True)
class Outcome:
    """What a load did: the release, or None where nothing changed; and the report of the gate."""

    release: Release | None
    changeset: Changeset
    report: Report


@dataclass(frozen=True)
class Publishing:
    """Publishes drafts in one store; `published` is called after every release, but for those of
    `publish_unjudged`.
    """

    store: Store
    vocabulary: Vocabulary
    gate: Gate
    judging: Judging
    identifiers: Identifiers
    published: Callable[[], object]

    def publish(
        self, drafted: Callable[[Moment], Draft], note: Note, progress: Progress = lambda _: None
    ) -> Outcome:
        """Publish what `drafted` makes of a moment; made again where another writer was faster.
        Raises as `publish_once` does.
        """
        for attempt in range(1, _TRIES + 1):
            moment = Moment.now(self.store)
            draft = drafted(moment)
            try:
                return self.publish_once(draft, moment, note, progress)
            except (Moved, Unsupported, Dropped):  # the last one cannot be asked any more
                if attempt == _TRIES:
                    raise
                progress("Another release was published meanwhile; planning again")
        raise AssertionError("the loop returns or raises")

    def publish_once(self, draft: Draft, moment: Moment, note: Note, progress: Progress) -> Outcome:
        """Publish a draft, if the gate lets it through. Raises IdentifiersVanish,
        IdentifiersRetired, BadRequest, ShapesBroken and what Store.commit raises.
        """
        note = self._noted(draft, note)
        recorded = self._recorded(draft, moment, note)
        with self.store.ahead(recorded, parent=draft.parent):
            report = self._judged(draft, note, progress) if recorded else Report()
            outcome = self._commit(draft, recorded, moment, note, report)
        return self.announced(outcome)

    def publish_unjudged(self, draft: Draft, moment: Moment, note: Note) -> Outcome:
        """Publish a draft that needs no judging, and tell nobody. Raises as Store.commit does."""
        note = self._noted(draft, note)
        return self._commit(draft, self._recorded(draft, moment, note), moment, note, Report())

    def announced(self, outcome: Outcome) -> Outcome:
        """The same outcome, once whoever waits for releases was told of it."""
        if outcome.release:
            self.published()
        return outcome

    def faults(self, draft: Draft, note: Note) -> list[Refused]:
        """Why a draft is refused, apart from the shapes."""
        texts = (note.message, note.agent, *(file.name for file in note.files))
        return [*self.identifiers.faults(draft), *self.gate.faults(texts)]

    def _judged(self, draft: Draft, note: Note, progress: Progress) -> Report:
        added = counted(len(draft.changeset.added), "new statement")
        progress(f"Checking {added} against the shapes")
        for fault in self.faults(draft, note):
            raise fault
        report = self.gate.judge(draft, changed_only=True)
        if not report.conforms:
            raise ShapesBroken("Nothing is loaded. Mend this and load again:", report=report)
        progress("Publishing")
        return self.judging.with_disclosure(report, draft, frozenset())

    def _noted(self, draft: Draft, note: Note) -> Note:
        """The note with the rules that the draft is judged by, and the versions that it leaves."""
        held = versions(self.store, draft.parent, draft.changeset)
        return note._replace(shapes=self.gate.digest, versions=held)

    def _recorded(self, draft: Draft, moment: Moment, note: Note) -> Changeset:
        """The change of a draft with its provenance; an empty one stays empty."""
        change = draft.changeset
        if not change:
            return change
        record = provenance(self.vocabulary, draft.parent + 1, moment.at, note, change)
        return change.merged(Changeset(added=record))

    def _commit(
        self, draft: Draft, recorded: Changeset, moment: Moment, note: Note, report: Report
    ) -> Outcome:
        if not recorded:
            return Outcome(None, recorded, report)
        release = self.store.commit(
            recorded, parent=draft.parent, at=moment.at, note=note.as_record()
        )
        self.gate.keep_terms(draft.parent, release.number, draft.changeset)
        return Outcome(release, draft.changeset, report)
