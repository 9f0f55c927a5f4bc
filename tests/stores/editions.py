"""A graph that every release replaces whole: release N holds edition N and nothing else, so that
any answer shows whether it saw part of a release.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from kg.changes import Changeset
from kg.formats import CSV
from kg.stores import Limits, Store, open_store

GRAPH = "https://example.org/data/editions"
AT = "2026-01-01T00:00:00Z"
EDITION = "https://example.org/edition"
SIZE = 100
LIMITS = Limits(20, 1024, 64, 1)
_SEEN = f"SELECT ?edition (COUNT(?s) AS ?n) {{ ?s <{EDITION}> ?edition }} GROUP BY ?edition"


def edition(number: int) -> frozenset[str]:
    """The statements of release `number`; release 0 holds nothing."""
    subjects = range(SIZE if number else 0)
    return frozenset(
        f'<https://example.org/s{n}> <{EDITION}> "{number}" <{GRAPH}> .' for n in subjects
    )


@contextlib.contextmanager
def opened(root: Path) -> Iterator[Store]:
    """The store in a folder, for the time of the block."""
    with contextlib.closing(open_store(str(root), LIMITS)) as store:
        yield store


def publish(store: Store, parent: int) -> int:
    """Publish the edition after `parent`, and give its number."""
    change = Changeset(edition(parent + 1), edition(parent))
    return store.commit(change, parent=parent, at=AT, note={}).number


def seen(store: Store) -> list[tuple[int, int]]:
    """The editions that the newest release shows, each with the number of its statements."""
    rows = store.query(_SEEN, CSV).decode().splitlines()[1:]
    return [(int(one), int(count)) for one, count in (row.split(",") for row in rows)]


def publish_until_killed(folder: str, acknowledgements: str) -> None:
    """Publish edition after edition, and write the number of each that is acknowledged to a file:
    what a loading process does, in a process group of its own.
    """
    os.setsid()
    said = os.open(acknowledgements, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    store = open_store(folder, LIMITS)
    number = store.current()
    while True:
        number = publish(store, number)
        os.write(said, f"{number}\n".encode())


def acknowledged(path: Path) -> list[int]:
    """The numbers that writers have written so far."""
    return [int(line) for line in path.read_text().splitlines()] if path.exists() else []


def rubbish(root: Path) -> set[str]:
    """What lies in a store's folder and belongs to no release."""
    newest = int((root / "CURRENT").read_text())
    ours = {"0"} | {name for n in range(1, newest + 1) for name in (str(n), f"{n}.json")}
    left = {path.name for path in (root / "releases").iterdir()} - ours
    known = {"CURRENT", "STORE", "LOCK", "releases"}
    return left | {path.name for path in root.iterdir()} - known
