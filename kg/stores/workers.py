"""Query processes that can be killed: the engine has no time-out, no cancel and no memory limit of
its own.
"""

from __future__ import annotations

import multiprocessing
import resource
import signal
import threading
from collections.abc import Callable
from concurrent.futures import TimeoutError as FutureTimeout
from typing import ParamSpec, TypeVar

from pebble import ProcessExpired, ProcessPool

from kg.errors import QueryMemory, QueryTimeout, Unavailable

P = ParamSpec("P")
T = TypeVar("T")


def _prepare(memory_mib: int) -> None:
    """Limit the worker's memory, and let SIGTERM end it at once.

    Pebble handles SIGTERM in Python, which waits for the engine to come back: 3 s longer, measured.
    """
    resource.setrlimit(resource.RLIMIT_AS, (memory_mib * 2**20, memory_mib * 2**20))
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


class Workers:
    """A pool of processes; started at the first call, so that commands without a query stay fast.
    """

    def __init__(self, count: int, memory_mib: int) -> None:
        self._count, self._memory_mib = count, memory_mib
        self._lock = threading.Lock()
        self._pool: ProcessPool | None = None

    def run(self, seconds: float | None, job: Callable[P, T], *args: P.args, **_: P.kwargs) -> T:
        """What `job(*args)` returns or raises in a worker, which is killed after `seconds`.

        Raises QueryTimeout, QueryMemory.
        """
        future = self._started().schedule(job, args=list(args), timeout=seconds)
        try:
            result: T = future.result()
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
        return result

    def _started(self) -> ProcessPool:
        with self._lock:
            if self._pool is None:
                context = multiprocessing.get_context("forkserver")
                context.set_forkserver_preload(["kg.stores.engine"])
                self._pool = ProcessPool(
                    max_workers=self._count,
                    context=context,
                    initializer=_prepare,
                    initargs=[self._memory_mib],
                )
            elif not self._pool.active:
                raise Unavailable("The service is stopping. Try again in a few seconds.")
            return self._pool

    def close(self) -> None:
        """End the processes, whatever they are doing."""
        with self._lock:
            if self._pool is not None:
                self._pool.stop()  # type: ignore[no-untyped-call]
                self._pool.join()
