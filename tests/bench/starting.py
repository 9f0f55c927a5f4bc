"""Starts the processes that are measured, each as its user would, and says how long it took until
the first answer.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import httpx2

from tests.stores.servers import end, free_port

PATIENCE = 600.0
ROWS = {"Accept": "application/sparql-results+json"}


class Running(NamedTuple):
    """A service that answers: where queries go, its process, and the seconds until it did."""

    url: str
    process: int
    seconds: float


@contextlib.contextmanager
def up(
    command: Sequence[str | Path], folder: Path, url: str, env: Mapping[str, str] | None = None
) -> Iterator[Running]:
    """The command, once a query at `url` is answered, and until the end of the block.

    Raises RuntimeError, with the end of what it printed, if it ends before.
    """
    printed = folder / "output.txt"
    start = time.perf_counter()
    with printed.open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=output, env=env)
        try:
            while not answers(url):
                if process.poll() is not None or time.perf_counter() - start > PATIENCE:
                    raise RuntimeError(f"it did not start: {printed.read_text()[-300:].strip()}")
                time.sleep(0.01)
            yield Running(url, process.pid, time.perf_counter() - start)
        finally:
            end(process, 60)


def answers(url: str, seconds: float = 5) -> bool:
    """Whether the service answers `ASK {}` now."""
    try:
        asked = httpx2.get(url, params={"query": "ASK {}"}, headers=ROWS, timeout=seconds)
    except (httpx2.TransportError, OSError):
        return False
    return asked.is_success


@contextlib.contextmanager
def kg_serve(folder: Path, told: Mapping[str, str]) -> Iterator[Running]:
    """`kg serve` with settings `told`, and every other at its default."""
    port = free_port()
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KG_")}
    env = clean | {f"KG_{name.upper()}": value for name, value in told.items()}
    env["PYTHONPATH"] = str(Path(__file__).parents[2])
    command = [sys.executable, "-m", "kg", "serve", "--port", str(port)]
    with up(command, folder, f"http://127.0.0.1:{port}/sparql", env) as running:
        yield running
