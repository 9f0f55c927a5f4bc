"""Which release is the newest while work goes on: for work that asks a store several questions, and
for what holds as long as the newest stays what it is.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from kg.errors import Moved, NotFound, OnlyNewest, StoreUnreadable
from kg.stores.base import Store

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


def newest_at_once(store: Store) -> tuple[int, str] | None:
    """The number and the identity of the newest release; None where a service has to be asked, a
    takedown is just putting another in its place, or the store cannot be read. See Store.identity.
    """
    if store.beside() is None:
        return None
    with suppress(NotFound, StoreUnreadable):
        number = store.current()
        return number, store.identity(number)
    return None
