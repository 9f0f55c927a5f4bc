"""Mixed readers, publishers, bombs, kills and restarts for as long as is asked: `python -m
tests.bench.soak --minutes N [--out FOLDER]`. Ends with 1, and says why, if anything that was
acknowledged is lost, memory grows, or anyone is answered 5xx other than 503 with Retry-After.

Writes in a temporary folder, and a plot of latencies, one of memory and `soak.json` in FOLDER. Ten
minutes are for CI, an hour before a release. In the first half the service is killed again and
again; in the second it lives, so that a leak can show.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from kg.knowledge_graph import open_graph
from kg.load import Source
from kg.rdf import Syntax
from kg.settings import read_settings
from kg.writers import Register, Scope, writers_folder
from tests.bench import soak_clients as clients
from tests.bench.figures import machine
from tests.bench.generate import graphs
from tests.bench.plots import curves
from tests.bench.soak_clients import Client, Editions
from tests.bench.soak_service import Notes, Service, killing, watching

READERS, PUBLISHERS, BOMBERS = 3, 2, 2
_SHORT_LIFE = 120.0  # seconds
_GROWTH, _SLACK_MIB = 1.25, 100
_WINDOWS = 60


def main() -> None:
    """Soak, tell, and end with 1 if anything was wrong."""
    arguments = argparse.ArgumentParser(prog="python -m tests.bench.soak")
    arguments.add_argument("--minutes", type=float, default=10)
    arguments.add_argument("--triples", type=int, default=20_000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--out", type=Path)
    asked = arguments.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the service ends with us
    notes = Notes()
    with tempfile.TemporaryDirectory() as folder:
        found = soak(Path(folder) / "store", asked.minutes * 60, asked.triples, asked.seed, notes)
    found |= {"minutes": asked.minutes, "triples": asked.triples, "machine": machine()}
    print(json.dumps(found, indent=1))  # noqa: T201
    if asked.out:
        asked.out.mkdir(parents=True, exist_ok=True)
        (asked.out / "soak.json").write_text(json.dumps(found, indent=1) + "\n")
        for name, drawn in plots(notes, asked.minutes * 60).items():
            (asked.out / name).write_text(drawn)
    sys.exit(1 if found["faults"] else 0)


def soak(store: Path, seconds: float, triples: int, seed: int, notes: Notes) -> dict[str, object]:
    """All of it; what happened, with `faults` for what may not."""
    token = _filled(store, triples)
    service, editions, ended = Service(store, notes), Editions(), threading.Event()
    service.start()
    began = notes.now()
    threads = [
        threading.Thread(target=_over_and_over, args=(one, ended, notes))
        for one in _requests(_Scene(service, editions, store, triples, token, seed))
    ]
    threads.append(threading.Thread(target=watching, args=(service, ended, notes)))
    try:
        for thread in threads:
            thread.start()
        killing(service, random.Random(seed), began + seconds / 2, notes)
        settled = notes.now()
        ended.wait(max(0.0, began + seconds - notes.now()))
        ended.set()
        for thread in threads:
            thread.join()
        service.kill()
        lost = _lost(service, editions, notes)
        service.end()
    finally:
        ended.set()
        service.end(signal.SIGKILL)
    _check(store, notes)
    _judge_memory(notes, settled)
    return {
        "lives of the service": service.lives,
        "datasets": len(editions.kept),
        "acknowledged editions": sum(editions.kept.values()),
        "lost": lost,
        "answers": dict(sorted(notes.statuses.items())),
        "milliseconds": _latencies(notes),
        "faults": notes.faults,
    }


def _filled(store: Path, triples: int) -> str:
    """Fill the store; a token for those who publish."""
    with open_graph(read_settings(store=str(store))) as kg:
        kg.load_own_data()
        kg.load(
            Source("generated.nt", "\n".join(lines).encode(), Syntax.NTRIPLES, name)
            for name, lines in graphs(triples)
        )
    return Register(writers_folder(str(store), None)).create("Soak", Scope.PUBLISH, (), "1d")


class _Scene(NamedTuple):
    service: Service
    editions: Editions
    store: Path
    triples: int
    token: str
    seed: int


def _requests(scene: _Scene) -> list[Callable[[], None]]:
    """What each thread does over and over."""
    service, editions, store, triples, token, seed = scene
    numbers = iter(range(1, 100))

    def client() -> tuple[Client, random.Random]:
        number = next(numbers)
        return Client(number, service, service.notes), random.Random(seed * 1000 + number)

    return [
        *(partial(clients.reading, *client(), editions, triples) for _ in range(READERS)),
        *(
            partial(clients.publishing, *client(), editions, clients.datasets(owner), token)
            for owner in range(PUBLISHERS)
        ),
        *(partial(clients.bombing, *client()) for _ in range(BOMBERS)),
        partial(
            clients.loading,
            service.notes,
            random.Random(seed),
            editions,
            clients.datasets(PUBLISHERS),
            store,
        ),
    ]


def _over_and_over(work: Callable[[], None], ended: threading.Event, notes: Notes) -> None:
    while not ended.wait(0.02):
        try:
            work()
        except Exception as error:  # noqa: BLE001  a client that ends would hide what it would find
            notes.fault(f"a client failed: {error!r}")
            return


def _lost(service: Service, editions: Editions, notes: Notes) -> int:
    """How many datasets are not there as they were acknowledged, after one kill more."""
    client, lost = Client(99, service, notes), 0
    for name, number in sorted(editions.kept.items()):
        reply = client.ask("the last look", clients.edition_query(name))
        wrong = editions.right(name, number, reply) if reply else "no answer"
        if wrong:
            lost += 1
            notes.fault(f"lost: {wrong}")
    return lost


def _check(store: Path, notes: Notes) -> None:
    """Every release is whole, says `kg check`."""
    command = [sys.executable, "-m", "kg", "check", "--store", str(store)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode:
        notes.fault(f"kg check: {(ran.stdout + ran.stderr)[-300:]}")


def _judge_memory(notes: Notes, settled: float) -> None:
    """The last third of the last life may not take much more than its first third. A short life
    tells nothing: its caches fill, and its processes for queries and writes start one by one.
    """
    taken = [(at, mebibytes) for at, mebibytes in notes.memory if at > settled]
    last = [mebibytes for _, mebibytes in taken]
    third = len(last) // 3
    if third < 2 or taken[-1][0] - taken[0][0] < _SHORT_LIFE:
        notes.counted("too short to judge memory")
        return
    before, after = statistics.median(last[:third]), statistics.median(last[-third:])
    if after > before * _GROWTH + _SLACK_MIB:
        notes.fault(f"memory grew from {before:.0f} to {after:.0f} MiB")


def _latencies(notes: Notes) -> dict[str, dict[str, float]]:
    found = {}
    for what in sorted({one.what for one in notes.took}):
        took = sorted(one.ms for one in notes.took if one.what == what)
        found[what] = {
            "n": len(took),
            "median": round(statistics.median(took), 1),
            "p99": round(took[int(len(took) * 0.99)], 1),
            "most": round(took[-1], 1),
        }
    return found


def plots(notes: Notes, seconds: float) -> dict[str, str]:
    """Median and slowest twentieth of each kind of request, by time; and memory."""
    step = seconds / _WINDOWS
    series = {}
    for what in sorted({one.what for one in notes.took} - {"a bomb", "the last look"}):
        windows: dict[int, list[float]] = {}
        for one in notes.took:
            if one.what == what:
                windows.setdefault(int(one.at / step), []).append(one.ms)
        for name, part in (("median", 0.5), ("slowest twentieth", 0.95)):
            series[f"{what}, {name}"] = [
                (place * step, sorted(some)[int(len(some) * part)])
                for place, some in sorted(windows.items())
            ]
    title = f"Latencies over {seconds / 60:g} minutes, with kills in the first half"
    memory = {"all processes": notes.memory or [(0.0, 0.0)]}
    return {
        "soak-latencies.svg": curves(title, series, "s", "ms", straight=True),
        "soak-memory.svg": curves("Memory of the service", memory, "s", "MiB", straight=True),
    }


if __name__ == "__main__":
    main()
