"""The identifiers of the graph over HTTP: redirect, describe, or say that they are gone.

Cool URIs for the Semantic Web, section 4.2 (303); RFC 9110, sections 15.4.4 and 15.5.11.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kg.describe import Description
from kg.errors import Gone, NotFound
from kg.formats import HTML, Format, negotiate
from kg.knowledge_graph import KnowledgeGraph
from kg.rdf.write import write_rdf
from kg.web.addresses import address
from kg.web.errors import problem
from kg.web.facts import Facts
from kg.web.headers import link, respond
from kg.web.incoming import AsOf, Graph, Moment, When
from kg.web.languages import preferred
from kg.web.linksets import LINKSETS, write_linkset
from kg.web.listing import rows
from kg.web.memento import Memento, gates, in_force, memento, moment_of
from kg.web.openapi import LINKED
from kg.web.repeated import repeatable
from kg.web.representing import FORMATS, files_of, path_of, represent, spoken, with_hosts
from kg.web.signposts import DOCUMENTS, as_linkset, described_by, signposts
from kg.web.templating import links_of

router = APIRouter(tags=["resources"])


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
    name = f"{kg.vocabulary.base}{stem}"
    state = _state(request, kg, name, when)
    release = state.version.number if state and not when.fixed else when.release
    try:
        answer = _answer(request, kg, _Wanted(stem, form, release, state))
    except Gone as error:
        answer = _gone(request, kg, error, form)
    except NotFound as error:
        raise _not_yet(kg, name, when) or error from error
    return _dated(request, answer, when, state)


def _state(request: Request, kg: KnowledgeGraph, name: str, when: When) -> Memento | None:
    """The state that is asked for, where that is not how things are."""
    if not (when.fixed or when.moment):
        return None
    root = links_of(request).root
    return memento(kg, named(kg, name), when, root, request.url.path.removeprefix(root))


class _Wanted(NamedTuple):
    """A representation: its path below the base, its format, the release that it is of, and the
    state of the resource, where that is not how things are.
    """

    stem: str
    form: Format
    release: int
    state: Memento | None


def _answer(request: Request, kg: KnowledgeGraph, wanted: _Wanted) -> Response:
    """The representation, kept or made now. Raises NotFound, Gone."""
    stem, form, release, state = wanted
    language = preferred(request.headers.get("accept-language"))
    here, identity = address(request, "/"), kg.store.identity(release)
    if state is None:
        repeatable(request, release)
    name = f"{kg.vocabulary.base}{stem}"
    made = request.app.state.keeper.get(
        (identity, here, stem, form.name, language, state),
        lambda: represent(request, kg, _described(kg, name, release, language), form, state),
    )
    return respond(
        request,
        made.body,
        form.content_type,
        release=release,
        links=made.links,
        Content_Location=made.location,
        Vary="Accept, Accept-Language",
        **spoken(form, language),
    )


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
        said = answer.headers.get("Vary")
        answer.headers["Vary"] = f"{said}, Accept-Datetime" if said else "Accept-Datetime"
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


def _described(kg: KnowledgeGraph, name: str, release: int, language: str = "en") -> Description:
    """The description of the IRI `name`, or of what it stands for."""
    try:
        return kg.describe(name, release=release, language=language)
    except NotFound:
        instead = _stands_for(kg, name, release)
        if instead is None:
            raise
        return kg.describe(instead, release=release, language=language)


def _stands_for(kg: KnowledgeGraph, name: str, release: int) -> str | None:
    """The scheme or ontology that `name` lacks the slash of, or is a version of."""
    if not re.fullmatch(rf"{re.escape(kg.vocabulary.base)}def/[\w./-]*[\w-]", name, re.ASCII):
        return None
    query = f"""SELECT ?whole {{
        {{ ?whole owl:versionIRI <{name}> }} UNION {{ ?whole a ?type FILTER(?whole = <{name}/>) }}
        }} LIMIT 1"""
    found = rows(kg, query, release)
    return found[0]["whole"].value if found else None


@router.get("/linkset/{path:path}", openapi_extra=LINKED)
def linkset(request: Request, kg: Graph, path: str, release: AsOf) -> Response:
    """The links of a page, as a document (RFC 9264). Raises NotFound."""
    stem, dot, suffix = path.rpartition(".")
    form = next((one for one in LINKSETS if DOCUMENTS[one.media_type] == suffix), None)
    below = stem if dot and form else path
    name = f"{kg.vocabulary.base}{re.sub('^doc/', 'id/', below)}"
    try:
        description = _described(kg, name, release)
    except Gone as error:
        return _gone(request, kg, error, HTML)
    facts, root = Facts(description, kg.vocabulary), links_of(request).root
    here = path_of(request, description).removeprefix(root)
    files = with_hosts(request, files_of(request, kg, description))
    posts = [*signposts(facts, kg.vocabulary, files), *described_by(address(request, here))]
    form = form or negotiate(request.headers.get("accept"), LINKSETS)
    body = write_linkset(as_linkset(address(request, here), posts), form)
    return respond(request, body, form.media_type, release=description.release)


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
