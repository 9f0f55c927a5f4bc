"""One writer to a store's folder, whichever process it is: a lock on its file LOCK."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import StoreBusy

LOCK_SECONDS = 60


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """Hold the store in `root` for writing. Raises StoreBusy after LOCK_SECONDS, OSError."""
    with (root / "LOCK").open("w") as lock:
        _wait_for(lock.fileno(), root)
        yield


def _wait_for(lock: int, root: Path) -> None:
    deadline = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > deadline:
                raise StoreBusy(
                    f"Another process has been writing to {root} for {LOCK_SECONDS} s. "
                    "Try again later."
                ) from error
            time.sleep(0.02)
        else:
            return
