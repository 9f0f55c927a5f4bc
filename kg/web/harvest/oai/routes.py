"""OAI-PMH over HTTP: GET and POST, every error inside an answer of 200.

OAI-PMH 2.0, sections 3.1 (HTTP) and 3.2 (XML of answers).
"""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import parse_qsl
from xml.etree import ElementTree as ET

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kg.errors import BodyTooLarge
from kg.rdf import date_time
from kg.rdf.markup import add, document
from kg.web.addresses import address, origin
from kg.web.harvest.oai.answers import Repository
from kg.web.harvest.oai.formats import NQUADS_SCHEMA, XSI, nquads_schema
from kg.web.harvest.oai.requests import Asked, Refused, read_request
from kg.web.harvest.source import Harvest, Source
from kg.web.headers import LICENCE, link, respond
from kg.web.incoming import Body, Graph
from kg.web.openapi import OAI_GET, OAI_POST, XSD
from kg.web.turns import in_turn

router = APIRouter(tags=["harvest"])
XML_TYPE = "text/xml; charset=utf-8"
_LONGEST_BODY = 2**14
_OAI = "http://www.openarchives.org/OAI/2.0/"
_NAMESPACES = {"xmlns": _OAI, **XSI, "xsi:schemaLocation": f"{_OAI} {_OAI}OAI-PMH.xsd"}


@router.get("/oai", openapi_extra=OAI_GET)
@router.post("/oai", openapi_extra=OAI_POST)
async def oai(request: Request, source: Harvest, body: Body) -> Response:
    """An answer of OAI-PMH 2.0."""
    if len(body) > _LONGEST_BODY:
        raise BodyTooLarge("A request of OAI-PMH is never this long.", limit=_LONGEST_BODY)
    sent = request.url.query.encode() if request.method == "GET" else body
    pairs = parse_qsl(sent.decode("utf-8", "replace"), keep_blank_values=True)
    return await in_turn(request, lambda: _answer(request, source, pairs))


@router.get(f"/{NQUADS_SCHEMA}", openapi_extra=XSD)
def schema(request: Request, kg: Graph) -> Response:
    """The XML schema of the format `nquads`."""
    body = nquads_schema(kg.vocabulary.base)
    return respond(request, body, "application/xml", release=kg.current())


def _answer(request: Request, source: Source, pairs: list[tuple[str, str]]) -> Response:
    url = address(request, "/oai")
    repository = Repository(source, url, origin(request))
    try:
        asked = read_request(pairs)
        root = _root(url, asked)
        repository.answer(asked, root)
    except Refused as error:
        spoiled = error.code in {"badVerb", "badArgument"}
        root = _root(url, None if spoiled else asked)
        add(root, "error", error.message, code=error.code)
    headers = {
        "Content-Type": XML_TYPE,
        "Cache-Control": "no-cache",
        "KG-Release": str(source.kg.current()),
        "Link": link(LICENCE, "license"),
    }
    return Response(document(root), headers=headers)


def _root(url: str, asked: Asked | None) -> ET.Element:
    """The answer up to where it differs by verb; what was asked, unless that made no sense."""
    root = ET.Element("OAI-PMH", _NAMESPACES)
    add(root, "responseDate", date_time(datetime.now(UTC)))
    said = {"verb": asked.verb, **asked.arguments} if asked else {}
    add(root, "request", url, **said)
    return root
