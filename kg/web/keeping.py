"""Pages that were made already: a release never changes, nor do they; no HTTP.

A release that something was erased from has another identity from then on, so that no page of
before is found again.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable
from typing import NamedTuple

from kg.kept import Kept

KEPT_BYTES = 48 * 2**20


class Made(NamedTuple):
    """One representation: its bytes, and the headers that are its own."""

    body: bytes
    links: tuple[str, ...] = ()
    location: str = ""


class Keeper:
    """The representations used last, up to a number of bytes. May be called from any thread."""

    def __init__(self, limit: int = KEPT_BYTES) -> None:
        self._kept: Kept[Made] = Kept(limit)

    def get(self, key: tuple[Hashable, ...], make: Callable[[], Made]) -> Made:
        """What is kept under `key`, else what `make` makes; what it raises is not kept."""
        made = self._kept.get(key)
        if made is None:
            made = make()
            self._kept.put(key, made, len(made.body) + sum(map(sys.getsizeof, key)))
        return made
