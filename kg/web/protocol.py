"""How a query is sent: SPARQL 1.1 Protocol, section 2.1, and the QUERY method; no answers."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from starlette.datastructures import ImmutableMultiDict
from starlette.requests import Request

from kg.errors import BadRequest, UnsupportedMedia
from kg.query import refuse_too_long
from kg.query.hints.grammar import first_fault
from kg.query.hints.words import is_absolute, words
from kg.web.asking import Parameters

# What may be a relative IRI: a quick look, before a careful one.
_RELATIVE = re.compile(r"<(?![A-Za-z][A-Za-z0-9+.-]*:)[^<>\s]*>")
_BASE = re.compile(r"\bBASE\b", re.IGNORECASE)
_LONG = 64 * 1024  # a careful look at more costs a second and more
FORM, QUERY = "application/x-www-form-urlencoded", "application/sparql-query"


def sent(request: Request, body: bytes) -> Parameters:
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
        fields = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError as error:
        raise BadRequest("The body is not a form in UTF-8.") from error
    return ImmutableMultiDict([*found, *fields])


def the_query(parameters: Parameters) -> str:
    """The one query. Raises BadRequest, BodyTooLarge."""
    queries = parameters.getlist("query")
    if len(queries) == 1:
        refuse_too_long(queries[0])
        return queries[0]
    if "update" in parameters:
        raise BadRequest("/sparql only reads. Send the update to /update, with a token.")
    raise BadRequest(
        f"There must be one parameter query=… with the text of the query; there are {len(queries)}."
    )


def with_base(text: str, base: str) -> str:
    """The query with `base` for its relative IRIs, where it has any and no BASE of its own.

    SPARQL 1.1 Protocol, section 2.1.4: the base IRI is one that the service defines. A query that
    is not in the grammar stays as it was sent, so that its faults have their places.
    """
    if not _RELATIVE.search(text):
        return text
    if len(text) > _LONG:
        return text if _BASE.search(text) else f"BASE <{base}> {text}"
    read = words(text)
    relative = any(word.kind == "iri" and not is_absolute(word.text) for word in read)
    if not relative or any(word.kind == "BASE" for word in read):
        return text
    return text if first_fault([word.kind for word in read]) else f"BASE <{base}> {text}"
