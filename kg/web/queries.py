"""The named queries over HTTP: the list of them, and each as a page, as its answer, and as RDF."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import NamedTuple

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kg.errors import KgError, NotFound
from kg.formats import GRAPHS, HTML, ROWS, Format
from kg.formats import Kind as Holds
from kg.knowledge_graph import KnowledgeGraph
from kg.query import NamedQuery, Parameter, named_queries
from kg.rdf.write import write_rdf
from kg.web.asking import Parameters, Question, answer, at_most_once, chosen_format, question
from kg.web.charting import SVG, chart_answer
from kg.web.choices import Choice, choices
from kg.web.headers import link, page, respond
from kg.web.incoming import Graph
from kg.web.openapi import NAMED
from kg.web.pages import PLAIN_JSON
from kg.web.queries_rdf import described
from kg.web.shown import Shown, show
from kg.web.templating import links_of, render
from kg.web.turns import in_turn

router = APIRouter(tags=["query"])
# The query itself, its parameters filled in, for whoever wants to go on from there.
TEXT = Format("sparql", "application/sparql-query", "rq", Holds.PAGE, (), charset=True)
_OURS = {"format", "as-of", "timeout", "chart", "value"}  # parameters that are not the query's own


@router.get("/queries")
def queries(request: Request, kg: Graph) -> Response:
    """Every named query, by group; in RDF as `sh:SPARQLExecutable`."""
    form = chosen_format(request, request.query_params, (PLAIN_JSON, HTML, *GRAPHS))
    known = named_queries(kg.vocabulary.base)
    if form is HTML:
        body = render(request, "queries.html", groups=grouped(known))
    elif form is PLAIN_JSON:
        body = json.dumps([asdict(one) for one in known.values()], indent=1).encode()
    else:
        triples = described(known.values(), kg.vocabulary)
        body = write_rdf(triples, form.syntax, kg.vocabulary.prefixes)
    return respond(request, body, form.content_type, release=kg.current())


@router.get("/queries/{name}", openapi_extra=NAMED)
async def named_query(request: Request, kg: Graph, name: str) -> Response:
    """The answer of a named query; its page with a form in HTML, what it is in RDF. Raises
    NotFound.
    """
    return await in_turn(request, lambda: _named_query(request, kg, name))


def _named_query(request: Request, kg: KnowledgeGraph, name: str) -> Response:
    known = named_queries(kg.vocabulary.base)
    if name not in known:
        raise _unknown(name, known)
    available = (*ROWS, HTML, *GRAPHS, TEXT, *((SVG,) if "format" in request.query_params else ()))
    form = chosen_format(request, request.query_params, available)
    if form in GRAPHS:
        return _as_rdf(request, kg, known[name], form)
    if form is TEXT:
        text = known[name].text_with(_values(request.query_params)).encode()
        return respond(request, text, form.content_type, release=kg.current())
    links = _links(request, name)
    if form is HTML:
        return _page(request, kg, known[name])
    asked = _asked(request, kg, known[name])
    if form is SVG:
        return chart_answer(request, kg, asked, request.query_params)
    return answer(request, kg, asked, form, links)


def grouped(known: Mapping[str, NamedQuery]) -> dict[str, list[NamedQuery]]:
    """The queries by group, each group in the order of titles."""
    groups: dict[str, list[NamedQuery]] = {}
    for query in sorted(known.values(), key=lambda one: (one.group, one.title)):
        groups.setdefault(query.group, []).append(query)
    return groups


def _unknown(name: str, known: Mapping[str, NamedQuery]) -> NotFound:
    near = difflib.get_close_matches(name, known, 3, 0.5)
    hint = f"Did you mean {' or '.join(near)}?" if near else "/queries lists what there is."
    return NotFound(f"There is no query named {name[:60]!r}. {hint}")


def _asked(request: Request, kg: KnowledgeGraph, query: NamedQuery) -> Question:
    """The question that the parameters make of a query. Raises BadRequest, NotFound."""
    plan = kg.plan(query.text_with(_values(request.query_params)))
    return question(request, kg, plan, request.query_params)


def _values(parameters: Parameters) -> dict[str, str]:
    """The query's own parameters; one that a form sends empty has its default."""
    values = {name: at_most_once(parameters, name) for name in parameters if name not in _OURS}
    return {name: value for name, value in values.items() if value}


def _as_rdf(request: Request, kg: KnowledgeGraph, query: NamedQuery, form: Format) -> Response:
    triples = described([query], kg.vocabulary)
    body = write_rdf(triples, form.syntax, kg.vocabulary.prefixes)
    return respond(request, body, form.content_type, release=kg.current())


def _links(request: Request, name: str) -> list[str]:
    path = f"{links_of(request).root}/queries/{name}"
    return [link(f"{path}?format=turtle", "describedby", "text/turtle")]


class Field(NamedTuple):
    """A parameter with its value, and what it may be set to."""

    parameter: Parameter
    value: str
    choices: list[Choice]

    @property
    def key(self) -> str:
        """The last part of the value, which stands for all of it where that is the namespace."""
        namespace = self.parameter.default[: self.parameter.default.rfind("/") + 1]
        return self.value.removeprefix(namespace)


def _page(request: Request, kg: KnowledgeGraph, query: NamedQuery) -> Response:
    """The form and the answer; where the parameters are wrong, the form and what is."""
    parameters = request.query_params
    try:
        path = f"{links_of(request).root}/queries/{query.name}"
        shown = show(request, kg, _asked(request, kg, query), path, parameters)
    except KgError as error:
        shown = Shown(error=error)
    release = shown.answer.release if shown.answer else kg.current()
    fields = [
        Field(one, parameters.get(one.name) or one.default, choices(kg, one, release))
        for one in query.parameters
    ]
    text = shown.query or query.text
    body = render(
        request,
        "query.html",
        query=query,
        shown=shown,
        fields=fields,
        text=text,
        csv=request.url.include_query_params(format="csv").remove_query_params(["chart", "value"]),
    )
    return page(
        request, body, release=release, error=shown.error, links=_links(request, query.name)
    )
