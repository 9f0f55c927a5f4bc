"""The service that is soaked: `kg serve` in a process of its own, which is killed and started again
on the same store; and what is noted of it. Starts and ends processes, and reads their memory.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from tests.bench.figures import memory_mib
from tests.bench.starting import answers
from tests.stores.servers import free_port

_PATIENCE = 60.0


class Took(NamedTuple):
    """One request: when, in seconds since the start; what it was; milliseconds."""

    at: float
    what: str
    ms: float


class Notes:
    """What happened, noted by many threads."""

    def __init__(self) -> None:
        self._began, self._lock = time.perf_counter(), threading.Lock()
        self.took: list[Took] = []
        self.memory: list[tuple[float, float]] = []
        self.statuses: Counter[str] = Counter()
        self.faults: list[str] = []

    def now(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self._began

    def answered(self, what: str, status: int, began: float) -> None:
        """A request that began at `began`, and its status."""
        with self._lock:
            self.statuses[f"{what} {status}"] += 1
            if status < 400:
                self.took.append(Took(began, what, (self.now() - began) * 1000))

    def counted(self, what: str) -> None:
        """One thing more of this kind."""
        with self._lock:
            self.statuses[what] += 1

    def fault(self, said: str) -> None:
        """Something that may not happen."""
        with self._lock:
            self.faults.append(f"at {self.now():.1f} s: {said}")


class Service:
    """`kg serve` over a store, on one port for all its lives."""

    def __init__(self, store: Path, notes: Notes) -> None:
        self._store, self.notes, self._port = store, notes, free_port()
        self.address = f"http://127.0.0.1:{self._port}"
        self.lives = 0
        self._down: list[tuple[float, float]] = []
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers. A life that does not begin is a fault."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("KG_")}
        command = [sys.executable, "-m", "kg", "serve", "--port", str(self._port)]
        with self._store.with_name("service.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "--store", str(self._store)],
                env=clean | {"PYTHONPATH": str(Path(__file__).parents[2])},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        began = self.notes.now()
        while not answers(f"{self.address}/sparql"):
            if self._process.poll() is not None or self.notes.now() - began > _PATIENCE:
                self.notes.fault(f"life {self.lives + 1} of the service did not begin")
                return
            time.sleep(0.05)
        self.lives += 1

    def kill(self) -> None:
        """End it and all its processes at once, as a failing machine would, and start it again."""
        began = self.notes.now()
        self._down.append((began, float("inf")))
        self.end(signal.SIGKILL)
        self.start()
        self._down[-1] = (began, self.notes.now())

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it; SIGTERM reaches the one process, SIGKILL all of them."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            if how is signal.SIGKILL:
                os.killpg(self._process.pid, how)
            else:
                self._process.send_signal(how)
        self._process.wait()

    def was_down(self, since: float) -> bool:
        """Whether it was killed or starting at any time from `since` until now."""
        return any(end >= since for _, end in self._down)

    def memory(self) -> float | None:
        """Of all its processes, in MiB; None while it is killed or starting."""
        if self._process is None or self.was_down(self.notes.now()):
            return None
        try:
            return memory_mib(self._process.pid)
        except (OSError, StopIteration):  # a process ended while it was read
            return None


def killing(service: Service, choose: random.Random, until: float, notes: Notes) -> None:
    """Kill the service at random moments until then."""
    while (left := until - notes.now()) > 0:
        time.sleep(min(left, choose.uniform(8, 30)))
        if notes.now() < until:
            service.kill()


def watching(service: Service, ended: threading.Event, notes: Notes) -> None:
    """Note the memory every two seconds."""
    while not ended.wait(2):
        if (found := service.memory()) is not None:
            notes.memory.append((notes.now(), found))
