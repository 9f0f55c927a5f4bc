"""Loading files: read, skolemise, compare, judge, publish. One release, or none and an error that
says why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from kg.changes import Changeset
from kg.counted import counted
from kg.deny_list import DenyList, read_deny_list
from kg.errors import BadRequest, Moved
from kg.history import Note
from kg.ledger import Ledger
from kg.load.drafts import Draft, Drafts
from kg.load.gate import MOST_INCREMENTAL, Gate, without
from kg.load.identifiers import Identifiers
from kg.load.judging import Judging
from kg.load.locating import locate, placing
from kg.load.moving import Moving
from kg.load.plan import Plan, Proposal
from kg.load.publishing import Outcome, Progress, Publishing
from kg.load.questions import Question, tried
from kg.load.retiring import Moment, Retiring
from kg.load.returning import Returning
from kg.load.rewriting import authored
from kg.load.sources import Source
from kg.load.survey import survey
from kg.load.writes import Write, filling
from kg.rdf import Statements
from kg.settings import Settings
from kg.stores import Store
from kg.takedown import Takedown
from kg.validate import Engine, Report, Validator
from kg.vocab import Vocabulary


class Privacy(NamedTuple):
    """What protects people beside the rules: the deny list as it is now, and how many like it a
    review needs not to be pointed out; see kg.disclosure.
    """

    denied: Callable[[], DenyList | None] = lambda: None
    few: int = 3

    @classmethod
    def of(cls, settings: Settings) -> Privacy:
        """What `settings` ask for. The list is read anew each time: it may grow while a server
        runs.
        """
        path, key = settings.deny_list, settings.deny_key
        secret = key.get_secret_value() if key else None
        return cls(
            lambda: read_deny_list(Path(path), secret) if path else None, settings.disclosure_k
        )


_NO_LIST = Privacy()


class Loader:
    """Loads sources into one store, behind one gate. `published` is called after every release,
    takedowns apart, which have more to do before they are over.
    """

    def __init__(
        self,
        store: Store,
        validator: Validator,
        vocabulary: Vocabulary,
        privacy: Privacy = _NO_LIST,
        published: Callable[[], object] = lambda: None,
    ) -> None:
        self._store, self._vocabulary = store, vocabulary
        self._gate = Gate(store, validator, vocabulary, privacy.denied)
        self._drafts = Drafts(store, vocabulary)
        self._ledger = Ledger(store, vocabulary)
        self._retiring = Retiring(store, vocabulary, self._ledger)
        self._identifiers = Identifiers(store, vocabulary, self._ledger)
        self._judging = Judging(
            store, vocabulary, self._gate, self._drafts, self._identifiers, privacy.few
        )
        self._publishing = Publishing(
            store, vocabulary, self._gate, self._judging, self._identifiers, published
        )

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
            outcome = self._publishing.publish(
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
        moment = Moment.now(self._store)
        draft = self._filling(write.after(moment), moment)
        refusals = [error.detail for error in self._publishing.faults(draft, note)]
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
        moment = Moment.now(self._store)
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
        return self._publishing.publish_once(draft, moment, proposal.note, progress)

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
        moment = Moment.now(self._store)
        change = Returning(self._store, self._vocabulary, self._ledger).to(release, moment)
        draft = self._drafts.of_change(change, moment.parent)
        note = Note(agent, message or f"Rolled back to release {release}")
        return self._publishing.announced(self._publishing.publish_unjudged(draft, moment, note))

    def take_down(self, takedown: Takedown, *, agent: str) -> Outcome:
        """Publish a release without what `takedown` names, and with its tombstones. Not judged: it
        must not wait for the mending of what pointed to the record. Raises as Store.commit does.
        """
        moment = Moment.now(self._store)
        change = self._retiring.takedown(takedown, moment)
        draft = self._drafts.of_change(change, moment.parent)
        return self._publishing.publish_unjudged(draft, moment, Note(agent, "Takedown"))

    def _filling(self, after: Mapping[str, Statements], moment: Moment) -> Draft:
        whole = self._identifiers.returning(after, moment.parent)
        return self._drafts.of_graphs(whole, moment.parent)

    def _change(self, planned: Callable[[Moment], Changeset], note: Note) -> Outcome:
        """Publish a change to authored statements, planned again where another writer was
        faster.
        """
        return self._publishing.publish(
            lambda moment: self._drafts.of_change(planned(moment), moment.parent), note
        )

    def _content(self, release: int) -> str:
        """The fingerprint of the statements of a release."""
        known = (one.content for one in self._store.releases() if one.number == release)
        return next(known, "")
