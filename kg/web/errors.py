"""Errors as a client can use them: problem+json, a page or plain text, by what it accepts.

RFC 9457. One shape for our own errors and for what the HTTP library refuses.
"""

from __future__ import annotations

import json
import re
from http import HTTPStatus

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from kg.errors import (
    BadRequest,
    KgError,
    MethodNotAllowed,
    Moved,
    NotAcceptable,
    NotFound,
    OnlyNewest,
    Unavailable,
)
from kg.formats import HTML, Format, Kind, negotiate
from kg.web.again import BegunAgain, may_begin_again
from kg.web.headers import PROBLEM_OF
from kg.web.kinds import KINDS
from kg.web.templating import links_of, render

PROBLEM = Format(
    "problem", "application/problem+json", "json", Kind.PAGE, ("application/json",), charset=False
)
_METHODS = ("DELETE", "GET", "PATCH", "POST", "PUT", "QUERY")
TEXT = Format("text", "text/plain", "txt", Kind.PAGE, (), charset=True)


def handle_errors(app: FastAPI) -> None:
    """Let `app` answer every error in our own shape."""

    @app.exception_handler(KgError)
    def ours(request: Request, error: KgError) -> Response:
        return problem(request, error)

    @app.exception_handler(Moved)
    @app.exception_handler(OnlyNewest)
    def moved(request: Request, error: KgError) -> Response:
        return BegunAgain() if may_begin_again(request) else problem(request, error)

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> Response:
        return problem(request, _translated(request, error))

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        faults = "; ".join(
            f"{'.'.join(map(str, one['loc'][1:]))}: {one['msg']}" for one in error.errors()
        )
        return problem(request, BadRequest(f"The request is not right: {faults}."))


def problem(request: Request, error: KgError) -> Response:
    """The answer that says what is wrong; the kind of fault is noted for those who count."""
    request.scope[PROBLEM_OF] = error.slug
    body, form = _body(request, error)
    headers = {"Content-Type": form.content_type, "Vary": "Accept", "Cache-Control": "no-store"}
    wait = error.fields.get("retry_after", 5 if isinstance(error, Unavailable) else None)
    if wait is not None:
        headers["Retry-After"] = str(wait)
    if error.status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="writing"'
    allow = error.fields.get("allow")
    if isinstance(allow, str):
        headers["Allow"] = allow
    return Response(body, error.status, headers)


def _body(request: Request, error: KgError) -> tuple[bytes, Format]:
    form = _form(request)
    if form is HTML:
        return _page(request, error), form
    if form is TEXT:
        return f"{error.title}. {error.detail}\n".encode(), form
    return json.dumps(as_problem(request, error), ensure_ascii=False, indent=1).encode(), form


def _page(request: Request, error: KgError) -> bytes:
    """The error with ways on: identifiers like it, things of its kind."""
    named = re.search("/(?:id|doc)/([^/]+)/", request.url.path)
    kind = KINDS.get(named[1]) if named else None
    similar = _similar(request, error)
    return render(request, "error.html", error=error, similar=similar, named=named, kind=kind)


def _form(request: Request) -> Format:
    try:
        return negotiate(request.headers.get("accept"), (PROBLEM, HTML, TEXT))
    except NotAcceptable:  # an error is worth saying even to a client that asked for Turtle
        return PROBLEM


def as_problem(request: Request, error: KgError) -> dict[str, object]:
    """The error as the members of a problem object (RFC 9457, section 3)."""
    plain = {
        name: value
        for name, value in error.fields.items()
        if isinstance(value, str | int | float)
        or (isinstance(value, list) and all(isinstance(one, str) for one in value))
    }
    return {
        "type": f"{links_of(request).base}problems/{error.slug}",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        **plain,
    }


def _similar(request: Request, error: KgError) -> list[tuple[str, str]]:
    """The identifiers that an unknown one looks like, each with its path here."""
    links, known = links_of(request), error.fields.get("similar")
    similar = known if isinstance(known, list) else []
    return [(iri, path) for iri in similar if (path := links.local(iri))]


def _translated(request: Request, error: HTTPException) -> KgError:
    """What the HTTP library refused, as one of our errors."""
    path = request.url.path[:200]
    if error.status_code == 404:
        return NotFound(f"There is no page {path} here.")
    if error.status_code == 405:
        allow = ", ".join(_allowed(request, error))
        return MethodNotAllowed(f"{path} takes {allow}, not {request.method}.", allow=allow)
    if error.status_code < 500:
        return BadRequest(f"{HTTPStatus(error.status_code).phrase}: {error.detail}.")
    return KgError(str(error.detail))


def _allowed(request: Request, error: HTTPException) -> list[str]:
    """Every method of the path; the library itself names those of one of its routes only."""
    allowed = {"GET"}
    if "Allow" in (error.headers or {}):
        scopes = ({**request.scope, "method": method} for method in _METHODS)
        allowed = {
            scope["method"]
            for scope in scopes
            if any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)
        }
    return sorted(allowed | ({"HEAD"} if "GET" in allowed else set()) | {"OPTIONS"})
