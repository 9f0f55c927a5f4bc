"""Parts of an answer, for clients that fetch a file piece by piece (RFC 9110, section 14)."""

from __future__ import annotations

import re
from typing import NamedTuple

from starlette.requests import Request

_ONE = re.compile(r"bytes=([0-9]{0,15})-([0-9]{0,15})")


class Part(NamedTuple):
    """The bytes from `start` up to `stop`, of `size` in all."""

    start: int
    stop: int
    size: int

    @property
    def content_range(self) -> str:
        """The value of Content-Range."""
        return f"bytes {self.start}-{self.stop - 1}/{self.size}"


def wanted_part(request: Request, size: int, etag: str) -> Part | None:
    """The one part that the request asks for; None where it asks for all, for several, or for a
    part of an answer that has changed since.
    """
    found = _ONE.fullmatch(request.headers.get("range", ""))
    if not found or request.method != "GET" or request.headers.get("if-range", etag) != etag:
        return None
    first, last = found.groups()
    if not first and not last:
        return None
    if not first:  # the last so many bytes
        return Part(max(0, size - int(last)), size, size)
    return Part(int(first), min(size, int(last) + 1) if last else size, size)
