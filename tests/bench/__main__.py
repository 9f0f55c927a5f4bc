"""`python -m tests.bench [--scale N …] [--peers NAME …] [--json FILE]`: measures this project and
its peers in one run, and prints a table. Writes in a temporary folder, and `FILE`.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from tests.bench.asking import PEERS, asking
from tests.bench.figures import Figure, machine, table
from tests.bench.publishing import publishing


def main() -> None:
    """Measure what the arguments name; each figure is told as soon as it is known."""
    arguments = argparse.ArgumentParser(prog="python -m tests.bench")
    arguments.add_argument("--scale", type=int, nargs="+", default=[100_000, 1_000_000])
    arguments.add_argument("--peers", nargs="*", choices=PEERS, default=["oxigraph serve"])
    arguments.add_argument("--json", type=Path)
    asked = arguments.parse_args()
    about, figures = machine(), []
    for triples in asked.scale:
        figures += _measured(triples, asked.peers)
    print(json.dumps(about))  # noqa: T201
    print(table(figures))  # noqa: T201
    if asked.json:
        found = {"machine": about, "figures": [one._asdict() for one in figures]}
        asked.json.write_text(json.dumps(found, indent=1))


def _measured(triples: int, peers: list[str]) -> list[Figure]:
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        for one in publishing(store, triples):
            figures.append(_told(one))
        for one in asking(store, triples, {name: PEERS[name] for name in peers}):
            figures.append(_told(one))
    return figures


def _told(one: Figure) -> Figure:
    print(f"{one.what}: {one.median:,.4g} {one.unit}", file=sys.stderr, flush=True)  # noqa: T201
    return one


if __name__ == "__main__":
    main()
