"""The facade and composition root: everything a caller needs, wired once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from functools import cached_property, partial

from kg.changes import Changeset, diff
from kg.describe import Description, describe
from kg.formats import Format
from kg.history import release_as_of
from kg.ledger import Entry, Ledger, mint
from kg.load import (
    Conditions,
    Loader,
    Outcome,
    Plan,
    Privacy,
    Progress,
    Question,
    Source,
    Writes,
    own_data,
    own_statements,
    own_terms,
    own_validator,
    read_proposal,
)
from kg.query import Answer, Answers, QueryPlan, Slots, named_queries, plan
from kg.query.hints import Terms, says_nothing, teaching
from kg.reference import Handbook, Shelf, template
from kg.search import Search
from kg.settings import Settings
from kg.stores import Access, Erased, Limits, Release, Store, open_store
from kg.stores.steady import steady
from kg.takedown import Takedown
from kg.timeline import Finding, Versions, check, erase, prune, prune_after_publishing
from kg.validate import Engine, Report
from kg.vocab import Vocabulary
from kg.writers import Writer


def open_graph(settings: Settings) -> KnowledgeGraph:
    """The graph in the store that `settings` name. Raises StoreUnreadable, StoreTooNew."""
    limits = Limits(
        settings.query_seconds, settings.query_mib, settings.answer_mib, settings.workers
    )
    return KnowledgeGraph(settings, open_store(settings.store, limits, Access.of(settings)))


class KnowledgeGraph:
    """One graph: its releases, its answers, its gate. May be called from any thread; close it after
    use.
    """

    def __init__(self, settings: Settings, store: Store) -> None:
        self.settings = settings
        self.store = store
        self.vocabulary = Vocabulary(settings.base)
        # One query process is left to pages, whatever the queries of clients do.
        total = max(1, settings.workers - 1)
        self._slots = Slots(settings.client_queries, settings.client_patience, total)
        self._terms = Terms(store, self.vocabulary)
        self._shelf = Shelf(store, self.vocabulary)
        self.search = Search(store, self.vocabulary)
        self._answers = Answers(store, self._slots, settings.base, self.search.matches)
        self.versions = Versions(store, self.vocabulary)

    def __enter__(self) -> KnowledgeGraph:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the query processes and let go of the store."""
        self.search.close()
        self.store.close()

    def current(self) -> int:
        """The number of the newest release; 0 for an empty graph."""
        return self.store.current()

    def releases(self) -> list[Release]:
        """Every release that is kept, oldest first."""
        return self.store.releases()

    def plan(
        self,
        text: str,
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> QueryPlan:
        """What a query is, and whether it may run; see kg.query.plan."""
        with teaching(text, self.vocabulary):
            return plan(
                text,
                default_graphs=default_graphs,
                named_graphs=named_graphs,
                endpoints=self.settings.endpoints,
            )

    def answer(
        self,
        plan: QueryPlan,
        form: Format,
        *,
        release: int | None = None,
        seconds: float | None = None,
        client: str | None = None,
    ) -> Answer:
        """The answer to a planned query; see kg.query.Answers."""
        with teaching(plan.text, self.vocabulary):
            return self._answers.answer(plan, form, release=release, seconds=seconds, client=client)

    def hints(self, plan: QueryPlan, form: Format, answer: Answer) -> list[str]:
        """What to tell whoever got this answer: terms that the release does not know."""
        nothing = says_nothing(answer.body, form)
        return self._terms.hints(plan.text, answer.release, nothing=nothing)

    def answers_counted(self) -> tuple[int, int]:
        """How many answers were looked for among the kept ones, and how many were there."""
        return self._answers.counted()

    def describe(
        self, iri: str, *, release: int | None = None, language: str = "en"
    ) -> Description:
        """What the graph says of `iri`; see kg.describe."""
        return describe(self.store, self.vocabulary, iri, release, language)

    def handbook(self, release: int | None = None) -> Handbook:
        """What is said of terms and rules; see kg.reference."""
        if release is not None:
            return self._shelf.handbook(release)
        return steady(lambda: self._shelf.handbook(self.current()))

    def judge(
        self,
        sources: Sequence[Source],
        *,
        alone: bool = False,
        engine: Engine = Engine.AUTO,
    ) -> Report:
        """What the gate says of `sources`; nothing is written. See kg.load.Loader.judge."""
        every = [*self._terms_if_empty(), *sources]
        return steady(lambda: self.loader.judge(every, alone=alone, engine=engine))

    def load(
        self,
        sources: Sequence[Source],
        *,
        agent: str | None = None,
        message: str = "",
        progress: Progress = lambda _: None,
    ) -> Outcome:
        """Publish `sources` as one release, through the gate; an empty store gets the ontology and
        the shapes with it. See kg.load.Loader.load.
        """
        return self.loader.load(
            [*self._terms_if_empty(), *sources],
            agent=agent or self.settings.agent,
            message=message,
            progress=progress,
        )

    def propose(
        self,
        sources: Sequence[Source],
        *,
        agent: str | None = None,
        message: str = "",
        questions: bool = False,
        patience: float | None = None,
    ) -> Plan:
        """What loading `sources` would change; nothing is written. With `questions`, also which of
        the named queries would be answered differently, as many as `patience` seconds allow. See
        kg.load.Loader.plan.
        """
        named = named_queries(self.settings.base).values() if questions else ()
        asked = [Question(one.name, one.title, one.text_with({})) for one in named]
        return steady(
            lambda: self.loader.plan(
                [*self._terms_if_empty(), *sources],
                agent=agent or self.settings.agent,
                message=message,
                questions=asked if questions else None,
                patience=patience,
            )
        )

    @cached_property
    def loader(self) -> Loader:
        """What publishes to this graph; built when it is first asked for, as reading the shapes
        takes long.
        """
        return Loader(
            self.store,
            own_validator(self.settings.base),
            self.vocabulary,
            Privacy.of(self.settings),
            partial(prune_after_publishing, self.store, self.settings),
        )

    def writes(self, writer: Writer, conditions: Conditions) -> Writes:
        """What `writer` may write to this graph; see kg.load.Writes."""
        return Writes(self.store, self.vocabulary, writer, conditions)

    def apply(self, plan: str, *, progress: Progress = lambda _: None) -> Outcome:
        """Publish what a plan, as the text of its file, proposed; see kg.load.Loader.apply."""
        return self.loader.apply(read_proposal(plan), progress)

    def load_own_data(self, progress: Progress = lambda _: None) -> Outcome:
        """Load the data that come with the package."""
        return self.load(
            own_data(self.settings.base),
            agent="uk-case-reviews",
            message="The data that come with the package",
            progress=progress,
        )

    def as_of(self, when: str) -> int:
        """The number of the release meant by a release number or a date; see kg.history."""
        return release_as_of(self.store.releases(), when, self.store.dropped())

    def prune(self) -> list[int]:
        """Drop the releases that the settings no longer keep; see kg.timeline.keeping."""
        return prune(self.store, self.settings)

    def diff(self, before: int, after: int) -> Changeset:
        """What changed from one release to another. Raises NotFound."""
        return diff(*(self.store.dump(release=one) for one in (before, after)))

    def roll_back(self, release: int, *, agent: str | None = None, message: str = "") -> Outcome:
        """Publish what an older release held as a new one; see kg.load.Loader.roll_back."""
        return self.loader.roll_back(release, agent=agent or self.settings.agent, message=message)

    def withdraw(
        self,
        name: str,
        why: str,
        instead: str | None = None,
        *,
        agent: str | None = None,
        message: str = "",
    ) -> Outcome:
        """Retire an identifier with its parts; see kg.load.Loader.withdraw."""
        who = agent or self.settings.agent
        return self.loader.withdraw(name, why, instead, agent=who, message=message)

    def move(self, old: str, new: str, *, agent: str | None = None, message: str = "") -> Outcome:
        """Retire an identifier for another; see kg.load.Loader.move."""
        return self.loader.move(old, new, agent=agent or self.settings.agent, message=message)

    def mint(self, kind: str, nation: str, count: int = 1) -> list[str]:
        """New identifiers that were never used; see kg.ledger.minting."""
        return mint(self.store, self.vocabulary, kind, nation, count)

    def template(self, kind: str, nation: str | None, dataset: str | None) -> str:
        """A file to fill in, by the rules of the package, with a new key for a review of a
        `nation`; see kg.reference.template. Raises BadRequest.
        """
        handbook = Handbook(own_statements(self.vocabulary), self.vocabulary)
        key = self.mint("review", nation)[0].rpartition("/")[2] if nation else None
        return template(handbook, kind, key, dataset)

    def resolve(
        self, asked: Sequence[str], *, changes: bool = True, seconds: float | None = None
    ) -> list[Entry]:
        """What became of identifiers, in whatever form they are written; see kg.ledger."""
        kept = Ledger(self.store, self.vocabulary)
        return steady(lambda: kept.resolve(asked, changes=changes, seconds=seconds))

    def taken_by(self, client: str) -> AbstractContextManager[None]:
        """Hold one of the turns that queries of `client` have; see kg.query.Slots."""
        return self._slots.taken_by(client)

    def erase(self, takedown: Takedown, *, authority: str) -> Erased:
        """Take what `takedown` names out of the newest release, then out of every older one and
        every backup that the store knows, and a text out of the log of writes and the register of
        tokens. Safe to repeat where it was killed. See kg.takedown.
        """
        return erase(self.store, self.settings, self.loader, takedown, authority)

    def judge_store(self) -> Report:
        """What the gate says of the newest release. See kg.load.Loader.judge_store."""
        return steady(self.loader.judge_store)

    def check(self) -> Iterator[Finding]:
        """Whether every release, and the store itself, is whole; see kg.timeline.checking."""
        return check(self.store)

    def _terms_if_empty(self) -> list[Source]:
        return [] if self.store.current() else own_terms(self.settings.base)
