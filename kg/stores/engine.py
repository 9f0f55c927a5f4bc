"""The only code that opens an Oxigraph database; runs in a worker process, or in the writer's.

Result iterators of pyoxigraph belong to the thread that made them, so none leaves this module:
bytes do.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from xml.parsers import expat

import pyoxigraph as ox

from kg.changes import Changeset
from kg.errors import AnswerTooLarge, BadRequest, NotAcceptable, QuerySyntax, StoreUnreadable
from kg.formats import CSV, JSON, RDFXML, TSV, XML, Format, Kind
from kg.rdf.parse import ENGINE_FORMAT
from kg.stores.base import Dataset

_ROWS_FORMAT = {
    JSON.name: ox.QueryResultsFormat.JSON,
    XML.name: ox.QueryResultsFormat.XML,
    CSV.name: ox.QueryResultsFormat.CSV,
    TSV.name: ox.QueryResultsFormat.TSV,
}
_POSITION = re.compile(r"error at (\d+):(\d+): ")
# Prefixes that Turtle and XML both take; others are not worth their rules, and IRIs do as well.
_PREFIX = re.compile(
    r"\bPREFIX\s+((?!xml)[a-z](?:[\w.-]*[\w-])?|):\s*<([^<>\s]*)>", re.IGNORECASE | re.ASCII
)
# Past this many statements, writing sorted files (bulk_extend) beats a transaction.
_BULK = 50_000
OPEN_RELEASES = 4


@lru_cache(maxsize=OPEN_RELEASES)
def _opened(folder: str, _identity: str) -> ox.Store:
    """The database, opened once for each identity: a takedown builds it anew in the same place."""
    try:
        return ox.Store.read_only(folder)
    except OSError as error:
        raise StoreUnreadable(f"A release cannot be opened: {error}.") from error


class Question(NamedTuple):
    """A query, the format and the largest size in bytes of its answer, and the graphs that it sees.
    """

    text: str
    form: Format
    dataset: Dataset
    limit: int


def answer(folder: str, identity: str, question: Question) -> bytes:
    """The answer to a query on the database in `folder`.

    Raises QuerySyntax, BadRequest, NotAcceptable, AnswerTooLarge.
    """
    output = _Capped(question.limit)
    try:
        results = _evaluate(_opened(folder, identity), question.text, question.dataset)
        _write(results, question, output)
    except RuntimeError as error:  # such as a function that the engine does not have
        raise BadRequest(f"The query cannot be answered: {error}.") from error
    if question.form in {RDFXML, XML}:
        _refuse_broken_xml(output.getvalue())
    return output.getvalue()


def _write(
    results: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples,
    question: Question,
    output: io.BytesIO,
) -> None:
    form = question.form
    if isinstance(results, ox.QueryTriples):
        if form.kind not in {Kind.GRAPH, Kind.DATASET}:
            raise NotAcceptable("This query gives a graph. Ask for an RDF format.")
        prefixes = {name: iri for name, iri in _PREFIX.findall(question.text) if _is_iri(iri)}
        ox.serialize(results, output, ENGINE_FORMAT[form.syntax], prefixes=prefixes)
    else:
        if form.kind != Kind.ROWS:
            raise NotAcceptable("This query gives rows. Ask for a format of results.")
        results.serialize(output, _ROWS_FORMAT[form.name])


def _is_iri(text: str) -> bool:
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


def _refuse_broken_xml(body: bytes) -> None:
    """The engine writes control characters, and element names from any IRI, without a look."""
    try:
        expat.ParserCreate(namespace_separator=" ").Parse(body, True)
    except expat.ExpatError as error:
        raise NotAcceptable(
            "XML cannot carry this answer: it holds a control character, or a property whose IRI "
            "does not end in an XML name. Ask for another format."
        ) from error


def _evaluate(
    store: ox.Store, text: str, dataset: Dataset
) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    try:
        if dataset.from_query:
            return store.query(text)
        if dataset.default is None and dataset.named is None:
            return store.query(text, use_default_graph_as_union=True)
        return store.query(
            text,
            default_graph=[ox.NamedNode(iri) for iri in dataset.default or ()],
            named_graphs=[ox.NamedNode(iri) for iri in dataset.named or ()],
        )
    except SyntaxError as error:
        raise _syntax_fault(text, error) from error
    except ValueError as error:
        raise BadRequest(f"A graph name is not an IRI: {error}.") from error


def _syntax_fault(text: str, error: SyntaxError) -> QuerySyntax:
    found = _POSITION.search(str(error))
    if not found:
        return QuerySyntax(f"The query is not well-formed SPARQL: {error}.")
    line, column = int(found[1]), int(found[2])
    lines = text.split("\n")
    return QuerySyntax(
        f"Line {line}, column {column}: {str(error)[found.end() :]}.",
        line=line,
        column=column,
        excerpt=lines[line - 1][:200] if line <= len(lines) else None,
    )


class _Capped(io.BytesIO):
    """A buffer that refuses to grow past `limit` bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit

    def write(self, data: bytes, /) -> int:  # type: ignore[override]
        if self.tell() + len(data) > self._limit:
            raise AnswerTooLarge(
                f"The answer is larger than {self._limit // 2**20} MiB, so none of it is sent. "
                "Narrow the query, page with LIMIT and OFFSET, or take a dump from /dumps/.",
                limit=self._limit,
            )
        return super().write(data)


def dump(folder: str, identity: str, graphs: Collection[str] | None) -> bytes:
    """The statements of the graphs, or of all, as canonical N-Quads."""
    store = _opened(folder, identity)
    if graphs is None:
        return store.dump(format=ox.RdfFormat.N_QUADS) or b""
    quads = (
        quad
        for graph in graphs
        for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(graph))
    )
    return ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""


def create(folder: Path) -> None:
    """An empty database in the new folder `folder`."""
    ox.Store(str(folder)).flush()


def build(parent: Path, folder: Path, changeset: Changeset) -> None:
    """The database of `parent` with `changeset` applied, in the new folder `folder`.

    The copy is hard links to files that are never written again, so it costs milliseconds at any
    size. Raises StoreUnreadable.
    """
    try:
        ox.Store.read_only(str(parent)).backup(str(folder))
        store = ox.Store(str(folder))
        for quad in _quads(changeset.removed):
            store.remove(quad)
        if len(changeset.added) > _BULK:
            store.bulk_extend(_quads(changeset.added))
        else:
            store.extend(_quads(changeset.added))
        store.flush()
    except OSError as error:
        raise StoreUnreadable(f"The next release cannot be written: {error}.") from error


def _quads(statements: frozenset[str]) -> ox.QuadParser:
    body = "\n".join(sorted(statements)).encode()
    return ox.parse(body, format=ox.RdfFormat.N_QUADS)
