"""The headers of an answer: what it is, what it may be used for, whether it has changed; no bodies.

RFC 9110 (validators, section 8.8; conditions, section 13), RFC 8288 (Link).
"""

from __future__ import annotations

import hashlib
from asyncio import sleep
from collections.abc import Iterable
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from kg.errors import KgError
from kg.formats import HTML

_PART = 2**18  # bytes
LICENCE = "https://creativecommons.org/licenses/by/4.0/"

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_URI = "%/:?#[]@!$&'()*+,;=~"  # what stays as it is in a URI (RFC 3986, section 2)
# On every answer, errors included: anyone may read, no page may reach another host.
COMMON = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "Allow, Content-Location, ETag, KG-Complete, KG-Hint, KG-Release, Link, Location, "
        "Retry-After, Vary"
    ),
    "Content-Security-Policy": _POLICY,
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
}


def link(target: str, relation: str, media_type: str | None = None) -> str:
    """One element of a Link header; a header holds ASCII, so an IRI goes into it as a URI."""
    kind = f'; type="{media_type}"' if media_type else ""
    return f'<{quote(target, safe=_URI)}>; rel="{relation}"{kind}'


def respond(
    request: Request,
    body: bytes,
    content_type: str,
    *,
    release: int,
    links: Iterable[str] = (),
    **headers: str,
) -> Response:
    """The answer 200 about `release`, or 304 where the client has the same bytes already.

    Underscores in the names of `headers` stand for hyphens.
    """
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    said = {
        "Cache-Control": "no-cache",
        "ETag": etag,
        "KG-Release": str(release),
        "Link": ", ".join([*links, link(LICENCE, "license")]),
        "Vary": "Accept",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    if same := _has_already(request, etag):
        return Response(status_code=304, headers={**said, "ETag": same})
    made = _InParts if len(body) > _PART else Response
    return made(body, headers={**said, "Content-Type": content_type})


class _InParts(Response):
    """A long body, sent in parts, so that compressing it holds up no other request."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        start = {"status": self.status_code, "headers": self.raw_headers}
        await send({"type": "http.response.start", **start})
        for place in range(0, len(self.body), _PART):
            part = bytes(self.body[place : place + _PART])
            await send({"type": "http.response.body", "body": part, "more_body": True})
            await sleep(0)
        await send({"type": "http.response.body", "body": b""})


def page(
    request: Request,
    body: bytes,
    *,
    release: int,
    error: KgError | None = None,
    links: Iterable[str] = (),
    **headers: str,
) -> Response:
    """The page as the answer; with the status of `error` where it says what is wrong."""
    if error is None:
        return respond(request, body, HTML.content_type, release=release, links=links, **headers)
    said = {"Content-Type": HTML.content_type, "Vary": "Accept", "Cache-Control": "no-store"}
    return Response(body, error.status, said)


def _has_already(request: Request, etag: str) -> str | None:
    """The validator in If-None-Match that fits, compared weakly (RFC 9110, section 13.1.2)."""
    if request.method != "GET":
        return None
    known = [one.strip() for one in request.headers.get("if-none-match", "").split(",")]
    if "*" in known:
        return etag
    return next((one for one in known if one.removeprefix("W/") == etag), None)
