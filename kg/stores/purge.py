"""Takedown behind a service: what the store ever wrote there no longer says what was taken down.

A service only holds the newest release, which must have been published without it before. What is
left are the texts of the records, the graphs that older records list, and what killed writers had
staged. Then everything is read back, and a signed line goes into the books. The files, journals and
backups of the service are its own; see Quirks.purge.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, replace
from typing import NamedTuple
from uuid import uuid4

from kg.errors import StoreBusy
from kg.rdf import Statements
from kg.stores import log
from kg.stores.base import Erased, Holds, Release
from kg.stores.books import Books, commit, release_number
from kg.stores.claims import Claims
from kg.stores.quirks import Quirks
from kg.stores.service import Service

_BEYOND = "The files, journals and backups of the service are out of reach here: "


class Order(NamedTuple):
    """What to take out, as Store.erase is given it."""

    holds: Holds
    scrub: Callable[[str], str]
    entry: Mapping[str, object]


class Purge:
    """Takedowns at one service: `ask` gives the rows of a query on the books, `read` the statements
    of a graph.
    """

    def __init__(
        self,
        service: Service,
        books: Books,
        quirks: Quirks,
        ask: Callable[[str], list[dict[str, str]]],
        read: Callable[[str], Statements],
    ) -> None:
        self._service, self._books, self._quirks = service, books, quirks
        self._ask, self._read = ask, read
        self._claims = Claims(service, books, ask)

    def carry_out(self, order: Order, newest: int, graphs: Collection[str]) -> Erased:
        """Take what `order` names out of all but the `graphs` of the release `newest`.

        Safe to repeat. Raises StoreBusy where the graphs say it still, or another release is
        published meanwhile; nothing is logged then.
        """
        with self._claims.alone(commit(uuid4().hex), newest) as in_time:
            if not in_time:
                raise _again()
            self._unstage(order.holds)
            scrubbed = self._scrub(order.scrub, newest)
            self._refuse_left(order.holds, graphs)
            self._log({**order.entry, "records": scrubbed})
        return Erased((), 0, f"{_BEYOND}{self._quirks.purge}.")

    def verify(self) -> list[dict[str, object]]:
        """The entries of the log. Raises StoreUnreadable where a line is not as it was written."""
        key, lines = self._key(), self._lines()
        return log.entries(lines, _signing(key or b""), "the log in the service")

    def _unstage(self, holds: Holds) -> None:
        for row in self._ask(self._books.ask_staged()):
            name = f"<{row['staged']}>"
            graphs = [found["graph"] for found in self._ask(self._books.ask_staging(name))]
            if any(holds(one) for graph in graphs for one in self._read(graph)):
                # First so that its writer, if there is one, cannot publish a part of it.
                self._service.update(self._books.void(row["staged"].rpartition("/")[2]))
                self._service.update(self._books.unstage(name, graphs))

    def _scrub(self, scrub: Callable[[str], str], newest: int) -> int:
        """Clean the records, and say how many of them it changed."""
        changed = 0
        for row in self._ask(self._books.ask_records()):
            release = Release(**json.loads(row["record"]))
            text = json.dumps(release.note, ensure_ascii=False)
            if scrub(text) != text:
                clean = replace(release, note=json.loads(scrub(text)))
                record = json.dumps(asdict(clean))
                self._service.update(self._books.rewrite_record(release.number, record))
                changed += 1
        for row in self._ask(self._books.ask_graphs()):
            number = release_number(row["release"])
            if number != newest and scrub(row["graphs"]) != row["graphs"]:
                self._service.update(self._books.forget_graphs(number))
        return changed

    def _refuse_left(self, holds: Holds, graphs: Collection[str]) -> None:
        kept = [] if self._quirks.keeps_merge else [self._quirks.merge]
        if any(holds(one) for graph in (*graphs, *kept) for one in self._read(graph)):
            raise _again()

    def _log(self, entry: Mapping[str, object]) -> None:
        key, lines = self._key() or log.new_key(), self._lines()
        before = lines[-1][1] if lines else ""
        text = json.dumps(entry, sort_keys=True)
        line = f"{text}\t{log.signature_of(key, before, text)}"
        self._service.update(self._books.enter(len(lines) + 1, line, key.hex()))

    def _lines(self) -> list[tuple[str, str]]:
        rows = self._ask(self._books.ask_log())
        lines = sorted((release_number(row["takedown"]), row["line"]) for row in rows)
        pairs = (line.partition("\t") for _, line in lines)
        return [(text, signature) for text, _, signature in pairs]

    def _key(self) -> bytes | None:
        keys = [row["key"] for row in self._ask(self._books.ask_key())]
        return bytes.fromhex(keys[0]) if keys else None


def _signing(key: bytes) -> Callable[[str, str], str]:
    return lambda before, text: log.signature_of(key, before, text)


def _again() -> StoreBusy:
    return StoreBusy(
        "Another release was published while the takedown was under way. Take it down again, which "
        "does no harm."
    )
