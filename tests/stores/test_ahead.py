"""Building ahead: a release is written while it is judged, and published whole or not at
all.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.changes import Changeset
from kg.errors import Moved
from kg.rdf import content_after
from kg.stores import Limits, Store, engine, open_store
from kg.stores.folders import ReleaseFolders
from tests.stores.conftest import AT, NEW, OLD

SOME = frozenset(
    f'<https://example.org/s{n}> <https://example.org/p> "{n}" <https://example.org/g> .'
    for n in range(200)
)


def left(tmp_path: Path) -> list[str]:
    """What lies in the store's folder for trials, and what was not swept yet."""
    store = tmp_path / "store"
    return [path.name for path in [*store.glob("trials/*"), *store.glob("releases/.*")]]


def test_a_release_built_ahead_is_the_one_that_is_published(kept: Store, tmp_path: Path) -> None:
    """With what the commit adds to it, and the fingerprint of all of it."""
    change = Changeset(SOME, OLD)
    with kept.ahead(change, parent=1):
        release = kept.commit(change.merged(Changeset(NEW)), parent=1, at=AT, note={})
    assert kept.dump() == SOME | NEW
    assert release.content == content_after("", SOME | NEW, ())
    assert left(tmp_path) == []


def test_the_older_release_stays_as_it_was(kept: Store) -> None:
    """The build shares files with it, and writes to none of them."""
    with kept.ahead(Changeset(SOME, OLD), parent=1):
        kept.commit(Changeset(SOME, OLD), parent=1, at=AT, note={})
    assert kept.dump(release=1) == OLD


def test_what_is_not_committed_leaves_nothing(kept: Store, tmp_path: Path) -> None:
    """A refused load leaves the store as it was."""
    with kept.ahead(Changeset(SOME), parent=1):
        pass
    assert (kept.current(), kept.dump(), left(tmp_path)) == (1, OLD, [])


def test_a_commit_of_something_else_does_not_publish_the_build(kept: Store) -> None:
    """Only a change that holds the whole of it can use it."""
    with kept.ahead(Changeset(SOME), parent=1):
        kept.commit(Changeset(NEW), parent=1, at=AT, note={})
    assert kept.dump() == OLD | NEW


def test_a_build_loses_to_another_writer(kept: Store, tmp_path: Path, limits: Limits) -> None:
    """Who publishes first wins; the other is told, and its build is gone."""
    other = open_store(str(tmp_path / "store"), limits)
    with kept.ahead(Changeset(SOME), parent=1):
        other.commit(Changeset(NEW), parent=1, at=AT, note={})
        with pytest.raises(Moved):
            kept.commit(Changeset(SOME), parent=1, at=AT, note={})
    other.close()
    assert (kept.dump(), left(tmp_path)) == (OLD | NEW, [])


@pytest.mark.parametrize("when", ["before it is opened", "while it is open"])
def test_a_build_that_another_writer_swept_away_is_not_published(
    kept: Store,
    tmp_path: Path,
    limits: Limits,
    monkeypatch: pytest.MonkeyPatch,
    when: str,
) -> None:
    """Though that writer published nothing, as one that was killed then: the engine makes an empty
    database where the build was, and it would hold nothing but the change.
    """
    other, gone = ReleaseFolders(tmp_path / "store"), threading.Event()
    opened = ox.Store

    def swept() -> None:
        with other.writing():
            gone.set()

    def open_late(folder: str) -> ox.Store:
        if "trials" in folder and when == "before it is opened":
            swept()
        store = opened(folder)
        if "trials" in folder and when == "while it is open":
            swept()
        return store

    monkeypatch.setattr(engine.ox, "Store", _Opening(open_late, opened))
    with kept.ahead(Changeset(SOME), parent=1):
        assert gone.wait(20)
        kept.commit(Changeset(SOME), parent=1, at=AT, note={})
    assert kept.dump() == OLD | SOME
    assert left(tmp_path) == []


class _Opening:
    """The engine's store, opened by another function."""

    def __init__(self, opening: Callable[[str], ox.Store], store: type[ox.Store]) -> None:
        self._opening, self._store = opening, store

    def __call__(self, folder: str) -> ox.Store:
        return self._opening(folder)

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)


def test_a_takedown_meanwhile_leaves_no_erased_byte(
    kept: Store, tmp_path: Path, limits: Limits
) -> None:
    """What was built on the release of before the takedown is not published, though the number is
    the same.
    """
    secret = min(OLD)
    other = open_store(str(tmp_path / "store"), limits)
    with kept.ahead(Changeset(SOME), parent=1):
        other.erase(lambda one: one == secret, str, {})
        kept.commit(Changeset(SOME), parent=1, at=AT, note={})
    other.close()
    assert kept.dump() == SOME | OLD - {secret}
    assert kept.dump(release=1) == OLD - {secret}
    assert left(tmp_path) == []
