"""What a benchmark found: one figure a line, as a table and as JSON; and the machine that it was
found on.
"""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple


class Figure(NamedTuple):
    """One thing measured: what, on how many triples, the median with the least and the greatest,
    its unit, and what the issue asks for.
    """

    what: str
    triples: int
    median: float
    least: float
    greatest: float
    unit: str
    asked: str = ""


def figure(what: str, triples: int, values: Sequence[float], unit: str, asked: str = "") -> Figure:
    """The figure of some measurements."""
    return Figure(what, triples, statistics.median(values), min(values), max(values), unit, asked)


def milliseconds(work: Callable[[], object], times: int) -> list[float]:
    """How long `work` took, each of some times."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append((time.perf_counter() - start) * 1000)
    return found


def table(figures: Iterable[Figure]) -> str:
    """The figures as a Markdown table."""
    rows = [
        f"| {one.what} | {one.triples:,} | {_short(one.median)} {one.unit} | "
        f"{_short(one.least)} to {_short(one.greatest)} | {one.asked} |"
        for one in figures
    ]
    head = ["| what | triples | median | range | asked for |", "|---|---|---|---|---|"]
    return "\n".join([*head, *rows])


def machine() -> dict[str, object]:
    """Cores, memory in GiB, system and versions."""
    pages = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    names = ("pyoxigraph", "shacl", "pyshacl", "rdflib", "fastapi", "uvicorn")
    return {
        "cores": os.cpu_count(),
        "memory GiB": round(pages / 2**30, 1),
        "system": f"{platform.system()} {platform.release()}",
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


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
