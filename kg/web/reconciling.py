"""The reconciliation service, for OpenRefine and its like: names of a spreadsheet to identifiers.

Reconciliation Service API 0.2 (W3C Entity Reconciliation Community Group). CORS is open, as on
every path; JSONP, which CORS replaced in that version, is not offered.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kg import __version__
from kg.errors import BadRequest, NotFound, UnsupportedMedia
from kg.formats import HTML
from kg.knowledge_graph import KnowledgeGraph
from kg.search.words import folded
from kg.web.asking import client_of
from kg.web.headers import POLICY, respond
from kg.web.incoming import Graph, read_body
from kg.web.kinds import called
from kg.web.reconciled import Reconciler
from kg.web.reconciliation import CLASSES, Types, ids_and_properties, manifest, read_queries
from kg.web.templating import links_of, render
from kg.web.terms import main_terms, used_terms
from kg.web.turns import in_turn

router = APIRouter(tags=["reconciliation"])
_LIMIT = 2**20
_JSON, _FORM = "application/json", "application/x-www-form-urlencoded"
_FRAMED = POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
_SUGGESTED = 10
_MOST_PROPOSED = 200
_TEXT: dict[str, Any] = {"type": "string"}
_FIELDS = {
    "queries": "A JSON object of queries, by any keys",
    "extend": "A JSON object with ids and properties, whose values are wanted",
}
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"content": {_JSON: {"schema": {"type": "object"}}}},
    400: {"description": "A parameter has a wrong value"},
    503: {"description": "The release is being indexed, or the service is busy"},
}
_GET: dict[str, Any] = {
    "parameters": [
        {"name": name, "in": "query", "schema": _TEXT, "description": said}
        for name, said in _FIELDS.items()
    ]
}
_FORM_SCHEMA = {"type": "object", "properties": dict.fromkeys(_FIELDS, _TEXT)}
_POST: dict[str, Any] = {
    "requestBody": {"required": True, "content": {_FORM: {"schema": _FORM_SCHEMA}}}
}
Prefix = Annotated[str, Query(description="What has been typed", max_length=500)]
Cursor = Annotated[int, Query(ge=0, le=10_000, description="How many to pass over")]
Identifier = Annotated[str, Query(alias="id", description="An identifier", max_length=2000)]


@router.get("/reconcile", openapi_extra=_GET, responses=_RESPONSES, response_class=Response)
@router.post("/reconcile", openapi_extra=_POST, responses=_RESPONSES, response_class=Response)
async def reconcile(request: Request, kg: Graph) -> Response:
    """The candidates for names, or values of things; without a question, what there is to ask."""
    asked = dict(request.query_params)
    if request.method == "POST":
        asked |= _form(request, await read_body(request, _LIMIT))
    return await in_turn(request, lambda: _answer(request, kg, asked))


def _answer(request: Request, kg: KnowledgeGraph, asked: Mapping[str, str]) -> Response:
    types = Types(kg.vocabulary)
    if "queries" in asked:
        queries = read_queries(asked["queries"], types)
        with kg.taken_by(client_of(request)):
            reconciler = Reconciler(kg, types)
            said = reconciler.answers(queries)
        return _json(request, said, reconciler.release)
    if "extend" in asked:
        ids, properties = ids_and_properties(asked["extend"])
        with kg.taken_by(client_of(request)):
            release = kg.current()
            return _json(request, Reconciler(kg, types).extended(ids, properties), release)
    if request.method == "POST":
        raise BadRequest("There must be a parameter queries=… or extend=… with JSON.")
    root = str(request.base_url).rstrip("/")
    return _json(request, manifest(kg.vocabulary, types, root, __version__), kg.current())


@router.get("/reconcile/suggest/entity", responses=_RESPONSES, response_class=Response)
def suggest_entity(
    request: Request, kg: Graph, prefix: Prefix = "", cursor: Cursor = 0
) -> Response:
    """Things whose names begin so."""
    types, index = Types(kg.vocabulary), kg.search.newest()
    hits = [one for one in index.begun(prefix, cursor + 200) if one.kind in CLASSES]
    found = [
        {"id": hit.iri, "name": hit.label, "notable": [types.type(hit.kind)]}
        for hit in hits[cursor : cursor + _SUGGESTED]
    ]
    return _json(request, {"result": found}, index.release)


@router.get("/reconcile/suggest/type", responses=_RESPONSES, response_class=Response)
def suggest_type(request: Request, kg: Graph, prefix: Prefix = "", cursor: Cursor = 0) -> Response:
    """Types whose names hold what was typed."""
    wanted = folded(prefix)
    found = [one for one in Types(kg.vocabulary).all() if wanted in folded(one["name"])]
    return _json(request, {"result": found[cursor:]}, kg.current())


@router.get("/reconcile/suggest/property", responses=_RESPONSES, response_class=Response)
def suggest_property(
    request: Request, kg: Graph, prefix: Prefix = "", cursor: Cursor = 0
) -> Response:
    """Properties that the data use, whose names hold what was typed; the most used first."""
    wanted, release = folded(prefix), kg.current()
    found = [
        {"id": one.iri, "name": one.name or one.short, "description": one.short}
        for one in main_terms(used_terms(kg, release), "property")
        if wanted in folded(f"{one.name} {one.short}")
    ]
    return _json(request, {"result": found[cursor : cursor + _SUGGESTED]}, release)


@router.get("/reconcile/properties", responses=_RESPONSES, response_class=Response)
def propose_properties(
    request: Request,
    kg: Graph,
    type_id: Annotated[str, Query(alias="type", description="A type", max_length=2000)] = "",
    limit: Annotated[int, Query(ge=1, le=_MOST_PROPOSED)] = 50,
) -> Response:
    """The properties that things of a type have, the most used first."""
    types, release = Types(kg.vocabulary), kg.current()
    used = Reconciler(kg, types).used_by(types.kind(type_id))
    found = [
        {"id": one.iri, "name": one.name or one.short}
        for one in main_terms(used_terms(kg, release), "property")
        if one.iri in used
    ]
    said = {"type": type_id, "limit": limit, "properties": found[:limit]}
    return _json(request, said, release)


@router.get("/reconcile/view", include_in_schema=False)
def view(request: Request, kg: Graph, name: Identifier) -> Response:
    """The page of a thing that a name was reconciled with. Raises NotFound."""
    hit = kg.search.newest().about(name)
    if hit is None:
        raise NotFound(f"Nothing here is called <{name[:200]}>.")
    return RedirectResponse(links_of(request).href(hit.iri) or hit.iri, 303)


@router.get("/reconcile/preview", responses={404: {}}, response_class=Response)
def preview(request: Request, kg: Graph, name: Identifier) -> Response:
    """A few lines about a thing, for a frame in another page. Raises NotFound."""
    index = kg.search.newest()
    hit = index.about(name)
    if hit is None:
        raise NotFound(f"Nothing here is called <{name[:200]}>.")
    body = render(request, "preview.html", hit=hit, kind=called(hit.kind))
    return respond(
        request,
        body,
        HTML.content_type,
        release=index.release,
        Content_Security_Policy=_FRAMED,
    )


def _form(request: Request, body: bytes) -> dict[str, str]:
    """The fields of a form. Raises UnsupportedMedia, BadRequest."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != _FORM:
        raise UnsupportedMedia(
            f"Queries are read from a form. Send them as {_FORM}, with queries=… or extend=….",
            available=[_FORM],
        )
    try:
        return dict(parse_qsl(body.decode(), errors="strict", max_num_fields=20))
    except ValueError as error:
        raise BadRequest("The body is not a form in UTF-8.") from error


def _json(
    request: Request, said: Mapping[str, object] | Iterable[object], release: int
) -> Response:
    body = json.dumps(said).encode()
    return respond(request, body, _JSON, release=release)
