"""One page for each nation: what its reviews are, what guides them, who helps, what was published,
for children and for adults. All of it comes from the graph.
"""

from __future__ import annotations

from typing import NamedTuple

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kg.errors import NotFound
from kg.formats import HTML
from kg.knowledge_graph import KnowledgeGraph
from kg.rdf import iri
from kg.vocab import NATION_AREAS
from kg.web.headers import respond
from kg.web.incoming import AsOf, Graph
from kg.web.listing import rows
from kg.web.sections.making import Section, make
from kg.web.sections.reading import wanted
from kg.web.templating import kept, links_of, render

router = APIRouter(tags=["pages"], prefix="/nations")
KINGDOM = "http://statistics.data.gov.uk/id/statistical-geography/K02000001"


class Nation(NamedTuple):
    """A nation of the United Kingdom: its name and the IRI of its area."""

    name: str
    area: str


NATIONS = {
    "england": Nation("England", NATION_AREAS["eng"]),
    "northern-ireland": Nation("Northern Ireland", NATION_AREAS["nir"]),
    "scotland": Nation("Scotland", NATION_AREAS["sct"]),
    "wales": Nation("Wales", NATION_AREAS["wal"]),
}
FAMILIES = {"children": "child-case-review", "adults": "adult-case-review"}


@router.get("")
def nations(request: Request, kg: Graph, release: AsOf) -> Response:
    """The four nations, with how many reviews each has."""
    query = """SELECT ?area (COUNT(DISTINCT ?review) AS ?n) {
        ?review a crv:CaseReview ; dcterms:spatial ?area } GROUP BY ?area"""
    counted = {row["area"].value: int(row["n"].value) for row in rows(kg, query, release)}
    body = render(
        request,
        "nations.html",
        nations=NATIONS,
        counts={key: counted.get(one.area, 0) for key, one in NATIONS.items()},
        release=release,
    )
    return respond(request, body, HTML.content_type, release=release)


@router.get("/{key}")
def nation(request: Request, kg: Graph, key: str, release: AsOf) -> Response:
    """Everything about case reviews in one nation. Raises NotFound."""
    if key not in NATIONS:
        raise NotFound(f"There is no nation {key[:60]!r}. There are {', '.join(NATIONS)}.")
    body = kept(request, release, lambda: _nation(request, kg, key, release))
    return respond(request, body, HTML.content_type, release=release)


def _nation(request: Request, kg: KnowledgeGraph, key: str, release: int) -> bytes:
    links, types = links_of(request), f"{kg.vocabulary.base}def/review-type/"
    families = {name: iri(types + concept) for name, concept in FAMILIES.items()}
    terms = {"nation": iri(NATIONS[key].area), "kingdom": iri(KINGDOM), **families}

    def made(kind: str, **more: str) -> list[Section]:
        found = (make(kg, one, terms | more, links, release) for one in wanted(kind))
        return [section for section in found if section.total]

    def of_family(name: str, family: str) -> list[Section]:
        return [
            one._replace(name=f"{name}-{one.name}") for one in made("nation-family", family=family)
        ]

    return render(
        request,
        "nation.html",
        key=key,
        nation=NATIONS[key],
        nations=NATIONS,
        parts={name: of_family(name, family) for name, family in families.items()},
        both=made("nation"),
        release=release,
    )
