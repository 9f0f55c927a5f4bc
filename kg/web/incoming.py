"""What a request brings: the graph it asks, its body within bounds, the release that it means."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query
from starlette.requests import Request

from kg.errors import BodyTooLarge
from kg.knowledge_graph import KnowledgeGraph


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


def _release(kg: Graph, as_of: Annotated[str | None, Query(alias="as-of")] = None) -> int:
    """The release that `as-of=` (a number or a date) means; the newest without it."""
    return kg.current() if as_of is None else kg.as_of(as_of)


AsOf = Annotated[int, Depends(_release)]
