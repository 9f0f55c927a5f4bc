"""Makes the index of a release, in a process apart: reads the store, writes the folder of indexes.

An index is made from the newest one that is there: only what changed is indexed anew. One process
makes one at a time.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from kg.errors import KgError, StoreUnreadable
from kg.search.index import Size, write_index
from kg.search.texts import documents, roles
from kg.stores import Store
from kg.vocab import Vocabulary

KEPT = 8


def make(reopened: Callable[[], Store], base: str, folder: Path, release: int) -> Size | None:
    """Make the index of a release in `folder`, unless another process just did: then None.

    Raises StoreUnreadable, and what reading the release raises.
    """
    with closing(reopened()) as store, _alone(folder):
        path = index_path(folder, store.identity(release))
        return None if path.exists() else _made(store, Vocabulary(base), path, release)


def index_path(folder: Path, identity: str) -> Path:
    """Where the index of the release with an identity is; see Store.identity."""
    return folder / f"{re.sub('[^0-9A-Za-z.-]', '_', identity)}.sqlite"


def indexed(store: Store, folder: Path) -> list[tuple[int, Path]]:
    """The releases that have an index, oldest first, with its path."""
    found = []
    for path in folder.glob("*.sqlite"):
        number = int(path.name.partition("-")[0])
        with contextlib.suppress(KgError):  # a release that is no more, or not kept
            if index_path(folder, store.identity(number)) == path:
                found.append((number, path))
    return sorted(found)


def _made(store: Store, vocabulary: Vocabulary, path: Path, release: int) -> Size:
    kept = _swept(store, path.parent)
    # The file is there before the release is read: whatever a takedown finds, it removes.
    building = path.with_name(f".building-{secrets.token_hex(8)}")
    try:
        building.touch()
        said = documents(store, vocabulary, release)
        older = kept[-1] if kept else None
        size = write_index(building, said, vocabulary, roles(vocabulary), older)
        if index_path(path.parent, store.identity(release)) == path:
            _settle(building, path)
    except (OSError, sqlite3.Error) as error:
        raise StoreUnreadable(f"The index of words cannot be written: {error}.") from error
    finally:
        building.unlink(missing_ok=True)
    return size


def _swept(store: Store, folder: Path) -> list[Path]:
    """Remove what a killed process left, indexes of what is no more, and all but the newest few;
    those that stay, by the number of their release.
    """
    for path in folder.glob(".building-*"):
        path.unlink(missing_ok=True)
    used = sorted(indexed(store, folder), key=lambda one: one[1].stat().st_mtime)
    kept = [path for _, path in sorted(used[-(KEPT - 1) :])]
    for path in folder.glob("*.sqlite"):
        if path not in kept:
            path.unlink(missing_ok=True)
    return kept


def _settle(building: Path, path: Path) -> None:
    """Make a whole index one that is read, in one step."""
    with building.open("rb") as file:
        os.fsync(file.fileno())
    building.rename(path)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Be the only one that makes indexes in a folder."""
    with (folder / "LOCK").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
