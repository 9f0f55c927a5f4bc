"""Pages that were made already: a release never changes, nor do they; no HTTP.

A release that something was erased from has another identity from then on, so that no page of
before is found again.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import NamedTuple

KEPT_BYTES = 48 * 2**20


class Made(NamedTuple):
    """One representation: its bytes, and the headers that are its own."""

    body: bytes
    links: tuple[str, ...] = ()
    location: str = ""


class Keeper:
    """The representations used last, up to a number of bytes. May be called from any thread."""

    def __init__(self, limit: int = KEPT_BYTES) -> None:
        self._limit, self._size = limit, 0
        self._made: OrderedDict[Hashable, Made] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What is kept under `key`, else what `make` makes; what it raises is not kept."""
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                return self._made[key]
        made = make()
        self._put(key, made)
        return made

    def _put(self, key: Hashable, made: Made) -> None:
        with self._lock:
            if key in self._made or len(made.body) > self._limit // 4:
                return
            self._made[key] = made
            self._size += len(made.body)
            while self._size > self._limit:
                _, oldest = self._made.popitem(last=False)
                self._size -= len(oldest.body)
