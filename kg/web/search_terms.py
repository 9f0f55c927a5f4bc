"""The page about the property that searches inside queries."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kg.formats import HTML
from kg.query.matching import MOST
from kg.web.headers import respond
from kg.web.incoming import Graph
from kg.web.templating import links_of, render

router = APIRouter(tags=["search"])
_EXAMPLE = """SELECT ?name ?score {
  (?body ?score) search:matches "fife protection" .
  ?body a org:Organization ; skos:prefLabel ?name
} ORDER BY DESC(?score)"""


@router.get("/def/search", include_in_schema=False)
@router.get("/def/search/matches", include_in_schema=False)
def term(request: Request) -> Response:
    """The property is told of on its page."""
    return RedirectResponse(f"{links_of(request).root}/def/search/", 303)


@router.get("/def/search/")
def page(request: Request, kg: Graph) -> Response:
    """How a query searches by words."""
    example = kg.vocabulary.prologue(_EXAMPLE) + _EXAMPLE
    body = render(request, "search-help.html", example=example, most=MOST)
    return respond(request, body, HTML.content_type, release=kg.current())
