"""The only code that opens an Oxigraph database; runs in a worker process, or in the writer's.

The default graph holds the merge of all named graphs, kept by `build`: the engine's own union of
graphs gives a triple once for each graph that states it, where SPARQL wants it once (SPARQL 1.1
Query, 13.1). Result iterators of pyoxigraph belong to the thread that made them, so none leaves
this module: bytes do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from kg.changes import Changeset
from kg.errors import BadRequest, StoreUnreadable
from kg.formats import Format
from kg.rdf import strip_graph
from kg.stores import merging
from kg.stores.base import Dataset
from kg.stores.faults import with_remedy
from kg.stores.results import Results, syntax_fault, write
from kg.stores.unswept import unswept

# Past this many statements, writing sorted files (bulk_load) beats a transaction.
_BULK = 50_000
OPEN_RELEASES = 4
_DAMAGED = ("Corruption", "IO error")
Graph = ox.NamedNode | ox.BlankNode


@lru_cache(maxsize=OPEN_RELEASES)
def _opened(folder: str, _identity: str) -> ox.Store:
    """The database, opened once for each identity: a takedown builds it anew in the same place."""
    with _reading():
        return ox.Store.read_only(folder)


@contextmanager
def _reading() -> Iterator[None]:
    """Tell damaged files; what the engine says of them names paths. Raises StoreUnreadable."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and not str(error).startswith(_DAMAGED):
            raise
        raise StoreUnreadable(
            "The files of a release are damaged or missing. `kg check` says which."
        ) from error


class Question(NamedTuple):
    """A query, the graphs that it sees, and the format and largest size in bytes of its answer."""

    text: str
    form: Format
    dataset: Dataset
    limit: int


def answer(folder: str, identity: str, question: Question) -> bytes:
    """The answer to a query on the database in `folder`.

    Raises QuerySyntax, BadRequest, NotAcceptable, AnswerTooLarge.
    """
    with _reading():
        store = _opened(folder, identity)
        try:
            results = _evaluate(store, question.text, question.dataset)
            return write(results, question.text, question.form, question.limit)
        except RuntimeError as error:  # such as a function that the engine does not have
            if str(error).startswith(_DAMAGED):
                raise
            raise BadRequest(f"The query cannot be answered: {error}.") from error
        except OSError as error:
            if "service" not in question.text.lower():
                raise
            said = str(error).partition(" with payload")[0][:200]
            raise BadRequest(
                f"The endpoint that SERVICE asks gives no answer: {said}. SERVICE SILENT goes on "
                "without it."
            ) from error


def _evaluate(store: ox.Store, text: str, dataset: Dataset) -> Results:
    try:
        if dataset.default is None and dataset.named is None:
            return store.query(text)
        default: list[Graph] = [ox.NamedNode(iri) for iri in dataset.default or ()]
        named: list[Graph] = [ox.NamedNode(iri) for iri in dataset.named or ()]
        if len(default) > 1:
            return _merged(store, [*default, *named], default).query(text, named_graphs=named)
        return store.query(text, default_graph=[*default], named_graphs=named)
    except SyntaxError as error:
        raise syntax_fault(text, error) from error
    except ValueError as error:
        raise BadRequest(f"A graph name is not an IRI: {error}.") from error


def _merged(store: ox.Store, graphs: Collection[Graph], default: Collection[Graph]) -> ox.Store:
    """The graphs in memory, those of `default` merged in its default graph: costs what they are
    large.
    """
    merged = ox.Store()
    merged.bulk_extend(quad for graph in graphs for quad in _inside(store, graph))
    merged.bulk_extend(_unnamed(quad) for one in default for quad in _inside(store, one))
    return merged


def _unnamed(quad: ox.Quad) -> ox.Quad:
    return ox.Quad(quad.subject, quad.predicate, quad.object)


def _inside(store: ox.Store, graph: Graph) -> Iterator[ox.Quad]:
    return store.quads_for_pattern(None, None, None, graph)


def dump(folder: str, identity: str, graphs: Collection[str] | None) -> bytes:
    """The statements of the graphs, or of all, as canonical N-Quads."""
    store = _opened(folder, identity)
    names = store.named_graphs() if graphs is None else map(ox.NamedNode, graphs)
    quads = (quad for name in names for quad in _inside(store, name))
    with _reading():
        return ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""


def graphs(folder: str, identity: str, _: None) -> bytes:
    """The IRIs of the named graphs, one on each line."""
    with _reading():
        names = [graph.value for graph in _opened(folder, identity).named_graphs()]
    return "\n".join(names).encode()


def create(folder: Path) -> None:
    """An empty database in the new folder `folder`."""
    ox.Store(str(folder)).flush()


@contextmanager
def copied(parent: Path, folder: Path) -> Iterator[ox.Store]:
    """A time in which a copy of the database `parent`, which is given, is in the new folder
    `folder`, to be opened and written.

    The copy is hard links to files that are never written again, so it costs milliseconds at any
    size. Raises StoreUnreadable, and Swept where another writer swept the folder away.
    """
    try:
        original = ox.Store.read_only(str(parent))
        original.backup(str(folder))
    except OSError as error:
        raise _unwritten(folder, error) from error
    with unswept(folder):
        yield original


def build(parent: Path, folder: Path, changeset: Changeset) -> None:
    """The database of `parent` with `changeset` applied, in the new folder `folder`. Raises as
    `copied` does.
    """
    with copied(parent, folder):
        merging.go_on(parent, folder)
        apply(folder, changeset)


def apply(folder: Path, changeset: Changeset) -> None:
    """Write `changeset` to the database in `folder`, which nobody reads yet. Raises
    StoreUnreadable.
    """
    try:
        store = ox.Store(str(folder))
        for quad in _quads(changeset.removed):
            store.remove(quad)
        add = store.bulk_load if len(changeset.added) > _BULK else store.load
        add(_lines(changeset.added), ox.RdfFormat.N_QUADS)
        add(strip_graph(changeset.added), ox.RdfFormat.N_TRIPLES)
        _take_out_of_merge(store, changeset.removed)
        _take_out_graphs(store, changeset.removed)
        store.flush()
        merging.wait(folder)
    except OSError as error:
        raise _unwritten(folder, error) from error


def _unwritten(folder: Path, error: OSError) -> StoreUnreadable:
    return StoreUnreadable(
        f"The next release cannot be written to {folder.parent}, and the store is as it was: "
        f"{with_remedy(error)}"
    )


def _take_out_of_merge(store: ox.Store, removed: frozenset[str]) -> None:
    """Take the triples out of the default graph that no named graph states any more."""
    for quad in _quads(removed):
        stated = store.quads_for_pattern(quad.subject, quad.predicate, quad.object)
        if all(isinstance(one.graph_name, ox.DefaultGraph) for one in stated):
            store.remove(_unnamed(quad))


def _take_out_graphs(store: ox.Store, removed: frozenset[str]) -> None:
    """Forget the graphs that are empty now: the engine keeps their names."""
    for name in {statement.rsplit(" ", 2)[1][1:-1] for statement in removed}:
        graph = ox.NamedNode(name)
        if next(_inside(store, graph), None) is None:
            store.remove_graph(graph)


def _quads(statements: Collection[str]) -> ox.QuadParser:
    return ox.parse(_lines(statements), format=ox.RdfFormat.N_QUADS)


def _lines(statements: Collection[str]) -> bytes:
    return "\n".join(statements).encode()
