"""Which things a release touched: a small file beside its database, written once and looked up
without being read whole.

It holds the first 8 bytes of the BLAKE2b digest of every IRI that is subject, object or graph of a
statement that came or went, sorted: no text, so that a takedown has nothing to look for in it.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Collection
from pathlib import Path
from typing import BinaryIO

from kg.changes import Changeset

_NAME = "TOUCHED"
_SIZE = 8  # bytes: two of a thousand million IRIs are alike once in 37 stores


def write(folder: Path, change: Changeset) -> None:
    """Note what `change` touched beside the database in `folder`. Raises OSError."""
    terms: set[str] = set()
    for statement in change.added | change.removed:
        subject, _, rest = statement.split(" ", 2)
        value, graph, _ = rest.rsplit(" ", 2)
        terms |= {subject, graph, value} if value.startswith("<") else {subject, graph}
    digests = sorted({_digest(term[1:-1]) for term in terms})
    (folder / _NAME).write_bytes(b"".join(digests))


def touches(folder: Path, names: Collection[str]) -> bool:
    """Whether a statement about, to or in the graph of one of these IRIs may have come or gone.

    False is certain; true is likely, and all that can be said where nothing was noted, as of a
    store's first release.
    """
    path = folder / _NAME
    if not path.exists():
        return True
    count = path.stat().st_size // _SIZE
    with path.open("rb") as digests:
        return any(_holds(digests, count, _digest(name)) for name in names)


def _holds(digests: BinaryIO, count: int, wanted: bytes) -> bool:
    place = bisect_left(range(count), wanted, key=lambda one: _at(digests, one))
    return place < count and _at(digests, place) == wanted


def _at(digests: BinaryIO, place: int) -> bytes:
    digests.seek(place * _SIZE)
    return digests.read(_SIZE)


def _digest(name: str) -> bytes:
    return hashlib.blake2b(name.encode(), digest_size=_SIZE).digest()
