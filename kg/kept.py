"""What was used last, up to a number of bytes; imports nothing of ours."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

T = TypeVar("T")
_OVERHEAD = 512  # bytes of objects around a value and its key


class Kept(Generic[T]):
    """Values by their keys; once they are more than `limit` bytes, what was used longest ago goes.
    May be called from any thread. Sizes must count what readers choose in a key, such as a query.

    `sought` and `found` count how often something was looked for, and was there.
    """

    def __init__(self, limit: int) -> None:
        self._limit, self._size = limit, 0
        self._values: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()
        self._lock = threading.Lock()
        self.sought = self.found = 0

    def get(self, key: Hashable) -> T | None:
        """The value under `key`, if it is still kept."""
        with self._lock:
            self.sought += 1
            if key not in self._values:
                return None
            self.found += 1
            self._values.move_to_end(key)
            return self._values[key][0]

    def put(self, key: Hashable, value: T, size: int) -> None:
        """Keep a value that takes `size` bytes with its key, unless that is more than a quarter of
        the room, or the key has one.
        """
        size += _OVERHEAD
        with self._lock:
            if key in self._values or size > self._limit // 4:
                return
            self._values[key] = value, size
            self._size += size
            while self._size > self._limit:
                _, (_, oldest) = self._values.popitem(last=False)
                self._size -= oldest
