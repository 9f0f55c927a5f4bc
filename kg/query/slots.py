"""How many queries clients may have under way, so that their bombs leave workers to the others."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from kg.counted import counted
from kg.errors import KgError, TooBusy, TooManyQueries

_RETRY_AFTER = 5
_QUEUE = 8  # queries of one client that may wait, as each holds a thread


class Slots:
    """At most `count` queries of each client at once, and `total` of all; a further one waits
    `patience` seconds.
    """

    def __init__(self, count: int, patience: float, total: int | None = None) -> None:
        self._count, self._patience, self._total = count, patience, total
        self._taken: Counter[str] = Counter()
        self._waiting: Counter[str] = Counter()
        self._freed = threading.Condition()

    @contextmanager
    def taken_by(self, client: str) -> Iterator[None]:
        """Hold a slot of `client`. Raises TooManyQueries where it has none free in time, TooBusy
        where other clients hold them all.
        """
        with self._freed:
            self._wait(client)
            self._taken[client] += 1
        try:
            yield
        finally:
            with self._freed:
                _lower(self._taken, client)
                self._freed.notify_all()

    def _wait(self, client: str) -> None:
        deadline = time.monotonic() + self._patience
        if self._waiting[client] >= _QUEUE:
            raise self._refusal(client)
        self._waiting[client] += 1
        try:
            while not self._free(client):
                if not self._freed.wait(deadline - time.monotonic()):
                    raise self._refusal(client)
        finally:
            _lower(self._waiting, client)

    def _free(self, client: str) -> bool:
        some = self._total is None or self._taken.total() < self._total
        return some and self._taken[client] < self._count

    def _refusal(self, client: str) -> KgError:
        held = self._taken[client]
        if held < self._count and held < self._taken.total():
            return TooBusy(
                "Every query process is busy with other queries. Try again in a few seconds.",
                retry_after=_RETRY_AFTER,
            )
        return TooManyQueries(
            f"You have {counted(held, 'query', 'queries')} under way, which is the limit. "
            "Wait for one to end, or make it narrower.",
            retry_after=_RETRY_AFTER,
        )


def _lower(counted: Counter[str], client: str) -> None:
    counted[client] -= 1
    if not counted[client]:
        del counted[client]
