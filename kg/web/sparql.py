"""SPARQL 1.1 Protocol, query operation (section 2.1): GET, both forms of POST; a page for people.

A query is planned and the format chosen before any work is done.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import parse_qsl

from fastapi import APIRouter
from starlette.datastructures import ImmutableMultiDict
from starlette.requests import Request
from starlette.responses import Response

from kg.errors import BadRequest, KgError, NotAcceptable, UnsupportedMedia
from kg.formats import GRAPHS, HTML, JSON, TURTLE, Format, Kind, by_name, negotiate
from kg.knowledge_graph import KnowledgeGraph
from kg.query import Answer, QueryPlan
from kg.web.examples import EXAMPLES
from kg.web.headers import respond
from kg.web.incoming import Body, Graph
from kg.web.results import Table, read_table
from kg.web.service import service_description
from kg.web.templating import render

router = APIRouter(tags=["query"])
FORM, QUERY = "application/x-www-form-urlencoded", "application/sparql-query"
SHOWN_BYTES = 4 * 2**20  # a larger answer is offered as a file and not as a page

Parameters = ImmutableMultiDict[str, str]


@router.get("/sparql")
@router.post("/sparql")
def sparql(request: Request, kg: Graph, body: Body) -> Response:
    """The answer to a query; without one, a form for people and a description for machines."""
    parameters = _parameters(request, body)
    wants_page = "format" not in parameters and _prefers_page(request)
    if "query" not in parameters and request.method == "GET":
        if wants_page:
            return _page(request, kg, _Shown())
        if not request.url.query:
            return _service(request, kg)
    if not wants_page:
        return _answer(request, kg, parameters)
    try:
        return _page(request, kg, _show(kg, parameters))
    except KgError as error:
        text = " ".join(parameters.getlist("query")[:1])
        return _page(request, kg, _Shown(text, error=error))


def _parameters(request: Request, body: bytes) -> Parameters:
    """The parameters, wherever this form of the operation puts them.

    Raises UnsupportedMedia, BadRequest.
    """
    found = request.query_params.multi_items()
    if request.method == "GET":
        return ImmutableMultiDict(found)
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in {FORM, QUERY}:
        raise UnsupportedMedia(
            f"A query is not read from {media_type or 'a body without Content-Type'}. Send "
            f"{QUERY} with the query as the body, or {FORM} with query=….",
            available=[QUERY, FORM],
        )
    try:
        text = body.decode()
        if media_type == QUERY:
            return ImmutableMultiDict([*found, ("query", text)])
        sent = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError as error:
        raise BadRequest("The body is not a form in UTF-8.") from error
    return ImmutableMultiDict([*found, *sent])


def _prefers_page(request: Request) -> bool:
    """Whether the client likes HTML better than anything that a query can be answered in."""
    try:
        best = negotiate(request.headers.get("accept"), (JSON, *GRAPHS, HTML))
    except NotAcceptable:
        return False
    return best is HTML


class _Question(NamedTuple):
    """What is asked: the plan of the query, the release, the time limit of the client."""

    plan: QueryPlan
    release: int
    seconds: float | None


def _question(kg: KnowledgeGraph, parameters: Parameters) -> _Question:
    as_of = _at_most_once(parameters, "as-of")
    plan = kg.plan(
        _query(parameters),
        default_graphs=parameters.getlist("default-graph-uri"),
        named_graphs=parameters.getlist("named-graph-uri"),
    )
    release = kg.current() if as_of is None else kg.as_of(as_of)
    return _Question(plan, release, _seconds(_at_most_once(parameters, "timeout")))


def _query(parameters: Parameters) -> str:
    """The one query. Raises BadRequest."""
    queries = parameters.getlist("query")
    if len(queries) == 1:
        return queries[0]
    if "update" in parameters:
        raise BadRequest("/sparql only reads. It takes query=…, not update=….")
    raise BadRequest(
        f"There must be one parameter query=… with the text of the query; there are {len(queries)}."
    )


def _at_most_once(parameters: Parameters, name: str) -> str | None:
    values = parameters.getlist(name)
    if len(values) > 1:
        raise BadRequest(f"There must be one {name}=… at most; there are {len(values)}.")
    return values[0] if values else None


def _seconds(value: str | None) -> float | None:
    """The client's own time limit. Raises BadRequest."""
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise BadRequest(f"timeout={value[:60]} is not a number of seconds greater than 0.")
    return seconds


def _answer(request: Request, kg: KnowledgeGraph, parameters: Parameters) -> Response:
    question = _question(kg, parameters)
    form = _format(request, parameters, question.plan.formats)
    answer = kg.answer(question.plan, form, release=question.release, seconds=question.seconds)
    return respond(request, answer.body, form.content_type, release=answer.release)


def _format(request: Request, parameters: Parameters, available: Sequence[Format]) -> Format:
    """What `format=` names, else what Accept likes best. Raises NotAcceptable, BadRequest."""
    name = _at_most_once(parameters, "format")
    return by_name(name, available) if name else negotiate(request.headers.get("accept"), available)


class _Shown(NamedTuple):
    """What the page shows: the query, and its answer as a table or as text, or what is wrong."""

    query: str = ""
    answer: Answer | None = None
    formats: tuple[Format, ...] = ()
    table: Table | None = None
    text: str | None = None
    error: KgError | None = None


def _show(kg: KnowledgeGraph, parameters: Parameters) -> _Shown:
    question = _question(kg, parameters)
    plan = question.plan
    form = JSON if plan.formats[0].kind == Kind.ROWS else TURTLE
    answer = kg.answer(plan, form, release=question.release, seconds=question.seconds)
    shown = _Shown(plan.text, answer, plan.formats)
    if len(answer.body) > SHOWN_BYTES:
        return shown
    if form is TURTLE:
        return shown._replace(text=answer.body.decode())
    return shown._replace(table=read_table(answer.body))


def _page(request: Request, kg: KnowledgeGraph, shown: _Shown) -> Response:
    examples = [(one.title, one.about, one.text(kg.vocabulary)) for one in EXAMPLES]
    body = render(
        request,
        "sparql.html",
        shown=shown,
        examples=examples,
        vocabulary=kg.vocabulary,
        seconds=kg.settings.query_seconds,
    )
    if shown.error:
        headers = {"Content-Type": HTML.content_type, "Vary": "Accept", "Cache-Control": "no-store"}
        return Response(body, shown.error.status, headers)
    release = shown.answer.release if shown.answer else kg.current()
    return respond(request, body, HTML.content_type, release=release)


def _service(request: Request, kg: KnowledgeGraph) -> Response:
    form = negotiate(request.headers.get("accept"), (*GRAPHS, HTML))
    release = kg.current()
    body = service_description(kg, form, release)
    return respond(request, body, form.content_type, release=release)
