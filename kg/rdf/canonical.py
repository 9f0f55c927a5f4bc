"""Fingerprints of graphs that have no blank nodes; pure."""

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


def content_after(before: str, added: Iterable[str], removed: Iterable[str]) -> str:
    """The content hash of a store, in hex, from the one before and the statements that changed.

    The sum, modulo 2^256, of the SHA-256 of every statement: its cost follows the change, and a
    store can be checked against it without its history. It guards against decay and mistakes, not
    against an adversary who may choose statements.
    """
    total = int(before or "0", 16) + _sum(added) - _sum(removed)
    return f"{total % 2**256:064x}"


def _sum(statements: Iterable[str]) -> int:
    return sum([int.from_bytes(hashlib.sha256(one.encode()).digest()) for one in statements])
