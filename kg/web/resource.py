"""The identifiers of the graph over HTTP: redirect, describe, or say that they are gone.

Cool URIs for the Semantic Web, section 4.2 (303); RFC 9110, sections 15.4.4 and 15.5.11.
"""

from __future__ import annotations

import re

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kg.describe import Description
from kg.errors import Gone, NotFound
from kg.formats import GRAPHS, HTML, Format, negotiate
from kg.knowledge_graph import KnowledgeGraph
from kg.rdf import strip_graph
from kg.rdf.write import write_rdf
from kg.web.errors import problem
from kg.web.headers import link, respond
from kg.web.incoming import AsOf, Graph, Moment, When
from kg.web.listing import datasets, rows
from kg.web.memento import Memento, gates, in_force, memento, moment_of
from kg.web.reference.pages import chosen
from kg.web.templating import links_of, render
from kg.web.view import View

router = APIRouter(tags=["resources"])
FORMATS = (HTML, *GRAPHS)


@router.get("/id/{kind}/{key}")
def identifier(request: Request, kg: Graph, kind: str, key: str, when: Moment) -> Response:
    """303 from a thing to the document about it; 301 where it was merged, 410 where withdrawn."""
    return _to_document(request, kg, kg.vocabulary.thing(kind, key), when, "")


@router.get("/doc/{kind}/{key}")
def document(request: Request, kg: Graph, kind: str, key: str, when: Moment) -> Response:
    """What is said of a thing, in a format told by the suffix or else by Accept."""
    return _resource(request, kg, f"id/{kind}/{key}", when)


@router.get("/def/{path:path}")
def definition(request: Request, kg: Graph, path: str, when: Moment) -> Response:
    """A scheme, shape or ontology, whole in RDF; a term or concept answers 303 to what is said
    of it.
    """
    if not re.fullmatch(r"(?!shape/)[\w-]+/[\w-]+", path, re.ASCII):
        return _resource(request, kg, f"def/{path}", when)
    form = negotiate(request.headers.get("accept"), FORMATS)
    try:
        name = f"{kg.vocabulary.base}def/{path}"
        return _to_document(request, kg, name, when, f".{form.suffix}")
    except NotFound:  # perhaps the version of an ontology
        return _resource(request, kg, f"def/{path}", when)


def _to_document(
    request: Request, kg: KnowledgeGraph, name: str, when: When, suffix: str
) -> Response:
    """303 from a thing, term or concept, which is no document, to the document about it. Raises
    NotFound.
    """
    version = in_force(kg, name, when.moment) if when.moment else None
    try:
        kg.describe(name, release=version.number if version else when.release)
    except Gone as error:
        return _gone(request, kg, error, negotiate(request.headers.get("accept"), FORMATS))
    path = f"{links_of(request).local(name) or ''}{suffix}"
    path += f"?{request.url.query}" if request.url.query else ""
    vary = "Accept, Accept-Datetime" if suffix else "Accept-Datetime"
    headers = {"Cache-Control": "max-age=3600", "Link": link(path, "describedby"), "Vary": vary}
    return RedirectResponse(path, 303, headers)


@router.get("/data/{path:path}")
def dataset(request: Request, kg: Graph, path: str, when: Moment) -> Response:
    """A dataset: its description and, in RDF, all that it says."""
    return _resource(request, kg, f"data/{path}", when)


@router.get("/releases/{path}")
def release_page(request: Request, kg: Graph, path: str, release: AsOf) -> Response:
    """What is recorded of a release: when, who, what."""
    return _resource(request, kg, f"releases/{path}", When(release, False, None))


def _resource(request: Request, kg: KnowledgeGraph, below: str, when: When) -> Response:
    """The representation of BASE + `below`, less its suffix."""
    stem, form = cut_suffix(below)
    form = form or negotiate(request.headers.get("accept"), FORMATS)
    name, state = f"{kg.vocabulary.base}{stem}", None
    if when.fixed or when.moment:
        links = links_of(request)
        path = request.url.path.removeprefix(links.root)
        state = memento(kg, named(kg, name), when, links.root, path)
    try:
        release = state.version.number if state and not when.fixed else when.release
        description = _described(kg, name, release)
    except Gone as error:
        answer = _gone(request, kg, error, form)
    except NotFound as error:
        raise _not_yet(kg, name, when) or error from error
    else:
        answer = _represent(request, kg, description, form, state)
    return _dated(request, answer, when, state)


def _not_yet(kg: KnowledgeGraph, name: str, when: When) -> NotFound | None:
    """The error for what the release that was named says nothing of, where a later one does."""
    first = kg.versions.oldest(named(kg, name)) if when.fixed else None
    if first is None:
        return None
    return NotFound(
        f"Release {when.release} says nothing of <{name[:200]}>. The first that does is release "
        f"{first.number}, of {first.at}."
    )


