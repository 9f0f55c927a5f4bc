"""The sitemap: every page about a live identifier, and when that last changed.

sitemaps.org 0.9: an index, and parts of at most 50,000 addresses each.
"""

from __future__ import annotations

from typing import Annotated
from xml.etree import ElementTree as ET

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from kg.errors import NotFound
from kg.harvest import Change
from kg.rdf.markup import add, document
from kg.web.addresses import address, page_address
from kg.web.harvest.source import Harvest, Source
from kg.web.headers import respond
from kg.web.openapi import SITEMAP
from kg.web.templating import links_of

router = APIRouter(tags=["harvest"])
PART_SIZE = 10_000  # addresses
_NAMESPACE = {"xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9"}
_TYPE = "application/xml"


@router.get("/sitemap.xml", openapi_extra=SITEMAP)
def index(request: Request, source: Harvest) -> Response:
    """Where the parts are, and when anything in each last changed."""
    found = _pages(request, source)
    root = ET.Element("sitemapindex", _NAMESPACE)
    for start in range(0, max(1, len(found)), PART_SIZE):
        part = found[start : start + PART_SIZE]
        entry = add(root, "sitemap")
        path = f"/sitemaps/{start // PART_SIZE + 1}.xml"
        add(entry, "loc", address(request, path))
        if part:
            add(entry, "lastmod", max(one.at for one in part))
    return respond(request, document(root), _TYPE, release=source.kg.current())


@router.get("/sitemaps/{number}.xml", openapi_extra=SITEMAP)
def part(
    request: Request, source: Harvest, number: Annotated[int, Path(ge=1, le=2**31)]
) -> Response:
    """A part of the pages, by address. Raises NotFound."""
    found = _pages(request, source)
    inside = found[(number - 1) * PART_SIZE : number * PART_SIZE]
    if not inside and number > 1:
        raise NotFound(f"The sitemap has no part {number}. /sitemap.xml lists them.")
    root = ET.Element("urlset", _NAMESPACE)
    for one in inside:
        entry = add(root, "url")
        add(entry, "loc", page_address(request, one.record))
        add(entry, "lastmod", one.at)
    return respond(request, document(root), _TYPE, release=source.kg.current())


def _pages(request: Request, source: Source) -> list[Change]:
    """The records that there are pages about, by IRI."""
    links = links_of(request)
    live = (one for one in source.changes() if not one.deleted and links.local(one.record))
    return sorted(live, key=lambda one: one.record)
