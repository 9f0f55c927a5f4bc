"""Search by words: a page with facets, the same as JSON and CSV, and names as they are typed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from functools import partial
from typing import Annotated, Any, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from kg.errors import BadRequest
from kg.formats import CSV, HTML, Format, Kind, by_name, negotiate
from kg.knowledge_graph import KnowledgeGraph
from kg.search import Found, Hit, Index
from kg.web.headers import SCRIPTED, respond
from kg.web.incoming import Graph
from kg.web.kinds import KINDS, called
from kg.web.templating import links_of, render

router = APIRouter(tags=["search"])
PAGE_SIZE = 20
LONGEST = 500
_LAST_PAGE = 250
_SUGGESTED = 10
_JSON = Format("json", "application/json", "json", Kind.PAGE)
_SUGGESTIONS = "application/x-suggestions+json"
_FORMS = (HTML, _JSON, CSV)
_MORE = {"concept": "Concepts", "term": "Terms", "place": "Places", "subject": "Subjects"}

_TEXT: dict[str, Any] = {"type": "string"}
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "What was found, best first",
        "content": {
            "text/html": {"schema": _TEXT},
            "application/json": {"schema": {"type": "object"}},
            "text/csv": {"schema": _TEXT},
        },
    },
    400: {"description": "A parameter has a wrong value"},
    404: {"description": "There is no such release"},
    406: {"description": "None of the formats will do"},
    503: {"description": "The release is being indexed, or the search took too long"},
}

Words = Annotated[str, Query(description="Words, the last of them perhaps only begun")]
AsOfText = Annotated[str | None, Query(alias="as-of", description="A release number, or a date")]


class Asked(NamedTuple):
    """What is searched for: words, perhaps of one kind of thing; which page, from 1; and as of
    when.
    """

    text: str
    kind: str | None
    page: int
    as_of: str | None

    def path(self, root: str, **changed: object) -> str:
        """The path of this search with something changed."""
        now = {"q": self.text, "kind": self.kind, "page": self.page, "as-of": self.as_of} | changed
        kept = {name: one for name, one in now.items() if one and (name, one) != ("page", 1)}
        return f"{root}/search?{urlencode(kept)}"


def _asked(
    q: Words = "",
    kind: Annotated[str | None, Query(description="Only things of this kind")] = None,
    page: Annotated[int, Query(ge=1, le=_LAST_PAGE)] = 1,
    as_of: AsOfText = None,
) -> Asked:
    return Asked(_checked(q), kind or None, page, as_of)


@router.get("/search", responses=_RESPONSES, response_class=Response)
def search(
    request: Request,
    kg: Graph,
    asked: Annotated[Asked, Depends(_asked)],
    form: Annotated[str | None, Query(alias="format", description="html, json or csv")] = None,
) -> Response:
    """What holds the words, in its names, keywords or descriptions."""
    chosen = by_name(form, _FORMS) if form else negotiate(request.headers.get("accept"), _FORMS)
    index = kg.search.newest() if asked.as_of is None else kg.search.exact(kg.as_of(asked.as_of))
    offset = (asked.page - 1) * PAGE_SIZE
    found = index.find(asked.text, kind=asked.kind, limit=PAGE_SIZE, offset=offset)
    headers = {}
    if chosen is CSV:
        body = _as_csv(found.hits)
    elif chosen is HTML:
        body = _page(request, kg, index, asked, found)
        headers = {"Content_Security_Policy": SCRIPTED}
    else:
        body = _as_json(index, asked, found)
    return respond(request, body, chosen.content_type, release=index.release, **headers)


@router.get(
    "/search/suggest",
    response_class=Response,
    responses={200: {"content": {_SUGGESTIONS: {"schema": {"type": "array"}}}}},
)
def suggest(request: Request, kg: Graph, q: Words = "") -> Response:
    """Names that begin so, for a search box (OpenSearch Suggestions 1.0): the text, names, what
    each is, addresses.
    """
    text = _checked(q)
    index = kg.search.newest()
    hits = {hit.label: hit for hit in index.begun(text, _SUGGESTED)}.values()
    links = links_of(request)
    said = [
        text,
        [hit.label for hit in hits],
        [called(hit.kind) for hit in hits],
        [links.href(hit.iri) or hit.iri for hit in hits],
    ]
    body = json.dumps(said, ensure_ascii=False).encode(errors="replace")
    return respond(request, body, _SUGGESTIONS, release=index.release)


def _checked(text: str) -> str:
    """Raises BadRequest for a text that nobody typed."""
    if len(text) > LONGEST:
        raise BadRequest(
            f"q has {len(text):,} characters. Give the {LONGEST} most telling at most."
        )
    return text.strip()


def _page(request: Request, kg: KnowledgeGraph, index: Index, asked: Asked, found: Found) -> bytes:
    return render(
        request,
        "search.html",
        asked=asked,
        found=found,
        pages=min(_LAST_PAGE, max(1, -(-found.total // PAGE_SIZE))),
        path=partial(asked.path, links_of(request).root),
        named=many,
        one=called,
        release=index.release,
        current=kg.current(),
        longest=LONGEST,
    )


def many(kind: str) -> str:
    """What things of a kind are called together."""
    if kind in KINDS:
        return KINDS[kind].many
    return _MORE.get(kind, called(kind))


def _as_json(index: Index, asked: Asked, found: Found) -> bytes:
    said = {
        "query": asked.text,
        "release": index.release,
        "total": found.total,
        "page": asked.page,
        "partial": found.partial,
        "suggestion": found.suggestion,
        "kinds": dict(found.kinds),
        "results": [_as_object(hit) for hit in found.hits],
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode(errors="replace")


def _as_object(hit: Hit) -> dict[str, object]:
    """A hit; `marked` are the places in its snippet, from 0, where the words stand."""
    marked, place = [], 0
    for text, matches in hit.snippet:
        if matches:
            marked.append([place, place + len(text)])
        place += len(text)
    return {
        "iri": hit.iri,
        "kind": hit.kind,
        "label": hit.label,
        "language": hit.language,
        "score": hit.score,
        "snippet": _plain(hit),
        "marked": marked,
    }


def _plain(hit: Hit) -> str:
    return "".join(text for text, _ in hit.snippet)


def _as_csv(hits: Iterable[Hit]) -> bytes:
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(["iri", "kind", "label", "score", "snippet"])
    rows.writerows((hit.iri, hit.kind, hit.label, hit.score, _plain(hit)) for hit in hits)
    return written.getvalue().encode(errors="replace")
