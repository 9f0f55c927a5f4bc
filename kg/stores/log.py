"""The signed log of takedowns: a line says that, when and by whom, never what.

Each line carries an HMAC-SHA256 (RFC 2104) over itself and the one before, under a key in the
store, so that a line that was changed, removed or put in is found. An embedded store keeps log and
key in its folder; a store behind a service in its books.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Callable, Iterable
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
    return entries(_lines(root), lambda before, text: _sign(root, before, text), str(root / _LOG))


def entries(
    lines: Iterable[tuple[str, str]], sign: Callable[[str, str], str], place: str
) -> list[dict[str, object]]:
    """The entries of a log at `place`, given as texts with their signatures, where `sign` gives the
    right one. Raises StoreUnreadable.
    """
    before = ""
    found: list[dict[str, object]] = []
    for number, (text, signature) in enumerate(lines, start=1):
        if not hmac.compare_digest(signature, sign(before, text)):
            raise StoreUnreadable(f"Line {number} of {place} is not as it was written.")
        found.append(json.loads(text))
        before = signature
    return found


def signature_of(key: bytes, before: str, text: str) -> str:
    """The signature of a line below one with the signature `before`, in hexadecimal digits."""
    return hmac.new(key, f"{before}\n{text}".encode(), hashlib.sha256).hexdigest()


def new_key() -> bytes:
    """A key to sign with."""
    return secrets.token_bytes(32)


def _lines(root: Path) -> list[tuple[str, str]]:
    path = root / _LOG
    if not path.exists():
        return []
    pairs = (line.partition("\t") for line in path.read_text().splitlines())
    return [(text, signature) for text, _, signature in pairs]


def _sign(root: Path, before: str, text: str) -> str:
    return signature_of(_key(root), before, text)


def _key(root: Path) -> bytes:
    path = root / _KEY
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(new_key())
    return path.read_bytes()