def _dated(request: Request, answer: Response, when: When, state: Memento | None) -> Response:
    """The answer with the ways to other states of its resource (RFC 7089, section 2)."""
    links = links_of(request)
    more = state.links() if state else gates(links.root, request.url.path.removeprefix(links.root))
    if not request.url.path.startswith(f"{links.root}/releases/"):
        said = answer.headers.get("Link")
        answer.headers["Link"] = ", ".join([*([said] if said else []), *more])
    if not when.fixed:
        answer.headers["Vary"] = "Accept, Accept-Datetime"
    if state:
        answer.headers["Memento-Datetime"] = moment_of(state.version)
    return answer


def cut_suffix(below: str) -> tuple[str, Format | None]:
    """A path without the suffix of one of our formats, and that format."""
    stem, dot, suffix = below.rpartition(".")
    form = next((one for one in FORMATS if one.suffix == suffix), None)
    return (stem, form) if dot and form else (below, None)


def named(kg: KnowledgeGraph, name: str) -> str:
    """The IRI `name`, or that of what it stands for in the newest release."""
    return _stands_for(kg, name, kg.current()) or name


def _described(kg: KnowledgeGraph, name: str, release: int) -> Description:
    """The description of the IRI `name`, or of what it stands for."""
    try:
        return kg.describe(name, release=release)
    except NotFound:
        instead = _stands_for(kg, name, release)
        if instead is None:
            raise
        return kg.describe(instead, release=release)


def _stands_for(kg: KnowledgeGraph, name: str, release: int) -> str | None:
    """The scheme or ontology that `name` lacks the slash of, or is a version of."""
    if not re.fullmatch(rf"{re.escape(kg.vocabulary.base)}def/[\w./-]*[\w-]", name, re.ASCII):
        return None
    query = f"""SELECT ?whole {{
        {{ ?whole owl:versionIRI <{name}> }} UNION {{ ?whole a ?type FILTER(?whole = <{name}/>) }}
        }} LIMIT 1"""
    found = rows(kg, query, release)
    return found[0]["whole"].value if found else None


def _represent(
    request: Request,
    kg: KnowledgeGraph,
    description: Description,
    form: Format,
    state: Memento | None = None,
) -> Response:
    links = links_of(request)
    path = (links.local(description.iri) or request.url.path).rstrip("/")
    as_of = f"?as-of={description.release}" if state else ""
    alternates = [(one, f"{path}.{one.suffix}{as_of}") for one in FORMATS]
    if form is HTML:
        view = View(description, kg.vocabulary, links)
        known = datasets(kg, description.release)
        template, values = chosen(kg, description, links)
        values |= {"alternates": alternates[1:], "datasets": known, "state": state}
        body = render(request, template, view=view, **values)
    else:
        body = write_rdf(_triples(kg, description), form.syntax, kg.vocabulary.prefixes)
    page = f"{kg.vocabulary.base}{path.removeprefix(links.root).lstrip('/')}"
    return respond(
        request,
        body,
        form.content_type,
        release=description.release,
        links=[
            *(link(target, "alternate", one.media_type) for one, target in alternates),
            link(f"{path}.ttl{as_of}", "describedby", "text/turtle"),
            link(page, "canonical"),
            link(description.iri, "cite-as"),
        ],
        Content_Location=f"{path}.{form.suffix}{as_of}",
    )


def _triples(kg: KnowledgeGraph, description: Description) -> frozenset[str]:
    """The description and, where its IRI names a graph, everything in that graph."""
    name, base = description.iri, kg.vocabulary.base
    if not name.startswith((f"{base}data/", f"{base}def/")):
        return description.triples
    if name.startswith(f"{base}def/shape/"):
        inside = kg.handbook(description.release).index.whole(name)
        return description.triples | frozenset(inside)
    graph = kg.store.dump([description.iri], release=description.release)
    return description.triples | frozenset(strip_graph(graph).decode().splitlines())


def _gone(request: Request, kg: KnowledgeGraph, error: Gone, form: Format) -> Response:
    """301 to what replaced a merged identifier; else 410 with the tombstone as the body."""
    links, instead = links_of(request), error.fields.get("replaced_by")
    if isinstance(instead, str):
        return RedirectResponse(links.href(instead) or instead, 301, {"Cache-Control": "no-cache"})
    tombstone = error.fields.get("tombstone")
    if form is HTML or not isinstance(tombstone, frozenset):
        return problem(request, error)
    body = write_rdf(tombstone, form.syntax, kg.vocabulary.prefixes)
    headers = {"Content-Type": form.content_type, "Vary": "Accept", "Cache-Control": "no-cache"}
    return Response(body, error.status, headers)
