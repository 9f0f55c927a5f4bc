"""Whole addresses on this server, for what is read away from it: feeds, sitemaps, catalogues."""

from __future__ import annotations

from starlette.requests import Request

from kg.web.templating import links_of


def origin(request: Request) -> str:
    """The address of the server, as the client wrote it, up to the path that it serves under."""
    return f"{request.url.scheme}://{request.url.netloc}{links_of(request).root}"


def address(request: Request, path: str) -> str:
    """The address of a path below the server's root; it begins with a slash."""
    return f"{origin(request)}{path}"


def page_address(request: Request, iri: str) -> str | None:
    """The address of the page about `iri`, if there is one here."""
    links = links_of(request)
    local = links.local(iri)
    return None if local is None else f"{origin(request)}{local.removeprefix(links.root)}"
