"""How often the data use a term, and in which releases its file changed; asks the graph."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from kg.knowledge_graph import KnowledgeGraph
from kg.rdf import Term
from kg.web.listing import NAMES, rows

_RELEASES = 5  # of those that changed a file, the newest


class Thing(NamedTuple):
    """A thing of the data."""

    iri: str
    name: str
    language: str | None = None


class Instances(NamedTuple):
    """How many things of a class there are, and one of them."""

    total: int
    first: Thing | None


def instances(kg: KnowledgeGraph, release: int, iri: str) -> Instances:
    """The things of a class, those of its narrower classes too."""
    query = f"""SELECT ?total ?first ?name {{
        {{ SELECT (COUNT(?thing) AS ?total) (MIN(?thing) AS ?first) {{
            SELECT DISTINCT ?thing {{ ?thing a/rdfs:subClassOf* <{iri}> }} }} }}
        OPTIONAL {{ ?first {NAMES} ?name }} }} ORDER BY ?name LIMIT 1"""
    (row,) = rows(kg, query, release)
    first = row["first"].value if "first" in row else ""
    name = row.get("name", Term("literal", first.rpartition("/")[2]))
    thing = Thing(first, name.value, name.language) if first else None
    return Instances(int(row["total"].value), thing)


def subjects(kg: KnowledgeGraph, release: int, iri: str) -> dict[str, int]:
    """How many things of each class have a property; the class is empty for those without one."""
    query = f"""SELECT ?kind (COUNT(DISTINCT ?thing) AS ?n) {{
        ?thing <{iri}> ?value OPTIONAL {{ ?thing a ?kind }} }} GROUP BY ?kind"""
    found = rows(kg, query, release)
    counted = {row["kind"].value if "kind" in row else "": int(row["n"].value) for row in found}
    return dict(sorted(counted.items(), key=lambda one: (-one[1], one[0])))


def concepts(
    kg: KnowledgeGraph, release: int, scheme: str, properties: Iterable[str]
) -> dict[str, int]:
    """How many things have each concept of a scheme as a value of one of the properties."""
    path = "|".join(f"<{one}>" for one in properties)
    if not path:
        return {}
    query = f"""SELECT ?concept (COUNT(DISTINCT ?thing) AS ?n) {{
        ?concept skos:inScheme <{scheme}> . ?thing {path} ?concept }} GROUP BY ?concept"""
    return {row["concept"].value: int(row["n"].value) for row in rows(kg, query, release)}


class Change(NamedTuple):
    """A release, and when it was published."""

    iri: str
    at: str


def changes(kg: KnowledgeGraph, release: int, graph: str) -> list[Change]:
    """The newest releases that changed a graph."""
    query = f"""SELECT ?release ?at {{
        ?release prov:generated <{graph}> ; prov:endedAtTime ?at
        }} ORDER BY DESC(?at) LIMIT {_RELEASES}"""
    return [Change(row["release"].value, row["at"].value) for row in rows(kg, query, release)]
