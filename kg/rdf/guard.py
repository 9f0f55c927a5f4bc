"""What is checked before the engine reads a file, and where it stopped reading a broken one; pure.

The engine reads nested JSON-LD and triple terms by recursion, which ends the process past some
thousand levels; it expands XML entities without a limit, and takes XML that breaks off for whole.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import IO
from xml.parsers import expat

from kg.errors import RdfUnsupported
from kg.rdf.recovery import Fault, refusal
from kg.rdf.recovery.documents import remedy
from kg.rdf.tokens import Lines

DEEPEST = 500
# Group 1 opens a level; a string is passed over, to the end of the file where it has no other, so
# that no quote is looked from twice; anything else closes a level.
_JSON_LEVEL = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|([\[{])|[\]}]', re.DOTALL)
_TERM_LEVEL = re.compile(rb"(<<)|>>")
_READ_AHEAD = 4096


def refuse_deep_json(body: bytes, source: str) -> None:
    """Raises RdfUnsupported where JSON nests more than DEEPEST levels."""
    _refuse_depth(_JSON_LEVEL, body, source)


def refuse_deep_terms(body: bytes, source: str) -> None:
    """Raises RdfUnsupported where triple terms nest more than DEEPEST levels."""
    if body.count(b"<<") > DEEPEST:
        _refuse_depth(_TERM_LEVEL, body, source)


def refuse_broken_xml(body: bytes, source: str) -> None:
    """Raises RdfSyntax where XML is not well-formed or its entities grow without measure, and
    RdfUnsupported where it nests more than DEEPEST levels or has an entity at another address.
    """
    depth = 0

    def opened(_name: str, _attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise _too_deep(source)

    def closed(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    parser.EntityDeclHandler = _refuse_external(source)
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        line, column = error.lineno, error.offset + 1
        around = Lines(body.decode("utf-8", "replace")).excerpt(line, column)
        said = expat.ErrorString(error.code)
        fault = Fault(said, remedy(said, {}), line, column, *around)
        raise refusal([fault], "XML", source) from error


def place_of_fault(body: bytes, read: Callable[[IO[bytes]], object]) -> tuple[int, int]:
    """Line and column, from 1, up to which `read` reads `body` before it raises SyntaxError, for a
    syntax whose errors do not say.
    """
    near = _read_until_fault(_Slow(body, len(body)), read)
    after = _read_until_fault(_Slow(body, max(0, near - _READ_AHEAD)), read)
    lines = body[:after].split(b"\n")
    return len(lines), max(1, len(lines[-1].decode("utf-8", "replace")))


def _refuse_external(source: str) -> Callable[..., None]:
    """A handler of entity declarations (XML 1.0, section 4.2), for expat."""

    def declared(
        name: str,
        _is_parameter: bool,
        _value: str | None,
        _base: str | None,
        system: str | None,
        *_: str | None,
    ) -> None:
        if system is not None:
            raise RdfUnsupported(
                f"{source}: the entity {name[:60]} is at another address, and nothing is fetched. "
                "Write its text into the file itself.",
                source=source,
            )

    return declared


class _Slow(io.BytesIO):
    """Bytes that are handed out one by one from `start` on: its position tells how far they were
    read.
    """

    def __init__(self, body: bytes, start: int) -> None:
        super().__init__(body)
        self._start = start

    def read(self, size: int | None = -1, /) -> bytes:
        ahead = self._start - self.tell()
        return super().read(min(size or 1, ahead) if ahead > 0 else 1)


def _read_until_fault(slow: _Slow, read: Callable[[IO[bytes]], object]) -> int:
    try:
        read(slow)
    except SyntaxError:
        return slow.tell()
    raise AssertionError("what failed once fails again")


def _refuse_depth(level: re.Pattern[bytes], body: bytes, source: str) -> None:
    depth = 0
    for match in level.finditer(body):
        if match[1]:
            depth += 1
        elif match[0][:1] != b'"':
            depth = max(0, depth - 1)
        if depth > DEEPEST:
            raise _too_deep(source)


def _too_deep(source: str) -> RdfUnsupported:
    return RdfUnsupported(
        f"{source}: this nests more than {DEEPEST} levels. Give what is nested names of its own.",
        source=source,
    )
