"""What a publisher hands over: files, and the graphs that they fill. Reads files, knows no
store.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from kg.derive import is_derived
from kg.errors import BadRequest, RdfSyntax, RdfUnsupported, UnsupportedMedia, Usage
from kg.formats import Kind, by_suffix
from kg.history import LoadedFile
from kg.rdf import Statements, Syntax, iri, parse, skolemise
from kg.rdf.recovery import told
from kg.vocab import EXTERNAL_PREFIXES, Vocabulary

_TYPE = f"<{EXTERNAL_PREFIXES['rdf']}type>"
# A file that describes one of these, under our base, says by it which graph it is.
_DATASET_TYPES = {
    f"<{EXTERNAL_PREFIXES[prefix]}{name}>"
    for prefix, name in (("dcat", "Dataset"), ("owl", "Ontology"), ("skos", "ConceptScheme"))
}


STDIN = "-"  # the name of what has none


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


class Filled(NamedTuple):
    """A graph that sources fill: its statements, and the sources."""

    statements: Statements
    sources: tuple[Source, ...]


def read_source(path: Path) -> Source:
    """The file at `path`, its syntax told by its suffix. Raises UnsupportedMedia, Usage."""
    form = by_suffix(path.name)
    if form is None or form.kind not in {Kind.GRAPH, Kind.DATASET}:
        raise UnsupportedMedia(
            f"{path}: the suffix does not tell which RDF syntax this is. Use .ttl, .trig, .nt, "
            ".nq, .jsonld or .rdf."
        )
    try:
        return Source(str(path), path.read_bytes(), form.syntax)
    except OSError as error:
        raise Usage(f"{path} cannot be read: {error.strerror}.") from error


def graphs_filled(sources: Sequence[Source], vocabulary: Vocabulary) -> dict[str, Filled]:
    """The graphs that `sources` fill, by IRI.

    A graph is the one the user said; else the one the source names (TriG, N-Quads); else the
    dataset, ontology or concept scheme that it describes; else the dataset named like the file.
    Raises RdfSyntax and RdfUnsupported (with the faults of all sources), BadRequest.
    """
    filled: dict[str, tuple[set[str], list[Source]]] = defaultdict(lambda: (set(), []))
    faulty: list[RdfSyntax | RdfUnsupported] = []
    for source in sources:
        try:
            graphs = _graphs_of(source, vocabulary)
        except (RdfSyntax, RdfUnsupported) as error:
            faulty.append(error)
            continue
        for name, statements in graphs.items():
            filled[name][0].update(statements)
            filled[name][1].append(source)
    if faulty:
        raise _joined(faulty)
    return {name: Filled(frozenset(one), tuple(files)) for name, (one, files) in filled.items()}


def _joined(errors: Sequence[RdfSyntax | RdfUnsupported]) -> RdfSyntax | RdfUnsupported:
    """One error for several files."""
    first, *others = errors
    faults: list[Any] = [fault for error in errors for fault in error.fields["faults"]]  # type: ignore[attr-defined]
    more = f" {len(others)} more of the files cannot be read." if others else ""
    return type(first)(f"{first.detail}{more}", **{**first.fields, "faults": faults})


def _graphs_of(source: Source, vocabulary: Vocabulary) -> dict[str, Statements]:
    parsed = parse(source.body, source.syntax, source=source.name, prefixes=vocabulary.prefixes)
    ready: dict[str, set[str]] = defaultdict(set)  # which need no other name, nor another graph
    by_graph: dict[str, set[str]] = defaultdict(set)
    for statement in parsed.statements:
        triple, name, _ = statement.rsplit(" ", 2)
        if source.graph or "_:" in statement:
            by_graph[source.graph or name.strip("<>")].add(f"{triple} .")
        else:
            ready[name[1:-1]].add(statement)
    if parsed.triples or not (by_graph or ready):
        by_graph[source.graph or _graph_named_by(source, parsed.triples, vocabulary)] |= (
            parsed.triples
        )
    try:
        return {
            name: _skolemised(frozenset(by_graph[name]), name, vocabulary) | ready[name]
            for name in [*by_graph.keys() | ready.keys()]
        }
    except RdfUnsupported as error:
        raise told(error, source.name) from None


def _skolemised(triples: frozenset[str], graph: str, vocabulary: Vocabulary) -> Statements:
    try:
        iri(graph)
    except ValueError as error:
        raise BadRequest(
            f"{graph[:200]!r} cannot name a graph: it is not an absolute IRI. Choose one with "
            "--graph."
        ) from error
    if graph == vocabulary.history:
        raise BadRequest(
            f"The graph <{graph}> is the history that this program itself keeps. Load the file "
            "into another graph."
        )
    if is_derived(graph):
        raise BadRequest(
            f"The graph <{graph}> is kept for what is derived from the graph beside it. Load the "
            "facts themselves, into another graph."
        )
    renamed = skolemise(triples, base=vocabulary.base, scope=graph)
    ending = f"<{graph}> ."
    return frozenset([triple[:-1] + ending for triple in renamed])


def _graph_named_by(source: Source, triples: frozenset[str], vocabulary: Vocabulary) -> str:
    stem = Path(source.name).name.partition(".")[0]
    named = vocabulary.dataset(stem)
    described = {
        subject[1:-1]
        for subject, predicate, kind in (one.split(" ", 2) for one in triples if _TYPE in one)
        if predicate == _TYPE
        and kind[:-2] in _DATASET_TYPES
        and _is_graph_name(subject, vocabulary)
    }
    if not described and source.name == STDIN:
        raise BadRequest(
            "What came on stdin describes no dataset, so it does not say which graph it is. Name "
            "its graph with --graph."
        )
    if len(described) > 1 and named not in described:
        raise BadRequest(
            f"{source.name} describes {len(described)} datasets, so it does not say which one "
            f"it is: {', '.join(sorted(described))}. Name its graph with --graph.",
            source=source.name,
        )
    return named if named in described or not described else described.pop()


def _is_graph_name(subject: str, vocabulary: Vocabulary) -> bool:
    base = vocabulary.base
    return subject.startswith((f"<{base}data/", f"<{base}def/"))


def files_loaded(filled: Mapping[str, Filled]) -> tuple[LoadedFile, ...]:
    """The files behind the graphs, for the history."""
    return tuple(
        LoadedFile(Path(source.name).name, source.sha256, graph)
        for graph, (_, sources) in sorted(filled.items())
        for source in sources
    )
