"""Every kind of store, behind one door: a new kind joins the contract by one line in KINDS."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kg.changes import Changeset
from kg.stores import Limits, Store, open_store

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

Opener = Callable[[Limits], Store]


def _memory(_folder: Path) -> Callable[[], str]:
    return lambda: "memory:"


def _disk(folder: Path) -> Callable[[], str]:
    numbers = iter(range(10_000))
    return lambda: str(folder / f"store-{next(numbers)}")


KINDS = {"memory": _memory, "disk": _disk}


@pytest.fixture(scope="module", params=KINDS)
def opener(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Opener:
    """Opens a new, empty store of one kind."""
    new_url = KINDS[request.param](tmp_path_factory.mktemp(request.param))
    return lambda limits: open_store(new_url(), limits)


@pytest.fixture
def fresh(opener: Opener, limits: Limits) -> Iterator[Store]:
    """An empty store, for tests that write."""
    with contextlib.closing(opener(limits)) as store:
        yield store


@pytest.fixture(scope="module")
def filled(opener: Opener, limits: Limits) -> Iterator[Store]:
    """A store of two releases, for tests that only read: release 1 holds OLD, release 2 NEW too."""
    with contextlib.closing(opener(limits)) as store:
        store.commit(Changeset(OLD), parent=0, at=AT, note={"message": "old"})
        store.commit(Changeset(NEW), parent=1, at=AT, note={"message": "new"})
        yield store
