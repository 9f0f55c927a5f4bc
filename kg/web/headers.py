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
from kg.web.ranges import Part, wanted_part

PROBLEM_OF = "kg.problem"  # where the ASGI scope holds the kind of fault that an answer tells of

_PART = 2**18  # bytes
LICENCE = "https://creativecommons.org/licenses/by/4.0/"

_STYLES = "style-src 'self'"
# What a page may load: nothing of another host, no script but those that come with this package.
POLICY = (
    f"default-src 'none'; {_STYLES}; script-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
# The editor's table adds one style sheet of its own, known by its digest.
_EDITORS_STYLE = "'sha256-zCK2EVMoPc04mRF/g5CotUvxbJPWS+8V0b+s9ptqQIk='"
SCRIPTED = POLICY.replace(_STYLES, f"{_STYLES} {_EDITORS_STYLE}") + "; connect-src 'self'"
_URI = "%/:?#[]@!$&'()*+,;=~"  # what stays as it is in a URI (RFC 3986, section 2)
# On every answer, errors included: anyone may read, no page may reach another host.
COMMON = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "Accept-Ranges, Allow, Content-Location, Content-Range, ETag, KG-Complete, KG-Conforms, "
        "KG-Hint, KG-Release, KG-Report, Link, Location, Memento-Datetime, Retry-After, Vary, "
        "WWW-Authenticate"
    ),
    "Content-Security-Policy": POLICY,
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
    """The answer 200 about `release`, 304 where the client has the same bytes already, or 206 where
    it asks for a part of them.

    Underscores in the names of `headers` stand for hyphens; without an ETag among them, it is made
    from the bytes.
    """
    etag = headers.get("ETag") or f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    said = {
        "Cache-Control": "no-cache",
        "ETag": etag,
        "KG-Release": str(release),
        "Link": ", ".join([*links, link(LICENCE, "license")]),
        "Vary": "Accept",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    if same := has_already(request, etag):
        return Response(status_code=304, headers={**said, "ETag": same})
    said |= {"Content-Type": content_type, "Accept-Ranges": "bytes"}
    if part := wanted_part(request, len(body), etag):
        return _part_of(body, part, said)
    return (_InParts if len(body) > _PART else Response)(body, headers=said)


def _part_of(body: bytes, part: Part, said: dict[str, str]) -> Response:
    """206 with a part of the body; 416 where the body has no such part."""
    if part.start >= part.stop:
        return Response(status_code=416, headers={"Content-Range": f"bytes */{part.size}"})
    headers = {**said, "Content-Range": part.content_range}
    return Response(body[part.start : part.stop], 206, headers)


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
    request.scope[PROBLEM_OF] = error.slug
    said = {"Content-Type": HTML.content_type, "Vary": "Accept", "Cache-Control": "no-store"}
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(body, error.status, {**said, **more})


def has_already(request: Request, etag: str) -> str | None:
    """The validator in If-None-Match that fits, compared weakly (RFC 9110, section 13.1.2)."""
    if request.method != "GET":
        return None
    known = [one.strip() for one in request.headers.get("if-none-match", "").split(",")]
    if "*" in known:
        return etag
    return next((one for one in known if one.removeprefix("W/") == etag), None)
