"""What the pages ask the graph: counts, lists, newest reviews; answers are kept by release."""

from __future__ import annotations

import json
from typing import NamedTuple

from kg.formats import JSON
from kg.knowledge_graph import KnowledgeGraph
from kg.rdf import Term
from kg.web.kinds import KINDS, Kind
from kg.web.literals import readable_date

PAGE_SIZE = 50
# A figure is called by what it counts.
NAMES = "skos:prefLabel|dcterms:title|foaf:name|schema:name|schema:measuredProperty/skos:prefLabel"


class Entry(NamedTuple):
    """One line of a list."""

    iri: str
    name: str
    language: str | None
    detail: str = ""


def rows(kg: KnowledgeGraph, query: str, release: int) -> list[dict[str, Term]]:
    """The rows of a SELECT written with our prefixes."""
    plan = kg.plan(kg.vocabulary.prologue(query) + query)
    answer = kg.answer(plan, JSON, release=release)
    return read_rows(answer.body)


def read_rows(body: bytes) -> list[dict[str, Term]]:
    """The rows of SPARQL 1.1 Query Results JSON."""
    found = json.loads(body)["results"]["bindings"]
    return [{name: read_term(one) for name, one in row.items()} for row in found]


def read_term(value: dict[str, str]) -> Term:
    """One RDF term of SPARQL 1.1 Query Results JSON (section 3.2.2)."""
    if value["type"] == "literal":
        return Term("literal", value["value"], value.get("xml:lang"), value.get("datatype"))
    return Term("iri" if value["type"] == "uri" else "blank", value["value"])


def counts(kg: KnowledgeGraph, release: int) -> dict[str, int]:
    """How many things of each kind there are."""
    kinds = " ".join(f'("{key}" {one})' for key, kind in KINDS.items() for one in kind.classes)
    query = f"""SELECT ?kind (COUNT(DISTINCT ?thing) AS ?n) {{
        VALUES (?kind ?type) {{ {kinds} }} ?thing a ?type }} GROUP BY ?kind"""
    found = {row["kind"].value: int(row["n"].value) for row in rows(kg, query, release)}
    return {key: found.get(key, 0) for key in KINDS}


def page_of(kg: KnowledgeGraph, kind: Kind, number: int, release: int) -> list[Entry]:
    """Page `number` (from 1) of the things of a kind, by name."""
    # Grouped inside: Virtuoso does not order by an expression of what is grouped beside it.
    query = f"""SELECT ?thing ?name ?description {{
        {{ SELECT ?thing (SAMPLE(?called) AS ?name) (SAMPLE(?said) AS ?description) {{
        VALUES ?type {{ {" ".join(kind.classes)} }} ?thing a ?type
        OPTIONAL {{ ?thing {NAMES} ?called FILTER(LANG(?called) IN ("en", "")) }}
        OPTIONAL {{ ?thing dcterms:description ?said FILTER(!BOUND(?called)) }}
        }} GROUP BY ?thing }} }}
        ORDER BY LCASE(STR(COALESCE(?name, ?description, ?thing))) ?thing
        LIMIT {PAGE_SIZE} OFFSET {(number - 1) * PAGE_SIZE}"""
    return [_entry(row) for row in rows(kg, query, release)]


def newest_reviews(kg: KnowledgeGraph, release: int, limit: int = 8) -> list[Entry]:
    """The reviews whose reports were published last, each with that date."""
    query = f"""SELECT ?thing (SAMPLE(?title) AS ?name) (MAX(STR(?date)) AS ?detail) {{
        ?thing a crv:CaseReview ; dcterms:title ?title .
        ?report crv:reportOf ?thing .
        ?edition openwemi:expresses ?report ; dcterms:issued ?date
        }} GROUP BY ?thing ORDER BY DESC(?detail) ?thing LIMIT {limit}"""
    return [_entry(row) for row in rows(kg, query, release)]


class Source(NamedTuple):
    """How far a dataset can be relied on, and the IRI of its licence."""

    confidence: str = ""
    licence: str = ""


def datasets(kg: KnowledgeGraph, release: int) -> dict[str, Source]:
    """The datasets, by IRI."""
    query = """SELECT ?set (SAMPLE(?label) AS ?confidence) (SAMPLE(?terms) AS ?licence) {
        ?set a dcat:Dataset
        OPTIONAL { ?set crv:confidence/skos:prefLabel ?label }
        OPTIONAL { ?set dcterms:license ?terms } } GROUP BY ?set"""
    return {
        row["set"].value: Source(
            *(row[name].value if name in row else "" for name in ("confidence", "licence"))
        )
        for row in rows(kg, query, release)
    }


def _entry(row: dict[str, Term]) -> Entry:
    thing = row["thing"].value
    key = Term("literal", thing.rstrip("/").rpartition("/")[2])
    name = row.get("name") or row.get("description") or key
    detail = row.get("detail")
    return Entry(thing, name.value, name.language, readable_date(detail.value) if detail else "")
