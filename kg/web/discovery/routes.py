"""Where programs look first: well-known paths, the catalogue, prefixes, robots.txt.

RFC 8615 (well-known), 9116 (security.txt), 9309 (robots.txt), 9727 (api-catalog).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from kg.errors import NotFound
from kg.formats import GRAPHS, HTML, TURTLE, Format, by_name, negotiate
from kg.rdf.write import write_rdf
from kg.web.addresses import address, origin
from kg.web.discovery.catalogue import catalogue
from kg.web.discovery.prefixes import FORMATS, written
from kg.web.discovery.void import void
from kg.web.headers import link, respond
from kg.web.incoming import AsOf, Graph
from kg.web.linksets import LINKSETS, Typed, write_linkset
from kg.web.openapi import CONTACT, LINKED, PREFIXES, RDF, TEXT_FILE
from kg.web.templating import links_of, render

router = APIRouter(tags=["discovery"])
PLAIN_TEXT = "text/plain; charset=utf-8"
API_CATALOG = "https://www.rfc-editor.org/info/rfc9727"
_WELL_KNOWN = "/.well-known"
_OPENAPI = "application/json"
# The interfaces, and the document that explains each.
_INTERFACES = {
    "/sparql": "/queries",
    "/oai": "/oai?verb=Identify",
    "/feed.atom": "/releases",
    "/dumps": "/releases",
    "/catalog": "/browse/dataset",
}
# What crawlers need not take: answers to queries, older releases, files for harvesters. Withdrawn
# things thereby leave search engines soon.
_KEPT_FROM_CRAWLERS = ("/sparql?", "/r/", "/oai", "/feed.atom", "/dumps/", "/*?*as-of=")


@router.get(f"{_WELL_KNOWN}/void", openapi_extra=RDF)
def well_known_void(request: Request, kg: Graph, release: AsOf) -> Response:
    """What the graph holds, in VoID."""
    form = _rdf(request)
    body = write_rdf(void(kg, release, origin(request)), form.syntax, kg.vocabulary.prefixes)
    return respond(request, body, form.content_type, release=release)


@router.get("/catalog", openapi_extra=RDF)
def dcat(request: Request, kg: Graph, release: AsOf) -> Response:
    """The catalogue, in DCAT 3: datasets, versions, files, services."""
    form = _rdf(request)
    said = catalogue(kg, release, origin(request))
    body = write_rdf(said, form.syntax, kg.vocabulary.prefixes)
    root = links_of(request).root
    links = [link(f"{root}{_WELL_KNOWN}/void", "describedby")]
    return respond(request, body, form.content_type, release=release, links=links)


def _rdf(request: Request) -> Format:
    """An RDF format; Turtle for a browser, which would rather have a page."""
    form = negotiate(request.headers.get("accept"), (*GRAPHS, HTML))
    return TURTLE if form is HTML else form


@router.get("/prefixes", openapi_extra=PREFIXES)
def prefixes(
    request: Request, kg: Graph, format_name: Annotated[str | None, Query(alias="format")] = None
) -> Response:
    """The prefixes of this graph, as a page, a JSON-LD context, Turtle, SPARQL or JSON."""
    accepted = request.headers.get("accept")
    form = by_name(format_name, FORMATS) if format_name else negotiate(accepted, FORMATS)
    known = kg.vocabulary.prefixes
    if form is HTML:
        others = [one for one in FORMATS if one is not HTML]
        body = render(request, "prefixes.html", prefixes=sorted(known.items()), formats=others)
    else:
        body = written(known, form)
    return respond(request, body, form.content_type, release=kg.current())


@router.get("/robots.txt", openapi_extra=TEXT_FILE)
def robots(request: Request, kg: Graph) -> Response:
    """What crawlers may take, and where the sitemap is."""
    root = links_of(request).root
    lines = ["User-agent: *", *(f"Disallow: {root}{one}" for one in _KEPT_FROM_CRAWLERS)]
    lines += ["", f"Sitemap: {address(request, '/sitemap.xml')}", ""]
    return respond(request, "\n".join(lines).encode(), PLAIN_TEXT, release=kg.current())


@router.get(f"{_WELL_KNOWN}/security.txt", openapi_extra=CONTACT)
def security(request: Request, kg: Graph) -> Response:
    """Whom to tell of a weakness. Raises NotFound where the settings do not say, or no longer."""
    contact, expires = kg.settings.contact, kg.settings.security_expires
    if not contact or not expires:
        raise NotFound(
            "Whoever runs this service has not said whom to tell of a weakness: KG_CONTACT and "
            "KG_SECURITY_EXPIRES are not both set."
        )
    if expires < datetime.now(UTC).date():
        raise NotFound(f"What was said here expired on {expires}; see KG_SECURITY_EXPIRES.")
    lines = [
        f"Contact: mailto:{contact}",
        f"Expires: {expires}T23:59:59Z",
        "Preferred-Languages: en",
        f"Canonical: {address(request, f'{_WELL_KNOWN}/security.txt')}",
        "",
    ]
    return respond(request, "\n".join(lines).encode(), PLAIN_TEXT, release=kg.current())


@router.get(f"{_WELL_KNOWN}/api-catalog", openapi_extra=LINKED)
def api_catalog(request: Request, kg: Graph) -> Response:
    """The interfaces of this service, as a set of links (RFC 9727, section 4)."""
    form = negotiate(request.headers.get("accept"), LINKSETS)
    here = address(request, f"{_WELL_KNOWN}/api-catalog")
    interfaces = {address(request, path): path for path in _INTERFACES}
    links = [(here, [Typed(one, "item") for one in interfaces])]
    links += [(one, _about(request, path)) for one, path in interfaces.items()]
    kind = f'{form.media_type}; profile="{API_CATALOG}"'
    path = f"{links_of(request).root}{_WELL_KNOWN}/api-catalog"
    body = write_linkset(links, form)
    return respond(request, body, kind, release=kg.current(), links=[link(path, "api-catalog")])


def _about(request: Request, path: str) -> list[Typed]:
    return [
        Typed(address(request, "/openapi.json"), "service-desc", _OPENAPI),
        Typed(address(request, _INTERFACES[path]), "service-doc"),
        Typed(address(request, f"{_WELL_KNOWN}/void"), "service-meta", "text/turtle"),
        Typed(address(request, "/readyz"), "status", _OPENAPI),
    ]
