"""What became of identifiers that others link to: POST /resolve; says what `kg resolve` says."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from kg.errors import BadRequest, BodyTooLarge, UnsupportedMedia
from kg.formats import CSV, Format, Kind, negotiate
from kg.knowledge_graph import KnowledgeGraph
from kg.ledger import Entry, State, as_csv, read_list
from kg.web.asking import client_of
from kg.web.headers import respond
from kg.web.incoming import Graph, read_body
from kg.web.turns import in_turn

router = APIRouter(tags=["identifiers"])
MOST = 10_000
_LIMIT = 4 * 2**20  # 10,000 long identifiers
_LONGEST = 2000
_TYPES = ("application/json", "text/plain", "text/uri-list")
_JSON = Format("json", "application/json", "json", Kind.PAGE)

_IRIS: dict[str, Any] = {
    "type": "array",
    "maxItems": MOST,
    "items": {"type": "string", "maxLength": _LONGEST},
}
_ENTRY: dict[str, Any] = {
    "type": "object",
    "required": ["asked", "state"],
    "properties": {
        "asked": {"type": "string", "description": "As it was sent"},
        "state": {"enum": [one.value for one in State]},
        "iri": {"type": "string", "description": "The canonical identifier, where it is ours"},
        "target": {"type": "string", "description": "What to use instead, always live"},
        "reason": {"type": "string", "description": "Why one is gone or moved"},
        "label": {"type": "string", "description": "The name of it, or of its target"},
        "changed": {
            "type": "object",
            "description": "The release that last changed it",
            "properties": {"release": {"type": "integer"}, "at": {"type": "string"}},
        },
    },
}
_OPENAPI: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "oneOf": [
                        _IRIS,
                        {
                            "type": "object",
                            "required": ["iris"],
                            "properties": {"iris": _IRIS},
                        },
                    ]
                }
            },
            "text/plain": {"schema": {"type": "string", "description": "One on each line"}},
            "text/uri-list": {"schema": {"type": "string"}},
        },
    },
    "responses": {
        "200": {
            "description": "A line of the ledger for each identifier, in the order of asking",
            "content": {
                "application/json": {
                    "schema": {
                        "type": "object",
                        "required": ["results"],
                        "properties": {"results": {"type": "array", "items": _ENTRY}},
                    }
                },
                "text/csv": {"schema": {"type": "string"}},
            },
        },
        "400": {"description": "The list is not right, or holds too many"},
        "406": {"description": "Neither JSON nor CSV will do"},
        "413": {"description": "The body is too large"},
        "415": {"description": "The body is in no form that is read here"},
        "503": {"description": "It took too long, or the service is busy"},
    },
}


@router.post("/resolve", openapi_extra=_OPENAPI)
async def resolve(
    request: Request,
    kg: Graph,
    changes: Annotated[bool, Query(description="Also say when each changed last")] = True,
) -> Response:
    """Say of up to 10,000 identifiers whether they are live, moved, gone or were never minted."""
    form = negotiate(request.headers.get("accept"), (_JSON, CSV))
    asked = _asked(request, await read_body(request, _LIMIT))
    return await in_turn(request, lambda: _answer(request, kg, asked, form, changes))


def _answer(
    request: Request, kg: KnowledgeGraph, asked: list[str], form: Format, changes: bool
) -> Response:
    release = kg.current()
    with kg.taken_by(client_of(request)):
        entries = kg.resolve(asked, changes=changes, seconds=kg.settings.query_seconds)
    body = as_csv(entries) if form is CSV else _as_json(entries)
    return respond(request, body, form.content_type, release=release)


def _as_json(entries: Sequence[Entry]) -> bytes:
    return json.dumps({"results": [one.as_json() for one in entries]}).encode()


def _asked(request: Request, body: bytes) -> list[str]:
    """The identifiers in the body. Raises UnsupportedMedia, BadRequest, BodyTooLarge."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in _TYPES:
        raise UnsupportedMedia(
            f"Identifiers are not read from {media_type[:60] or 'a body without Content-Type'}. "
            f"Send a JSON list as {_TYPES[0]}, or one identifier on each line as {_TYPES[1]}.",
            available=list(_TYPES),
        )
    try:
        asked = read_list(body.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadRequest("The body is not UTF-8.") from error
    except ValueError as error:
        raise BadRequest(str(error)) from error
    if len(asked) > MOST:
        raise BodyTooLarge(
            f"There are {len(asked):,} identifiers, and {MOST:,} at most are looked up at once. "
            "Send them in parts.",
            limit=MOST,
        )
    for place, one in enumerate(asked, start=1):
        if len(one) > _LONGEST:
            raise BadRequest(
                f"Identifier {place} has {len(one):,} characters; none of ours has more than "
                f"{_LONGEST:,}."
            )
    return asked
