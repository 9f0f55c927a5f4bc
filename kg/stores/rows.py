"""The rows of a SELECT as N-Triples terms, for those who build on a store; imports no engine."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from kg.formats import JSON
from kg.rdf import iri, literal
from kg.stores.base import Store

# As many terms as one VALUES block takes.
_BATCH = 2000


def rows(store: Store, query: str, release: int | None = None) -> list[dict[str, str]]:
    """The rows of a SELECT on a release, as N-Triples terms by variable. Raises as Store.query."""
    found = json.loads(store.query(query, JSON, release=release))["results"]["bindings"]
    return [{name: _term(value) for name, value in row.items()} for row in found]


def batches(terms: Iterable[str]) -> Iterator[str]:
    """IRIs as the insides of VALUES blocks, each of a size that one query takes."""
    waiting = iter(terms)
    while block := list(islice(waiting, _BATCH)):
        yield " ".join(map(iri, block))


def _term(value: Mapping[str, str]) -> str:
    """A term of SPARQL 1.1 Query Results JSON (section 3.2.2) in N-Triples form."""
    if value["type"] == "uri":
        return f"<{value['value']}>"
    return literal(value["value"], language=value.get("xml:lang"), datatype=value.get("datatype"))
