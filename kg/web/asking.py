"""One question of a client: what it asks, of which release, how long; and the answer over HTTP."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from urllib.parse import quote

from starlette.datastructures import ImmutableMultiDict
from starlette.requests import Request
from starlette.responses import Response

from kg.errors import BadRequest, NotAcceptable
from kg.formats import HTML, Format, by_name, negotiate
from kg.knowledge_graph import KnowledgeGraph
from kg.query import Answer, QueryPlan
from kg.web.citation import cited
from kg.web.headers import link, respond
from kg.web.repeated import repeatable
from kg.web.templating import links_of

Parameters = ImmutableMultiDict[str, str]

_LONGEST_HINT = 1000
_PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))  # a header holds ASCII


class Question(NamedTuple):
    """The plan of the query, the release that is asked (None: the newest), the time limit of the
    client, and who that is.
    """

    plan: QueryPlan
    release: int | None
    seconds: float | None
    client: str


def question(
    request: Request, kg: KnowledgeGraph, plan: QueryPlan, parameters: Parameters
) -> Question:
    """What `as-of=` and `timeout=` make of a planned query. Raises BadRequest, NotFound."""
    as_of = at_most_once(parameters, "as-of")
    release = None if as_of is None else kg.as_of(as_of)
    seconds = _seconds(at_most_once(parameters, "timeout"))
    return Question(plan, release, seconds, client_of(request))


def client_of(request: Request) -> str:
    """Who asks, as far as the number of queries under way is limited: the address."""
    return request.client.host if request.client else "unknown"


def ask(kg: KnowledgeGraph, asked: Question, form: Format) -> Answer:
    """The answer; see kg.query.Answers."""
    plan, release, seconds, client = asked
    return kg.answer(plan, form, release=release, seconds=seconds, client=client)


def answer(
    request: Request, kg: KnowledgeGraph, asked: Question, form: Format, links: Iterable[str] = ()
) -> Response:
    """The answer as it is, in one of the plan's formats; it says that it is whole."""
    given = ask(kg, asked, form)
    if not asked.plan.volatile:
        repeatable(request, given.release)
    path = cited_path(request, asked, form, given)
    return respond(
        request,
        given.body,
        form.content_type,
        release=given.release,
        links=[*links, *([link(path, "cite-as")] if path else [])],
        KG_Complete="true",
        **_hint(kg.hints(asked.plan, form, given)),
    )


def cited_path(request: Request, asked: Question, form: Format, given: Answer) -> str | None:
    """The path of the answer for ever, if it has one."""
    citation = cited(asked.plan, given.release, form.name, given.etag)
    token = citation.token() if citation else None
    return f"{links_of(request).root}/r/{token}" if token else None


def _hint(hints: Sequence[str]) -> dict[str, str]:
    """The header that carries hints: formats of results have no place for them."""
    text = quote(" ".join(hints)[:_LONGEST_HINT], safe=_PRINTABLE)
    return {"KG_Hint": text} if text else {}


def at_most_once(parameters: Parameters, name: str) -> str | None:
    """The value of a parameter. Raises BadRequest where it is repeated."""
    values = parameters.getlist(name)
    if len(values) > 1:
        raise BadRequest(f"There must be one {name}=… at most; there are {len(values)}.")
    return values[0] if values else None


def _seconds(value: str | None) -> float | None:
    """The client's own time limit. Raises BadRequest."""
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise BadRequest(f"timeout={value[:60]} is not a number of seconds greater than 0.")
    return seconds


def chosen_format(request: Request, parameters: Parameters, available: Sequence[Format]) -> Format:
    """What `format=` names, else what Accept likes best. Raises NotAcceptable, BadRequest."""
    name = at_most_once(parameters, "format")
    return by_name(name, available) if name else negotiate(request.headers.get("accept"), available)


def prefers_page(request: Request, available: Sequence[Format]) -> bool:
    """Whether the client likes HTML better than any of the formats, and names none of them."""
    if "format" in request.query_params:
        return False
    try:
        return negotiate(request.headers.get("accept"), (*available, HTML)) is HTML
    except NotAcceptable:
        return False
