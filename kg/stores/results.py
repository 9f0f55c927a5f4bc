"""Results of the engine as bytes of any format, capped; touches no store."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from xml.parsers import expat

import pyoxigraph as ox

from kg.errors import AnswerTooLarge, NotAcceptable, QuerySyntax
from kg.formats import CSV, JSON, RDFXML, TSV, XML, Format, Kind
from kg.rdf.parse import ENGINE_FORMAT

Rows = ox.QuerySolutions | ox.QueryBoolean
Results = Rows | ox.QueryTriples

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


def write(results: Results, query: str, form: Format, limit: int) -> bytes:
    """The results of `query` in `form`, at most `limit` bytes of them.

    Raises NotAcceptable, AnswerTooLarge.
    """
    if isinstance(results, ox.QueryTriples):
        return write_graph(results, query, form, limit)
    return write_rows(results, form, limit)


def write_graph(
    triples: Iterable[ox.Triple] | Iterable[ox.Quad], query: str, form: Format, limit: int
) -> bytes:
    """Triples in `form`, with the prefixes of `query`. Raises NotAcceptable, AnswerTooLarge."""
    if form.kind not in {Kind.GRAPH, Kind.DATASET}:
        raise NotAcceptable("This query gives a graph. Ask for an RDF format.")
    output = _Capped(limit)
    prefixes = {name: iri for name, iri in _PREFIX.findall(query) if _is_iri(iri)}
    ox.serialize(triples, output, ENGINE_FORMAT[form.syntax], prefixes=prefixes)
    return _checked(output, form)


def write_rows(rows: Rows, form: Format, limit: int) -> bytes:
    """Rows or a boolean in `form`. Raises NotAcceptable, AnswerTooLarge."""
    if form.kind != Kind.ROWS:
        raise NotAcceptable("This query gives rows. Ask for a format of results.")
    output = _Capped(limit)
    rows.serialize(output, _ROWS_FORMAT[form.name])
    return _checked(output, form)


def _checked(output: io.BytesIO, form: Format) -> bytes:
    if form in {RDFXML, XML}:
        _refuse_broken_xml(output.getvalue())
    return output.getvalue()


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


def syntax_fault(text: str, error: SyntaxError) -> QuerySyntax:
    """What the engine says of the query `text`, with the place."""
    said, fields = fault_place(text, error)
    return QuerySyntax(said, **fields)


def fault_place(text: str, error: SyntaxError) -> tuple[str, dict[str, object]]:
    """What the engine says of a query or an update, as a sentence, and line, column, excerpt."""
    found = _POSITION.search(str(error))
    if not found:
        return f"The query is not well-formed SPARQL: {error}.", {}
    line, column = int(found[1]), int(found[2])
    lines = text.split("\n")
    said = f"Line {line}, column {column}: {str(error)[found.end() :]}."
    excerpt = lines[line - 1][:200] if line <= len(lines) else None
    return said, {"line": line, "column": column, "excerpt": excerpt}


class _Capped(io.BytesIO):
    """A buffer that refuses to grow past `limit` bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit

    def write(self, data: bytes, /) -> int:  # type: ignore[override]
        if self.tell() + len(data) > self._limit:
            raise too_large(self._limit)
        return super().write(data)


def too_large(limit: int) -> AnswerTooLarge:
    """The error for an answer of more than `limit` bytes."""
    return AnswerTooLarge(
        f"The answer is larger than {limit // 2**20} MiB, so none of it is sent. Narrow the query, "
        "page with LIMIT and OFFSET, or take a dump from /dumps/.",
        limit=limit,
    )
