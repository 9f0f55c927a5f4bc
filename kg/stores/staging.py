"""Commits that one update cannot hold: their statements go to graphs aside, which no reader sees,
and one small update moves them.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from kg.changes import Changeset
from kg.stores.books import ADDS, REMOVES, Books, staged
from kg.stores.quirks import STORE, Quirks
from kg.stores.service import Service

Ask = Callable[[str], list[dict[str, str]]]
# What one of the many updates of a large commit holds, where the product sets no lower limit.
_STATEMENTS = 20_000
_ABANDONED_SECONDS = 6 * 3600


class Staging:
    """Stages commits at one service; `ask` gives the rows of a query."""

    def __init__(self, service: Service, books: Books, quirks: Quirks, ask: Ask) -> None:
        self._service, self._books, self._ask = service, books, ask
        self._statements = quirks.statements or _STATEMENTS
        self._characters = quirks.characters or math.inf

    @contextmanager
    def staged(self, token: str, changeset: Changeset) -> Iterator[None]:
        """Have the statements of a commit aside. Raises what Service.update raises."""
        self._sweep()
        name = staged(token)
        places = _Places(token)
        aside = [places.move(does, one) for does, one in _moves(changeset)]
        try:
            self._service.update(self._books.stage(name, time.time(), places.said()))
            for portion in self._portions(aside):
                self._service.update(f"INSERT DATA {{ {self._books.quads(portion)} }}")
            yield
        finally:
            self._service.update(self._books.unstage(name, places.graphs()))

    def _sweep(self) -> None:
        """Remove what killed writers left."""
        for row in self._ask(self._books.ask_staged()):
            if "since" in row and float(row["since"]) < time.time() - _ABANDONED_SECONDS:
                name = f"<{row['staged']}>"
                graphs = [found["graph"] for found in self._ask(self._books.ask_staging(name))]
                self._service.update(self._books.unstage(name, graphs))

    def _portions(self, statements: Iterable[str]) -> Iterator[list[str]]:
        portion: list[str] = []
        size = 0
        for statement in statements:
            full = len(portion) >= self._statements or size + len(statement) > self._characters
            if portion and full:
                yield portion
                portion, size = [], 0
            portion.append(statement)
            size += len(statement)
        if portion:
            yield portion


class _Places:
    """The staging graphs of one commit: one for each graph that gains or loses statements."""

    def __init__(self, token: str) -> None:
        self._start = f"{STORE}staged/{token}/"
        self._graphs: dict[tuple[str, str], str] = {}

    def move(self, does: str, statement: str) -> str:
        """The statement, in the staging graph for what it does to its graph."""
        triple, graph, _ = statement.rsplit(" ", 2)
        place = self._graphs.setdefault((does, graph), f"{self._start}{len(self._graphs)}")
        return f"{triple} <{place}> ."

    def said(self) -> list[tuple[str, str, str]]:
        """What each graph does, its IRI, and the IRI of the graph that it is for."""
        return [(does, place, graph[1:-1]) for (does, graph), place in self._graphs.items()]

    def graphs(self) -> list[str]:
        """The IRIs of the staging graphs."""
        return list(self._graphs.values())


def _moves(changeset: Changeset) -> Iterator[tuple[str, str]]:
    """Each statement with what it does, graph by graph."""
    for does, statements in ((ADDS, changeset.added), (REMOVES, changeset.removed)):
        for one in sorted(statements, key=lambda statement: statement.rsplit(" ", 2)[1]):
            yield does, one
