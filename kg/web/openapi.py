"""What the OpenAPI document says of queries beyond what the library finds out; data and pure code.

OpenAPI 3.1, section 4.8.
"""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from kg.formats import DATASETS, GRAPHS, ROWS, Format
from kg.query import Kind, NamedQuery, Parameter, named_queries
from kg.web.promises import promise
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


_ANY: Described = {"schema": {}}  # a page or a file, which a schema of JSON does not describe


def _contents(formats: tuple[Format, ...]) -> Described:
    return {one.media_type: _ANY for one in formats}


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

_LIST: Described = {"text/html": _ANY, "application/json": _ANY}
LISTED: Described = {"responses": {"200": {"description": "The list", "content": _LIST}}}
_FILES = ("application/n-quads", "application/trig", "text/turtle", "application/gzip")
_FILE: Described = dict.fromkeys(_FILES, _ANY)
DUMP: Described = {
    "responses": {
        "200": {"description": "The file", "content": _FILE},
        "206": {"description": "The part that Range asked for", "content": _FILE},
        "307": {"description": "The same file of the release that was meant"},
        "416": {"description": "The file has no such part"},
    }
}


def _answered(*media_types: str) -> Described:
    content = dict.fromkeys(media_types, _ANY)
    return {"responses": {"200": {"description": "The document", "content": content}}}


ATOM = _answered("application/atom+xml")
SITEMAP = XSD = _answered("application/xml")
_OAI_ARGUMENTS = {
    "verb": "Identify, ListMetadataFormats, ListSets, ListIdentifiers, ListRecords or GetRecord",
    "metadataPrefix": "oai_dc, rdf or nquads",
    "identifier": "The IRI of a record",
    "from": "The first datestamp",
    "until": "The last datestamp",
    "set": "A kind of thing",
    "resumptionToken": "The token that the last part of a list ended with",
}
OAI_GET: Described = {
    **_answered("text/xml"),
    "parameters": [_in_query(name, _TEXT, said) for name, said in _OAI_ARGUMENTS.items()],
}
_OAI_FORM = {"type": "object", "properties": dict.fromkeys(_OAI_ARGUMENTS, _TEXT)}
OAI_POST: Described = {
    **_answered("text/xml"),
    "requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": _OAI_FORM}}},
}

_LINKS = ("application/linkset+json", "application/linkset")
LINKED: Described = _answered(*_LINKS)
RDF: Described = {**_answered(*(one.media_type for one in GRAPHS)), "parameters": [_AS_OF]}
PREFIXES: Described = _answered(
    *("text/html", "application/ld+json", "text/turtle"),
    *("application/sparql-query", "application/json"),
)
TEXT_FILE: Described = _answered("text/plain")
CONTACT: Described = TEXT_FILE


def list_queries(app: FastAPI, base: str) -> None:
    """Let the OpenAPI document of `app` list each named query, with its own parameters, and every
    answer that there may be.
    """
    found = app.openapi

    def openapi() -> Described:
        document = found()
        for query in named_queries(base).values():
            document["paths"][f"/queries/{query.name}"] = {"get": _operation(query)}
        document.setdefault("components", {})["securitySchemes"] = TOKEN_SCHEME
        return promise(document)

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
