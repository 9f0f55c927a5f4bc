"""The SPARQL endpoint: the answer to a query, a page for people, a description for machines.

A query is planned and the format chosen before any work is done.
"""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kg.errors import KgError
from kg.formats import GRAPHS, HTML, JSON, negotiate
from kg.knowledge_graph import KnowledgeGraph
from kg.query import named_queries
from kg.web.asking import Parameters, Question, answer, prefers_page, question
from kg.web.charting import SVG, chart_answer, wanted_format
from kg.web.headers import POLICY, SCRIPTED, page, respond
from kg.web.incoming import Body, Graph
from kg.web.openapi import SPARQL_GET, SPARQL_POST
from kg.web.protocol import sent, the_query, with_base
from kg.web.queries import grouped
from kg.web.service import service_description
from kg.web.shown import Shown, show
from kg.web.templating import links_of, render
from kg.web.terms import main_terms, used_terms
from kg.web.turns import in_turn

router = APIRouter(tags=["query"])
_EDITOR = Path(__file__).parent / "static" / "vendor" / "yasgui.min.js"
_PANEL = (("Classes", "class"), ("Properties", "property"))
_FIRST = "reviews-of-each-committee"  # what the form holds at first


@router.get("/sparql", openapi_extra=SPARQL_GET)
@router.post("/sparql", openapi_extra=SPARQL_POST)
@router.api_route("/sparql", methods=["QUERY"], include_in_schema=False)
async def sparql(request: Request, kg: Graph, body: Body) -> Response:
    """The answer to a query; without one, a form for people and a description for machines."""
    return await in_turn(request, lambda: _sparql(request, kg, body))


def _sparql(request: Request, kg: KnowledgeGraph, body: bytes) -> Response:
    parameters = sent(request, body)
    wants_page = "format" not in parameters and prefers_page(request, (JSON, *GRAPHS))
    if "query" not in parameters and request.method == "GET":
        if wants_page:
            return _page(request, kg, Shown())
        if not request.url.query:
            return _service(request, kg)
    if wants_page:
        return _page(request, kg, _shown(request, kg, parameters))
    asked = _asked(request, kg, parameters)
    form = wanted_format(request, parameters, asked)
    if form is SVG:
        return chart_answer(request, kg, asked, parameters)
    return answer(request, kg, asked, form)


def _asked(request: Request, kg: KnowledgeGraph, parameters: Parameters) -> Question:
    plan = kg.plan(
        with_base(the_query(parameters), f"{kg.vocabulary.base}sparql"),
        default_graphs=parameters.getlist("default-graph-uri"),
        named_graphs=parameters.getlist("named-graph-uri"),
    )
    return question(request, kg, plan, parameters)


def _shown(request: Request, kg: KnowledgeGraph, parameters: Parameters) -> Shown:
    """The answer, or what is wrong beside the query as it was sent."""
    path = f"{links_of(request).root}/sparql"
    try:
        return show(request, kg, _asked(request, kg, parameters), path, parameters)
    except KgError as error:
        return Shown(" ".join(parameters.getlist("query")[:1]), error=error)


def _page(request: Request, kg: KnowledgeGraph, shown: Shown) -> Response:
    known = named_queries(kg.vocabulary.base)
    release = shown.answer.release if shown.answer else kg.current()
    terms = used_terms(kg, release)
    body = render(
        request,
        "sparql.html",
        shown=shown,
        groups=grouped(known),
        first=known[_FIRST].text_with({}),
        seconds=kg.settings.query_seconds,
        panel=[(title, main_terms(terms, kind)) for title, kind in _PANEL],
        editor=_EDITOR.exists(),
    )
    return page(
        request,
        body,
        release=release,
        error=shown.error,
        Content_Security_Policy=SCRIPTED if _EDITOR.exists() else POLICY,
    )


def _service(request: Request, kg: KnowledgeGraph) -> Response:
    form = negotiate(request.headers.get("accept"), (*GRAPHS, HTML))
    release = kg.current()
    body = service_description(kg, form, release, str(request.url))
    return respond(request, body, form.content_type, release=release)
