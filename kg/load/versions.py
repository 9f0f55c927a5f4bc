"""The versions of the ontology and of the rules that a release holds; reads the store."""

from __future__ import annotations

from kg.changes import Changeset
from kg.rdf import split
from kg.stores import Store
from kg.stores.rows import rows
from kg.vocab import EXTERNAL_PREFIXES

_VERSION = f"<{EXTERNAL_PREFIXES['owl']}versionIRI>"


def versions(store: Store, parent: int, change: Changeset) -> tuple[str, ...]:
    """The IRIs of the versions that `change` leaves of those in release `parent`, with its own."""
    found = set()
    if parent:
        query = f"SELECT ?version {{ ?whole {_VERSION} ?version }}"
        found = {row["version"] for row in rows(store, query, parent)}
    kept = found - _named(change.removed) | _named(change.added)
    return tuple(sorted(one[1:-1] for one in kept))


def _named(statements: frozenset[str]) -> set[str]:
    versioned = (one for one in statements if f" {_VERSION} <" in one)
    return {split(one)[2] for one in versioned}
