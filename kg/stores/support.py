"""What each store can and cannot do, as the table of the README: read from the quirks, so that the
two say the same. `python -m kg.stores.support` prints it; pure.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import NamedTuple

from kg.stores.quirks import QUIRKS, Quirks

# None: an embedded store, in a folder or passing.
COLUMNS: dict[str, Quirks | None] = {
    "folder, `memory:`": None,
    "Oxigraph": QUIRKS["oxigraph"],
    "Virtuoso": QUIRKS["virtuoso"],
    "Fuseki": QUIRKS["fuseki"],
    "any other": QUIRKS["sparql"],
}
RUN = {
    "Oxigraph": "0.5.13, `oxigraph serve`",
    "Virtuoso": "7.2.5, Debian",
    "Fuseki": "5.6.0, TDB2",
    "any other": "no",
}
_NO = "no: 501"


class Row(NamedTuple):
    """What is promised, of an embedded store and of a service with some quirks."""

    promise: str
    embedded: str
    service: Callable[[Quirks], str]


def _turns(quirks: Quirks) -> str:
    if not quirks.isolates:
        return "they take turns"
    return "a lock, and a check in the update" if quirks.lock else "a check in the update"


def _largest(quirks: Quirks) -> str:
    if quirks.stages:
        return "none: all are staged"
    if quirks.characters is None:
        return "its memory"
    return f"{quirks.characters // 2**20} MiB, then staged"


def _whole(quirks: Quirks) -> str:
    return "if its updates are atomic" if quirks is QUIRKS["sparql"] else "yes"


def _same(text: str) -> Callable[[Quirks], str]:
    return lambda _: text


ROWS = (
    Row("a commit is whole or not there", "yes", _whole),
    Row("no reader sees part of a commit", "yes", _same("yes")),
    Row("racing writers lose nothing", "file lock", _turns),
    Row("several web processes over one store", "yes", _same("yes")),
    Row("`kg log`, provenance of every release", "yes", _same("yes")),
    Row("`as-of`, `kg diff`, `kg rollback`, cited answers of older releases", "yes", _same(_NO)),
    Row("`kg plan --queries`", "yes", _same(_NO)),
    Row("`kg backup`, `kg restore`", "yes", _same(f"{_NO}; its own tools")),
    Row(
        "`kg erase`",
        "every release and backup",
        _same("what the service holds, read back; not its files"),
    ),
    Row("log of takedowns, signed", "in the folder", _same("in the service")),
    Row(
        "time limit of a query",
        "process is killed",
        lambda quirks: "sent along; ours too" if quirks.timeout else "ours; its own setting",
    ),
    Row("memory limit of a query", "yes", _same("its own setting")),
    Row("largest commit in one update", "no limit", _largest),
    Row(
        "default graph: the merge",
        "kept",
        lambda quirks: "its own" if quirks.keeps_merge else "kept by us",
    ),
)


def table() -> str:
    """The table in Markdown."""
    lines = [["", *COLUMNS], ["---"] * (len(COLUMNS) + 1)]
    lines.append(["run in `.ci/run`", *(RUN.get(name, "yes") for name in COLUMNS)])
    for row in ROWS:
        services = (quirks and row.service(quirks) for quirks in COLUMNS.values())
        lines.append([row.promise, *(said or row.embedded for said in services)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def purges() -> str:
    """What to do per product, so that its files let go of what was taken down; in Markdown."""
    services = {name: quirks for name, quirks in COLUMNS.items() if quirks is not None}
    return "\n".join(f"- {name}: {quirks.purge}." for name, quirks in services.items())


if __name__ == "__main__":
    sys.stdout.write(f"{table()}\n\n{purges()}\n")
