"""A writer that races others: `python -m tests.stores.racer NAME TURNS URL UPDATE USER PASSWORD
PRODUCT`, with an empty word for what is not given. Imports little, so that racers start together.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterable

from kg.changes import Changeset
from kg.errors import Moved, StoreBusy
from kg.stores import Access, Limits, Store, open_store

GRAPH = "https://example.org/graph/1"
LIMITS = Limits(20, 1024, 4, 1)
_NONE = Access()
# A machine with other work to do is slow; a writer that waits for ever is found all the same.
_PATIENCE = 300


def adding(*names: str) -> Changeset:
    """A change that adds a statement for each name."""
    return Changeset(
        frozenset(f"<urn:s:{name}> <https://example.org/p> <urn:o> <{GRAPH}> ." for name in names)
    )


def commit_with_patience(store: Store, name: str) -> None:
    """Commit a statement, planned anew for as long as others are faster."""
    while True:
        with contextlib.suppress(Moved, StoreBusy):
            parent = store.current()
            store.commit(adding(name), parent=parent, at="2026-01-01T00:00:00Z", note={})
            return


def race(names: Iterable[str], turns: int, url: str, access: Access = _NONE) -> None:
    """Let a process for each name commit `turns` statements; every one must come to its end."""
    told = [access.update, access.user, access.password, access.product]
    words = [str(turns), url, *(word or "" for word in told)]
    racers = [
        subprocess.Popen([sys.executable, "-m", "tests.stores.racer", name, *words])
        for name in names
    ]
    try:
        assert [racer.wait(timeout=_PATIENCE) for racer in racers] == [0] * len(racers)
    finally:
        for racer in racers:
            racer.kill()
            racer.wait()


def run(name: str, turns: str, url: str, *told: str) -> None:
    """What one process does."""
    update, user, password, product = (word or None for word in told)
    access = Access(update, user, password, product=product)
    with contextlib.closing(open_store(url, LIMITS, access)) as store:
        for turn in range(int(turns)):
            commit_with_patience(store, f"{name}-{turn}")


if __name__ == "__main__":
    run(*sys.argv[1:])
