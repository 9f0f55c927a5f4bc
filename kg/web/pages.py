"""The pages around the data: home, lists by kind, releases, what each error means."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kg.errors import BadRequest, KgError, NotFound
from kg.formats import CSV, HTML, Format, negotiate
from kg.formats import Kind as Holds
from kg.knowledge_graph import KnowledgeGraph
from kg.timeline import listed
from kg.web.asking import at_most_once
from kg.web.browsing import Browsed, browse
from kg.web.headers import respond
from kg.web.incoming import AsOf, Graph
from kg.web.kinds import KINDS
from kg.web.listing import counts, newest_reviews, services
from kg.web.nations import NATIONS
from kg.web.templating import kept, links_of, render

router = APIRouter(tags=["pages"])
PLAIN_JSON = Format("json", "application/json", "json", Holds.PAGE)


@router.get("/")
def home(request: Request, kg: Graph) -> Response:
    """What this is, what is in it, and ways in."""
    release = kg.current()
    body = kept(request, release, lambda: _home(request, kg, release))
    return respond(request, body, HTML.content_type, release=release)


def _home(request: Request, kg: KnowledgeGraph, release: int) -> bytes:
    return render(
        request,
        "home.html",
        kinds=KINDS,
        counts=counts(kg, release),
        newest=newest_reviews(kg, release),
        services=services(kg, release),
        nations=NATIONS,
        release=release,
    )


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
def browse_kind(request: Request, kg: Graph, name: str, release: AsOf) -> Response:
    """The things of a kind, narrowed by facets: a page of them with charts, or all of them as CSV
    or JSON. Raises NotFound, BadRequest.
    """
    asked, links = request.query_params, links_of(request)
    given = {key: at_most_once(asked, key) or "" for key in asked}
    form = _form(request, given.get("format"))

    def made() -> bytes:
        found = browse(kg, name, given, links, release)
        if form is HTML:
            return render(request, "browse.html", found=found, release=release)
        body = kg.answer(kg.plan(found.text), CSV, release=release).body
        return body if form is CSV else _as_json(found, body)

    body = kept(request, release, made, request.url.query) if form is HTML else made()
    return respond(request, body, form.content_type, release=release)


def _form(request: Request, named: str | None) -> Format:
    forms = (HTML, PLAIN_JSON, CSV)
    if not named:
        return negotiate(request.headers.get("accept"), forms)
    found = next((one for one in forms if one.name == named), None)
    if found is None:
        raise BadRequest(f"There is no format {named[:60]!r} here. There are html, json and csv.")
    return found


def _as_json(found: Browsed, rows: bytes) -> bytes:
    things = list(csv.DictReader(io.StringIO(rows.decode())))
    return json.dumps({"total": found.total, "things": things}, ensure_ascii=False).encode()


@router.get("/releases")
def releases(request: Request, kg: Graph) -> Response:
    """Every release, newest first."""
    form = negotiate(request.headers.get("accept"), (HTML, PLAIN_JSON))
    found = listed(kg.store)
    if form is HTML:
        body = render(request, "releases.html", releases=found)
    else:
        body = json.dumps(found, indent=1).encode()
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
