"""TimeGates and TimeMaps: the way to a state of a resource by its time, and the list of them all.

RFC 7089, sections 3 (TimeGates) and 5 (TimeMaps); RFC 6690 (application/link-format).
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Annotated, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kg.errors import NotFound
from kg.formats import Format, Kind
from kg.knowledge_graph import KnowledgeGraph
from kg.timeline import Version
from kg.web.asking import chosen_format
from kg.web.headers import link, respond
from kg.web.incoming import Graph, Moment, When
from kg.web.memento import address, gates, memento, memento_link, moment_of
from kg.web.resource import cut_suffix, named
from kg.web.templating import links_of

router = APIRouter(tags=["time"])
PAGE = 100  # versions on one page of a TimeMap
_LINKS = Format("link", "application/link-format", "link", Kind.PAGE, charset=False)
_JSON = Format("json", "application/json", "json", Kind.PAGE)
_RESOURCE = re.compile(r"(?:doc/[^/]+/[^/]+|def/.+|data/.+)", re.ASCII)


class Resource(NamedTuple):
    """A resource that has a past: the IRI of the thing that it is about, and its path."""

    name: str
    path: str


@router.get("/timegate/{path:path}")
def timegate(request: Request, kg: Graph, path: str, when: Moment) -> Response:
    """302 to the state of a resource at the moment that Accept-Datetime names; without it, to the
    last. Raises NotFound, BadRequest.
    """
    resource = resource_of(kg, path)
    wanted = when if when.fixed or when.moment else When(when.release, True, None)
    root = links_of(request).root
    found = memento(kg, resource.name, wanted, root, resource.path)
    if found is None:
        raise _nothing(kg, resource)
    headers = {
        "Link": ", ".join(found.links()),
        "Vary": "Accept-Datetime",
        "Cache-Control": "no-cache",
    }
    return RedirectResponse(found.address, 302, headers)


@router.get("/timemap/{path:path}")
def timemap(
    request: Request,
    kg: Graph,
    path: str,
    until: Annotated[int | None, Query(ge=1)] = None,
) -> Response:
    """The releases in which what is said of a resource changed, newest page first. Raises
    NotFound.
    """
    form = chosen_format(request, request.query_params, (_LINKS, _JSON))
    resource, newest = resource_of(kg, path), kg.current()
    found = kg.versions.page(resource.name, min(until or newest, newest), PAGE)
    if not found.versions and found.rest is None:
        raise _nothing(kg, resource)
    server = f"{request.url.scheme}://{request.url.netloc}{links_of(request).root}"
    listed = _Listed(server, resource.path, found.versions[::-1], until, found.rest)
    body = listed.as_links() if form is _LINKS else listed.as_json()
    return respond(request, body.encode(), form.content_type, release=newest)


def resource_of(kg: KnowledgeGraph, path: str) -> Resource:
    """The resource that a path below a TimeGate or TimeMap means, written from the base or as the
    path of this server, with or without the suffix of a format. Raises NotFound.
    """
    below = re.sub("^id/", "doc/", path.removeprefix(kg.vocabulary.base))
    if not _RESOURCE.fullmatch(below):
        raise NotFound(
            f"There are no states of {below[:100]!r}. There are of what is below /doc/, /data/ and "
            "/def/, such as /timemap/doc/review/sct-k7m2qz."
        )
    stem, _ = cut_suffix(below)
    thing = f"{kg.vocabulary.base}{re.sub('^doc/', 'id/', stem)}"
    return Resource(named(kg, thing), f"/{below}")


def _nothing(kg: KnowledgeGraph, resource: Resource) -> NotFound:
    """Nothing was ever said of it; with the identifiers that look like it."""
    try:
        kg.describe(resource.name)
    except NotFound as error:
        return error
    return NotFound(f"There is no such state of {resource.path[:200]}.")


class _Listed(NamedTuple):
    """A page of a TimeMap: versions, oldest first, up to release `until`; `rest` is where the page
    before it ends. Addresses are whole, since a list is read away from its server.
    """

    server: str
    path: str
    versions: Sequence[Version]
    until: int | None
    rest: int | None

    def as_links(self) -> str:
        """In application/link-format."""
        here = link(self._page(self.until), "self", _LINKS.media_type)
        if self.versions:
            ends = moment_of(self.versions[0]), moment_of(self.versions[-1])
            here += f'; from="{ends[0]}"; until="{ends[1]}"'
        original, gate, _ = gates(self.server, self.path)
        earlier = [link(self._page(self.rest), "timemap", _LINKS.media_type)] if self.rest else []
        mementos = [
            memento_link(f"{self.server}{self.path}", one, *self._ends(place))
            for place, one in enumerate(self.versions, start=1)
        ]
        return ",\n".join([original, gate, here, *earlier, *mementos]) + "\n"

    def as_json(self) -> str:
        """As JSON, under the names that other TimeMaps in JSON use."""
        mementos = [
            {
                "datetime": one.at,
                "uri": address(f"{self.server}{self.path}", one),
                "release": one.number,
                "withdrawn": one.withdrawn,
            }
            for one in self.versions
        ]
        said = {
            "original_uri": f"{self.server}{self.path}",
            "timegate_uri": f"{self.server}/timegate{self.path}",
            "timemap_uri": {
                "link_format": self._page(self.until),
                "json_format": self._page(self.until, form="json"),
            },
            "earlier_uri": self._page(self.rest, form="json") if self.rest else None,
            "mementos": {"list": mementos},
        }
        return json.dumps(said, indent=1, ensure_ascii=False)

    def _page(self, until: int | None, form: str | None = None) -> str:
        asked = {"until": str(until or ""), "format": form or ""}
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"{self.server}/timemap{self.path}{'?' if query else ''}{query}"

    def _ends(self, place: int) -> list[str]:
        """Whether the version at a place (from 1) is the first or the last there is."""
        first = place == 1 and self.rest is None
        last = place == len(self.versions) and self.until is None
        return [name for name, fits in (("first", first), ("last", last)) if fits]
