"""Turns at a service that does not keep updates apart: whoever finds itself alone may write.

Such a service reads the state before an update, and applies the changes after it, whatever came
between: so a check inside an update proves nothing. But it takes one insertion after the other. A
writer inserts its claim, then reads all claims; of two that do so at least one sees the other, and
nobody writes who sees another. Whoever has the lowest name waits; the others step back.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kg.errors import StoreBusy
from kg.stores.books import Books, release_number
from kg.stores.service import UPDATE_SECONDS, Service

_PATIENCE = 60.0


class Claims:
    """Claims at one service; `ask` gives the rows of a query on the books."""

    def __init__(
        self, service: Service, books: Books, ask: Callable[[str], list[dict[str, str]]]
    ) -> None:
        self._service, self._books, self._ask = service, books, ask

    @contextmanager
    def alone(self, name: str, parent: int) -> Iterator[bool]:
        """Hold the only claim, under a `name` of one's own; false where the release `parent` is not
        the newest any more. Raises StoreBusy.
        """
        deadline = time.monotonic() + _PATIENCE
        try:
            while (turn := self._turn(name, parent, deadline)) is None:
                pass
            yield turn
        finally:
            self._service.update(self._books.withdraw(name))

    def _turn(self, name: str, parent: int, deadline: float) -> bool | None:
        """True where our claim came to be the only one, false where we are late, None for stepping
        back.
        """
        while others := self._others(name, parent):
            _pause(deadline)
        if others is None:
            return False
        self._service.update(self._books.claim(name, time.time()))
        while others := self._others(name, parent):
            if min(others) < name:
                self._service.update(self._books.withdraw(name))
                return None
            _pause(deadline)
        return others is not None

    def _others(self, name: str, parent: int) -> set[str] | None:
        """Who else claims, or None where `parent` is not the newest any more. A claim so old that
        its update is over is dead.
        """
        rows = self._ask(self._books.ask_claims())
        if max((release_number(row["release"]) for row in rows), default=0) != parent:
            return None
        now = str(time.time())  # where the text was written so late that it is not to be read yet
        claims = {
            f"<{row['claim']}>": float(row.get("since", now)) for row in rows if "claim" in row
        }
        alive = time.time() - UPDATE_SECONDS
        for dead in (one for one, since in claims.items() if since < alive):
            self._service.update(self._books.withdraw(dead))
        return {one for one, since in claims.items() if since >= alive and one != name}


def _pause(deadline: float) -> None:
    """A moment, not the same for any two."""
    if time.monotonic() > deadline:
        raise StoreBusy(
            f"Other writers have held the store for {_PATIENCE:g} s. Try again later; a writer "
            f"that was killed lets go after {UPDATE_SECONDS / 60:g} minutes."
        )
    time.sleep((2 + secrets.randbelow(20)) / 1000)
