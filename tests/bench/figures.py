"""What a benchmark found: one figure a line, or the reason why there is none; and the machine that
it was found on. Reads the clock and what the system says of processes.
"""

from __future__ import annotations

import math
import os
import platform
import re
import statistics
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

OURS = "this project"


class Figure(NamedTuple):
    """One thing measured: of which system, what, in which way, on how many triples; the median with
    the least and the greatest, its unit, and what the issues ask for.
    """

    system: str
    what: str
    how: str
    triples: int
    median: float
    least: float
    greatest: float
    unit: str
    asked: str = ""


class Missing(NamedTuple):
    """What could not be measured, or what came out otherwise than with this project, and why."""

    system: str
    what: str
    triples: int
    reason: str


class On(NamedTuple):
    """A system over a graph of some size; makes its figures."""

    system: str
    triples: int

    def figure(
        self, what: str, values: Sequence[float], unit: str, how: str = "", asked: str = ""
    ) -> Figure:
        """The figure of some measurements."""
        middle = statistics.median(values)
        return Figure(
            self.system, what, how, self.triples, middle, min(values), max(values), unit, asked
        )

    def missing(self, what: str, reason: object) -> Missing:
        """That there is no figure, with the first line of the reason, without paths or ports."""
        first = str(reason).strip().partition("\n")[0] or type(reason).__name__
        clean = re.sub(r"(?<![\w.])/[\w.-]+(?:/[\w.-]+)+", "…", re.sub(r":\d{4,5}\b", "", first))
        return Missing(self.system, what, self.triples, clean[:240])


def milliseconds(
    work: Callable[[], object], times: int, seconds: float = math.inf, least: int = 2
) -> list[float]:
    """How long `work` took, each of some times; fewer, but `least`, once `seconds` are past."""
    found: list[float] = []
    end = time.perf_counter() + seconds
    while len(found) < times and (len(found) < least or time.perf_counter() < end):
        start = time.perf_counter()
        work()
        found.append((time.perf_counter() - start) * 1000)
    return found


def machine() -> dict[str, object]:
    """The class of machine: processor, cores, memory in GiB, system, and our versions."""
    pages = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    names = ("pyoxigraph", "shacl", "pyshacl", "fastapi", "uvicorn")
    models = re.findall(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return {
        "processor": models[0] if models else platform.machine(),
        "cores": os.cpu_count(),
        "memory GiB": round(pages / 2**30, 1),
        "system": platform.system(),
        "python": platform.python_version(),
        "load before": round(os.getloadavg()[0], 2),
        **{name: version(name) for name in names},
    }


def memory_mib(process: int) -> float:
    """The memory of a process and of those below it, shared pages divided among their users (PSS),
    in MiB.
    """
    own = Path(f"/proc/{process}/smaps_rollup").read_text()
    kib = next(int(line.split()[1]) for line in own.splitlines() if line.startswith("Pss:"))
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    below = [int(child) for task in tasks for child in task.read_text().split()]
    return kib / 1024 + sum(map(memory_mib, below))
