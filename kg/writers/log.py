"""The log of writes over HTTP: one line an attempt, never what was written; knows a folder and no
store.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from kg.errors import StoreUnreadable
from kg.rdf import date_time
from kg.writers import files

LOGS = ("WRITES", "WRITES.1")  # the file that is written, and the one before it
_MOST = 16 * 2**20  # bytes of one file; the one before it is kept too
_LONGEST = 300  # characters of a target


class Attempt(NamedTuple):
    """What was tried: who (the name of a token), the method, on what (a graph or a path), an HTTP
    status, the kind of error or "done", and the release that came of it.
    """

    writer: str
    method: str
    target: str
    status: int
    outcome: str
    release: int | None = None


class WriteLog:
    """The log in one folder. May be used by several processes at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path, self._older = (folder / name for name in LOGS)

    def add(self, attempt: Attempt) -> None:
        """Note an attempt, and when. Raises StoreUnreadable."""
        at = date_time(datetime.now(UTC))
        line = {"at": at, **attempt._asdict(), "target": attempt.target[:_LONGEST]}
        with files.locked(self._folder):
            if self._path.exists() and self._path.stat().st_size > _MOST:
                self._path.rename(self._older)
            files.append(self._path, f"{json.dumps(line, ensure_ascii=False)}\n".encode())

    def lines(self) -> list[dict[str, object]]:
        """The attempts that are kept, oldest first. Raises StoreUnreadable."""
        try:
            text = "".join(one.read_text() for one in (self._older, self._path) if one.exists())
            return [json.loads(line) for line in text.splitlines()]
        except (OSError, ValueError) as error:
            raise StoreUnreadable("The log of writes cannot be read.") from error
