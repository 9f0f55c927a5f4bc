"""What a harvester gets as one record: all statements about one identifier; reads the store.

Every statement of a release belongs to exactly one record, so that the records together are the
release: a statement about one of our things, terms or datasets to the record of that; any other
(about a nameless node, a place of others, a release) to the record of the dataset it stands in.
Tombstones belong to none: what they stand for is a deleted record.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from kg.derive import derived_graph, is_derived
from kg.ledger import TOMBSTONE
from kg.rdf import Statements, split
from kg.stores import Store
from kg.stores.rows import batches, rows
from kg.vocab import EXTERNAL_PREFIXES, Vocabulary

_TYPE = f"<{EXTERNAL_PREFIXES['rdf']}type>"
_DEAD = f" {_TYPE} {TOMBSTONE} "
_KEPT = ("id/", "def/", "data/")
_KIND = re.compile(r"id/([\w-]+)/.+", re.ASCII)
_OTHERS = {"def/": "term", "data/": "dataset"}


def record_of(statement: str, base: str) -> str:
    """The IRI of the record that a statement belongs to."""
    subject, _, _, graph = split(statement)
    name = subject[1:-1]
    if name.startswith(tuple(base + head for head in _KEPT)) and not is_derived(name):
        return name
    own = graph[1:-1]
    return own.rpartition("/")[0] if is_derived(own) else own


def kind_of(record: str, base: str) -> str:
    """The kind of thing that a record is about, as its IRI says: `review`, `term`, `dataset` …"""
    below = record.removeprefix(base) if record.startswith(base) else ""
    found = _KIND.fullmatch(below)
    if found:
        return found[1]
    return next((kind for head, kind in _OTHERS.items() if below.startswith(head)), "other")


def dead_among(statements: Iterable[str]) -> frozenset[str]:
    """The identifiers, as N-Triples terms, of which `statements` hold the tombstone."""
    return frozenset(one.split(" ", 1)[0] for one in statements if _DEAD in one)


class Records:
    """The records of one store, as a release has them."""

    def __init__(self, store: Store, vocabulary: Vocabulary) -> None:
        self._store, self._base = store, vocabulary.base

    def statements(self, names: Collection[str], release: int) -> Mapping[str, Statements]:
        """The statements of live records, by their IRIs; none of a record that there is not."""
        wanted = frozenset(names)
        found = self._about(wanted, release) | self._inside(wanted, release)
        by_record: dict[str, set[str]] = defaultdict(set)
        for one in found:
            by_record[record_of(one, self._base)].add(one)
        return {name: frozenset(by_record[name]) for name in wanted}

    def _about(self, names: Collection[str], release: int) -> set[str]:
        found: set[str] = set()
        for block in batches(sorted(names)):
            query = f"SELECT * {{ VALUES ?s {{ {block} }} GRAPH ?g {{ ?s ?p ?o }} }}"
            found |= {
                f"{row['s']} {row['p']} {row['o']} {row['g']} ."
                for row in rows(self._store, query, release)
            }
        return found

    def _inside(self, names: Collection[str], release: int) -> set[str]:
        """The statements that stand in graphs with these names, and belong to no other record."""
        graphs = self._store.graphs(release=release)
        both = [one for name in names for one in (name, derived_graph(name)) if one in graphs]
        whole = self._store.dump(both, release=release) if both else frozenset()
        dead = dead_among(whole)
        return {
            one
            for one in whole
            if record_of(one, self._base) in names and one.split(" ", 1)[0] not in dead
        }
