"""Files that are made once and read by many: on disk without a name, so that they end with the
process.

What a takedown changed is let go of at the next request, and never given out: every file is kept
under the identity of its release.
"""

from __future__ import annotations

import os
import tempfile
import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator

from kg.errors import TooBusy

_KEPT = 24  # files
_PART = 2**18  # bytes
_WAITING = 8  # clients that may wait for a file to be made; each holds a thread


class Spooled:
    """A file without a name, closed when nobody reads it any more."""

    def __init__(self, parts: Iterable[bytes]) -> None:
        with tempfile.TemporaryFile() as file:
            for part in parts:
                file.write(part)
            self.size = file.tell()
            self._descriptor = os.dup(file.fileno())
        weakref.finalize(self, os.close, self._descriptor)

    def read(self, start: int, stop: int) -> Iterator[bytes]:
        """The bytes from `start` up to `stop`, in parts."""
        while start < stop:
            part = os.pread(self._descriptor, min(_PART, stop - start), start)
            start += len(part)
            yield part


class Spool:
    """The files read last. May be called from any thread; one file is made at a time."""

    def __init__(self, identity: Callable[[int], str], waiting: int = _WAITING) -> None:
        self._identity = identity
        self._files: OrderedDict[tuple[int, str, str], Spooled] = OrderedDict()
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(waiting)

    def file(self, release: int, name: str, make: Callable[[], Iterable[bytes]]) -> Spooled:
        """The file `name` of a release, made where it is not there yet. Raises as `make`, and
        TooBusy.
        """
        if not self._places.acquire(blocking=False):
            raise TooBusy("Other files are being made. Try again in some seconds.", retry_after=10)
        try:
            with self._lock:
                return self._made(release, name, make)
        finally:
            self._places.release()

    def _made(self, release: int, name: str, make: Callable[[], Iterable[bytes]]) -> Spooled:
        self._drop_stale()
        key = (release, self._identity(release), name)
        if key not in self._files:
            self._files[key] = Spooled(make())
        self._files.move_to_end(key)
        while len(self._files) > _KEPT:
            self._files.popitem(last=False)
        return self._files[key]

    def _drop_stale(self) -> None:
        for key in [one for one in self._files if self._identity(one[0]) != one[1]]:
            del self._files[key]
