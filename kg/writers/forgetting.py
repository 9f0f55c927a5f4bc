"""Takedown among the tokens and the log of writes: names and graphs can hold a text too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kg.writers import files
from kg.writers.log import LOGS
from kg.writers.tokens import REGISTER


def forget(folder: Path, scrub: Callable[[str], str]) -> None:
    """Replace what `scrub` replaces in the register and in the logs. A token for a graph that was
    named by it may then write no graph. Raises StoreUnreadable.
    """
    if not folder.is_dir():
        return
    with files.locked(folder):
        for path in (folder / name for name in (REGISTER, *LOGS)):
            text = path.read_text() if path.exists() else ""
            if scrub(text) != text:
                files.replace(path, scrub(text).encode())
