"""Every kind of store, behind one door: a new kind joins the contract by one line in EMBEDDED or
SERVERS.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kg.changes import Changeset
from kg.stores import Access, Limits, Store, open_store
from tests.conftest import Running
from tests.stores.servers import SERVERS

XSD = "http://www.w3.org/2001/XMLSchema#"
FIRST, SECOND = "https://example.org/graph/1", "https://example.org/graph/2"
AT = "2026-01-01T00:00:00Z"
LITERALS = (
    '"plain"',
    '"quote \\" backslash \\\\ line\\nend tab\\tcomma, <b>&amp;</b>"',
    '"Gàidhlig \U0001d11e \u2028"@gd',
    f'"2026-03-31"^^<{XSD}date>',
    f'"7"^^<{XSD}integer>',
    '""',
)
OLD = frozenset(
    f"<https://example.org/s{n}> <https://example.org/p> {value} <{FIRST}> ."
    for n, value in enumerate(LITERALS)
)
NEW = frozenset(
    f"<https://example.org/s{n}> <https://example.org/near> <https://example.org/s{n + 1}> "
    f"<{SECOND}> ."
    for n in range(300)
)

_NONE = Access()


class Opener:
    """Opens new, empty stores of one kind. Where all of them are one place, as in a service, a new
    one ends the last.
    """

    def __init__(
        self, new_url: Callable[[], str], access: Access = _NONE, *, one_place: bool = False
    ) -> None:
        self._new_url, self._access, self._one_place = new_url, access, one_place
        # So many statements that the store takes its other way in.
        self.large = 6_000 if one_place else 60_000
        self._filled: Store | None = None

    def __call__(self, limits: Limits) -> Store:
        if self._one_place:
            self.close()
        return open_store(self._new_url(), limits, self._access)

    def filled(self, limits: Limits) -> Store:
        """The store of two releases that tests share while they only read."""
        if self._filled is None:
            self._filled = self(limits)
            self._filled.commit(Changeset(OLD), parent=0, at=AT, note={"message": "old"})
            self._filled.commit(Changeset(NEW), parent=1, at=AT, note={"message": "new"})
        return self._filled

    def close(self) -> None:
        """Close the store that tests share."""
        if self._filled is not None:
            self._filled.close()
            self._filled = None


def _memory(_: Path) -> Opener:
    return Opener(lambda: "memory:")


def _disk(folder: Path) -> Opener:
    numbers = iter(range(10_000))
    return Opener(lambda: str(folder / f"store-{next(numbers)}"))


EMBEDDED = {"memory": _memory, "disk": _disk}
KINDS = [*EMBEDDED, *(pytest.param(name, marks=pytest.mark.server) for name in SERVERS)]


@pytest.fixture(scope="module", params=KINDS)
def opener(
    request: pytest.FixtureRequest, running: Running, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Opener]:
    """Opens a new, empty store of one kind."""
    kind = request.param
    if kind in EMBEDDED:
        opener = EMBEDDED[kind](tmp_path_factory.mktemp(kind))
    else:
        server = running(kind)
        opener = Opener(server.empty, server.access, one_place=True)
    with contextlib.closing(opener):
        yield opener


@pytest.fixture
def fresh(opener: Opener, limits: Limits) -> Iterator[Store]:
    """An empty store, for tests that write."""
    with contextlib.closing(opener(limits)) as store:
        yield store


@pytest.fixture
def filled(opener: Opener, limits: Limits) -> Store:
    """A store of two releases, for tests that only read: release 1 holds OLD, release 2 NEW too."""
    return opener.filled(limits)


@pytest.fixture
def kept(tmp_path: Path, limits: Limits) -> Iterator[Store]:
    """A store in a folder, whose release 1 holds OLD."""
    with contextlib.closing(open_store(str(tmp_path / "store"), limits)) as store:
        store.commit(Changeset(OLD), parent=0, at=AT, note={})
        yield store
