"""Requests that are begun again: a store that only keeps its newest release may publish another
between two questions of one page.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from kg.stores.steady import TRIES

_TRIED = "kg.tried"


def may_begin_again(request: Request) -> bool:
    """Whether a request only reads, and was not begun again too often already."""
    tried: int = request.scope.get(_TRIED, 0)
    return request.method == "GET" and tried < TRIES


class BegunAgain(Response):
    """The response to the same request, by the same application."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the request past its routes once more."""
        tried = scope.get(_TRIED, 0) + 1
        bodies: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

        async def received() -> Message:
            # The body of a GET means nothing, and was read already: whoever waits for it waits on.
            return bodies.pop() if bodies else await receive()

        await scope["app"].router({**scope, _TRIED: tried}, received, send)
