"""What every answer may be besides the one that was hoped for, for the OpenAPI document; data and
pure code.

OpenAPI 3.1, section 4.8.16 (responses). A test tries whatever a client may send, and finds no
answer that is not told here.
"""

from __future__ import annotations

from typing import Any

Described = dict[str, Any]

_PROBLEM = ("application/problem+json", "text/html", "text/plain")
_RDF = ("text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml")
_RESOURCE = ("text/html", *_RDF)
# The media types of paths whose routes do not say them.
_CONTENTS: dict[str, tuple[str, ...]] = {
    "/": ("text/html",),
    "/browse": ("text/html",),
    "/browse/{name}": ("text/html",),
    "/conformance": (*_RESOURCE, "application/json"),
    "/data": ("text/html",),
    "/data/": ("text/html",),
    "/data/{path}": _RESOURCE,
    "/def": _RESOURCE,
    "/def/": _RESOURCE,
    "/def/{path}": _RESOURCE,
    "/def/rule/{code}": _RESOURCE,
    "/doc/{kind}/{key}": _RESOURCE,
    "/id/{kind}/{key}": _RESOURCE,
    "/metrics": ("text/plain",),
    "/problems/{slug}": ("text/html",),
    "/queries": (*_RESOURCE, "application/json"),
    "/sparql/terms": ("application/json",),
    "/releases": ("text/html", "application/json"),
    "/releases/{path}": _RESOURCE,
}
_ALWAYS = {
    "304": "The client has this answer already",
    "400": "A parameter is wrong",
    "404": "There is no such thing, release or page",
    "406": "Nothing that was asked for can be made",
    "503": "Too many are asking, or the store cannot be read",
}
_QUERIES = {
    "206": "The part that Range asked for",
    "403": "The query asks the server to reach outside",
    "413": "The answer or the body is too large",
    "415": "The body is in no format that is read here",
    "416": "The answer has no such part",
    "422": "The answer cannot be written in this format",
    "429": "The client has too many queries under way",
}
_IDENTIFIERS = {
    "206": _QUERIES["206"],
    "301": "Merged into another",
    "303": "See the document about it",
    "307": "The same of the release that was meant",
    "410": "Withdrawn: the body is a tombstone",
    "416": _QUERIES["416"],
}
_ANSWERS = ("/sparql", "/queries/", "/r/")
_SHOWN = ("text/html", "image/svg+xml")  # an answer as a page or as a chart
_NAMED = ("/id/", "/doc/", "/def", "/data", "/releases/", "/linkset/", "/dumps/", "/r/")


def promise(document: Described) -> Described:
    """The OpenAPI document with every answer that there may be."""
    for path, operations in document["paths"].items():
        for operation in operations.values():
            operation["responses"] = _responses(path, operation["responses"])
    return document


def _responses(path: str, told: Described) -> Described:
    # FastAPI tells of a 422 of its own, which this service never answers.
    found = {
        status: one for status, one in told.items() if one["description"] != "Validation Error"
    }
    usual = found.get("200", {"description": "The answer"})
    if path in _CONTENTS:
        usual = {**usual, "content": {one: {"schema": {}} for one in _CONTENTS[path]}}
    if path.startswith(_ANSWERS):
        more: Described = {one: {"schema": {}} for one in _SHOWN}
        usual = {**usual, "content": {**usual.get("content", {}), **more}}
    found["200"] = usual
    statuses = dict(_ALWAYS)
    statuses |= _IDENTIFIERS if path.startswith(_NAMED) else {}
    statuses |= _QUERIES if path.startswith(("/sparql", "/queries", "/r/", "/oai")) else {}
    for status, description in statuses.items():
        found.setdefault(status, {"description": description, "content": _content(status, usual)})
    return dict(sorted(found.items()))


def _content(status: str, usual: Described) -> Described:
    """A part is of the same kind as the whole, and so is a tombstone; errors are problems."""
    problem: Described = {one: {"schema": {}} for one in _PROBLEM}
    if status == "206":
        return dict(usual.get("content", {}))
    if status == "410":
        return {**usual.get("content", {}), **problem}
    return problem if status >= "400" else {}
