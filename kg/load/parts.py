"""What belongs to a thing and to nothing else, and every statement that mentions it; reads the
store.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from kg.load.rewriting import authored
from kg.rdf import Statements
from kg.stores import Store
from kg.stores.rows import batches, rows
from kg.takedown import genid_prefix, ways_to_parts
from kg.vocab import Vocabulary


class Parts:
    """The parts of things in one release. Things are IRIs."""

    def __init__(self, store: Store, vocabulary: Vocabulary, release: int) -> None:
        self._store, self._vocabulary, self._release = store, vocabulary, release
        self._down, self._up = (" ".join(sorted(ways)) for ways in ways_to_parts(vocabulary))

    def owned_by(self, names: Collection[str]) -> set[str]:
        """`names`, and everything that is a part of them alone, or of parts of them alone."""
        return self._unshared(set(names), [*self._links(), *self._links(up=True)])

    def held_by(self, names: Collection[str]) -> set[str]:
        """The same, of the parts that things point to themselves."""
        return self._unshared(set(names), self._links())

    def linked(self, name: str) -> dict[str, set[str]]:
        """The parts that `name` itself points to, by property."""
        query = f"SELECT ?p ?o {{ VALUES ?p {{ {self._down} }} <{name}> ?p ?o }}"
        found: dict[str, set[str]] = defaultdict(set)
        for row in self._rows(query):
            found[row["p"]].add(row["o"][1:-1])
        return found

    def statements(self, names: Iterable[str]) -> Statements:
        """The statements of publishers that mention one of `names`, wherever."""
        mentioning: set[str] = set()
        for block in batches(sorted(names)):
            query = f"""SELECT ?s ?p ?o ?g {{ VALUES ?x {{ {block} }}
                {{ GRAPH ?g {{ ?x ?p ?o }} BIND(?x AS ?s) }}
                UNION {{ GRAPH ?g {{ ?s ?x ?o }} BIND(?x AS ?p) }}
                UNION {{ GRAPH ?g {{ ?s ?p ?x }} BIND(?x AS ?o) }} }}"""
            mentioning |= {f"{r['s']} {r['p']} {r['o']} {r['g']} ." for r in self._rows(query)}
        return authored(mentioning, self._vocabulary)

    def _links(self, *, up: bool = False) -> list[str]:
        """Patterns from things (?s) to their parts (?part). What has no IRI of its own belongs to
        what mentions it.
        """
        if up:
            return [f"VALUES ?p {{ {self._up} }} ?part ?p ?s"]
        nameless = genid_prefix(self._vocabulary)
        return [
            f"VALUES ?p {{ {self._down} }} ?s ?p ?part",
            f'?s ?p ?part FILTER(STRSTARTS(STR(?part), "{nameless}"))',
        ]

    def _unshared(self, names: set[str], links: list[str]) -> set[str]:
        """`names` and the parts that `links` lead to, less those that belong to others too."""
        found, fresh = set(names), set(names)
        while fresh:
            fresh = {part for _, part in self._pairs("?s", fresh, links)} - found
            found |= fresh
        every = [*self._links(), *self._links(up=True)]
        owners: dict[str, set[str]] = defaultdict(set)
        for owner, part in self._pairs("?part", found - names, every):
            owners[part].add(owner)
        kept = set(found)
        while shared := {one for one in kept if not owners[one] <= kept}:
            kept -= shared
        return kept

    def _pairs(self, known: str, names: Iterable[str], links: list[str]) -> set[tuple[str, str]]:
        """Things and their parts, where the one of the two that is `known` is among `names`."""
        found: set[tuple[str, str]] = set()
        for block in batches(sorted(names)):
            ways = " UNION ".join(f"{{ {link} }}" for link in links)
            query = f"SELECT ?s ?part {{ VALUES {known} {{ {block} }} {ways} }}"
            found |= {(row["s"][1:-1], row["part"][1:-1]) for row in self._rows(query)}
        return found

    def _rows(self, query: str) -> list[dict[str, str]]:
        return rows(self._store, query, self._release)
