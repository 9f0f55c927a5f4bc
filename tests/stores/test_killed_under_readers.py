"""Writers killed again and again while others read: what was acknowledged is there, whole."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.rdf import content_after
from kg.stores import Store, open_store
from tests.stores.editions import (
    LIMITS,
    SIZE,
    acknowledged,
    edition,
    publish,
    publish_until_killed,
    rubbish,
    seen,
)

KILLS = 100
_FIRST_SECONDS = 60


class Reader(threading.Thread):
    """Asks for the newest release over and over, and remembers what it saw that it should not
    have.
    """

    def __init__(self, root: Path, acknowledgements: Path) -> None:
        super().__init__()
        self._root, self._acknowledgements = root, acknowledgements
        self._ended = threading.Event()
        self.answers, self.faults = 0, list[str]()

    def run(self) -> None:
        with contextlib.closing(open_store(str(self._root), LIMITS)) as store:
            while not self._ended.is_set() and not self.faults:
                try:
                    self._look(store)
                except Exception as error:  # noqa: BLE001  a reader may not fail at all
                    self.faults.append(repr(error))
                self.answers += 1

    def _look(self, store: Store) -> None:
        promised = max(acknowledged(self._acknowledgements), default=0)
        found = seen(store)
        newest = store.current()
        if newest < promised:
            self.faults.append(f"release {promised} was acknowledged, {newest} is the newest")
        if len(found) != 1 or found[0][1] != SIZE or not promised <= found[0][0] <= newest:
            self.faults.append(f"{found} between release {promised} and {newest}")

    def end(self) -> None:
        """Stop, and wait until it has."""
        self._ended.set()
        self.join()


@contextlib.contextmanager
def reading(root: Path, acknowledgements: Path, count: int) -> Iterator[list[Reader]]:
    """Readers of the store for the time of the block."""
    readers = [Reader(root, acknowledgements) for _ in range(count)]
    for reader in readers:
        reader.start()
    try:
        yield readers
    finally:
        for reader in readers:
            reader.end()


def kill_a_writer(root: Path, acknowledgements: Path) -> None:
    """Start a writer, wait until it has begun to publish, and kill it with all its processes at a
    random moment.
    """
    said = len(acknowledged(acknowledgements))
    context = multiprocessing.get_context("forkserver")
    writer = context.Process(target=publish_until_killed, args=(str(root), str(acknowledgements)))
    writer.start()
    assert writer.pid
    deadline = time.monotonic() + _FIRST_SECONDS
    while len(acknowledged(acknowledgements)) == said and time.monotonic() < deadline:
        assert writer.is_alive(), "the store that a killed writer left does not take a load"
        time.sleep(0.002)
    time.sleep(random.uniform(0, 0.06))
    os.killpg(writer.pid, signal.SIGKILL)
    writer.join()
    assert writer.exitcode == -signal.SIGKILL


@pytest.mark.slow
def test_a_hundred_kills_lose_nothing_and_show_nothing_half_done(tmp_path: Path) -> None:
    """Every acknowledged release is there, whole; no reader saw part of one; the next load works
    and sweeps away what the dead have left.
    """
    root, acknowledgements = tmp_path / "store", tmp_path / "acknowledged"
    with contextlib.closing(open_store(str(root), LIMITS)) as store:
        publish(store, 0)
    unacknowledged = 0
    with reading(root, acknowledgements, 2) as readers:
        for _ in range(KILLS):
            kill_a_writer(root, acknowledgements)
            newest = int((root / "CURRENT").read_text())
            last = acknowledged(acknowledgements)[-1]
            assert newest in {last, last + 1}
            unacknowledged += newest - last
    assert [reader.faults for reader in readers] == [[], []]
    assert min(reader.answers for reader in readers) > KILLS
    with contextlib.closing(open_store(str(root), LIMITS)) as store:
        newest = publish(store, store.current())
        assert [release.number for release in store.releases()] == list(range(1, newest + 1))
        assert len(acknowledged(acknowledgements)) == newest - 2 - unacknowledged
        for release in store.releases():
            held = store.dump(release=release.number)
            assert held == edition(release.number)
            assert content_after("", held, ()) == release.content
    assert rubbish(root) == set()
