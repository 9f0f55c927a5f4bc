"""Small files that only their owner may read, changed by one process at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import StoreUnreadable


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold `folder`, which is made if it is not there, against other writers. Raises
    StoreUnreadable.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (folder / "LOCK").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
    except OSError as error:
        raise StoreUnreadable(
            f"{folder} cannot be used for tokens: {error.strerror}. Mend its permissions, or name "
            "another folder with KG_WRITERS."
        ) from error


def replace(path: Path, body: bytes) -> None:
    """Put `body` in the place of what `path` holds, at once, for its owner only."""
    aside = path.with_name(f".{path.name}.new")
    aside.unlink(missing_ok=True)
    _write(aside, body, os.O_EXCL)
    aside.rename(path)


def append(path: Path, body: bytes) -> None:
    """Add `body` to the end of `path`, in one piece."""
    _write(path, body, os.O_APPEND)


def _write(path: Path, body: bytes, how: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | how, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
