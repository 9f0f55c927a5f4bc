"""The identifiers of the graph over HTTP: redirect, describe, or say that they are gone.

Cool URIs for the Semantic Web, section 4.2 (303); RFC 9110, sections 15.4.4 and 15.5.11.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kg.describe import Description
from kg.dumps import dumps
from kg.errors import Gone, NotFound
from kg.formats import GRAPHS, HTML, Format, negotiate
from kg.knowledge_graph import KnowledgeGraph
from kg.rdf import strip_graph
from kg.rdf.write import write_rdf
from kg.web.addresses import address
from kg.web.errors import problem
from kg.web.facts import Facts
from kg.web.headers import link, respond
from kg.web.incoming import AsOf, Graph
from kg.web.keeping import Made
from kg.web.languages import preferred
from kg.web.linksets import LINKSETS, write_linkset
from kg.web.listing import datasets, rows
from kg.web.openapi import LINKED
from kg.web.reference.pages import chosen
from kg.web.schema_org import schema_org
from kg.web.sections import sections_of
from kg.web.signposts import DOCUMENTS, as_linkset, described_by, for_header, linksets, signposts
from kg.web.templating import links_of, render
from kg.web.view import View

router = APIRouter(tags=["resources"])
FORMATS = (HTML, *GRAPHS)


@router.get("/id/{kind}/{key}")
def identifier(request: Request, kg: Graph, kind: str, key: str) -> Response:
    """303 from a thing to the document about it; 301 where it was merged, 410 where withdrawn."""
    thing = kg.vocabulary.thing(kind, key)
    try:
        kg.describe(thing)
    except Gone as error:
        return _gone(request, kg, error, negotiate(request.headers.get("accept"), FORMATS))
    path = links_of(request).local(thing) or ""
    path += f"?{request.url.query}" if request.url.query else ""
    headers = {"Cache-Control": "max-age=3600", "Link": link(path, "describedby")}
    return RedirectResponse(path, 303, headers)


@router.get("/doc/{kind}/{key}")
def document(request: Request, kg: Graph, kind: str, key: str, release: AsOf) -> Response:
    """What is said of a thing, in a format told by the suffix or else by Accept."""
    return _resource(request, kg, f"id/{kind}/{key}", release)


@router.get("/def/{path:path}")
def definition(request: Request, kg: Graph, path: str, release: AsOf) -> Response:
    """A scheme, shape or ontology, whole in RDF; a term or concept answers 303 to what is said
    of it.
    """
    if re.fullmatch(r"(?!shape/)[\w-]+/[\w-]+", path, re.ASCII):
        return _to_definition(request, kg, f"def/{path}", release)
    return _resource(request, kg, f"def/{path}", release)


def _to_definition(request: Request, kg: KnowledgeGraph, below: str, release: int) -> Response:
    """303 from a term or concept, which is no document, to the document that defines it."""
    form = negotiate(request.headers.get("accept"), FORMATS)
    try:
        kg.describe(f"{kg.vocabulary.base}{below}", release=release)
    except NotFound:  # perhaps the version of an ontology
        return _resource(request, kg, below, release)
    except Gone as error:
        return _gone(request, kg, error, form)
    path = f"{links_of(request).root}/{below}.{form.suffix}"
    path += f"?{request.url.query}" if request.url.query else ""
    headers = {
        "Cache-Control": "max-age=3600",
        "Link": link(path, "describedby"),
        "Vary": "Accept",
    }
    return RedirectResponse(path, 303, headers)


@router.get("/data/{path:path}")
def dataset(request: Request, kg: Graph, path: str, release: AsOf) -> Response:
    """A dataset: its description and, in RDF, all that it says."""
    return _resource(request, kg, f"data/{path}", release)


@router.get("/releases/{path}")
def release_page(request: Request, kg: Graph, path: str, release: AsOf) -> Response:
    """What is recorded of a release: when, who, what."""
    return _resource(request, kg, f"releases/{path}", release)


def _resource(request: Request, kg: KnowledgeGraph, below: str, release: int) -> Response:
    """The representation of BASE + `below`, less its suffix."""
    stem, form = _cut_suffix(below)
    form = form or negotiate(request.headers.get("accept"), FORMATS)
    language = preferred(request.headers.get("accept-language"))
    here, identity = address(request, "/"), kg.store.identity(release)
    name = f"{kg.vocabulary.base}{stem}"
    try:
        made = request.app.state.keeper.get(
            (identity, here, stem, form.name, language),
            lambda: _represent(request, kg, _described(kg, name, release, language), form),
        )
    except Gone as error:
        return _gone(request, kg, error, form)
    return respond(
        request,
        made.body,
        form.content_type,
        release=release,
        links=made.links,
        Content_Location=made.location,
        Vary="Accept, Accept-Language",
        **_spoken(form, language),
    )


def _cut_suffix(below: str) -> tuple[str, Format | None]:
    """A path without the suffix of one of our formats, and that format."""
    stem, dot, suffix = below.rpartition(".")
    form = next((one for one in FORMATS if one.suffix == suffix), None)
    return (stem, form) if dot and form else (below, None)


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
    if not re.fullmatch(rf"{re.escape(kg.vocabulary.base)}def/[\w./-]+", name, re.ASCII):
        return None
    query = f"""SELECT ?whole {{
        {{ ?whole owl:versionIRI <{name}> }} UNION {{ ?whole a ?type FILTER(?whole = <{name}/>) }}
        }} LIMIT 1"""
    found = rows(kg, query, release)
    return found[0]["whole"].value if found else None


def _represent(
    request: Request, kg: KnowledgeGraph, description: Description, form: Format
) -> Made:
    """What is said of a thing, in a format."""
    links = links_of(request)
    path = _path(request, description)
    alternates = [(one, f"{path}.{one.suffix}") for one in FORMATS]
    facts, files = Facts(description, kg.vocabulary), _files(request, kg, description)
    if form is HTML:
        said = schema_org(facts, kg.vocabulary, _whole(request, files))
        body = _page(request, kg, description, alternates[1:], said)
    else:
        body = write_rdf(_triples(kg, description), form.syntax, kg.vocabulary.prefixes)
    page = f"{kg.vocabulary.base}{path.removeprefix(links.root).lstrip('/')}"
    posts = signposts(facts, kg.vocabulary, files)
    posts += [*described_by(path), *linksets(links.root, path)]
    return Made(
        body,
        (
            *(link(target, "alternate", one.media_type) for one, target in alternates),
            link(page, "canonical"),
            *for_header([one for one in posts if one.relation != "license"]),
        ),
        f"{path}.{form.suffix}",
    )


def _page(
    request: Request,
    kg: KnowledgeGraph,
    description: Description,
    alternates: list[tuple[Format, str]],
    said: dict[str, object],
) -> bytes:
    """The page for people, with the sections of its kind."""
    links, release = links_of(request), description.release
    kind = _kind_of(description, kg.vocabulary.base)
    template, values = chosen(kg, description, links)
    return render(
        request,
        template,
        view=View(description, kg.vocabulary, links),
        alternates=alternates,
        datasets=datasets(kg, release),
        schema_org=said,
        sections=sections_of(kg, kind, description.iri, links, release),
        release=release,
        **values,
    )


def _spoken(form: Format, language: str) -> dict[str, str]:
    """The languages that a page is for: its own words are English, names are as was asked. Data
    hold every language.
    """
    both = "en" if language == "en" else f"{language}, en"
    return {"Content_Language": both} if form is HTML else {}


def _path(request: Request, description: Description) -> str:
    """The path of the page about what is described."""
    local = links_of(request).local(description.iri)
    return (local or request.url.path).rstrip("/")


def _files(request: Request, kg: KnowledgeGraph, description: Description) -> dict[str, str]:
    """The paths of the files of what is described, if that is a dataset, with their media types."""
    name, release = description.iri, description.release
    if not name.startswith(f"{kg.vocabulary.base}data/"):
        return {}
    if name not in kg.store.graphs(release=release):
        return {}
    (file,) = (one for one in dumps([name], kg.vocabulary.base) if one.graph)
    path = f"{links_of(request).root}/dumps/{release}/{quote(file.name)}"
    return {path: file.form.media_type, f"{path}.gz": "application/gzip"}


def _whole(request: Request, paths: Mapping[str, str]) -> dict[str, str]:
    """The same with whole addresses."""
    root = links_of(request).root
    return {address(request, path.removeprefix(root)): kind for path, kind in paths.items()}


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
    here = _path(request, description).removeprefix(root)
    files = _whole(request, _files(request, kg, description))
    posts = [*signposts(facts, kg.vocabulary, files), *described_by(address(request, here))]
    form = form or negotiate(request.headers.get("accept"), LINKSETS)
    body = write_linkset(as_linkset(address(request, here), posts), form)
    return respond(request, body, form.media_type, release=description.release)


def _kind_of(description: Description, base: str) -> str:
    """What the page is about, as the IRI says: `review`, `body`, `dataset`, `releases`…"""
    below = description.iri.removeprefix(base)
    if below.startswith("id/"):
        return below.split("/")[1]
    return "dataset" if below.startswith("data/") else ""


def _triples(kg: KnowledgeGraph, description: Description) -> frozenset[str]:
    """The description and, where its IRI names a graph, everything in that graph."""
    name, base = description.iri, kg.vocabulary.base
    if not name.startswith((f"{base}data/", f"{base}def/")):
        return description.triples
    if name.startswith(f"{base}def/shape/"):
        inside = kg.handbook(description.release).index.whole(name)
        return description.triples | frozenset(inside)
    graph = kg.store.dump([description.iri], release=description.release)
    return description.triples | frozenset(strip_graph(graph).decode().split("\n")) - {""}


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
