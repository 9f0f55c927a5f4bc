"""Commits too large for one update: their statements go to graphs aside, which no reader sees, and
one small update moves them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kg.changes import Changeset
from kg.rdf import Statements
from kg.stores.books import ADDS, REMOVES, Books, release_number
from kg.stores.quirks import STORE, Quirks
from kg.stores.service import Service

Ask = Callable[[str], list[dict[str, str]]]
# What one of the many updates of a large commit holds, where the product sets no lower limit.
_STATEMENTS, _CHARACTERS = 20_000, 4 * 2**20


class Staging:
    """Stages commits at one service; `ask` gives the rows of a query."""

    def __init__(self, service: Service, books: Books, quirks: Quirks, ask: Ask) -> None:
        self._service, self._books, self._ask = service, books, ask
        # INSERT DATA takes more than the operation that publishes, so twice as much is safe.
        self._statements = 2 * (quirks.statements or _STATEMENTS // 2)
        self._characters = quirks.characters or _CHARACTERS

    def stage(self, token: str, parent: int, changeset: Changeset) -> None:
        """Write the statements of a commit aside. Raises what Service.update raises."""
        self._sweep(parent)
        places = list(_places(token, changeset))
        said = [(does, at, graph) for does, at, graph, _ in places]
        self._service.update(self._books.stage(token, parent, said))
        for _, at, _, statements in places:
            for portion in self._portions(statements):
                self._service.update(f"INSERT DATA {{ {self._books.quads(portion, at)} }}")

    def drop(self, name: str) -> None:
        """Remove what was staged under `name`."""
        for row in self._ask(self._books.ask_staging_graphs(name)):
            self._service.update(self._books.clear(f"<{row['graph']}>"))
        self._service.update(self._books.unstage(name))

    def _sweep(self, newest: int) -> None:
        """Remove what was staged on older releases: it can never be published."""
        for row in self._ask(self._books.ask_staged()):
            if release_number(row["release"]) != newest:
                self.drop(f"<{row['staged']}>")

    def _portions(self, statements: Statements) -> Iterator[Statements]:
        portion: set[str] = set()
        size = 0
        for statement in statements:
            if portion and (
                len(portion) >= self._statements or size + len(statement) > self._characters
            ):
                yield frozenset(portion)
                portion, size = set(), 0
            portion.add(statement)
            size += len(statement)
        yield frozenset(portion)


def _places(token: str, changeset: Changeset) -> Iterator[tuple[str, str, str, Statements]]:
    """What each staging graph does, its IRI, the graph that it is for, and its statements."""
    for does, kind, statements in (
        (ADDS, "added", changeset.added),
        (REMOVES, "removed", changeset.removed),
    ):
        by_graph: dict[str, set[str]] = {}
        for statement in statements:
            by_graph.setdefault(statement.rsplit(" ", 2)[1][1:-1], set()).add(statement)
        for place, (graph, held) in enumerate(sorted(by_graph.items()), start=1):
            yield does, f"{STORE}staged/{token}/{kind}/{place}", graph, frozenset(held)
