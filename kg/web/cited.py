"""Cited answers: the same bytes again, a page about them, and how to refer to them.

RFC 8574 (rel="cite-as").
"""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kg.errors import Gone, NotFound
from kg.formats import HTML, Format, by_name, negotiate
from kg.knowledge_graph import KnowledgeGraph
from kg.query import Answer
from kg.web.asking import Question, ask, at_most_once, client_of
from kg.web.bibliography import STYLES, Reference
from kg.web.citation import Citation, read_citation
from kg.web.headers import link, page, respond
from kg.web.incoming import Graph
from kg.web.openapi import CITED
from kg.web.shown import LABELS, table_of
from kg.web.templating import links_of, render
from kg.web.turns import in_turn

router = APIRouter(tags=["query"])


@router.get("/r/{token}", openapi_extra=CITED)
async def cited(request: Request, kg: Graph, token: str) -> Response:
    """A cited answer, byte for byte; a page about it in HTML; with `cite=` a reference to it.

    Raises NotFound where it is no citation, Gone where the answer is no longer the same.
    """
    return await in_turn(request, lambda: _cited(request, kg, token))


def _cited(request: Request, kg: KnowledgeGraph, token: str) -> Response:
    citation = read_citation(token)
    plan = kg.plan(
        citation.text,
        default_graphs=citation.dataset.default or (),
        named_graphs=citation.dataset.named or (),
    )
    form = by_name(citation.form, plan.formats)
    style = at_most_once(request.query_params, "cite")
    wanted = by_name(style, STYLES) if style else _wanted(request, form)
    asked = Question(plan, citation.release, None, client_of(request))
    given = _again(request, kg, citation, asked, form)
    if wanted is form:
        return _bytes(request, given, form, token)
    reference = _reference(kg, citation, token)
    if wanted is HTML:
        return _page(request, citation, given, form, reference)
    body = reference.written(wanted).encode()
    return respond(request, body, wanted.content_type, release=given.release)


def _wanted(request: Request, form: Format) -> Format:
    """What the client likes best; `format=` can only name the format that was cited."""
    name = at_most_once(request.query_params, "format")
    if name:
        return by_name(name, (form,))
    return negotiate(request.headers.get("accept"), (form, HTML, *STYLES))


def _again(
    request: Request, kg: KnowledgeGraph, citation: Citation, asked: Question, form: Format
) -> Answer:
    """The answer as it was. Raises Gone."""
    now = f"{links_of(request).root}/sparql?{urlencode({'query': citation.text})}"
    try:
        given = ask(kg, asked, form)
    except NotFound as error:
        raise Gone(
            f"Release {citation.release} is not kept any longer. Ask the newest at {now}.", now=now
        ) from error
    if given.etag != citation.digest:
        raise Gone(
            f"Release {citation.release} no longer gives the answer that was cited. Statements "
            f"were taken out of it, or the citation is of another graph. Ask again at {now}.",
            now=now,
        )
    return given


def _bytes(request: Request, given: Answer, form: Format, token: str) -> Response:
    path = f"{links_of(request).root}/r/{token}"
    links = [link(path, "cite-as")]
    links += [link(f"{path}?cite={one.name}", "describedby", one.media_type) for one in STYLES]
    return respond(
        request,
        given.body,
        form.content_type,
        release=given.release,
        links=links,
        KG_Complete="true",
    )


def _reference(kg: KnowledgeGraph, citation: Citation, token: str) -> Reference:
    dates = {one.number: one.at[:10] for one in kg.releases()}
    return Reference(
        f"{kg.vocabulary.base}r/{token}",
        _title(citation.text),
        citation.release,
        dates[citation.release],
        LABELS[citation.form],
        citation.digest,
    )


def _title(text: str) -> str:
    """What a comment on the first line says, since that is where people name their queries."""
    first = text.lstrip().partition("\n")[0]
    return first.lstrip("# ")[:200] if first.startswith("#") else "Answer to a SPARQL query"


def _page(
    request: Request, citation: Citation, given: Answer, form: Format, reference: Reference
) -> Response:
    body = render(
        request,
        "cited.html",
        citation=citation,
        reference=reference,
        path=request.url.path,
        form=form,
        styles=[(one.name, reference.written(one)) for one in STYLES],
        table=table_of(given, form),
        size=len(given.body),
    )
    return page(request, body, release=given.release)
