"""Answers that were sent before, sent again without making them: before routes and threads, for as
long as the newest release is the one that they were made of.

A response says that it may be repeated with `repeatable`. Two requests have the same answer where
nothing that we look at differs (RFC 9111, section 4.1); a request that has conditions, asks for a
part or says who it is always goes on to its route.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Hashable
from typing import NamedTuple

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.kept import Kept
from kg.stores import Store
from kg.stores.steady import newest_at_once

KEPT_BYTES = 32 * 2**20
REPEATED = "kg.repeated"  # where the ASGI scope says that the answer was a repeated one
_RELEASE = "kg.repeatable-of"
_METHODS = {"GET", "POST", "QUERY"}
_LONGEST = 2**14  # bytes of a request's body that may tell it from others
# The headers that tell one request from another: those that any Vary of ours names, where it came
# to, and what its body is.
TOLD_APART = (
    b"host",
    b"accept",
    b"accept-language",
    b"accept-datetime",
    b"accept-encoding",
    b"content-type",
)
_OF_ITS_OWN = {
    b"authorization",
    b"range",
    b"if-range",
    b"if-match",
    b"if-none-match",
    b"if-modified-since",
    b"if-unmodified-since",
}


def repeatable(request: Request, release: int) -> None:
    """Let the answer to `request` be sent again, for as long as this release is the newest, and
    nothing is taken out of it.
    """
    request.scope[_RELEASE] = release


class _Sent(NamedTuple):
    """An answer as it went to the client."""

    start: Message
    body: bytes

    @property
    def size(self) -> int:
        """Bytes of headers and body."""
        return len(self.body) + sum(len(name) + len(value) for name, value in self.start["headers"])


class Repeated:
    """Wraps an application."""

    def __init__(self, app: ASGIApp, store: Store) -> None:
        self._app, self._store = app, store
        self._kept: Kept[_Sent] = Kept(KEPT_BYTES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One exchange."""
        told = _told_apart(scope) if scope["type"] == "http" else None
        newest = newest_at_once(self._store) if told else None
        if told is None or newest is None:
            await self._app(scope, receive, send)
            return
        heard = _Heard(receive)
        key = (newest, told, await heard.body() if scope["method"] != "GET" else b"")
        if sent := self._kept.get(key):
            scope[REPEATED] = True
            await send({**sent.start, "headers": list(sent.start["headers"])})
            await send({"type": "http.response.body", "body": sent.body})
            return
        watched = _Watched(send)
        await self._app(scope, heard, watched)
        # Made while the newest release was one and the same, and of that release.
        if (
            watched.whole
            and scope.get(_RELEASE) == newest[0]
            and newest_at_once(self._store) == newest
        ):
            sent = _Sent(watched.start, watched.body)
            self._kept.put(key, sent, sent.size + sum(map(sys.getsizeof, (*told, key[2]))))


def _told_apart(scope: Scope) -> tuple[Hashable, ...] | None:
    """All of a request, but its body, that makes a difference; None for one whose answer is not to
    be repeated.
    """
    if scope["method"] not in _METHODS:
        return None
    headers: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        if name in _OF_ITS_OWN:
            return None
        headers[name] = b"%b, %b" % (headers[name], value) if name in headers else value
    if scope["method"] != "GET" and not _is_short(headers.get(b"content-length", b"")):
        return None
    place = (scope["method"], scope["scheme"], scope.get("root_path", ""), scope["path"])
    return (*place, scope["query_string"], *map(headers.get, TOLD_APART))


def _is_short(length: bytes) -> bool:
    return length.isdigit() and int(length) <= _LONGEST


class _Heard:
    """What a client sends, read before the application reads it."""

    def __init__(self, receive: Receive) -> None:
        self._receive, self._read = receive, deque[Message]()

    async def body(self) -> bytes:
        """The whole body; less, where the client leaves."""
        more = True
        while more:
            message = await self._receive()
            self._read.append(message)
            more = message.get("more_body", False)
        return b"".join(message.get("body", b"") for message in self._read)

    async def __call__(self) -> Message:
        """The next message, as the application waits for it."""
        return self._read.popleft() if self._read else await self._receive()


class _Watched:
    """The way back to the client; remembers an answer 200 that is short enough to be kept."""

    def __init__(self, send: Send) -> None:
        self._send, self._parts = send, list[bytes]()
        self._room = KEPT_BYTES // 4
        self.start: Message = {}
        self.whole = False

    @property
    def body(self) -> bytes:
        """The body, once it is `whole`."""
        return self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)

    async def __call__(self, message: Message) -> None:
        await self._send(message)
        if message["type"] == "http.response.start":
            self.start = message
            self._room *= message["status"] == 200
        elif self._room:
            part = message.get("body", b"")
            self._parts += [part] if part else []
            self._room = max(0, self._room - len(part))
            self.whole = bool(self._room) and not message.get("more_body", False)
