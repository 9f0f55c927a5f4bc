"""The terms that the data use, with their names and how often: for the editor and its panel."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kg.knowledge_graph import KnowledgeGraph
from kg.web.class_names import CLASSES
from kg.web.headers import respond
from kg.web.incoming import Graph
from kg.web.listing import rows
from kg.web.pages import PLAIN_JSON
from kg.web.wording import NAMES

router = APIRouter(tags=["query"])
_COUNTS = {
    "class": "SELECT ?term (COUNT(DISTINCT ?s) AS ?n) { GRAPH ?g { ?s a ?term } } GROUP BY ?term",
    "property": "SELECT ?term (COUNT(*) AS ?n) { GRAPH ?g { ?s ?term ?o } } GROUP BY ?term",
}
_NAMES = """SELECT ?term (SAMPLE(?label) AS ?name) (COUNT(?scheme) AS ?schemes) {
    { ?term rdfs:label ?label } UNION { ?term skos:prefLabel ?label ; skos:inScheme ?scheme }
    FILTER(LANG(?label) IN ("en", "")) } GROUP BY ?term"""
# Prefixes of terms that describe the ontology and the rules, and not what the data are about.
_APART = {"adms", "owl", "rdfs", "sh", "vann", "vs"}


@dataclass(frozen=True)
class Used:
    """A term: its IRI, its prefixed name, what it is, what it is called, how often it is used."""

    iri: str
    short: str
    kind: str
    name: str
    count: int


@router.get("/sparql/terms")
def terms(request: Request, kg: Graph) -> Response:
    """The prefixes, and every class, property and concept, the most used first, as JSON."""
    release = kg.current()
    said = {
        "prefixes": kg.vocabulary.prefixes,
        "terms": [asdict(one) for one in used_terms(kg, release)],
    }
    body = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    return respond(request, body, PLAIN_JSON.content_type, release=release)


def used_terms(kg: KnowledgeGraph, release: int) -> list[Used]:
    """Every class, property and concept of a release, the most used first."""
    named = rows(kg, _NAMES, release)
    names = {row["term"].value: row["name"].value for row in named}
    found = [
        _used(kg, row["term"].value, kind, names, int(row["n"].value))
        for kind, query in _COUNTS.items()
        for row in rows(kg, query, release)
    ]
    concepts = [row["term"].value for row in named if row["schemes"].value != "0"]
    found += [_used(kg, term, "concept", names, 0) for term in concepts]
    return sorted(found, key=lambda one: (-one.count, one.short))


def main_terms(found: Sequence[Used], kind: str) -> list[Used]:
    """Those that the data are made of, without those that describe the ontology."""
    return [one for one in found if one.kind == kind and one.short.split(":")[0] not in _APART]


def _used(kg: KnowledgeGraph, term: str, kind: str, names: dict[str, str], count: int) -> Used:
    short = kg.vocabulary.shorten(term)
    plain = CLASSES if kind == "class" else NAMES
    return Used(term, short, kind, names.get(term) or plain.get(short, ""), count)
