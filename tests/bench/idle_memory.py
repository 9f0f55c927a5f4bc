"""What a service takes of memory when nobody asks: `python -m tests.bench.idle_memory STORE`.

May start a server on a copy of STORE (a folder), with the default limits. Counts the proportional
set size (PSS) of all its processes, before and after each query process has answered.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.bench.bombs import serving
from tests.web.test_bombs import ask

_ASKED = "SELECT ?type (COUNT(*) AS ?n) {{ ?s a ?type }} GROUP BY ?type LIMIT {}"


def main(store: str) -> None:
    """Measure, and print a line for each state."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "store"
        shutil.copytree(store, copy, copy_function=os.link)
        began = time.perf_counter()
        with serving(copy, {}) as (process, address):
            _say(f"first answer after {time.perf_counter() - began:.2f} s")
            _report("after one question", process)
            with ThreadPoolExecutor(8) as clients:
                list(clients.map(lambda n: ask(address, _ASKED.format(n), 2 + n % 4), range(1, 25)))
            time.sleep(2)
            _report("after every query process has answered", process)


def _report(when: str, process: int) -> None:
    each = sorted((_pss(one) for one in _family(process)), reverse=True)
    _say(
        f"{when}: {sum(each):.0f} MiB in {len(each)} processes: "
        + " ".join(f"{one:.0f}" for one in each)
    )


def _family(process: int) -> list[int]:
    """A process and all that descend from it."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                status = (entry / "stat").read_text()
            except OSError:  # it ended meanwhile
                continue
            parents[int(entry.name)] = int(status.rpartition(")")[2].split()[1])
    family = [process]
    for one in family:
        family += [child for child, parent in parents.items() if parent == one]
    return family


def _pss(process: int) -> float:
    found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{process}/smaps_rollup").read_text(), re.M)
    return int(found[1]) / 1024 if found else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
