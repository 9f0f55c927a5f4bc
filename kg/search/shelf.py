"""Where the indexes of a store are kept, and when they are made.

An index is made when its release is first searched, from the newest one that is there: only what
changed is indexed anew. It lies beside the releases of an embedded store, under a name that a
takedown changes, and a takedown removes them all (kg.stores.erasure); for a service, in a folder
that goes with the process. One process makes one at a time.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import re
import secrets
import shutil
import sqlite3
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from pathlib import Path

from kg.errors import KgError, Moved, StoreUnreadable, TooBusy, Unavailable
from kg.search.finding import Index
from kg.search.index import write_index
from kg.search.texts import documents, roles
from kg.stores import Store
from kg.vocab import Vocabulary

KEPT = 8
_TRIES = 2
_PATIENCE = 60.0
_SERVED = 4.0  # others wait behind whoever waits
log = logging.getLogger(__name__)


class Search:
    """The indexes of one store. May be called from any thread; close it after use."""

    def __init__(self, store: Store, vocabulary: Vocabulary) -> None:
        self._store, self._vocabulary = store, vocabulary
        self._own: Path | None = None
        self._lock = threading.Lock()
        self._making: dict[str, Future[None]] = {}
        self._maker: ThreadPoolExecutor | None = None
        self._closing = threading.Event()
        self._patience = _PATIENCE

    def begin(self) -> None:
        """Make the index of the newest release ready for many who ask, none of whom waits long for
        one from now on.
        """
        self._patience = _SERVED
        with contextlib.suppress(KgError):  # whoever asks will be told
            self._made(self._store.current(), 0)

    def close(self) -> None:
        """Give up an index that is being made, and remove what only this process has."""
        self._closing.set()
        with self._lock:
            maker, self._maker = self._maker, None
        if maker:
            maker.shutdown(wait=True, cancel_futures=True)
        if self._own:
            shutil.rmtree(self._own, ignore_errors=True)

    def exact(self, release: int, *, patience: float | None = None) -> Index:
        """The index of a release, made if it is not there, which is waited for.

        Raises TooBusy where that takes longer than `patience` (seconds), and goes on meanwhile;
        NotFound, and what reading the release raises.
        """
        longest = self._patience if patience is None else patience
        index = self._ready(release) or self._made(release, longest)
        if index is None:
            raise TooBusy(
                f"The words of release {release} are being indexed, which happens once. Try again "
                "in some seconds.",
                retry_after=5,
            )
        return index

    def newest(self) -> Index:
        """The index of the newest release, or of the last before it where that is still being
        made. Raises as `exact`.
        """
        for _ in range(_TRIES):
            with contextlib.suppress(Moved):  # a service may publish another meanwhile
                return self._newest()
        return self._newest()

    def _newest(self) -> Index:
        release = self._store.current()
        ready = self._ready(release)
        if ready:
            return ready
        older = self._nearest()
        index = self._made(release, self._patience / 8 if older else self._patience)
        if index or older:
            return index or older  # type: ignore[return-value]  # one of them is not None
        return self.exact(release, patience=0)

    def matches(self, text: str, limit: int, release: int) -> list[tuple[str, float]]:
        """The IRIs of what holds every word of `text` in a release, at most `limit`, best first,
        with scores. Raises as `exact`.
        """
        return self.exact(release).matches(text, limit)

    def _ready(self, release: int) -> Index | None:
        path = self._path(self._folder(), self._store.identity(release))
        return Index(path, release) if path.exists() else None

    def _made(self, release: int, patience: float) -> Index | None:
        identity = self._store.identity(release)
        with self._lock:
            making = self._making.get(identity)
            if making is None or making.done():
                if self._maker is None:
                    self._maker = ThreadPoolExecutor(1, "search")
                making = self._maker.submit(self._make, release)
                self._making = {identity: making} | {
                    name: one for name, one in self._making.items() if not one.done()
                }
        with contextlib.suppress(NotYet):
            making.result(timeout=patience)
        return self._ready(release)

    def _make(self, release: int) -> None:
        """Make the index of a release, unless another process just did."""
        folder = self._folder()
        with _alone(folder):
            if self._ready(release):
                return
            kept = self._swept(folder)
            # The file is there before the release is read: whatever a takedown finds, it removes.
            building = folder / f".building-{secrets.token_hex(8)}"
            try:
                building.touch()
                identity = self._store.identity(release)
                older = self._path(folder, kept[-1][1]) if kept else None
                self._write(building, release, older)
                if self._store.identity(release) == identity:
                    _settle(building, self._path(folder, identity))
            except (OSError, sqlite3.Error) as error:
                raise StoreUnreadable(f"The index of words cannot be written: {error}.") from error
            finally:
                building.unlink(missing_ok=True)

    def _write(self, path: Path, release: int, older: Path | None) -> None:
        started = time.monotonic()
        said = documents(self._store, self._vocabulary, release, self._go_on)
        size = write_index(path, said, self._vocabulary, roles(self._vocabulary), older)
        seconds = time.monotonic() - started
        log.info("The index of release %s: %s, %.1f s", release, size, seconds)

    def _go_on(self) -> None:
        if self._closing.is_set():
            raise Unavailable("The service is stopping. Try again in a few seconds.")

    def _swept(self, folder: Path) -> list[tuple[int, str]]:
        """Remove what a killed process left, indexes of what is no more, and all but the newest
        few; the numbers and identities of those that stay.
        """
        for path in folder.glob(".building-*"):
            path.unlink(missing_ok=True)
        valid = self._valid(folder)
        used = sorted(valid, key=lambda one: self._path(folder, one[1]).stat().st_mtime)
        kept = sorted(used[-(KEPT - 1) :])
        names = {self._path(folder, identity).name for _, identity in kept}
        for path in folder.glob("*.sqlite"):
            if path.name not in names:
                path.unlink(missing_ok=True)
        return kept

    def _valid(self, folder: Path) -> list[tuple[int, str]]:
        """The releases that have an index, oldest first, with their identities."""
        found = []
        for path in folder.glob("*.sqlite"):
            number = int(path.name.partition("-")[0])
            with contextlib.suppress(KgError):  # a release that is no more, or not kept
                identity = self._store.identity(number)
                if self._path(folder, identity).name == path.name:
                    found.append((number, identity))
        return sorted(found)

    def _nearest(self) -> Index | None:
        """The newest release that has an index."""
        folder = self._folder()
        for number, identity in reversed(self._valid(folder)):
            return Index(self._path(folder, identity), number)
        return None

    @staticmethod
    def _path(folder: Path, identity: str) -> Path:
        return folder / f"{re.sub('[^0-9A-Za-z.-]', '_', identity)}.sqlite"

    def _folder(self) -> Path:
        """Where indexes are kept: beside the releases, where they may be written."""
        if self._own is None:
            beside = self._store.beside()
            with contextlib.suppress(OSError):
                if beside and _writable(beside):
                    return beside
            with self._lock:
                self._own = self._own or Path(tempfile.mkdtemp(prefix="kg-search-"))
        return self._own


def _writable(folder: Path) -> bool:
    folder.mkdir(exist_ok=True)
    return os.access(folder, os.W_OK)


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
