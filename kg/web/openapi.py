"""What the OpenAPI document says of queries beyond what the library finds out; data and pure code.

OpenAPI 3.1, section 4.8.
"""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from kg.formats import DATASETS, GRAPHS, ROWS, Format
from kg.query import Kind, NamedQuery, Parameter, named_queries
from kg.web.publishing.described import TOKEN_SCHEME

Described = dict[str, Any]

_SCHEMAS: dict[Kind, Described] = {
    Kind.IRI: {"type": "string", "format": "iri-reference"},
    Kind.CONCEPT: {"type": "string", "format": "iri-reference"},
    Kind.STRING: {"type": "string"},
    Kind.INTEGER: {"type": "integer"},
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.YEAR: {"type": "string", "pattern": "^[0-9]{4}$"},
}


def _in_query(name: str, schema: Described, description: str) -> Described:
    return {"name": name, "in": "query", "schema": schema, "description": description}


def _contents(formats: tuple[Format, ...]) -> Described:
    return {one.media_type: {"schema": {"type": "string"}} for one in formats}


def _format(formats: tuple[Format, ...]) -> Described:
    names = {"type": "string", "enum": [*(one.name for one in formats), "svg"]}
    return _in_query("format", names, "The format of the answer; it wins over Accept.")


_TEXT: Described = {"type": "string"}
_AS_OF = _in_query("as-of", _TEXT, "A release number, or a date: the release that is asked.")
_TIMEOUT = _in_query(
    "timeout",
    {"type": "number", "exclusiveMinimum": 0},
    "A limit in seconds; it only lowers that of the server.",
)
_CHART = _in_query(
    "chart",
    {"type": "string", "enum": ["bars", "timeline", "map"]},
    "With format=svg, or in a page: what to draw.",
)
_GRAPH_LIST: Described = {"type": "array", "items": {"type": "string", "format": "iri"}}
_ANSWERS = (*ROWS, *GRAPHS, *DATASETS)
_PARAMETERS = [
    _format(_ANSWERS),
    _AS_OF,
    _TIMEOUT,
    _CHART,
    _in_query("default-graph-uri", _GRAPH_LIST, "The graphs that make up the default graph."),
    _in_query("named-graph-uri", _GRAPH_LIST, "The graphs that GRAPH can name."),
]
_ANSWERED: Described = {"200": {"description": "The whole answer", "content": _contents(_ANSWERS)}}
_QUERY = _in_query("query", _TEXT, "A SPARQL 1.1 query. Without it: what the service is.")

SPARQL_GET: Described = {"parameters": [_QUERY, *_PARAMETERS], "responses": _ANSWERED}
SPARQL_POST: Described = {
    "parameters": _PARAMETERS,
    "requestBody": {
        "required": True,
        "content": {
            "application/sparql-query": {"schema": _TEXT},
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "properties": {"query": _TEXT},
                    "required": ["query"],
                }
            },
        },
    },
    "responses": _ANSWERED,
}
NAMED: Described = {"parameters": [_format((*ROWS, *GRAPHS)), _AS_OF, _TIMEOUT, _CHART]}

CITED: Described = {
    "parameters": [
        _in_query(
            "cite",
            {"type": "string", "enum": ["bibtex", "csl", "text"]},
            "A reference to the answer, for a bibliography, in the place of the answer.",
        )
    ],
    "responses": {
        "200": {"description": "The answer, byte for byte", "content": _contents(_ANSWERS)},
        "410": {"description": "The release no longer gives the answer that was cited"},
    },
}


def list_queries(app: FastAPI, base: str) -> None:
    """Let the OpenAPI document of `app` list each named query, with its own parameters."""
    found = app.openapi

    def openapi() -> Described:
        document = found()
        for query in named_queries(base).values():
            document["paths"][f"/queries/{query.name}"] = {"get": _operation(query)}
        document.setdefault("components", {})["securitySchemes"] = TOKEN_SCHEME
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # the library's own way to extend it


def _operation(query: NamedQuery) -> Described:
    contents = _contents((*ROWS, *GRAPHS))
    return {
        "tags": ["named queries"],
        "operationId": query.name,
        "summary": query.title,
        "description": query.description,
        "parameters": [*(_parameter(one) for one in query.parameters), *NAMED["parameters"]],
        "responses": {"200": {"description": "The whole answer", "content": contents}},
    }


def _parameter(parameter: Parameter) -> Described:
    schema = _SCHEMAS[parameter.kind]
    default = int(parameter.default) if parameter.kind is Kind.INTEGER else parameter.default
    said = _in_query(parameter.name, {**schema, "default": default}, parameter.description)
    return {**said, "example": default}
