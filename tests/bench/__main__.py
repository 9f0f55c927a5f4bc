"""`python -m tests.bench [--scale N …] [--peers NAME …] [--publish]`: measures this project and its
peers in one run; writes in a temporary folder, and what it is told to.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from kg import __version__
from tests.bench.figures import OURS, Figure, Missing, On, machine
from tests.bench.gates import GATES
from tests.bench.peers import PEERS, NotInstalled, Virtuoso
from tests.bench.published import FIGURES, publish
from tests.bench.results import Results, table
from tests.bench.system import OVER_VIRTUOSO, SYSTEMS

OWN_SECONDS = 900
_A_SECOND = 5_000  # triples that this project is given a second for, where there are many


def main() -> None:
    """Measure what the arguments name; each figure is told as soon as it is known."""
    asked = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started ends too
    if asked.again:
        publish(Results.read(asked.again.read_text()))
        return
    results = Results(asked.note, f"{datetime.now(UTC):%Y-%m-%d}", machine(), _about(), [], [])
    with tempfile.TemporaryDirectory() as root:
        for triples in asked.scale:
            folder = Path(root) / str(triples)
            folder.mkdir()
            for name in [OURS, *(one for one in SYSTEMS if one in asked.peers)]:
                seconds = (
                    _own_seconds(triples) if name == OURS else asked.seconds * (1 + (name in GATES))
                )
                for one in _measured(On(name, triples), folder, seconds):
                    results.add(one)
                    _tell(one)
                if asked.json:  # after each, so that a run that is stopped has shown something
                    asked.json.write_text(results.text())
    print(table(results, [OURS, *asked.peers]))  # noqa: T201
    if asked.publish:
        publish(results)


def _own_seconds(triples: int) -> int:
    return max(OWN_SECONDS, triples // _A_SECOND)


def _arguments() -> argparse.Namespace:
    known = [name for name in SYSTEMS if name != OURS]
    arguments = argparse.ArgumentParser(prog="python -m tests.bench")
    arguments.add_argument("--scale", type=int, nargs="+", default=[100_000, 1_000_000])
    arguments.add_argument("--peers", nargs="*", choices=known, default=known)
    arguments.add_argument(
        "--seconds",
        type=int,
        default=120,
        help="longest that a peer may take at one scale; twice that where it validates too",
    )
    arguments.add_argument("--json", type=Path, help="where the results go as JSON")
    arguments.add_argument("--note", default="", help="what readers must know of this run")
    arguments.add_argument(
        "--publish", action="store_true", help="write .docs/figures/ and the README's section"
    )
    arguments.add_argument(
        "--again",
        type=Path,
        nargs="?",
        const=FIGURES,
        help="write those from the JSON of an earlier run, and measure nothing",
    )
    return arguments.parse_args()


def _about() -> dict[str, dict[str, str]]:
    """Version and settings of every system; one that is not here says what is missing."""
    about = {
        OURS: {"version": __version__, "settings": "as it comes: a folder, `kg serve`"},
        OVER_VIRTUOSO: {"version": __version__, "settings": f"Virtuoso with {Virtuoso.settings}"},
    }
    for name, peer in PEERS.items():
        try:
            about[name] = {"version": peer().version(), "settings": peer.settings}
        except NotInstalled as error:
            about[name] = {"version": "not installed", "settings": str(error)}
    return about


def _measured(on: On, folder: Path, seconds: int) -> Iterator[Figure | Missing]:
    """The figures of a process of its own, which is ended with all that it started after so many
    seconds.
    """
    command = [sys.executable, "-m", "tests.bench.system", on.system, str(on.triples), str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    ended = threading.Event()

    def end() -> None:
        ended.set()
        _end(process)

    timer = threading.Timer(seconds, end)
    timer.start()
    try:
        for line in process.stdout or ():
            said = json.loads(line)
            kind = Figure if said.pop("kind") == "Figure" else Missing
            yield kind(**said)
        if ended.is_set():
            yield on.missing("the rest", f"not done within {seconds} s")
        elif process.wait():
            yield on.missing("the rest", f"the measuring ended with status {process.returncode}")
    finally:
        timer.cancel()
        _end(process)
        process.wait()


def _end(process: subprocess.Popen[str]) -> None:
    """The process and all that it started, gently and then at once."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, how)
            time.sleep(0.5)


def _tell(one: Figure | Missing) -> None:
    said = (
        f"{one.median:,.4g} {one.unit} {one.how}"
        if isinstance(one, Figure)
        else f"not measured: {one.reason}"
    )
    print(f"{one.system}, {one.triples:,}: {one.what}: {said}", file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
