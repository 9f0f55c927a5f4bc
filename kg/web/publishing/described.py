"""What the OpenAPI document says of checks and writes; data. OpenAPI 3.1, section 4.8."""

from __future__ import annotations

from typing import Any

from kg.formats import DATASETS, GRAPHS
from kg.web.publishing.reports import FORMATS

Described = dict[str, Any]
_TEXT: Described = {"type": "string"}


def _in_query(name: str, description: str, schema: Described = _TEXT) -> Described:
    return {"name": name, "in": "query", "schema": schema, "description": description}


def _in_header(name: str, description: str) -> Described:
    return {"name": name, "in": "header", "schema": _TEXT, "description": description}


def _body(*media_types: str) -> Described:
    return {"content": {one: {"schema": _TEXT} for one in media_types}}


_REPORT: Described = {one.media_type: {"schema": _TEXT} for one in FORMATS}
_GRAPH = _in_query("graph", "The IRI of the graph", {"type": "string", "format": "iri"})
_DRY_RUN = _in_query("dry-run", "Answer the plan, and write nothing", {"type": "boolean"})
_MESSAGE = _in_query("message", "Why, for the history")
_REFUSALS: Described = {
    "400": {"description": "The body is not well-formed; the report says where"},
    "401": {"description": "There is no token, or none that is valid"},
    "403": {"description": "The token does not allow it, or the service only reads"},
    "409": {"description": "Published identifiers would vanish, or retired ones come back"},
    "412": {"description": "The graph is not as If-Match or If-None-Match say"},
    "413": {"description": "The body is too large"},
    "415": {"description": "The body is in no format that is read here"},
    "422": {"description": "The data break a rule; the report says which", "content": _REPORT},
    "503": {"description": "Others are writing, or it took too long; see Retry-After"},
}
_TOKEN: Described = {"security": [{"token": []}]}

TOKEN_SCHEME: Described = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token that the keeper of the service made with kg token create.",
    }
}
GRAPH_WRITTEN: Described = {
    **_TOKEN,
    "parameters": [
        _GRAPH,
        _DRY_RUN,
        _MESSAGE,
        _in_query("withdraw", "With DELETE: why a dataset is withdrawn"),
        _in_header("If-Match", "The ETag of the graph as it was last seen"),
        _in_header("If-None-Match", "* for a graph that is not there yet"),
    ],
    "requestBody": _body(*(one.media_type for one in GRAPHS), "multipart/form-data"),
    "responses": {
        "201": {"description": "A new graph; Location says where"},
        "204": {"description": "Done; KG-Release says in which release"},
        **_REFUSALS,
    },
}
UPDATED: Described = {
    **_TOKEN,
    "parameters": [
        _DRY_RUN,
        _MESSAGE,
        _in_query("using-graph-uri", "A graph of the default graph that WHERE sees"),
        _in_query("using-named-graph-uri", "A graph that GRAPH in WHERE can name"),
    ],
    "requestBody": _body("application/sparql-update", "application/x-www-form-urlencoded"),
    "responses": {"204": {"description": "Done; KG-Release says in which release"}, **_REFUSALS},
}
CHECKED: Described = {
    "parameters": [
        _in_query("alone", "Leave out what the graph holds already", {"type": "boolean"}),
        _in_query("format", "The format of the report; it wins over Accept"),
        _GRAPH,
    ],
    "requestBody": _body(*(one.media_type for one in (*GRAPHS, *DATASETS)), "multipart/form-data"),
    "responses": {
        "200": {"description": "The report, whatever it says", "content": _REPORT},
        **{status: _REFUSALS[status] for status in ("413", "415")},
    },
}
