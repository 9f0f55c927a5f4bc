"""A store behind any SPARQL 1.1 service: the newest release only, published by compare-and-swap.

Readers see the graphs that the books list for the newest release, and their merge. An answer counts
only if the newest release was the same before and after it: no reader sees a part of a commit.
"""

from __future__ import annotations

import json
import math
import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict
from functools import partial
from typing import TypeVar
from uuid import uuid4

from kg.changes import Changeset
from kg.errors import (
    NotAcceptable,
    NotFound,
    StoreBusy,
)
from kg.formats import JSON, NTRIPLES, Format, Kind
from kg.rdf import Statements, content_after, in_graph, iri
from kg.stores.base import UNION, Access, Dataset, Erased, Holds, Limits, Release
from kg.stores.beyond import BeyondAService
from kg.stores.books import Books, Entry, release_number
from kg.stores.commits import Commits, two_writers
from kg.stores.merge import Merge
from kg.stores.purge import Order, Purge
from kg.stores.questions import form_of, graph_fields
from kg.stores.quirks import quirks_of, recognised
from kg.stores.refusals import Reply, Span, incomplete, moved, only_newest
from kg.stores.replies import Replies
from kg.stores.service import UPDATE_SECONDS, Service
from kg.stores.workers import workers

T = TypeVar("T")

_BOOKS_SECONDS = 30.0
_READING_SECONDS = 30.0
_LITERAL_SECONDS = 2.0  # until the text of a literal that was just written can be read; see books
_LARGEST = 2**32
# Queries are read in a process apart before they are sent: one that nests deep ends its reader.
_READER_MIB = 256


