"""Work that asks a store several questions, where the store may only keep its newest release."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from kg.errors import Moved, OnlyNewest

T = TypeVar("T")

TRIES = 3


def steady(work: Callable[[], T]) -> T:
    """What `work` finds; it reads which release is the newest, then asks that one.

    Where another was published between two of its questions, it begins again: a store that keeps
    its releases never makes it. Raises what `work` raises, the last time also Moved and OnlyNewest.
    """
    for _ in range(TRIES):
        with suppress(Moved, OnlyNewest):
            return work()
    return work()
