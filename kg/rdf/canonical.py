"""The fingerprint of a graph that has no blank nodes; pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def digest(statements: Iterable[str]) -> str:
    """SHA-256, in hex, of the sorted statements, a line feed after each.

    For data without blank nodes this is the hash of RDF Dataset Canonicalization (RDFC-1.0, section
    4.4).
    """
    sha = hashlib.sha256()
    for statement in sorted(statements):
        sha.update(statement.encode())
        sha.update(b"\n")
    return sha.hexdigest()