class RemoteStore(BeyondAService):
    """The store at a query URL. May be called from any thread."""

    def __init__(self, url: str, access: Access, limits: Limits) -> None:
        self._limits, self._access = limits, access
        self.address = url
        self._reader = workers(min(1, limits.workers), _READER_MIB)
        named = quirks_of(access.product) if access.product else None
        self._service = Service(url, access)
        self._quirks = named or recognised(self._service.greeting())
        self._service.authenticate(digest=self._quirks.digest)
        self._replies = Replies(self._quirks)
        self._books = Books(self._quirks)
        self._commits = Commits(self._service, self._books, self._quirks, self._rows)
        self._merge = Merge(self._quirks.merge, self._statements)
        self._purge = Purge(self._service, self._books, self._quirks, self._rows, self._graph)
        self._entry: Entry | None = None
        self._seen = self.current()

    def current(self) -> int:
        """The number of the newest release."""
        rows = self._rows(self._books.ask_newest())
        self._seen = max((release_number(row["release"]) for row in rows), default=0)
        return self._seen

    def releases(self) -> list[Release]:
        """The record of every release, oldest first; only the newest can be asked."""
        rows = self._rows(self._books.ask_records())
        records = [Release(**json.loads(row["record"])) for row in rows if "record" in row]
        return sorted(records, key=lambda release: release.number)

    def kept(self) -> list[int]:
        """The number of the newest release, which is the only one that can be asked."""
        newest = self.current()
        return [newest] if newest else []

    def graphs(self, *, release: int | None = None) -> frozenset[str]:
        """The IRIs of the named graphs; see Store.graphs."""
        return self._on(release, frozenset)

    def query(
        self,
        text: str,
        answer: Format,
        *,
        dataset: Dataset = UNION,
        release: int | None = None,
        seconds: float | None = None,
    ) -> bytes:
        """The answer to a SPARQL 1.1 query, whole; see Store.query."""
        most = self._limits.seconds
        limit = seconds if seconds is not None and 0 < seconds < most else most
        query_form = self._reader.run(limit, form_of, text)
        span = Span.of(limit)
        if query_form in {"CONSTRUCT", "DESCRIBE"} and answer.kind not in {
            Kind.GRAPH,
            Kind.DATASET,
        }:
            raise NotAcceptable("This query gives a graph. Ask for an RDF format.")
        if query_form in {"SELECT", "ASK"} and answer.kind != Kind.ROWS:
            raise NotAcceptable("This query gives rows. Ask for a format of results.")
        described = self._quirks.describing if query_form == "DESCRIBE" else ""

        def ask(sizes: Mapping[str, int]) -> bytes:
            graphs = graph_fields(dataset, sizes, self._quirks)
            return self._answer([("query", described + text), *graphs], answer, text, span)

        return self._on(release, ask, span)

    def dump(
        self, graphs: Collection[str] | None = None, *, release: int | None = None
    ) -> frozenset[str]:
        """The statements of the graphs, or of all graphs; see Store.dump."""

        def read(sizes: Mapping[str, int]) -> dict[str, tuple[int, frozenset[str]]]:
            names = sizes if graphs is None else set(graphs) & sizes.keys()
            return {name: (sizes[name], self._graph(name)) for name in names}

        found = self._on(release, read)
        for name, (size, statements) in found.items():
            if size != len(statements):
                raise incomplete(name, size, len(statements))
        return frozenset().union(*(statements for _, statements in found.values()))

    def commit(
        self, changeset: Changeset, *, parent: int, at: str, note: Mapping[str, object]
    ) -> Release:
        """Publish the next release by one update that checks that `parent` is the newest still; see
        Store.commit.
        """
        self._refusemoved(parent)
        release = self._next(changeset, parent, at, note)
        sizes = self._sizes_after(changeset, parent)
        entry = Entry(release.number, uuid4().hex, json.dumps(asdict(release)), json.dumps(sizes))
        if not self._commits.publish(entry, self._with_merge(changeset, parent)):
            self._refusemoved(parent)
            raise StoreBusy("The service did not carry out the update; nothing was published.")
        return release

    def identity(self, release: int) -> str:
        """What changes when the service is emptied and filled anew; see Store.identity."""
        self._refuse_other(release)
        return f"{release}-{self._entry_of(release).token}"

    def reopened(self) -> Callable[[], RemoteStore]:
        """What reaches the service from another process; see Store.reopened."""
        return partial(RemoteStore, self.address, self._access, self._limits._replace(workers=0))

    def erase(
        self, holds: Holds, scrub: Callable[[str], str], entry: Mapping[str, object]
    ) -> Erased:
        """Take out what the service still says of what was taken down; see kg.stores.purge."""
        newest = self.current()
        order = Order(holds, scrub, entry)
        erased = self._purge.carry_out(order, newest, self._sizes(newest))
        self._entry = None
        return erased

    def verify(self) -> None:
        """Check the signed log of takedowns; see kg.stores.purge."""
        self._purge.verify()

    def close(self) -> None:
        """Let go of the connections, and end the process that reads queries."""
        self._reader.close()
        self._service.close()

    def _on(
        self, release: int | None, work: Callable[[Mapping[str, int]], T], span: Span | None = None
    ) -> T:
        """What `work` finds, given the graphs and their sizes, while one release is the newest.

        Where none is asked for, it works again until it finds one that stays, or `span` is over.
        """
        patience = span or Span.of(_READING_SECONDS)
        while not patience.is_over():
            if release is not None:
                self._refuse_other(release)
            number = self.current() if release is None else release
            found = work(self._sizes(number))
            newest = self.current()
            if newest == number:
                return found
            if release is not None:
                raise moved(release, newest)
        if span:
            raise span.timeout()
        raise StoreBusy("Releases follow each other too fast to read one. Try again in a second.")

    def _answer(self, fields: list[tuple[str, str]], form: Format, text: str, span: Span) -> bytes:
        """The answer to a question, given as form fields; `text` is the query as it was written."""
        limit = self._limits.answer_mib * 2**20
        if self._quirks.timeout:
            name, unit = self._quirks.timeout
            fields = [*fields, (name, str(math.ceil(span.left() / unit)))]
        if form.kind == Kind.ROWS:
            reply = self._service.query(fields, JSON.media_type, span, limit)
            return self._replies.rows(reply, form, limit)
        reply = self._service.query(fields, NTRIPLES.media_type, span, limit)
        return self._replies.graph(reply, text, form, limit)

    def _rows(self, query: str) -> list[dict[str, str]]:
        """The rows of a query on the books."""
        return self._replies.bindings(self._whole(query, JSON, _BOOKS_SECONDS))

    def _statements(self, query: str) -> Statements:
        return self._replies.statements(self._whole(query, JSON, UPDATE_SECONDS))

    def _whole(self, query: str, form: Format, seconds: float) -> Reply:
        """The answer to a query of our own, of any size."""
        span = Span.of(seconds)
        return self._service.query([("query", query)], form.media_type, span, _LARGEST)

    def _graph(self, name: str) -> frozenset[str]:
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {iri(name)} {{ ?s ?p ?o }} }}"
        triples = self._replies.triples(self._whole(query, NTRIPLES, UPDATE_SECONDS))
        return frozenset(in_graph(triple, name) for triple in triples)

    def _entry_of(self, number: int) -> Entry:
        """What the books say of a release; the last one asked for is kept, as it never changes."""
        if number == 0:
            return Entry(0, "", "", "{}")
        kept = self._entry
        if kept is None or kept.number != number:
            kept = self._entry = self._read_entry(number)
        return kept

    def _read_entry(self, number: int) -> Entry:
        span = Span.of(_LITERAL_SECONDS)
        while not span.is_over():
            rows = self._rows(self._books.ask_entry(number))
            if len(rows) == 1 and len(rows[0]) == 3:
                (row,) = rows
                token = row["commit"].rpartition("/")[2]
                return Entry(number, token, row["record"], row["graphs"])
            time.sleep(0.02)
        raise two_writers(number)

    def _sizes(self, number: int) -> dict[str, int]:
        sizes: dict[str, int] = json.loads(self._entry_of(number).graphs)
        return sizes

    def _sizes_after(self, changeset: Changeset, parent: int) -> dict[str, int]:
        sizes = Counter(self._sizes(parent))
        sizes.update(one.rsplit(" ", 2)[1][1:-1] for one in changeset.added)
        sizes.subtract(one.rsplit(" ", 2)[1][1:-1] for one in changeset.removed)
        return {name: size for name, size in sorted(sizes.items()) if size}

    def _with_merge(self, changeset: Changeset, parent: int) -> Changeset:
        if self._quirks.keeps_merge:
            return changeset
        return changeset.merged(self._merge.change(changeset, self._sizes(parent)))

    def _next(
        self, changeset: Changeset, parent: int, at: str, note: Mapping[str, object]
    ) -> Release:
        record = self._entry_of(parent).record
        before = json.loads(record)["content"] if record else ""
        content = content_after(before, changeset.added, changeset.removed)
        added, removed = len(changeset.added), len(changeset.removed)
        return Release(parent + 1, parent, at, added, removed, content, note)

    def _refusemoved(self, parent: int) -> None:
        newest = self.current()
        if newest != parent:
            raise moved(parent, newest)

    def _refuse_other(self, release: int) -> None:
        """Raises Unsupported for an older release than the newest, NotFound for one to come."""
        newest = self._seen if release == self._seen else self.current()
        if 0 <= release < newest:
            raise only_newest(release, newest)
        if release != newest:
            raise NotFound(
                f"There is no release {release}. `kg log` and /releases list what there is."
            )
