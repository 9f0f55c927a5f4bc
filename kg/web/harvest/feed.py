"""The change feed: each record with the statements it now has, and each that is deleted.

Atom (RFC 4287); deleted entries (RFC 6721); archived feeds (RFC 5005, section 4): `/feed.atom`
holds the newest changes, and `prev-archive` leads back to the first. The id of an entry is the IRI
of its record; whoever takes in all entries that are newer than what they know has the newest
release (see kg.harvest.log). The text of an entry is N-Quads, which escapes what XML cannot hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Annotated, NamedTuple
from xml.etree import ElementTree as ET

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from kg.errors import NotFound
from kg.formats import TURTLE
from kg.harvest import Change
from kg.ledger import Ledger, Tombstone
from kg.rdf import Statements
from kg.rdf.markup import add, document
from kg.web.addresses import address, page_address
from kg.web.harvest.source import Harvest, Source
from kg.web.headers import LICENCE, link, respond
from kg.web.openapi import ATOM
from kg.web.turns import in_turn

router = APIRouter(tags=["harvest"])
PAGE_SIZE = 100  # entries
ATOM_TYPE = "application/atom+xml"
CONTENT_TYPE = "text/x-nquads"  # Atom keeps types that begin with text/ as they are: 4.1.3.3
_NAMESPACES = {
    "xmlns": "http://www.w3.org/2005/Atom",
    "xmlns:at": "http://purl.org/atompub/tombstones/1.0",
    "xmlns:fh": "http://purl.org/syndication/history/1.0",
}


class Page(NamedTuple):
    """The changes that one document holds, all of one release; `number` from 1, the newest last."""

    release: int
    number: int
    changes: tuple[Change, ...]

    @property
    def path(self) -> str:
        """The path of the page as an archive."""
        return f"/feed.atom?release={self.release}&page={self.number}"


@router.get("/feed.atom", openapi_extra=ATOM)
async def feed(
    request: Request,
    source: Harvest,
    release: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    page: Annotated[int, Query(ge=1, le=2**31)] = 1,
) -> Response:
    """The newest changes; with `release=` and `page=` older ones, as an archive. Raises
    NotFound.
    """
    return await in_turn(request, lambda: _feed(request, source, release, page))


def _feed(request: Request, source: Source, release: int | None, number: int) -> Response:
    found = pages(source.changes())
    if not found:
        raise NotFound("There is no release yet, so nothing has changed.")
    if release is None:
        place = len(found) - 1
    else:
        wanted = [(one.release, one.number) for one in found]
        if (release, number) not in wanted:
            raise NotFound(f"The feed has no page {number} of release {release}. See /feed.atom.")
        place = wanted.index((release, number))
    now = source.kg.current()
    body = _document(request, source, _Place(found, place, archive=release is not None), now)
    links = [link("/feed.atom", "current", ATOM_TYPE)] if release else []
    return respond(request, body, f"{ATOM_TYPE}; charset=utf-8", release=now, links=links)


def pages(changes: Sequence[Change]) -> list[Page]:
    """The documents of the feed, the oldest first."""
    found = []
    by_release = groupby(sorted(changes, key=lambda one: one.release), lambda one: one.release)
    for release, inside in by_release:
        whole = tuple(inside)
        starts = range(0, len(whole), PAGE_SIZE)
        found += [
            Page(release, number, whole[start : start + PAGE_SIZE])
            for number, start in enumerate(starts, start=1)
        ]
    return found


class _Place(NamedTuple):
    """Which page is asked for, among all; and whether as an archive."""

    pages: list[Page]
    place: int
    archive: bool

    @property
    def page(self) -> Page:
        return self.pages[self.place]

    @property
    def relations(self) -> list[tuple[str, str]]:
        """The links to this page and those around it (RFC 5005, section 4)."""
        before, after = self.pages[: self.place], self.pages[self.place + 1 :]
        found = [("self", self.page.path if self.archive else "/feed.atom")]
        if self.archive:
            found.append(("current", "/feed.atom"))
        if before:
            found.append(("prev-archive", before[-1].path))
        if self.archive and after:
            found.append(("next-archive", after[0].path if after[1:] else "/feed.atom"))
        return found


def _document(request: Request, source: Source, place: _Place, now: int) -> bytes:
    page, base = place.page, source.kg.vocabulary.base
    root = ET.Element("feed", _NAMESPACES)
    add(root, "id", f"{base}feed.atom")
    add(root, "title", "Changes of UK Case Reviews")
    add(root, "updated", page.changes[-1].at)
    author = add(root, "author")
    add(author, "name", "UK Case Reviews")
    add(author, "uri", base)
    add(root, "rights", f"Creative Commons Attribution 4.0, {LICENCE}")
    if place.archive:
        add(root, "fh:archive")
    for relation, path in place.relations:
        add(root, "link", rel=relation, href=address(request, path), type=ATOM_TYPE)
    add(root, "link", rel="alternate", href=address(request, "/releases"), type="text/html")
    add(root, "link", rel="license", href=LICENCE)
    _add_changes(root, request, source, page.changes, now)
    return document(root)


def _add_changes(
    root: ET.Element, request: Request, source: Source, changes: Sequence[Change], now: int
) -> None:
    live = [one.record for one in changes if not one.deleted]
    statements, names = source.statements(live, now), source.names(live, now)
    ledger = Ledger(source.kg.store, source.kg.vocabulary)
    stones = ledger.tombstones([one.record for one in changes if one.deleted], release=now)
    for one in reversed(changes):
        if one.deleted:
            _add_deleted(root, request, one, stones.get(one.record))
        else:
            title = source.title(one.record, names)
            _add_entry(root, request, one, title, statements[one.record])


def _add_entry(
    root: ET.Element, request: Request, change: Change, title: str, statements: Statements
) -> None:
    entry = add(root, "entry")
    add(entry, "id", change.record)
    add(entry, "title", title)
    add(entry, "updated", change.at)
    scheme = address(request, "/browse")
    add(entry, "category", term=change.kind, scheme=scheme)
    page = page_address(request, change.record)
    if page:
        add(entry, "link", rel="alternate", href=page, type="text/html")
        data = f"{page.rstrip('/')}.{TURTLE.suffix}"
        add(entry, "link", rel="alternate", href=data, type=TURTLE.media_type)
    said = "".join(f"{one}\n" for one in sorted(statements))
    add(entry, "content", said, type=CONTENT_TYPE)


def _add_deleted(
    root: ET.Element, request: Request, change: Change, stone: Tombstone | None
) -> None:
    """That a record is no more, in general why, and what to use instead; never what it said."""
    gone = add(root, "at:deleted-entry", ref=change.record, when=change.at)
    if stone:
        why = stone.reason.rpartition("/")[2].replace("-", " ")
        add(gone, "at:comment", f"Withdrawn ({why}).")
        if stone.replaced_by:
            instead = page_address(request, stone.replaced_by) or stone.replaced_by
            add(gone, "link", rel="related", href=instead)
