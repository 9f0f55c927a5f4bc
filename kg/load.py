"""Loading files: read, skolemise, compare, judge, publish. One release, or none and an error that
says why.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from kg.changes import Changeset, diff
from kg.content import CANONICAL_BASE
from kg.errors import BadRequest, Moved, ShapesBroken, StoreUnreadable, UnsupportedMedia
from kg.formats import Kind, by_suffix
from kg.history import LoadedFile, Note, provenance
from kg.rdf import Statements, Syntax, in_graph, parse, skolemise
from kg.stores import Release, Store
from kg.takedown import Takedown, tombstones
from kg.validate import Engine, Report, Validator
from kg.vocab import EXTERNAL_PREFIXES, Vocabulary

Progress = Callable[[str], None]
_TYPE = f"<{EXTERNAL_PREFIXES['rdf']}type>"
# A file that describes one of these, under our base, says by it which graph it is.
_DATASET_TYPES = {
    f"<{EXTERNAL_PREFIXES[prefix]}{name}>"
    for prefix, name in (("dcat", "Dataset"), ("owl", "Ontology"), ("skos", "ConceptScheme"))
}
_TRIES = 5


class Source(NamedTuple):
    """A file to load: its name as the user knows it, its bytes, its syntax, and the graph it is to
    fill, where the user said so.
    """

    name: str
    body: bytes
    syntax: Syntax
    graph: str | None = None

    @property
    def sha256(self) -> str:
        """The fingerprint of its bytes."""
        return hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True)
class Outcome:
    """What a load did: the release, or None where nothing changed; and the report of the gate."""

    release: Release | None
    changeset: Changeset
    report: Report


def read_source(path: Path) -> Source:
    """The file at `path`, its syntax told by its suffix. Raises UnsupportedMedia, StoreUnreadable.
    """
    form = by_suffix(path.name)
    if form is None or form.kind not in {Kind.GRAPH, Kind.DATASET}:
        raise UnsupportedMedia(
            f"{path}: the suffix does not tell which RDF syntax this is. Use .ttl, .trig, .nt, "
            ".nq, .jsonld or .rdf."
        )
    try:
        return Source(str(path), path.read_bytes(), form.syntax)
    except OSError as error:
        raise StoreUnreadable(f"{path} cannot be read: {error.strerror}.") from error


class Loader:
    """Loads sources into one store, behind one gate."""

    def __init__(self, store: Store, validator: Validator, vocabulary: Vocabulary) -> None:
        self._store, self._validator, self._vocabulary = store, validator, vocabulary

    def graphs(self, sources: Sequence[Source]) -> dict[str, tuple[Statements, list[Source]]]:
        """The graphs that `sources` fill, with their statements, and the sources of each.

        A graph is `graph`; else the one the source names (TriG, N-Quads); else the dataset,
        ontology or concept scheme that it describes; else the dataset named like the file. Raises
        RdfSyntax, RdfUnsupported, BadRequest.
        """
        filled: dict[str, tuple[set[str], list[Source]]] = defaultdict(lambda: (set(), []))
        for source in sources:
            for name, statements in self._graphs_of(source).items():
                filled[name][0].update(statements)
                filled[name][1].append(source)
        return {name: (frozenset(one), files) for name, (one, files) in filled.items()}

    def judge(
        self,
        sources: Sequence[Source],
        *,
        alone: bool = False,
        engine: Engine = Engine.AUTO,
    ) -> Report:
        """What the gate says of `sources`, beside what the store knows unless `alone`."""
        after = {name: one for name, (one, _) in self.graphs(sources).items()}
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
        filled = self.graphs(sources)
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
        filled: Mapping[str, tuple[Statements, list[Source]]],
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

    def _graphs_of(self, source: Source) -> dict[str, Statements]:
        parsed = parse(source.body, source.syntax, source=source.name)
        by_graph: dict[str, set[str]] = defaultdict(set)
        for statement in parsed.statements:
            triple, name, _ = statement.rsplit(" ", 2)
            by_graph[source.graph or name.strip("<>")].add(f"{triple} .")
        if parsed.triples or not by_graph:
            by_graph[source.graph or self._graph_named_by(source, parsed.triples)] |= parsed.triples
        return {name: self._skolemised(frozenset(one), name) for name, one in by_graph.items()}

    def _skolemised(self, triples: frozenset[str], graph: str) -> Statements:
        if not re.fullmatch(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|^`\\]+", graph, re.IGNORECASE):
            raise BadRequest(f"{graph[:200]!r} cannot name a graph: it is not an absolute IRI.")
        base = self._vocabulary.base
        renamed = skolemise(triples, base=base, scope=graph)
        return frozenset(in_graph(triple, graph) for triple in renamed)

    def _graph_named_by(self, source: Source, triples: frozenset[str]) -> str:
        stem = Path(source.name).name.partition(".")[0]
        named = self._vocabulary.dataset(stem)
        described = {
            subject[1:-1]
            for subject, predicate, kind in (triple.split(" ", 2) for triple in triples)
            if predicate == _TYPE and kind[:-2] in _DATASET_TYPES and self._is_graph_name(subject)
        }
        if len(described) > 1 and named not in described:
            raise BadRequest(
                f"{source.name} describes {len(described)} datasets, so it does not say which one "
                f"it is: {', '.join(sorted(described))}. Name its graph with --graph.",
                source=source.name,
            )
        return named if named in described or not described else described.pop()

    def _is_graph_name(self, subject: str) -> bool:
        base = self._vocabulary.base
        return subject.startswith((f"<{base}data/", f"<{base}def/"))


def rebased(body: bytes, base: str) -> bytes:
    """Content of our own, which is written with the canonical base, with `base` instead."""
    return body if base == CANONICAL_BASE else body.replace(CANONICAL_BASE.encode(), base.encode())
