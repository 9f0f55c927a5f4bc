"""A thing in a format: the page for people, or its data, with the links that go with it; no
routes.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from starlette.requests import Request

from kg.describe import Description
from kg.dumps import dumps
from kg.formats import GRAPHS, HTML, Format
from kg.knowledge_graph import KnowledgeGraph
from kg.rdf import strip_graph
from kg.rdf.write import write_rdf
from kg.web.addresses import address
from kg.web.facts import Facts
from kg.web.headers import link
from kg.web.keeping import Made
from kg.web.listing import datasets
from kg.web.memento import Memento
from kg.web.reference.pages import chosen
from kg.web.schema_org import schema_org
from kg.web.sections import sections_of
from kg.web.signposts import described_by, for_header, linksets, signposts
from kg.web.templating import links_of, render
from kg.web.view import View

FORMATS = (HTML, *GRAPHS)


def represent(
    request: Request,
    kg: KnowledgeGraph,
    description: Description,
    form: Format,
    state: Memento | None = None,
) -> Made:
    """What is said of a thing, in a format; `state` is given where that is how it was."""
    links = links_of(request)
    path = path_of(request, description)
    as_of = f"?as-of={description.release}" if state else ""
    alternates = [(one, f"{path}.{one.suffix}{as_of}") for one in FORMATS]
    facts, files = Facts(description, kg.vocabulary), files_of(request, kg, description)
    if form is HTML:
        said = schema_org(facts, kg.vocabulary, with_hosts(request, files))
        body = _page(
            request,
            kg,
            description,
            {"alternates": alternates[1:], "schema_org": said, "state": state},
        )
    else:
        body = write_rdf(_triples(kg, description), form.syntax, kg.vocabulary.prefixes)
    page = f"{kg.vocabulary.base}{path.removeprefix(links.root).lstrip('/')}"
    posts = signposts(facts, kg.vocabulary, files)
    posts += [*described_by(path, as_of), *linksets(links.root, path, as_of)]
    return Made(
        body,
        (
            *(link(target, "alternate", one.media_type) for one, target in alternates),
            link(page, "canonical"),
            *for_header([one for one in posts if one.relation != "license"]),
        ),
        f"{path}.{form.suffix}{as_of}",
    )


def _page(
    request: Request,
    kg: KnowledgeGraph,
    description: Description,
    more: Mapping[str, object],
) -> bytes:
    """The page for people, with the sections of its kind."""
    links, release = links_of(request), description.release
    kind = _kind_of(description, kg.vocabulary.base)
    template, values = chosen(kg, description, links)
    return render(
        request,
        template,
        view=View(description, kg.vocabulary, links),
        datasets=datasets(kg, release),
        sections=sections_of(kg, kind, description.iri, links, release),
        release=release,
        **more,
        **values,
    )


def spoken(form: Format, language: str) -> dict[str, str]:
    """The languages that a page is for: its own words are English, names are as was asked. Data
    hold every language.
    """
    both = "en" if language == "en" else f"{language}, en"
    return {"Content_Language": both} if form is HTML else {}


def path_of(request: Request, description: Description) -> str:
    """The path of the page about what is described."""
    local = links_of(request).local(description.iri)
    return (local or request.url.path).rstrip("/")


def files_of(request: Request, kg: KnowledgeGraph, description: Description) -> dict[str, str]:
    """The paths of the files of what is described, if that is a dataset, with their media types."""
    name, release = description.iri, description.release
    if not name.startswith(f"{kg.vocabulary.base}data/"):
        return {}
    if name not in kg.store.graphs(release=release):
        return {}
    (file,) = (one for one in dumps([name], kg.vocabulary.base) if one.graph)
    path = f"{links_of(request).root}/dumps/{release}/{quote(file.name)}"
    return {path: file.form.media_type, f"{path}.gz": "application/gzip"}


def with_hosts(request: Request, paths: Mapping[str, str]) -> dict[str, str]:
    """Paths and their media types, as whole addresses."""
    root = links_of(request).root
    return {address(request, path.removeprefix(root)): kind for path, kind in paths.items()}


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
