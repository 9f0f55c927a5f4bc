"""CONSTRUCT queries over triples in memory; touches no file, no store."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox


def construct(triples: bytes, queries: Iterable[str]) -> frozenset[str]:
    """What `queries` construct from N-Triples, as canonical N-Triples lines.

    Raises SyntaxError where a query is not well-formed, ValueError where it is no CONSTRUCT.
    """
    store = ox.Store()
    store.bulk_load(triples, format=ox.RdfFormat.N_TRIPLES)
    return frozenset(line for query in queries for line in _constructed(store, query))


def _constructed(store: ox.Store, query: str) -> list[str]:
    results = store.query(query)
    if not isinstance(results, ox.QueryTriples):
        raise ValueError("A derivation must be a CONSTRUCT query.")  # noqa: TRY004
    body = ox.serialize(results, format=ox.RdfFormat.N_TRIPLES) or b""
    return body.decode().rstrip("\n").split("\n") if body else []
