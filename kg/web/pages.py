"""The pages around the data: home, lists by kind, releases, what each error means."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kg.errors import KgError, NotFound
from kg.formats import HTML, Format, negotiate
from kg.formats import Kind as Holds
from kg.web.headers import respond
from kg.web.incoming import AsOf, Graph
from kg.web.kinds import KINDS
from kg.web.listing import PAGE_SIZE, counts, newest_reviews, page_of
from kg.web.templating import links_of, render

router = APIRouter(tags=["pages"])
PLAIN_JSON = Format("json", "application/json", "json", Holds.PAGE)
_LAST_PAGE = 10_000


@router.get("/")
def home(request: Request, kg: Graph) -> Response:
    """What this is, what is in it, and ways in."""
    release = kg.current()
    body = render(
        request,
        "home.html",
        kinds=KINDS,
        counts=counts(kg, release),
        newest=newest_reviews(kg, release),
        release=release,
    )
    return respond(request, body, HTML.content_type, release=release)


@router.get("/browse")
def kinds(request: Request, kg: Graph) -> Response:
    """The kinds of thing, with how many there are of each."""
    release = kg.current()
    body = render(request, "kinds.html", kinds=KINDS, counts=counts(kg, release))
    return respond(request, body, HTML.content_type, release=release)


@router.get("/data")
@router.get("/data/")
def datasets(request: Request) -> Response:
    """The list of datasets is where people look for it too."""
    return RedirectResponse(f"{links_of(request).root}/browse/dataset", 303)


@router.get("/browse/{name}")
def browse(
    request: Request,
    kg: Graph,
    name: str,
    release: AsOf,
    page: Annotated[int, Query(ge=1, le=_LAST_PAGE)] = 1,
) -> Response:
    """One page of the things of a kind, by name. Raises NotFound."""
    if name not in KINDS:
        raise NotFound(f"There is no list of {name[:60]!r}. There are lists of {', '.join(KINDS)}.")
    total = counts(kg, release)[name]
    pages = max(1, -(-total // PAGE_SIZE))
    if page > pages:
        raise NotFound(f"The list of {KINDS[name].many.lower()} has {pages} pages, not {page}.")
    entries = page_of(kg, KINDS[name], page, release)
    body = render(
        request,
        "browse.html",
        name=name,
        kind=KINDS[name],
        entries=entries,
        total=total,
        page=page,
        pages=pages,
        first=(page - 1) * PAGE_SIZE + 1,
    )
    return respond(request, body, HTML.content_type, release=release)


@router.get("/releases")
def releases(request: Request, kg: Graph) -> Response:
    """Every release, newest first."""
    form = negotiate(request.headers.get("accept"), (HTML, PLAIN_JSON))
    found, dropped = kg.releases()[::-1], kg.store.dropped()[::-1]
    if form is HTML:
        body = render(request, "releases.html", releases=found, dropped=dropped)
    else:
        said = [{**asdict(one), "kept": one not in dropped} for one in (*found, *dropped)]
        body = json.dumps(said, indent=1).encode()
    return respond(request, body, form.content_type, release=kg.current())


@router.get("/problems/{slug}")
def problem_page(request: Request, kg: Graph, slug: str) -> Response:
    """What an error means; the address that its `type` gives. Raises NotFound."""
    kinds_of_error = {one.slug: one for one in _every_error(KgError)}
    if slug not in kinds_of_error:
        raise NotFound(f"There is no kind of error called {slug[:60]!r}.")
    body = render(request, "problem.html", error=kinds_of_error[slug])
    return respond(request, body, HTML.content_type, release=kg.current())


def _every_error(kind: type[KgError]) -> Iterator[type[KgError]]:
    yield kind
    for narrower in kind.__subclasses__():
        yield from _every_error(narrower)
