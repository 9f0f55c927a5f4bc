"""Answers of a remote service to bytes in the format that was asked for, or an error where they are
not whole.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TypeVar

import pyoxigraph as ox

from kg.errors import AnswerTooLarge, KgError, RdfSyntax, StoreUnreadable
from kg.formats import JSON, NQUADS, NTRIPLES, Format
from kg.rdf import Statements, parse
from kg.stores.quirks import AS_WRITTEN, Quirks
from kg.stores.refusals import Reply, broken_off
from kg.stores.results import Rows, write_graph, write_rows

T = TypeVar("T")

_ROWS_TYPES = {JSON.media_type, *JSON.aliases}
_GRAPH_TYPES = {NTRIPLES.media_type, *NTRIPLES.aliases}


class Replies:
    """Reads what a product with these quirks answers."""

    def __init__(self, quirks: Quirks) -> None:
        self._quirks = quirks

    def rows(self, reply: Reply, form: Format, limit: int) -> bytes:
        """SPARQL results in `form`.

        Raises QueryTimeout, StoreUnreadable where they are not whole; NotAcceptable,
        AnswerTooLarge.
        """
        body = self._body(reply, _ROWS_TYPES)
        return _apart(reply, lambda: write_rows(self._results(body), form, limit))

    def bindings(self, reply: Reply) -> list[dict[str, str]]:
        """The rows as values by variable."""
        body = self.rows(reply, JSON, 2 * len(reply.body) + 2**20)
        found = json.loads(body)["results"]["bindings"]
        return [{name: term["value"] for name, term in row.items()} for row in found]

    def statements(self, reply: Reply) -> Statements:
        """The rows of ?s ?p ?o ?g as canonical N-Quads lines."""
        body = self._body(reply, _ROWS_TYPES)
        quads = _apart(reply, lambda: _quads(self._results(body)))
        return parse(quads, NQUADS.syntax, source="the service").statements

    def graph(self, reply: Reply, query: str, form: Format, limit: int) -> bytes:
        """The triples in `form`, with the prefixes of `query`. Raises as `rows` does."""
        body = self._body(reply, _GRAPH_TYPES)

        def written() -> bytes:
            triples = ox.parse(body, format=ox.RdfFormat.N_TRIPLES)
            return write_graph(triples, query, form, limit)

        return _apart(reply, written)

    def triples(self, reply: Reply) -> frozenset[str]:
        """The triples as canonical N-Triples lines. Raises QueryTimeout, StoreUnreadable."""
        body = self._body(reply, _GRAPH_TYPES)
        return _apart(reply, lambda: parse(body, NTRIPLES.syntax, source="the service").triples)

    def _body(self, reply: Reply, media_types: set[str]) -> bytes:
        for header, by_time in self._quirks.cut_by.items():
            if header in reply.headers and by_time:
                raise reply.span.timeout()
            if header in reply.headers:
                raise AnswerTooLarge(
                    f"The service cuts answers off at {reply.headers[header]} rows, so none of it "
                    "is sent. Page with LIMIT and OFFSET, or raise the limit of the service."
                )
        if reply.media_type not in media_types:
            raise StoreUnreadable(
                f"The service answers with {reply.media_type[:60] or 'no media type'}, which was "
                "not asked for. Check that KG_STORE is the query URL of a SPARQL service."
            )
        body = reply.body
        for before, after in self._quirks.mended:
            body = body.replace(before, after)
        return body.replace(AS_WRITTEN.encode(), b"") if self._quirks.kept else body

    def _results(self, body: bytes) -> Rows:
        results = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
        if isinstance(results, ox.QueryBoolean):
            json.loads(body)  # the engine does not look at what follows a boolean
        elif [one.value for one in results.variables] == [self._quirks.boolean]:
            return _boolean(any(row[0].value == "1" for row in results))
        return results


def _apart(reply: Reply, work: Callable[[], T]) -> T:
    """What `work` gives or raises. Nothing of its frames leaves with an error: they hold results of
    the engine, which only this thread may let go of.
    """
    try:
        return work()
    except RdfSyntax as error:
        fault: KgError = broken_off(reply, error.detail)
    except KgError as error:
        fault = error
    except (SyntaxError, ValueError) as error:  # of the engine, and of json
        fault = broken_off(reply, error)
    fault.__cause__ = fault.__context__ = None
    raise fault.with_traceback(None)


def _quads(rows: Rows) -> bytes:
    if isinstance(rows, ox.QueryBoolean):
        raise ValueError("a boolean, and no rows")  # noqa: TRY004 (of the answer, not of the code)
    quads = (ox.Quad(row["s"], row["p"], row["o"], row["g"]) for row in rows)
    return ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""


def _boolean(value: bool) -> Rows:
    body = json.dumps({"head": {}, "boolean": value}).encode()
    return ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
