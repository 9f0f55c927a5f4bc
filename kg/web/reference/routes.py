"""The start page of terms and rules, and the way from the code of a rule to its page."""

from __future__ import annotations

import difflib

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kg.errors import NotFound
from kg.formats import GRAPHS, HTML, negotiate
from kg.knowledge_graph import KnowledgeGraph
from kg.rdf import iri, literal
from kg.rdf.write import write_rdf
from kg.web.headers import link, respond
from kg.web.incoming import AsOf, Graph
from kg.web.templating import links_of, render

router = APIRouter(tags=["resources"])


@router.get("/def")
def without_slash(request: Request) -> Response:
    """The address that people type."""
    return RedirectResponse(f"{links_of(request).root}/def/", 303)


@router.get("/def/")
def start(request: Request, kg: Graph, release: AsOf) -> Response:
    """The ontology, the rules and the lists of concepts. Raises NotFound."""
    if not request.scope["path"].endswith("/"):  # the router lets a line end pass
        raise NotFound("There is no such page.")
    form = negotiate(request.headers.get("accept"), (HTML, *GRAPHS))
    if form is HTML:
        body = render(request, "reference/index.html", book=kg.handbook(release))
    else:
        body = write_rdf(_parts(kg, release), form.syntax, kg.vocabulary.prefixes)
    return respond(request, body, form.content_type, release=release)


@router.get("/def/rule/{code}")
def rule(request: Request, kg: Graph, code: str, release: AsOf) -> Response:
    """303 from the code of a rule, as reports give it, to its page. Raises NotFound."""
    rules = kg.handbook(release).rules
    found = rules.get(code.upper())
    if found is None:
        near = difflib.get_close_matches(code.upper(), rules, 3)
        hint = f" The nearest that there is: {', '.join(near)}." if near else ""
        raise NotFound(f"There is no rule with the code {code[:40]!r}.{hint}")
    path = links_of(request).local(found.iri) or ""
    path += f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(path, 303, {"Link": link(path, "describedby")})


def _parts(kg: KnowledgeGraph, release: int) -> frozenset[str]:
    """What there is below def/, as N-Triples lines."""
    book = kg.handbook(release)
    whole, part = iri(f"{kg.vocabulary.base}def/"), iri(book.index.full("dcterms:hasPart"))
    title = iri(book.index.full("dcterms:title"))
    ontologies = book.index.of_type("owl:Ontology")
    return frozenset(
        line
        for one in [*ontologies, *book.schemes]
        for line in (
            f"{whole} {part} {iri(one)} .",
            f"{iri(one)} {title} {literal(book.called(one), language='en')} .",
        )
    )
