"""The gate before a store: judges a change at the cost of the change where it can, else the
whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from itertools import chain

from kg.changes import Changeset
from kg.deny_list import DenyList
from kg.derive import is_derived
from kg.errors import BadRequest
from kg.load.drafts import Draft
from kg.load.suggesting import Suggesting
from kg.load.surroundings import OneGraph, Surroundings
from kg.rdf import Statements
from kg.stores import Store
from kg.validate import Engine, Report, Result, Severity, Terms, Validator, View
from kg.vocab import Vocabulary

# Past this many changed statements, judging everything costs less than looking around each of them.
MOST_INCREMENTAL = 20_000


class Gate:
    """Judges what a store would hold. Keeps the terms of the last release that it looked at."""

    def __init__(
        self,
        store: Store,
        validator: Validator,
        vocabulary: Vocabulary,
        denied: Callable[[], DenyList | None],
    ) -> None:
        self._store, self._validator, self._denied = store, validator, denied
        self._terms_prefix = f"{vocabulary.base}def/"
        self._terms = ("", Terms(frozenset()))
        self._suggesting = Suggesting(store, vocabulary)

    @property
    def digest(self) -> str:
        """The fingerprint of the shapes."""
        return self._validator.digest

    def judge(
        self, draft: Draft, *, changed_only: bool = False, engine: Engine = Engine.AUTO
    ) -> Report:
        """The report on the release that a draft would make.

        A derived graph is not judged alone. `changed_only` passes over the nodes of the other
        graphs that the change cannot touch.
        """
        parent, change = draft.parent, draft.changeset
        seen = change.added | change.removed
        judged = seen if changed_only else seen.union(*draft.after.values())
        if engine == Engine.AUTO and self._is_small(judged, parent):
            views: dict[str | None, View] = {
                graph: OneGraph(statements, _inside(change.removed, graph))
                for graph, statements in draft.after.items()
            }
            views[None] = Surroundings(self._store, parent, change)
            terms = self._terms_of(parent)
            named: Iterable[str] = terms.statements
            report = self._validator.judge_change(judged, change.removed, terms, views)
        else:
            rest = self._rest({*draft.after, *draft.derived}, parent)
            named = filter(self._is_of_terms, chain(rest, *draft.after.values()))
            report = self._validator.judge(draft.after, rest.union(*draft.derived.values()), engine)
        report = self._suggesting.suggested(report, named, parent)
        return self._with_denied(report, judged - change.removed)

    def judge_alone(self, after: Mapping[str, Statements], engine: Engine) -> Report:
        """The report on the graphs `after` beside nothing but the terms."""
        terms = self._terms_of(self._store.current())
        report = self._validator.judge(after, terms.statements, engine)
        report = self._suggesting.suggested(report, terms.statements, self._store.current())
        return self._with_denied(report, frozenset().union(*after.values()))

    def judge_store(self) -> Report:
        """The report on the newest release: every authored graph alone, and all together."""
        graphs: dict[str, set[str]] = defaultdict(set)
        for statement in self._store.dump():
            graphs[statement.rsplit(" ", 2)[1][1:-1]].add(statement)
        derived = {name for name in graphs if is_derived(name)}
        rest = frozenset().union(*(graphs[name] for name in derived))
        authored = {name: frozenset(graphs[name]) for name in graphs.keys() - derived}
        report = self._validator.judge(authored, rest)
        return self._with_denied(report, frozenset().union(*authored.values()))

    def faults(self, texts: Iterable[str]) -> list[BadRequest]:
        """A refusal where one of the texts that go into the history holds a name that is on the
        deny list.
        """
        denied = self._denied()
        if not denied or not any(map(denied.holds, texts)):
            return []
        return [
            BadRequest(
                "The message, or the name of the agent or of a file, holds a name that is on the "
                "deny list. Word it in another way: it would be kept in the history."
            )
        ]

    def _with_denied(self, report: Report, statements: Statements) -> Report:
        denied = self._denied()
        return joined(report, denied.results(statements)) if denied else report

    def keep_terms(self, parent: int, release: int, change: Changeset) -> None:
        """Remember, after a commit that touched no terms, that they are those of the parent."""
        if self._terms[0] == self._store.identity(parent) and not self._touches_terms(change):
            self._terms = (self._store.identity(release), self._terms[1])

    def _is_small(self, judged: Statements, parent: int) -> bool:
        return (
            parent > 0
            and len(judged) <= MOST_INCREMENTAL
            and not self._touches_terms(Changeset(judged))
        )

    def _is_of_terms(self, statement: str) -> bool:
        return statement.rsplit(" ", 2)[1].startswith(f"<{self._terms_prefix}")

    def _touches_terms(self, change: Changeset) -> bool:
        return any(graph.startswith(self._terms_prefix) for graph in change.graphs())

    def _terms_of(self, release: int) -> Terms:
        """The ontology and the schemes of a release, without the shapes."""
        identity = self._store.identity(release)
        if self._terms[0] != identity:
            shapes = f"{self._terms_prefix}shape/"
            graphs = [
                name
                for name in self._store.graphs(release=release)
                if name.startswith(self._terms_prefix) and not name.startswith(shapes)
            ]
            self._terms = (identity, Terms(self._store.dump(graphs, release=release)))
        return self._terms[1]

    def _rest(self, replaced: Collection[str], release: int) -> Statements:
        """What the store holds in other graphs than those that are replaced."""
        names = {f"<{name}>" for name in replaced}
        everything = self._store.dump(release=release)
        return frozenset(one for one in everything if one.rsplit(" ", 2)[1] not in names)


def _inside(statements: Statements, graph: str) -> Statements:
    name = f"<{graph}>"
    return frozenset(one for one in statements if one.rsplit(" ", 2)[1] == name)


def joined(report: Report, results: Iterable[Result]) -> Report:
    """A report with further results, worst first."""
    more = sorted(results, key=lambda one: (one.focus, one.graph or ""))
    every = sorted((*report.results, *more), key=lambda one: list(Severity).index(one.severity))
    return replace(report, results=tuple(every))


def without(report: Report, names: Collection[str]) -> Report:
    """A report without the results for the things `names`, by IRI."""
    focus = {f"<{name}>" for name in names}
    return replace(report, results=tuple(one for one in report.results if one.focus not in focus))
