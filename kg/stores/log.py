"""The signed log of takedowns in an embedded store: a line says that, when and by whom, never what.

Each line carries an HMAC-SHA256 over itself and the one before, under a key in the store's folder,
so that a line that was changed, removed or put in is found.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from pathlib import Path

from kg.errors import StoreUnreadable
from kg.stores.faults import with_remedy

_LOG, _KEY = "TAKEDOWNS", "KEY"


def append(root: Path, entry: dict[str, object]) -> None:
    """Add a line to the log under `root`. Raises StoreUnreadable."""
    lines = _lines(root)
    before = lines[-1][1] if lines else ""
    text = json.dumps(entry, sort_keys=True)
    try:
        with (root / _LOG).open("a") as log:
            log.write(f"{text}\t{_sign(root, before, text)}\n")
            log.flush()
            os.fsync(log.fileno())
    except OSError as error:
        raise StoreUnreadable(
            f"{root / _LOG} cannot be written: {with_remedy(error)} The takedown itself is done; "
            "done again, it does no harm and is logged."
        ) from error


def verify(root: Path) -> list[dict[str, object]]:
    """The entries of the log. Raises StoreUnreadable where a line is not as it was written."""
    before = ""
    entries: list[dict[str, object]] = []
    for place, (text, signature) in enumerate(_lines(root), start=1):
        if not hmac.compare_digest(signature, _sign(root, before, text)):
            raise StoreUnreadable(f"Line {place} of {root / _LOG} is not as it was written.")
        entries.append(json.loads(text))
        before = signature
    return entries


def _lines(root: Path) -> list[tuple[str, str]]:
    path = root / _LOG
    if not path.exists():
        return []
    pairs = (line.partition("\t") for line in path.read_text().splitlines())
    return [(text, signature) for text, _, signature in pairs]


def _sign(root: Path, before: str, text: str) -> str:
    return hmac.new(_key(root), f"{before}\n{text}".encode(), hashlib.sha256).hexdigest()


def _key(root: Path) -> bytes:
    path = root / _KEY
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(32))
    return path.read_bytes()
