"""Answers of the reconciliation service, from the index and the data of the newest release."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from kg.errors import BadRequest, QueryTimeout
from kg.formats import JSON
from kg.knowledge_graph import KnowledgeGraph
from kg.ledger import labels
from kg.rdf import iri
from kg.search.reconciling import Candidate, candidates
from kg.search.words import folded
from kg.web.listing import rows
from kg.web.reconciliation import MOST_CANDIDATES, Query, Types, agreement, cell, result

_MOST_IDS, _MOST_PROPERTIES = 1000, 20
_SECONDS = 15.0
Value = Mapping[str, str]


class Reconciler:
    """Answers of one release."""

    def __init__(self, kg: KnowledgeGraph, types: Types) -> None:
        self._kg, self._types = kg, types
        self.release = kg.current()

    def answers(self, queries: Mapping[str, Query]) -> dict[str, object]:
        """The candidates for each query of a batch, by its key. Raises QueryTimeout, TooBusy."""
        index = self._kg.search.newest()
        self.release = index.release
        deadline = time.monotonic() + _SECONDS
        said: dict[str, object] = {}
        for key, query in queries.items():
            if time.monotonic() > deadline:
                raise QueryTimeout("The batch took too long. Send fewer queries at once.")
            most = MOST_CANDIDATES if query.wanted else query.limit
            found = candidates(index, query.text, query.kinds, most)
            agreeing = self._agreeing(query, found)
            said[key] = result(found, self._types, agreeing, query.limit)
        return said

    def extended(self, ids: Collection[str], properties: Collection[str]) -> dict[str, object]:
        """The values of properties of things (section 7 of the specification). Raises
        BadRequest.
        """
        if len(ids) > _MOST_IDS or len(properties) > _MOST_PROPERTIES:
            raise BadRequest(
                f"At most {_MOST_IDS:,} ids and {_MOST_PROPERTIES} properties are answered at once."
            )
        values = self._values(ids, properties)
        named = self._called([*properties, *_iris(values)])
        return {
            "meta": [{"id": one, "name": named.get(one, one)} for one in properties],
            "rows": {
                name: {
                    one: [
                        cell(value, named.get(value["value"]))
                        for value in values.get(name, {}).get(one, ())
                    ]
                    for one in properties
                }
                for name in ids
            },
        }

    def used_by(self, kind: str | None) -> set[str]:
        """The properties of things of a kind; of all where it is None."""
        if kind is None:
            return {row["p"].value for row in rows(self._kg, _USED_BY_ANY, self.release)}
        name = iri(self._types.ids[kind])
        query = f"SELECT DISTINCT ?p {{ ?s a {name} ; ?p ?o }}"
        return {row["p"].value for row in rows(self._kg, query, self.release)}

    def _agreeing(self, query: Query, found: Iterable[Candidate]) -> dict[str, float]:
        """How many of the wanted properties each candidate has, from 0 to 1."""
        if not query.wanted:
            return {}
        names = [one.iri for one in found]
        values = self._values(names, {one.property for one in query.wanted})
        named = self._called(_iris(values))
        return {
            name: agreement(
                query.wanted,
                {
                    property_: {way for one in held for way in _ways(one, named)}
                    for property_, held in values.get(name, {}).items()
                },
            )
            for name in names
        }

    def _values(
        self, ids: Iterable[str], properties: Iterable[str]
    ) -> Mapping[str, Mapping[str, list[Value]]]:
        """The values of properties (IRIs) of things, by thing and property."""
        things = " ".join(map(iri, filter(_is_iri, ids)))
        wanted = " ".join(map(iri, filter(_is_iri, properties)))
        found: dict[str, dict[str, list[Value]]] = defaultdict(lambda: defaultdict(list))
        if things and wanted:
            query = f"""SELECT ?s ?p ?o {{ VALUES ?s {{ {things} }} VALUES ?p {{ {wanted} }}
                ?s ?p ?o }} ORDER BY ?s ?p ?o"""
            body = self._kg.store.query(query, JSON, release=self.release)
            for row in json.loads(body)["results"]["bindings"]:
                found[row["s"]["value"]][row["p"]["value"]].append(row["o"])
        return found

    def _called(self, names: Iterable[str]) -> dict[str, str]:
        return labels(self._kg.store, set(filter(_is_iri, names)), self.release)


_USED_BY_ANY = "SELECT DISTINCT ?p { GRAPH ?g { ?s ?p ?o } }"


def _iris(values: Mapping[str, Mapping[str, list[Value]]]) -> set[str]:
    every = (one for held in values.values() for listed in held.values() for one in listed)
    return {one["value"] for one in every if one["type"] == "uri"}


def _ways(value: Value, named: Mapping[str, str]) -> set[str]:
    """The ways in which a value may be written: as it is, as a code, by its name."""
    text = value["value"]
    ways = {text.casefold(), folded(text)}
    if value["type"] == "uri":
        ways.add(text.rstrip("/").rpartition("/")[2].casefold())
        ways |= {named.get(text, text).casefold(), folded(named.get(text, text))}
    return ways


def _is_iri(text: str) -> bool:
    try:
        iri(text)
    except ValueError:
        return False
    return True
