"""What holds for every exchange, whatever the path: common headers, HEAD, preflight, no tracebacks.

Plain ASGI, so that it also wraps static files and what Starlette itself refuses. RFC 9110, sections
9.3.2 and 9.3.7; Fetch, section 3.2.2 (CORS preflight).
"""

from __future__ import annotations

import logging

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.errors import KgError
from kg.web.errors import problem
from kg.web.headers import COMMON

log = logging.getLogger(__name__)


class Envelope:
    """Wraps an application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One exchange. HEAD is GET without its body; OPTIONS says what the path allows."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        reply = _Reply(scope["method"], send)
        inner = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope
        try:
            await self._app(inner, receive, reply)
        except ClientDisconnect:
            log.info("The client left before it had sent its request")
        except Exception:
            log.exception("%s %s", scope["method"], scope["path"])
            if not reply.begun:
                await problem(Request(inner), KgError(_SORRY))(inner, receive, reply)


_SORRY = "Something went wrong here, not with your request. It has been logged; try again later."


class _Reply:
    """The way back to the client."""

    def __init__(self, method: str, send: Send) -> None:
        self._method, self._send = method, send
        self.begun = self._bare = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            self._bare = self._method == "HEAD" or message["status"] == 304
            self._complete(message)
        elif message["type"] == "http.response.body" and self._bare:
            message = {**message, "body": b""}
        await self._send(message)

    def _complete(self, message: Message) -> None:
        headers = MutableHeaders(scope=message)
        for name, value in COMMON.items():
            headers.setdefault(name, value)
        if "Content-Encoding" in headers and headers.get("ETag", "").startswith('"'):
            headers["ETag"] = f"W/{headers['ETag']}"  # the same answer, in other bytes
        if message["status"] == 304:  # as the answer would have said (RFC 9110, section 15.4.5)
            headers.add_vary_header("Accept-Encoding")
        if self._method == "OPTIONS" and message["status"] == 405:
            self._bare = True
            message["status"] = 204
            del headers["Content-Length"], headers["Content-Type"]
            headers["Access-Control-Allow-Methods"] = headers.get("Allow", "GET, HEAD, OPTIONS")
            headers["Access-Control-Allow-Headers"] = "*, Authorization"
            headers["Access-Control-Max-Age"] = "86400"
