"""Loading files: read, skolemise, compare, judge, publish. One release, or none and an error that
says why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from kg.changes import Changeset
from kg.counted import counted
from kg.deny_list import DenyList
from kg.errors import BadRequest, Dropped, Moved, Refused, ShapesBroken, Unsupported
from kg.history import Note, provenance
from kg.ledger import Ledger
from kg.load.drafts import Draft, Drafts
from kg.load.gate import MOST_INCREMENTAL, Gate, without
from kg.load.identifiers import Identifiers
from kg.load.judging import Judging
from kg.load.locating import locate, placing
from kg.load.moving import Moving
from kg.load.plan import Plan, Proposal
from kg.load.questions import Question, tried
from kg.load.retiring import Moment, Retiring
from kg.load.returning import Returning
from kg.load.rewriting import authored
from kg.load.sources import Source
from kg.load.survey import survey
from kg.load.versions import versions
from kg.load.writes import Write, filling
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

    def __init__(
        self,
        store: Store,
        validator: Validator,
        vocabulary: Vocabulary,
        denied: Callable[[], DenyList | None] = lambda: None,
        few: int = 3,
    ) -> None:
        self._store, self._vocabulary = store, vocabulary
        # Called after every release, takedowns apart, which have more to do before they are over.
        self.published: Callable[[], object] = lambda: None
        self._gate = Gate(store, validator, vocabulary, denied)
        self._drafts = Drafts(store, vocabulary)
        self._judging = Judging(store, vocabulary, self._gate, self._drafts, few)
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
        """What the gate says of `sources`, beside what the store knows unless `alone`; and which of
        their reviews few others are like.
        """
        return self._judging.judge(sources, alone=alone, engine=engine)

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
        progress(f"Reading {counted(len(sources), 'file')}")
        write = filling(sources, self._vocabulary)
        return self.write(write, agent=agent, message=message, progress=progress)

    def write(
        self,
        write: Write,
        *,
        agent: str,
        message: str = "",
        progress: Progress = lambda _: None,
    ) -> Outcome:
        """Publish what `write` makes of graphs as one release; see kg.load.writes. Raises as load
        does, and what the write itself raises.
        """
        note = Note(agent, message, write.files)
        with placing(write.filled, self._vocabulary.base):
            outcome = self._publish(
                lambda moment: self._filling(write.after(moment), moment), note, progress
            )
        if len(outcome.changeset.added) > MOST_INCREMENTAL:  # not to read large files once more
            return outcome
        placed = locate(outcome.report, write.filled, self._vocabulary.base)
        return replace(outcome, report=placed)

    def plan(
        self,
        sources: Sequence[Source],
        *,
        agent: str,
        message: str = "",
        questions: Sequence[Question] | None = None,
        patience: float | None = None,
    ) -> Plan:
        """What loading `sources` would change, and whether it would be refused; with those of
        `questions` that would be answered differently, asked until `patience` seconds are over.
        Nothing is published.

        Raises RdfSyntax, RdfUnsupported, BadRequest; Unsupported where the store cannot try
        questions, unless there is a limit to the patience: then they are left out.
        """
        write = filling(sources, self._vocabulary)
        return self.plan_write(
            write, agent=agent, message=message, questions=questions, patience=patience
        )

    def plan_write(
        self,
        write: Write,
        *,
        agent: str,
        message: str = "",
        questions: Sequence[Question] | None = None,
        patience: float | None = None,
    ) -> Plan:
        """What a write would change; see plan."""
        note = Note(agent, message, write.files)
        moment = self._moment()
        draft = self._filling(write.after(moment), moment)
        refusals = [error.detail for error in self._faults(draft, note)]
        report = self._gate.judge(draft, changed_only=True)
        report = without(report, self._identifiers.used_again(draft))
        report = self._judging.with_disclosure(report, draft, frozenset())
        report = locate(report, write.filled, self._vocabulary.base)
        found = survey(self._store, self._vocabulary, self._ledger, draft)
        asked = None
        if questions is not None:
            asked = tried(self._store, draft.changeset, draft.parent, questions, patience)
        proposal = Proposal(draft.parent, self._content(draft.parent), note, draft.changeset)
        return Plan(proposal, report, found, asked, tuple(refusals))

    def apply(self, proposal: Proposal, progress: Progress = lambda _: None) -> Outcome:
        """Publish what a plan proposed, and nothing else. It is judged again: a plan is a file, and
        files can be written by anyone.

        Raises Moved where another release was published since, BadRequest where the proposal is not
        what its statements come to, and what load raises.
        """
        parent, change = proposal.parent, proposal.changeset
        moment = self._moment()
        if (parent, proposal.content) != (moment.parent, self._content(moment.parent)):
            raise Moved(
                f"The plan was made on release {parent}, and the store has moved on or is another "
                "one. Plan again.",
                planned=parent,
                current=moment.parent,
            )
        written = Changeset(*(authored(one, self._vocabulary) for one in change))
        after = self._drafts.of_change(written, parent).after
        draft = self._filling(after, moment)
        if draft.changeset != change:
            raise BadRequest("The plan does not come to what it says. Plan again.")
        return self._publish_once(draft, moment, proposal.note, progress)

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
        return self._announced(self._record(draft, moment.at, note))

    def take_down(self, takedown: Takedown, *, agent: str) -> Outcome:
        """Publish a release without what `takedown` names, and with its tombstones. Not judged: it
        must not wait for the mending of what pointed to the record. Raises as Store.commit does.
        """
        moment = self._moment()
        change = self._retiring.takedown(takedown, moment)
        draft = self._drafts.of_change(change, moment.parent)
        return self._record(draft, moment.at, Note(agent, "Takedown"))

    def _filling(self, after: Mapping[str, Statements], moment: Moment) -> Draft:
        whole = self._identifiers.returning(after, moment.parent)
        return self._drafts.of_graphs(whole, moment.parent)

    def _change(self, planned: Callable[[Moment], Changeset], note: Note) -> Outcome:
        """Publish a change to authored statements, planned again where another writer was
        faster.
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
                return self._publish_once(draft, moment, note, progress)
            except (Moved, Unsupported, Dropped):  # the last one cannot be asked any more
                if attempt == _TRIES:
                    raise
                progress("Another release was published meanwhile; planning again")
        raise AssertionError("the loop returns or raises")

    def _publish_once(
        self, draft: Draft, moment: Moment, note: Note, progress: Progress
    ) -> Outcome:
        note = self._noted(draft, note)
        recorded = self._recorded(draft, moment.at, note)
        with self._store.ahead(recorded, parent=draft.parent):
            report = self._judged(draft, note, progress) if recorded else Report()
            outcome = self._commit(draft, recorded, moment.at, note, report)
        return self._announced(outcome)

    def _judged(self, draft: Draft, note: Note, progress: Progress) -> Report:
        """The report on a draft that may be published. Raises IdentifiersVanish,
        IdentifiersRetired, BadRequest, ShapesBroken.
        """
        added = len(draft.changeset.added)
        progress(f"Checking {counted(added, 'new statement')} against the shapes")
        for fault in self._faults(draft, note):
            raise fault
        report = self._gate.judge(draft, changed_only=True)
        if not report.conforms:
            raise ShapesBroken("Nothing is loaded. Mend this and load again:", report=report)
        progress("Publishing")
        return self._judging.with_disclosure(report, draft, frozenset())

    def _faults(self, draft: Draft, note: Note) -> list[Refused]:
        """Why a draft is refused, apart from the shapes."""
        texts = (note.message, note.agent, *(file.name for file in note.files))
        return [*self._identifiers.faults(draft), *self._gate.faults(texts)]

    def _content(self, release: int) -> str:
        """The fingerprint of the statements of a release."""
        known = (one.content for one in self._store.releases() if one.number == release)
        return next(known, "")

    def _moment(self) -> Moment:
        return Moment(self._store.current(), datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))

    def _record(self, draft: Draft, at: str, note: Note) -> Outcome:
        """Commit a draft that needs no judging."""
        note = self._noted(draft, note)
        return self._commit(draft, self._recorded(draft, at, note), at, note, Report())

    def _announced(self, outcome: Outcome) -> Outcome:
        if outcome.release:
            self.published()
        return outcome

    def _noted(self, draft: Draft, note: Note) -> Note:
        """The note with the rules that the draft is judged by, and the versions that it leaves."""
        held = versions(self._store, draft.parent, draft.changeset)
        return note._replace(shapes=self._gate.digest, versions=held)

    def _recorded(self, draft: Draft, at: str, note: Note) -> Changeset:
        """The change of a draft with its provenance; an empty one stays empty."""
        change = draft.changeset
        if not change:
            return change
        record = provenance(self._vocabulary, draft.parent + 1, at, note, change)
        return change.merged(Changeset(added=record))

    def _commit(
        self, draft: Draft, recorded: Changeset, at: str, note: Note, report: Report
    ) -> Outcome:
        if not recorded:
            return Outcome(None, recorded, report)
        release = self._store.commit(recorded, parent=draft.parent, at=at, note=note.as_record())
        self._gate.keep_terms(draft.parent, release.number, draft.changeset)
        return Outcome(release, draft.changeset, report)
