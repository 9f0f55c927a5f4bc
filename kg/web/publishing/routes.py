"""The Graph Store Protocol, updates and checks over HTTP; only routes.

SPARQL 1.1 Graph Store HTTP Protocol; SPARQL 1.1 Protocol, section 2.2; RFC 6750 (Bearer).
"""

from __future__ import annotations

from typing import NamedTuple

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kg.errors import BadRequest, MethodNotAllowed, NotFound
from kg.formats import DATASETS, GRAPHS, HTML, NTRIPLES, Format, by_name, negotiate
from kg.knowledge_graph import KnowledgeGraph
from kg.load import Conditions, Source, etag_of
from kg.query.update import Using
from kg.rdf import in_graph, iri
from kg.rdf.write import write_rdf
from kg.web.asking import Question, ask, at_most_once, client_of
from kg.web.headers import respond
from kg.web.incoming import AsOf, Graph
from kg.web.publishing import bodies
from kg.web.publishing.described import CHECKED, GRAPH_WRITTEN, UPDATED
from kg.web.publishing.desk import desk_of
from kg.web.publishing.jobs import Job
from kg.web.publishing.reports import empty_form, report_answer, report_format, report_page
from kg.web.publishing.writing import Writing, sent_update
from kg.web.turns import in_turn

router = APIRouter(tags=["publishing"])
_RDF = (*GRAPHS, *DATASETS)


@router.get("/graph-store")
async def read_graph(request: Request, kg: Graph, release: AsOf) -> Response:
    """One graph, or the merge of all (`?default`). Raises NotFound, BadRequest, and as a query
    does.
    """
    return await in_turn(request, lambda: _read_graph(request, kg, release))


def _read_graph(request: Request, kg: KnowledgeGraph, release: int) -> Response:
    """Asked like any query, so that it is bounded and kept like one."""
    name = _named(request)
    if name is None and "default" not in request.query_params:
        raise BadRequest("Name a graph with ?graph=IRI, or ask for the merge of all with ?default.")
    form = _form(request)
    inside = f"GRAPH {iri(name)} {{ ?s ?p ?o }}" if name else "?s ?p ?o"
    plan = kg.plan(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {inside} }}")
    given = ask(kg, Question(plan, release, None, client_of(request)), NTRIPLES)
    triples = frozenset(given.body.decode().split("\n")) - {""}
    if name and not triples:
        raise NotFound(
            f"There is no graph <{name[:300]}> in release {release}. SELECT ?g {{ GRAPH ?g {{}} }} "
            "lists what there is."
        )
    body = write_rdf(triples, form.syntax, kg.vocabulary.prefixes)
    statements = (in_graph(one, name) for one in triples) if name else triples
    etag = f'"{etag_of(frozenset(statements))}.{form.name}"'
    return respond(request, body, form.content_type, release=release, ETag=etag)


@router.put("/graph-store", openapi_extra=GRAPH_WRITTEN)
@router.post("/graph-store", openapi_extra=GRAPH_WRITTEN)
@router.delete("/graph-store", openapi_extra=GRAPH_WRITTEN)
async def write_graph(request: Request, kg: Graph) -> Response:
    """Put a graph in place, add to it, or delete it, through the gate; with a token.

    A POST without a graph makes a new one, and says in Location where it is.
    """
    name = _named(request)
    return await _write_graph(request, kg, name)


@router.put("/data/{path:path}", openapi_extra=GRAPH_WRITTEN)
@router.post("/data/{path:path}", openapi_extra=GRAPH_WRITTEN)
@router.delete("/data/{path:path}", openapi_extra=GRAPH_WRITTEN)
async def write_dataset(request: Request, kg: Graph, path: str) -> Response:
    """The same for the graph of a dataset by its own address (direct graph identification)."""
    stem, _, suffix = path.rpartition(".")
    known = stem and suffix in {form.suffix for form in GRAPHS}
    return await _write_graph(request, kg, kg.vocabulary.dataset(stem if known else path))


