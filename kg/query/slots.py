"""How many queries one client may have under way, so that its bombs leave workers to the others."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from kg.errors import TooManyQueries


class Slots:
    """At most `count` queries of each client at once; a further one waits `patience` seconds."""

    def __init__(self, count: int, patience: float) -> None:
        self._count, self._patience = count, patience
        self._taken: Counter[str] = Counter()
        self._freed = threading.Condition()

    @contextmanager
    def taken_by(self, client: str) -> Iterator[None]:
        """Hold a slot of `client`. Raises TooManyQueries where none comes free in time."""
        deadline = time.monotonic() + self._patience
        with self._freed:
            while self._taken[client] >= self._count:
                if not self._freed.wait(deadline - time.monotonic()):
                    raise TooManyQueries(
                        f"You have {self._count} queries under way, which is the limit. Wait for "
                        "one to end, or make it narrower.",
                        retry_after=5,
                    )
            self._taken[client] += 1
        try:
            yield
        finally:
            with self._freed:
                self._taken[client] -= 1
                if not self._taken[client]:
                    del self._taken[client]
                self._freed.notify_all()
