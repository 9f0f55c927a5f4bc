"""Waiting, before a database is closed, for the engine to merge the tables that changes leave:
reads the names in its folder, and keeps one number there.

Each change leaves a table in each of 11 column families, and a query reads them all. The engine
merges them only while the database is open for writing, which ours are for some 50 ms, and says
neither that it is merging nor that it is done.
"""

from __future__ import annotations

import time
from pathlib import Path

_NAME = "TABLES"  # how many there were when we waited last
_MORE = 33  # those of three changes: a merge takes 0.1 s, so not after each
_LOOK, _STILL, _PATIENCE = 0.01, 12, 2.0  # seconds between looks; looks without a change; seconds


def go_on(parent: Path, folder: Path) -> None:
    """Let the copy of `parent` in `folder` be merged as if it were `parent`. Raises OSError."""
    if (parent / _NAME).exists():
        (folder / _NAME).write_bytes((parent / _NAME).read_bytes())


def wait(folder: Path) -> None:
    """Wait, where there are many more tables in `folder` than when we waited last, until their
    number has been the same for a while. Raises OSError.
    """
    kept = folder / _NAME
    if _tables(folder) < (int(kept.read_text()) if kept.exists() else 0) + _MORE:
        return
    end, still, before = time.monotonic() + _PATIENCE, 0, -1
    while still < _STILL and time.monotonic() < end:
        now = _tables(folder)
        still, before = (still + 1 if now == before else 0), now
        time.sleep(_LOOK)
    kept.write_text(str(before))


def _tables(folder: Path) -> int:
    return sum(1 for _ in folder.glob("*.sst"))
