"""How long query bombs last past their limit, and what other clients notice: `python -m
tests.bench.bombs [STORE]`.

May start a server on a copy of STORE (a folder; without one, on a small graph of its own). Each
bomb alone, then four at once from one client and from four; meanwhile another client asks `ASK
{}` and a question that was never asked before, over and over.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from kg.changes import Changeset
from kg.stores import Limits, open_store
from tests.bench.generate import graphs
from tests.query.bombs import BOMBS
from tests.stores.editions import AT
from tests.web.test_bombs import ask

_LIMIT = 2.0
_PAUSE = 0.01
# So that what a bomb lasts is what it runs, and not what it waits for its turn.
_PATIENCE = 0.2


def main(store: str | None) -> None:
    """Measure, and print a line for each thing measured."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "store"
        if store:
            shutil.copytree(store, copy, copy_function=os.link)
        else:
            _small(copy)
        limits = {"KG_QUERY_SECONDS": str(_LIMIT), "KG_CLIENT_PATIENCE": str(_PATIENCE)}
        with serving(copy, limits) as (_, address):
            asking = {"ASK {}": lambda _: "ASK {}", "new ASK": "ASK {{ ?s ?p {} }}".format}
            for question, text in asking.items():
                _report(f"nothing else, {question}", *_measured(address, (), (), text))
            for question, text in asking.items():
                _alone(address, question, text)
                for clients in ((2, 2, 2, 2), (2, 3, 4, 5)):
                    _together(address, question, text, clients)


def _alone(address: str, question: str, text: object) -> None:
    latencies: list[float] = []
    lasted: dict[str, float] = {}
    statuses: Counter[int] = Counter()
    for name in BOMBS:
        some, ends, seen = _measured(address, (name,), (2,), text)
        latencies += some
        lasted[name] = max(ends)
        statuses += seen
    _report(f"each bomb alone, {question}", latencies, list(lasted.values()), statuses)
    slowest = sorted(lasted, key=lambda name: -lasted[name])[:3]
    _say("  longest: " + ", ".join(f"{name} {lasted[name]:.2f} s" for name in slowest))


def _together(address: str, question: str, text: object, clients: Sequence[int]) -> None:
    latencies: list[float] = []
    lasted: list[float] = []
    statuses: Counter[int] = Counter()
    names = list(BOMBS)
    for first in range(0, len(names), 4):
        some, ends, seen = _measured(address, names[first : first + 4], clients, text)
        latencies += some
        lasted += ends
        statuses += seen
    _report(f"four bombs of {len(set(clients))} client(s), {question}", latencies, lasted, statuses)


def _measured(
    address: str, names: Sequence[str], clients: Sequence[int], text: object
) -> tuple[list[float], list[float], Counter[int]]:
    """Seconds of each question of another client, seconds that each bomb lasted, and the bombs'
    statuses.
    """
    latencies: list[float] = []
    statuses: Counter[int] = Counter()
    with ThreadPoolExecutor(4) as threads:

        def explode(name: str, client: int) -> float:
            began = time.perf_counter()
            statuses[ask(address, BOMBS[name], client).status] += 1
            return time.perf_counter() - began

        bombs = [threads.submit(explode, *one) for one in zip(names, clients, strict=False)]
        until = time.perf_counter() + (0 if names else 5)
        while time.perf_counter() < until or not all(bomb.done() for bomb in bombs):
            began = time.perf_counter()
            reply = ask(address, text(next(_NUMBERS)), 9)  # type: ignore[operator]
            latencies.append(time.perf_counter() - began)
            if reply.status != 200:
                statuses[-reply.status] += 1
            time.sleep(_PAUSE)
        return latencies, [bomb.result() for bomb in bombs], statuses


_NUMBERS = iter(range(10**9))


def _report(what: str, latencies: list[float], lasted: list[float], statuses: Counter[int]) -> None:
    cuts = statistics.quantiles(latencies, n=100)
    _say(
        f"{what}: {len(latencies)} questions, p50 {cuts[49] * 1000:.0f} ms, p99 "
        f"{cuts[98] * 1000:.0f} ms, most {max(latencies) * 1000:.0f} ms"
    )
    if lasted:
        over = max(lasted) - _LIMIT
        refused = sum(count for status, count in statuses.items() if status < 0)
        ends = ", ".join(f"{one}: {count}" for one, count in sorted(statuses.items()) if one > 0)
        _say(f"  longest past the limit {over:.2f} s; statuses {ends}; questions refused {refused}")


@contextlib.contextmanager
def serving(store: Path, settings: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """A service over `store` in a process of its own: its id and its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "kg.web.factory:application", "--factory"]
    process = subprocess.Popen(
        [*command, "--port", str(port), "--log-level", "warning"],
        env=os.environ | {"KG_STORE": str(store), **settings},
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        while True:
            with contextlib.suppress(OSError):
                ask(address, "ASK {}", 9)
                break
            time.sleep(0.02)
        yield process.pid, address
    finally:
        process.terminate()
        process.wait()


def _small(folder: Path) -> None:
    """Some 20,000 generated triples."""
    statements = frozenset(
        f"{line[:-1]}<{name}> ." for name, lines in graphs(20_000) for line in lines
    )
    with contextlib.closing(open_store(str(folder), Limits(20, 1024, 64, 1))) as store:
        store.commit(Changeset(statements), parent=0, at=AT, note={})


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
