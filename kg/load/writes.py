"""What a write makes of graphs: files that fill them, one that is put, added to or emptied, an
update; reads the store.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kg.changes import Changeset
from kg.derive import is_derived
from kg.errors import Forbidden, NotFound, PreconditionFailed
from kg.history import LoadedFile
from kg.load.retiring import Moment
from kg.load.rewriting import inside
from kg.load.sources import Filled, Source, files_loaded, graphs_filled
from kg.rdf import Statements, digest, in_graph, skolemise, strip_graph
from kg.rdf.unsupported import refuse
from kg.stores import Store, Update
from kg.vocab import Vocabulary
from kg.writers import Writer

_MOST_PLACED = 20  # graphs of an update in which places are looked for: each is one reading


@dataclass(frozen=True)
class Write:
    """`after` gives the graphs as they would be, once it is known on which release; `filled` are
    the sources that results can be found in, which are files unless they `are_of_update`.
    """

    after: Callable[[Moment], Mapping[str, Statements]]
    filled: Mapping[str, Filled] = field(default_factory=dict)
    are_of_update: bool = False

    @property
    def files(self) -> tuple[LoadedFile, ...]:
        """The files, for the history."""
        return () if self.are_of_update else files_loaded(self.filled)


def filling(sources: Sequence[Source], vocabulary: Vocabulary) -> Write:
    """The write that fills each graph that `sources` name. Raises as graphs_filled does."""
    filled = graphs_filled(sources, vocabulary)
    after = {name: one.statements for name, one in filled.items()}
    return Write(lambda _: after, filled)


def etag_of(statements: Statements) -> str:
    """The validator of a graph, whatever format it is sent in (RFC 9110, section 8.8.3)."""
    return digest(statements)[:32]


class Conditions(NamedTuple):
    """What If-Match and If-None-Match ask of a graph: validators, or `*` for any; None: not sent.

    RFC 9110, section 13.1.
    """

    match: tuple[str, ...] | None = None
    none_match: tuple[str, ...] | None = None

    def refuse(self, now: Statements) -> None:
        """Raise PreconditionFailed where the graph, as it is now, does not meet them."""
        etag = etag_of(now) if now else None
        if self.match is not None and not _fits(self.match, etag):
            said = "has changed since" if now else "is not there"
            raise PreconditionFailed(
                f"The graph {said}, so nothing was written. Fetch it from /graph-store, whose ETag "
                "counts, and repeat your change on what you get.",
                etag=etag,
            )
        if self.none_match is not None and _fits(self.none_match, etag):
            raise PreconditionFailed(
                "There is such a graph already, so nothing was written. Leave out If-None-Match to "
                "replace it.",
                etag=etag,
            )


def _fits(wanted: Collection[str], etag: str | None) -> bool:
    return etag is not None and ("*" in wanted or etag in wanted)


class Writes:
    """Writes of one `writer` to one store, under `conditions`. `created` says after a write whether
    its graph is new.
    """

    def __init__(
        self, store: Store, vocabulary: Vocabulary, writer: Writer, conditions: Conditions
    ) -> None:
        self._store, self._vocabulary = store, vocabulary
        self._writer, self._conditions = writer, conditions
        self.created = False

    def put(self, graph: str, sources: Sequence[Source], *, keep: bool = False) -> Write:
        """The write that puts what `sources` say in the place of `graph`, or beside it where it is
        to be kept. Raises as graphs_filled does, and Forbidden.
        """
        self._refuse([graph])
        filled = graphs_filled([one._replace(graph=graph) for one in sources], self._vocabulary)
        new = filled[graph].statements

        def after(moment: Moment) -> dict[str, Statements]:
            now = self._now(graph, moment)
            return {graph: now | new if keep else new}

        return Write(after, filled)

    def delete(self, graph: str) -> Write:
        """The write that empties `graph`. Raises Forbidden; and NotFound, when it is planned."""
        self._refuse([graph])

        def after(moment: Moment) -> dict[str, Statements]:
            if not self._now(graph, moment):
                raise NotFound(f"There is no graph <{graph[:300]}>, so there is nothing to delete.")
            return {graph: frozenset()}

        return Write(after)

    def update(self, update: Update, said: Source) -> Write:
        """The write of an update, tried on the release that it is planned on; `said` is what its
        text says of single statements. Raises, when it is planned, what Store.changed_by raises,
        and Forbidden.
        """
        for part in update.parts:
            self._refuse(part.graphs or ())
        named = sorted({graph for part in update.parts for graph in part.graphs or ()})
        places = {graph: Filled(frozenset(), (said,)) for graph in named[:_MOST_PLACED]}

        def after(moment: Moment) -> dict[str, Statements]:
            change = self._change(update, moment)
            graphs = sorted(change.graphs())
            self._refuse(graphs)
            whole = self._store.dump(graphs, release=moment.parent) - change.removed | change.added
            return {graph: inside(whole, graph) for graph in graphs}

        return Write(after, places, are_of_update=True)

    def _change(self, update: Update, moment: Moment) -> Changeset:
        """What an update changes in graphs of publishers, its blank nodes with names."""
        added, removed = self._store.changed_by(update, parent=moment.parent)
        refuse("\n".join(added), "The update")
        named = self._skolemised(added)
        # What is derived is derived anew; and what the store writes itself is not cleared.
        kept = {
            graph
            for graph in Changeset(removed=removed).graphs() - Changeset(added).graphs()
            if is_derived(graph) or (update.clears_all and graph in self._own())
        }
        gone = frozenset(one for one in removed if one.rsplit(" ", 2)[1][1:-1] not in kept)
        return Changeset(named - gone, gone - named)

    def _skolemised(self, added: Statements) -> Statements:
        if not any("_:" in one for one in added):
            return added
        by_graph: dict[str, set[str]] = defaultdict(set)
        for one in added:
            by_graph[one.rsplit(" ", 2)[1][1:-1]].add(one)
        base = self._vocabulary.base
        return frozenset(
            in_graph(triple, graph)
            for graph, statements in by_graph.items()
            for triple in skolemise(
                frozenset(strip_graph(statements).decode().splitlines()), base=base, scope=graph
            )
        )

    def _now(self, graph: str, moment: Moment) -> Statements:
        """The graph as it is; refused where that is not as the conditions want it."""
        now = self._store.dump([graph], release=moment.parent)
        self._conditions.refuse(now)
        self.created = not now
        return now

    def _own(self) -> set[str]:
        return {self._vocabulary.history, self._vocabulary.tombstones}

    def _refuse(self, graphs: Collection[str]) -> None:
        """Raise Forbidden for graphs that the store itself writes, or that others write."""
        for graph in graphs:
            if graph in self._own() or is_derived(graph):
                raise Forbidden(
                    f"The graph <{graph[:300]}> is written by the store itself: its history, what "
                    "is derived, and what was retired. Name the graph of a dataset."
                )
        self._writer.refuse_others(graphs, f"{self._vocabulary.base}def/")
