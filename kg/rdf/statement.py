"""One statement and its terms, as canonical N-Quads text; pure functions."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import pyoxigraph as ox


class Term(NamedTuple):
    """What a term says: `kind` is iri, blank or literal; `language` and `datatype` only for
    literals.
    """

    kind: str
    value: str
    language: str | None = None
    datatype: str | None = None


def iri(value: str) -> str:
    """`value` as an N-Triples IRI. Raises ValueError if it is not an absolute IRI."""
    return str(ox.NamedNode(value))


def literal(value: str, *, language: str | None = None, datatype: str | None = None) -> str:
    """`value` as an N-Triples literal, with its escapes."""
    if language:
        return str(ox.Literal(value, language=language))
    return str(ox.Literal(value, datatype=ox.NamedNode(datatype) if datatype else None))


def date_time(moment: datetime) -> str:
    """A moment in UTC as an xsd:dateTime to the second; two of them compare as their texts do."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def split(statement: str) -> tuple[str, str, str, str]:
    """Subject, predicate, object and graph of a statement, each in N-Triples form.

    Canonical N-Quads put one space between terms and none inside an IRI, so two cuts from each end
    find the object, whatever its literal holds.
    """
    subject, predicate, rest = statement.split(" ", 2)
    value, graph, _ = rest.rsplit(" ", 2)
    return subject, predicate, value, graph


def in_graph(triple: str, graph: str) -> str:
    """The canonical N-Triples line `triple` as a statement of the graph with the IRI `graph`."""
    return f"{triple[:-1]}<{graph}> ."


def term_value(term: str) -> Term:
    """What the N-Triples term says, its escapes undone."""
    if term.startswith("<"):
        return Term("iri", term[1:-1])
    if term.startswith("_:"):
        return Term("blank", term[2:])
    (quad,) = ox.parse(f"<urn:s> <urn:p> {term} .".encode(), format=ox.RdfFormat.N_TRIPLES)
    value = quad.object
    datatype = None if value.language else value.datatype.value
    return Term("literal", value.value, value.language, datatype)
