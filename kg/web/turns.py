"""Threads for those who wait for answers to queries: their own, so that pages never wait behind
them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request

from kg.errors import TooBusy

T = TypeVar("T")

_THREADS = 32
_WAITING = 256


class Turns:
    """At most _THREADS queries in threads at once, and _WAITING that wait for one."""

    def __init__(self) -> None:
        self._limiter = CapacityLimiter(_THREADS)

    async def run(self, job: Callable[[], T]) -> T:
        """What `job` returns, in a thread. Raises TooBusy."""
        if self._limiter.statistics().tasks_waiting >= _WAITING:
            raise TooBusy(
                "Too many queries are waiting. Try again in some seconds.", retry_after=10
            )
        return await to_thread.run_sync(job, limiter=self._limiter)


async def in_turn(request: Request, job: Callable[[], T]) -> T:
    """What `job` returns, when it is its turn. Raises TooBusy."""
    turns: Turns = request.app.state.turns
    return await turns.run(job)
