"""The names of things, to be shown beside their IRIs; reads the store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kg.rdf import iri, split, term_value
from kg.stores import Store
from kg.stores.rows import batches, rows
from kg.vocab import NAMING


def labels(store: Store, names: Iterable[str], release: int | None = None) -> dict[str, str]:
    """What a release calls the things with these IRIs, as far as it calls them anything."""
    spoken = ", ".join(map(iri, NAMING))
    found: dict[str, list[tuple[int, bool, str]]] = {}
    for block in batches(names):
        query = (
            f"""SELECT ?s ?p ?o {{ VALUES ?s {{ {block} }} ?s ?p ?o FILTER(?p IN ({spoken})) }}"""
        )
        for row in rows(store, query, release):
            found.setdefault(row["s"][1:-1], []).append(_rank(row["p"], row["o"]))
    return {name: min(said)[2] for name, said in found.items()}


def labels_in(statements: Iterable[str]) -> Mapping[str, str]:
    """What `statements` call the things that they describe."""
    found: dict[str, list[tuple[int, bool, str]]] = {}
    for statement in statements:
        subject, predicate, value, _ = split(statement)
        if predicate[1:-1] in NAMING:
            found.setdefault(subject[1:-1], []).append(_rank(predicate, value))
    return {name: min(said)[2] for name, said in found.items()}


def _rank(predicate: str, value: str) -> tuple[int, bool, str]:
    """The most telling property first, and English first."""
    term = term_value(value)
    foreign = term.language is not None and not term.language.startswith("en")
    return NAMING.index(predicate[1:-1]), foreign, term.value
