"""One HTTP answer of the service, without a server and without a socket."""

from __future__ import annotations

import asyncio
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from kg.errors import Usage
from kg.knowledge_graph import KnowledgeGraph
from kg.web.app import create_app

_HOPS = 5


class Fetched(NamedTuple):
    """Status, headers (lower case) and body of an answer."""

    status: int
    headers: dict[str, str]
    body: bytes


def fetch(kg: KnowledgeGraph, target: str, accept: str) -> Fetched:
    """The answer to GET `target` (path and query), redirects within the service followed.

    Raises Usage where they go round.
    """
    app = create_app(kg)
    for _ in range(_HOPS):
        answer = asyncio.run(_get(app, target, accept))
        location = answer.headers.get("location")
        if not location or not 300 <= answer.status < 400:
            return answer
        parts = urlsplit(location)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
    raise Usage(f"{target} redirects more than {_HOPS} times.")


async def _get(app: Any, target: str, accept: str) -> Fetched:
    """One ASGI 3 exchange."""
    path, _, query = target.partition("?")
    scope = {
        "type": "http",
        "asgi": {
            "version": "3.0",
            "spec_version": "2.4",
        },  # what streams needs no watch for leaving
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", b"localhost"), (b"accept", accept.encode())],
        "client": ("127.0.0.1", 0),
        "server": ("localhost", 80),
    }
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    headers = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    return Fetched(sent[0]["status"], headers, b"".join(one.get("body", b"") for one in sent[1:]))
