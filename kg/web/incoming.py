"""What a request brings: the graph it asks, its body within bounds, the release that it means."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Annotated, NamedTuple

from fastapi import Depends, Query
from starlette.requests import Request

from kg.errors import BadRequest, BodyTooLarge
from kg.knowledge_graph import KnowledgeGraph

_MOMENT = "%a, %d %b %Y %H:%M:%S GMT"


async def _graph(request: Request) -> KnowledgeGraph:
    kg: KnowledgeGraph = request.app.state.kg
    return kg


async def _body(request: Request) -> bytes:
    return await read_body(request, request.app.state.kg.settings.body_mib * 2**20)


async def read_body(request: Request, limit: int) -> bytes:
    """The body, never more of it in memory than `limit` bytes. Raises BodyTooLarge."""
    declared = request.headers.get("content-length", "0")
    if declared.isdigit() and int(declared) > limit:
        raise _too_large(limit)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise _too_large(limit)
    return bytes(body)


def _too_large(limit: int) -> BodyTooLarge:
    return BodyTooLarge(
        f"The body is larger than {limit // 2**20} MiB, so it was not read.", limit=limit
    )


Graph = Annotated[KnowledgeGraph, Depends(_graph)]
Body = Annotated[bytes, Depends(_body)]


def _release(
    request: Request, kg: Graph, as_of: Annotated[str | None, Query(alias="as-of")] = None
) -> int:
    """The release that `as-of=` (a number or a date) means; the newest without it."""
    if as_of is None:
        return kg.current()
    times = len(request.query_params.getlist("as-of"))
    if times > 1:
        raise BadRequest(f"There must be one as-of=… at most; there are {times}.")
    return kg.as_of(as_of)


AsOf = Annotated[int, Depends(_release)]


class When(NamedTuple):
    """The state of a resource that is wanted: of a release, which `fixed` says was named, or, as
    Accept-Datetime asks, of a moment.
    """

    release: int
    fixed: bool
    moment: datetime | None


def _when(request: Request, release: AsOf) -> When:
    """What `as-of=`, and without it Accept-Datetime, means (RFC 7089, section 2.1.1)."""
    fixed = "as-of" in request.query_params
    asked = request.headers.getlist("accept-datetime")
    return When(release, fixed, None if fixed or not asked else read_moment(asked))


def read_moment(asked: Sequence[str]) -> datetime:
    """The moment that Accept-Datetime names. Raises BadRequest."""
    text = asked[0].strip()
    try:
        moment = datetime.strptime(text, _MOMENT).replace(tzinfo=UTC)
        if len(asked) == 1 and written_moment(moment) == text:
            return moment
    except ValueError:
        pass
    raise BadRequest(
        f"Accept-Datetime: {', '.join(asked)[:80]!r} is not a moment. Write it once, in GMT, with "
        "the right day of the week, such as Tue, 31 Mar 2026 12:00:00 GMT."
    )


def written_moment(moment: datetime) -> str:
    """A moment (UTC) as HTTP writes it (RFC 9110, section 5.6.7)."""
    return format_datetime(moment, usegmt=True)


Moment = Annotated[When, Depends(_when)]
