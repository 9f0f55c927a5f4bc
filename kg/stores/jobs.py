"""Where a store runs its jobs: in processes that can be killed, or where they are called."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from kg.stores.workers import Workers

P = ParamSpec("P")
T = TypeVar("T")


class InProcess:
    """Runs jobs where they are called: for a process that can itself be killed."""

    def run(self, _: float | None, job: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
        """What `job(*args)` returns or raises."""
        return job(*args, **named)

    def close(self) -> None:
        """There is nothing to end."""


def workers(count: int, memory_mib: int) -> Workers | InProcess:
    """`count` processes for jobs; none: the jobs run where they are called."""
    if not count:
        return InProcess()
    from kg.stores.workers import Workers  # noqa: PLC0415  30 ms that short commands can spare

    return Workers(count, memory_mib)
