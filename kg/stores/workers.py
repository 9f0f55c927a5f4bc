"""Query processes that can be killed: the engine has no time-out, no cancel and no memory limit of
its own.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as FutureTimeout
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from kg.errors import QueryMemory, QueryTimeout, Unavailable
from kg.stores.engine import OPEN_RELEASES

if TYPE_CHECKING:
    from pebble import ProcessPool

P = ParamSpec("P")
T = TypeVar("T")
_NICER = 5
_STOPPING = "The service is stopping. Try again in a few seconds."
# Stacks count as data, used or not: 8 MiB for each thread of each release that is open.
_STACKS_MIB = 8 * max(4, os.cpu_count() or 1) * OPEN_RELEASES


def _prepare(memory_mib: int) -> None:
    """Limit the worker's memory, let SIGTERM end it at once, and let those who serve go first: a
    query that runs on must not take the processor from pages and kept answers.

    Data, not address space: the engine has a thread for each core, and each reserves 64 MiB of
    addresses that it never uses. Pebble handles SIGTERM in Python, which waits for the engine to
    come back: 3 s longer, measured.
    """
    limit = (memory_mib + _STACKS_MIB) * 2**20
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.nice(_NICER)


class Workers:
    """A pool of processes, started at the first call: commands without a query stay fast."""

    def __init__(self, count: int, memory_mib: int) -> None:
        self._count, self._memory_mib = count, memory_mib
        self._lock = threading.Lock()
        self._pool: ProcessPool | None = None
        self._running: set[Future[Any]] = set()
        self._closed = False

    def run(self, seconds: float | None, job: Callable[P, T], *args: P.args, **_: P.kwargs) -> T:
        """What `job(*args)` returns or raises in a worker, which is killed after `seconds`.

        Raises QueryTimeout, QueryMemory, Unavailable.
        """
        from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415  as Pebble below

        for _attempt in range(2):
            with contextlib.suppress(BrokenProcessPool):
                return self._run(seconds, job, args)
        raise Unavailable("The query processes end as soon as they start. Look at the memory left.")

    def _run(self, seconds: float | None, job: Callable[..., T], args: tuple[object, ...]) -> T:
        from pebble import ProcessExpired  # noqa: PLC0415  30 ms that short commands can spare

        future = self._started().schedule(job, args=list(args), timeout=seconds)
        self._running.add(future)
        try:
            result: T = future.result()
        except CancelledError as error:
            raise Unavailable(_STOPPING) from error
        except FutureTimeout as error:
            raise QueryTimeout(
                f"The query ran for {seconds:g} s, which is the limit, and was ended. Narrow it "
                "with more exact patterns or a LIMIT, or work on a dump.",
                limit=seconds,
            ) from error
        except (ProcessExpired, MemoryError) as error:
            raise QueryMemory(
                f"The query needed more than {self._memory_mib} MiB of memory and was ended. "
                "Narrow it, or drop ORDER BY, DISTINCT or GROUP BY over many rows.",
            ) from error
        finally:
            self._running.discard(future)
        return result

    def _started(self) -> ProcessPool:
        """The pool; a new one where the last is broken, as Pebble's is once an idle worker is
        killed from outside.
        """
        with self._lock:
            if self._closed:
                raise Unavailable(_STOPPING)
            if self._pool is None or not self._pool.active:
                import multiprocessing  # noqa: PLC0415

                from pebble import ProcessPool  # noqa: PLC0415

                self._end(self._pool)
                context = multiprocessing.get_context("forkserver")
                context.set_forkserver_preload(["kg.stores.engine"])
                self._pool = ProcessPool(
                    max_workers=self._count,
                    context=context,
                    initializer=_prepare,
                    initargs=[self._memory_mib],
                )
            return self._pool

    def close(self) -> None:
        """End the processes, whatever they are doing."""
        with self._lock:
            self._closed = True
            for future in tuple(self._running):  # Pebble would leave whoever waits for it waiting
                future.cancel()
            self._end(self._pool)

    def _end(self, pool: ProcessPool | None) -> None:
        if pool is not None:
            pool.stop()  # type: ignore[no-untyped-call]
            pool.join()


class InProcess:
    """Runs jobs where they are called: for a process that can itself be killed."""

    def run(self, _: float | None, job: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
        """What `job(*args)` returns or raises."""
        return job(*args, **named)

    def close(self) -> None:
        """There is nothing to end."""


def workers(count: int, memory_mib: int) -> Workers | InProcess:
    """`count` processes for jobs; none: the jobs run where they are called."""
    return Workers(count, memory_mib) if count else InProcess()
