"""Where checks and writes are taken in: who may come in, in what number, and the processes behind.

A body is read only for whom a place is free, so that many large bodies cannot fill the memory; and
is worked on in a process that is killed at its limit of time or memory.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from starlette.requests import Request

from kg.errors import (
    Forbidden,
    QueryMemory,
    QueryTimeout,
    StoreBusy,
    TooBusy,
    TooMuchWork,
    Unauthorised,
    Unsupported,
)
from kg.knowledge_graph import KnowledgeGraph
from kg.load import Source
from kg.stores.workers import Workers
from kg.validate import Report
from kg.web.publishing import jobs
from kg.web.turns import Turns
from kg.writers import Register, WriteLog, Writer, writers_folder

T = TypeVar("T")
_CHECKS, _CHECKS_OF_ONE = 6, 2  # requests that are let in at once
_CHECKERS = 2  # processes
_WRITES = 4
_RETRY_AFTER = 10
_PERHAPS = "Release {} was published meanwhile; /releases tells whether it is this one."


class Desk:
    """The desk of one service. Close it after use."""

    def __init__(self, kg: KnowledgeGraph) -> None:
        settings = kg.settings
        self._settings = settings.model_copy(update={"store": kg.store.address})
        # Anyone may ask for a check, and must not learn by it which names are on the deny list.
        self._open = self._settings.model_copy(update={"deny_list": None, "deny_key": None})
        self._current = kg.current
        self._chosen = (settings.store, settings.writers)
        self._checkers = Workers(_CHECKERS, settings.write_mib)
        self._writer = Workers(1, settings.write_mib)
        self._turn, self._check_turns = threading.Lock(), threading.Semaphore(_CHECKERS)
        self.checks, self.writes = Door(_CHECKS, _CHECKS_OF_ONE), Door(_WRITES, _WRITES)
        self.turns = Turns()
        self.counted: Counter[tuple[str, str]] = Counter()

    def close(self) -> None:
        """End the processes, whatever they are doing."""
        self._checkers.close()
        self._writer.close()

    def writer_of(self, request: Request) -> Writer:
        """Who sends a write. Raises Forbidden where writing is off, Unauthorised."""
        if self._settings.read_only:
            raise Forbidden("This service only reads: it was started with --read-only.")
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not token.strip():
            raise Unauthorised(
                "Writing needs a token. Send it as a header, `Authorization: Bearer …`; the keeper "
                "of the service makes one with kg token create."
            )
        return self._register().writer_of(token.strip())

    def log(self) -> WriteLog:
        """The log of writes."""
        return WriteLog(writers_folder(*self._chosen))

    def check(self, sources: Sequence[Source], *, alone: bool) -> Report:
        """The report on `sources`, without the deny list. Raises TooBusy, TooMuchWork."""
        seconds = self._settings.check_seconds
        if not self._check_turns.acquire(timeout=seconds):
            raise TooBusy("Other checks take long. Try again later.", retry_after=_RETRY_AFTER)
        try:
            job = (self._open, tuple(sources), alone)
            return _bounded(self._checkers, seconds, jobs.check, *job)
        finally:
            self._check_turns.release()

    def write(self, job: jobs.Job) -> jobs.Done:
        """What came of a write. Raises StoreBusy, TooMuchWork, and as the job does."""
        patience = self._settings.write_patience
        if not self._turn.acquire(timeout=patience):
            raise StoreBusy(
                f"Other writes have been under way for {patience:g} s. Try again in a little "
                "while.",
                retry_after=_RETRY_AFTER,
            )
        before = self._current()
        try:
            return _bounded(
                self._writer, self._settings.write_seconds, jobs.write, self._settings, job
            )
        except TooMuchWork as error:
            now = self._current()
            said = "Nothing was written." if now == before else _PERHAPS.format(now)
            raise TooMuchWork(f"{error.detail} {said}", **error.fields) from error
        finally:
            self._turn.release()

    def _register(self) -> Register:
        try:
            return Register(writers_folder(*self._chosen))
        except Unsupported as error:
            raise Forbidden(f"Nobody can write here. {error.detail}") from error


class Door:
    """Lets in so many requests at once, and so many of one client."""

    def __init__(self, most: int, most_of_one: int) -> None:
        self._most, self._most_of_one = most, most_of_one
        self._inside: Counter[str] = Counter()

    @contextmanager
    def entered(self, client: str) -> Iterator[None]:
        """Inside, a place is taken. Raises TooBusy. Called from the event loop alone."""
        if self._inside.total() >= self._most or self._inside[client] >= self._most_of_one:
            raise TooBusy(
                "There are too many checks or writes under way. Try again in a little while.",
                retry_after=_RETRY_AFTER,
            )
        self._inside[client] += 1
        try:
            yield
        finally:
            self._inside[client] -= 1
            self._inside += Counter()  # forget who has left


def _bounded(workers: Workers, seconds: float, job: Callable[..., T], *given: Any) -> T:
    try:
        return workers.run(seconds, job, *given)
    except QueryTimeout as error:
        raise TooMuchWork(
            f"This took longer than {seconds:g} s, which is the limit, and was ended. Send it in "
            "smaller parts, or ask the keeper of the service to load it.",
            limit=seconds,
        ) from error
    except QueryMemory as error:
        raise TooMuchWork(
            "This needed more memory than there is for it, and was ended. Send it in smaller "
            "parts, or ask the keeper of the service to load it."
        ) from error


def desk_of(request: Request) -> Desk:
    """The desk of the service that `request` came to."""
    desk: Desk = request.app.state.desk
    return desk
