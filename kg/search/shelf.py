"""Where the indexes of a store are kept, and when they are made.

An index is made when its release is first searched, by a process apart (kg.search.making). It lies
beside the releases of an embedded store, under a name that a takedown changes, and a takedown
removes them all (kg.stores.erasure); for a service, in a folder that goes with the process.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import tempfile
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from pathlib import Path

from kg.errors import KgError, Moved, TooBusy
from kg.search.finding import Index
from kg.search.making import index_path, indexed, make
from kg.stores import Store
from kg.stores.workers import Workers
from kg.vocab import Vocabulary

_TRIES = 2
_PATIENCE = 60.0
_SERVED = 4.0  # others wait behind whoever waits
# All texts of a release are in its memory: 240 MiB of a million triples, measured.
_MAKER_MIB = 8192
log = logging.getLogger(__name__)


class Search:
    """The indexes of one store. May be called from any thread; close it after use."""

    def __init__(self, store: Store, vocabulary: Vocabulary) -> None:
        self._store, self._vocabulary = store, vocabulary
        self._own: Path | None = None
        self._lock = threading.Lock()
        self._making: dict[str, Future[None]] = {}
        self._waiter: ThreadPoolExecutor | None = None
        self._maker: Workers | None = None
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
        with self._lock:
            waiter, self._waiter = self._waiter, None
            maker, self._maker = self._maker, None
        if maker:
            maker.close()
        if waiter:
            waiter.shutdown(wait=True, cancel_futures=True)
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
        path = index_path(self._folder(), self._store.identity(release))
        return Index(path, release) if path.exists() else None

    def _made(self, release: int, patience: float) -> Index | None:
        identity = self._store.identity(release)
        with self._lock:
            making = self._making.get(identity)
            if making is None or making.done():
                if self._waiter is None:
                    self._waiter = ThreadPoolExecutor(1, "search")
                making = self._waiter.submit(self._make, release)
                self._making = {identity: making} | {
                    name: one for name, one in self._making.items() if not one.done()
                }
        with contextlib.suppress(NotYet):
            making.result(timeout=patience)
        return self._ready(release)

    def _make(self, release: int) -> None:
        """Have the index of a release made, by a process that ends when it is done: what it takes
        of the processor and of memory is not taken from those who are served.
        """
        started = time.monotonic()
        maker = Workers(1, _MAKER_MIB)
        with self._lock:
            if self._waiter is None:
                return
            self._maker = maker
        with contextlib.closing(maker):
            base, folder = self._vocabulary.base, self._folder()
            size = maker.run(None, make, self._store.reopened(), base, folder, release)
        seconds = time.monotonic() - started
        log.info("The index of release %s: %s, %.1f s", release, size, seconds)

    def _nearest(self) -> Index | None:
        """The newest release that has an index."""
        found = indexed(self._store, self._folder())
        return Index(found[-1][1], found[-1][0]) if found else None

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