async def _write_graph(request: Request, kg: KnowledgeGraph, name: str | None) -> Response:
    writing = await Writing.let_in(request, kg, name or request.url.path)
    async with writing:
        if "default" in request.query_params:
            raise MethodNotAllowed(
                "The default graph is the merge of all named graphs, so it is not written itself. "
                "Name a graph with ?graph=IRI.",
                allow="GET, HEAD, OPTIONS",
            )
        conditions = _conditions(request)
        if name is None and (request.method != "POST" or conditions != Conditions()):
            raise BadRequest("Name the graph with ?graph=IRI.")
        job = Job(request.method, writing.writer, writing.message, writing.is_dry, name)
        job = job._replace(conditions=conditions)
        if request.method == "DELETE":
            job = job._replace(withdraw=at_most_once(request.query_params, "withdraw"))
        else:
            job = job._replace(sources=await writing.sources())
        return await writing.done(job)
    return writing.refused


@router.post("/update", openapi_extra=UPDATED)
async def update(request: Request, kg: Graph) -> Response:
    """A SPARQL 1.1 Update, tried aside, judged and published whole or not at all; with a token."""
    writing = await Writing.let_in(request, kg, "/update")
    async with writing:
        if _conditions(request) != Conditions():
            raise BadRequest("If-Match and If-None-Match are for single graphs. Leave them out.")
        text, using = sent_update(request, await writing.body())
        job = Job("UPDATE", writing.writer, writing.message, writing.is_dry)
        return await writing.done(job._replace(text=text, using=Using(*using)))
    return writing.refused


@router.get("/validate")
def validate_page(request: Request, kg: Graph) -> Response:
    """The form in which a file is dropped or pasted to be checked."""
    return respond(request, empty_form(request), HTML.content_type, release=kg.current())


@router.post("/validate", openapi_extra=CHECKED)
async def validate(request: Request, kg: Graph) -> Response:
    """What the gate says of a body, in the format asked for; anyone may ask, nothing is written."""
    form = report_format(request)
    desk, settings = desk_of(request), kg.settings
    with desk.checks.entered(client_of(request)):
        kind = bodies.media_type(request)
        body = await bodies.read_body(request, settings.check_mib, settings.check_seconds)
        if kind == bodies.MULTIPART:
            given = _typed_in(await bodies.form(request, body))
        else:
            given = _Given((bodies.source("body", body, kind, _RDF),))
        graph, alone = _named(request), given.alone or _is_on(request, "alone")
        sources = [one._replace(graph=graph) for one in given.sources]
        report = await desk.turns.run(lambda: desk.check(sources, alone=alone))
    desk.counted["CHECK", "conforms" if report.conforms else "refused"] += 1
    if form is HTML:
        return report_page(request, report, sources, {**given._asdict(), "alone": alone})
    return report_answer(request, report, form)


class _Given(NamedTuple):
    """What is to be checked, and what the form of the page holds."""

    sources: tuple[Source, ...]
    text: str = ""
    syntax: str = "turtle"
    alone: bool = False


def _typed_in(form: bodies.Form) -> _Given:
    """The files of a form, and the text that was pasted. Raises BadRequest."""
    text, name = form.fields.get("text", ""), form.fields.get("syntax", "turtle")
    syntax = by_name(name, _RDF)
    sources = form.sources
    if text.strip():
        pasted = bodies.source("text", text.encode(), syntax.media_type, _RDF)
        sources = (*sources, pasted)
    if not sources:
        raise BadRequest("There is nothing to check. Choose a file, or paste its text.")
    return _Given(sources, text, syntax.name, "alone" in form.fields)


def _form(request: Request) -> Format:
    name = request.query_params.get("format")
    return by_name(name, GRAPHS) if name else negotiate(request.headers.get("accept"), GRAPHS)


def _named(request: Request) -> str | None:
    """The graph that `?graph=` names, as an IRI. Raises BadRequest."""
    names = request.query_params.getlist("graph")
    if not names:
        return None
    if len(names) > 1 or "default" in request.query_params:
        raise BadRequest("Name one graph with ?graph=IRI, or ?default: one of the two.")
    try:
        iri(names[0])
    except ValueError as error:
        raise BadRequest(f"?graph={names[0][:200]} is not an absolute IRI.") from error
    return names[0]


def _conditions(request: Request) -> Conditions:
    """What If-Match and If-None-Match ask; a validator stands for the graph in any format."""

    def tags(header: str) -> tuple[str, ...] | None:
        said = request.headers.get(header)
        if said is None:
            return None
        each = (one.strip().removeprefix("W/").strip('"') for one in said.split(","))
        return tuple(one.partition(".")[0] for one in each)

    return Conditions(tags("if-match"), tags("if-none-match"))


def _is_on(request: Request, name: str) -> bool:
    return request.query_params.get(name, "false").lower() in {"", "1", "on", "true", "yes"}
