"""Dumps over HTTP: a page that lists them, and the files, whole or in parts.

`/dumps/{release}/…` never changes but by a takedown; `latest` or a date in the place of the number
leads to the release that it means.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from kg import __version__
from kg.dumps import ZIPPED, Dump, description_of, dumps, find_dump, pieces, zipped
from kg.errors import NotFound
from kg.formats import HTML, negotiate
from kg.knowledge_graph import KnowledgeGraph
from kg.web.headers import LICENCE, has_already, link, respond
from kg.web.incoming import AsOf, Graph
from kg.web.listing import NAMES, rows
from kg.web.openapi import DUMP, LISTED
from kg.web.pages import PLAIN_JSON
from kg.web.ranges import wanted_part
from kg.web.spool import Spool, Spooled
from kg.web.templating import links_of, render
from kg.web.turns import in_turn

router = APIRouter(tags=["harvest"])
LATEST = "latest"
_COUNTS = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
_GRAPH_NAMES = f"""SELECT ?g (SAMPLE(?name) AS ?called) {{
    {{ SELECT DISTINCT ?g {{ GRAPH ?g {{ ?s ?p ?o }} }} }}
    ?g {NAMES}|rdfs:label ?name FILTER(LANG(?name) IN ("en", "")) }} GROUP BY ?g"""


@dataclass(frozen=True)
class Listed:
    """A dump as the list shows it: path, file name, media type, what it holds, statements."""

    path: str
    name: str
    media_type: str
    about: str
    statements: int


@router.get("/dumps", openapi_extra=LISTED)
@router.get("/dumps/", include_in_schema=False)
def newest(request: Request, kg: Graph, release: AsOf) -> Response:
    """The dumps of the newest release, or of that of `as-of=`, and where those of others are."""
    return _list(request, kg, release)


@router.get("/dumps/{release}", openapi_extra=LISTED)
@router.get("/dumps/{release}/", include_in_schema=False)
def of_release(request: Request, kg: Graph, release: str) -> Response:
    """The dumps of one release, as a page or as JSON. Raises NotFound."""
    number = _number(kg, release)
    return _list(request, kg, number) if release == str(number) else _to(request, number, "")


@router.get("/dumps/{release}/{name:path}", openapi_extra=DUMP)
async def file(request: Request, kg: Graph, asked: AsOf, release: str, name: str) -> Response:
    """A dump, or a part of it. `latest` with `as-of=`, or a date, leads to the release meant.
    Raises NotFound.
    """
    return await in_turn(request, lambda: _file(request, kg, asked, release, name))


def _number(kg: KnowledgeGraph, release: str) -> int:
    return kg.current() if release == LATEST else kg.as_of(release)


def _to(request: Request, number: int, name: str) -> Response:
    path = f"{links_of(request).root}/dumps/{number}/{quote(name)}"
    return RedirectResponse(path, 307, {"Cache-Control": "no-cache"})


def _file(request: Request, kg: KnowledgeGraph, asked: int, release: str, name: str) -> Response:
    number = asked if release == LATEST else kg.as_of(release)
    dump = find_dump(name, kg.store.graphs(release=number), kg.vocabulary.base)
    if release != str(number):
        return _to(request, number, name)
    identity = kg.store.identity(number)
    etag = f'"{hashlib.sha256(f"{__version__} {identity} {name}".encode()).hexdigest()[:32]}"'
    said = _headers(request, kg, dump, number, name) | {"ETag": etag}
    if same := has_already(request, etag):
        return Response(status_code=304, headers={**said, "ETag": same})
    spool: Spool = request.app.state.spool
    whole = spool.file(number, name, lambda: _bytes(kg, dump, number, packed=_is_zipped(name)))
    return _serve(request, whole, said)


def _serve(request: Request, whole: Spooled, said: dict[str, str]) -> Response:
    """200 with the whole, 206 with the part that was asked for, 416 where there is none."""
    said |= {"Accept-Ranges": "bytes"}
    part = wanted_part(request, whole.size, said["ETag"])
    if part is None:
        return _stream(whole.read(0, whole.size), 200, whole.size, said)
    if part.start >= part.stop:
        return Response(status_code=416, headers={"Content-Range": f"bytes */{part.size}"})
    said |= {"Content-Range": part.content_range}
    return _stream(whole.read(part.start, part.stop), 206, part.stop - part.start, said)


def _stream(parts: Iterator[bytes], status: int, size: int, said: dict[str, str]) -> Response:
    return StreamingResponse(parts, status, {**said, "Content-Length": str(size)})


def _bytes(kg: KnowledgeGraph, dump: Dump, release: int, *, packed: bool) -> Iterable[bytes]:
    parts = pieces(kg.store, kg.vocabulary, dump, release)
    return zipped(parts) if packed else parts


def _is_zipped(name: str) -> bool:
    return name.endswith(ZIPPED)


def _headers(
    request: Request, kg: KnowledgeGraph, dump: Dump, release: int, name: str
) -> dict[str, str]:
    root = links_of(request).root
    above = dump.graph if dump.graph else f"{kg.vocabulary.base}catalog"
    as_file = f"uk-case-reviews-{release}-{name.replace('/', '-')}"
    links = [link(f"{root}/dumps/{release}/", "up"), link(above, "collection")]
    return {
        "Cache-Control": "no-cache",
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(as_file)}",
        "Content-Type": "application/gzip" if _is_zipped(name) else dump.form.content_type,
        "KG-Release": str(release),
        "Link": ", ".join([*links, link(LICENCE, "license")]),
    }


def _list(request: Request, kg: KnowledgeGraph, release: int) -> Response:
    form = negotiate(request.headers.get("accept"), (HTML, PLAIN_JSON))
    if not release:
        raise NotFound("There is no release yet. Load data with `kg load`.")
    found = listed(request, kg, release)
    if form is HTML:
        body = render(
            request, "dumps.html", files=found, releases=kg.releases()[::-1], release=release
        )
    else:
        shown = [vars(one) for one in found]
        body = json.dumps({"release": release, "files": shown}, indent=1).encode()
    return respond(request, body, form.content_type, release=release)


def listed(request: Request, kg: KnowledgeGraph, release: int) -> list[Listed]:
    """The dumps of a release, those of everything first; each is there with `.gz` too."""
    counts = {row["g"].value: int(row["n"].value) for row in rows(kg, _COUNTS, release)}
    names = {row["g"].value: row["called"].value for row in rows(kg, _GRAPH_NAMES, release)}
    root = links_of(request).root
    return [
        Listed(
            f"{root}/dumps/{release}/{quote(one.name)}",
            one.name,
            one.form.media_type,
            description_of(one.graph, names) if one.graph else _WHOLE[one.form.name],
            counts[one.graph] if one.graph else sum(counts.values()),
        )
        for one in dumps(counts, kg.vocabulary.base)
    ]


_WHOLE = {"nquads": "Everything, a statement a line", "trig": "Everything, to be read"}
