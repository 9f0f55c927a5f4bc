"""`/conformance`: what is kept of each specification, as a page, as JSON and as EARL."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from kg.formats import GRAPHS, HTML, by_name, negotiate
from kg.rdf.write import write_rdf
from kg.web.addresses import address
from kg.web.conformance.earl import PREFIXES, assertions
from kg.web.conformance.outcomes import suites, written
from kg.web.headers import respond
from kg.web.incoming import Graph
from kg.web.pages import PLAIN_JSON
from kg.web.templating import render

router = APIRouter(tags=["pages"])
_FORMATS = (PLAIN_JSON, HTML, *GRAPHS)


@router.get("/conformance")
def conformance(
    request: Request, kg: Graph, format_name: Annotated[str | None, Query(alias="format")] = None
) -> Response:
    """How many tests of each specification pass, and why the others do not; in RDF as EARL."""
    accepted = request.headers.get("accept")
    form = by_name(format_name, _FORMATS) if format_name else negotiate(accepted, _FORMATS)
    release = kg.current()
    if form is HTML:
        body = render(request, "conformance.html", suites=suites(), release=release)
    elif form is PLAIN_JSON:
        body = written(suites())
    else:
        said = assertions(suites(), address(request, "/conformance"))
        body = write_rdf(said, form.syntax, {**kg.vocabulary.prefixes, **PREFIXES})
    return respond(request, body, form.content_type, release=release)
