"""Bytes of any RDF syntax to canonical statements, or an error with line and column; never dials
out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

import pyoxigraph as ox

from kg.errors import RdfSyntax, RdfUnsupported

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_TRIPLE_TERM = re.compile(r"^\S+ \S+ <<\(.*", re.MULTILINE)
_DIRECTION = re.compile(r'^.*"@[A-Za-z0-9-]+--(?:ltr|rtl) .*', re.MULTILINE)
_ENGINE_POSITION = re.compile(r"^Parser error (?:at|between) line .*?: ")


class Syntax(StrEnum):
    """The RDF syntaxes that are read and written."""

    TURTLE = "turtle"
    TRIG = "trig"
    NTRIPLES = "ntriples"
    NQUADS = "nquads"
    JSONLD = "jsonld"
    RDFXML = "rdfxml"


ENGINE_FORMAT = {
    Syntax.TURTLE: ox.RdfFormat.TURTLE,
    Syntax.TRIG: ox.RdfFormat.TRIG,
    Syntax.NTRIPLES: ox.RdfFormat.N_TRIPLES,
    Syntax.NQUADS: ox.RdfFormat.N_QUADS,
    Syntax.JSONLD: ox.RdfFormat.JSON_LD,
    Syntax.RDFXML: ox.RdfFormat.RDF_XML,
}
_WITH_GRAPHS = {Syntax.TRIG, Syntax.NQUADS, Syntax.JSONLD}


class Parsed(NamedTuple):
    """`triples`: canonical N-Triples lines outside any named graph; `statements`: N-Quads lines in
    one.
    """

    triples: frozenset[str]
    statements: frozenset[str]


def parse(body: bytes, syntax: Syntax, *, source: str, base: str | None = None) -> Parsed:
    """What `body` says. `source` names it in errors; relative IRIs resolve against `base`.

    Raises RdfSyntax (with source, line, column, excerpt), and RdfUnsupported for RDF 1.2 terms.
    """
    body = body.removeprefix(BYTE_ORDER_MARK)
    try:
        quads = ox.parse(body, format=ENGINE_FORMAT[syntax], base_iri=base)
        if syntax in _WITH_GRAPHS:
            return _by_graph(quads)
        return Parsed(_lines(quads), frozenset())
    except SyntaxError as error:
        raise _syntax_fault(error, body, syntax, source) from error
    except ValueError as error:
        raise RdfSyntax(f"{source}: {error}.", source=source) from error


def strip_graph(statements: Iterable[str]) -> bytes:
    """The statements as sorted N-Triples, their graphs left out."""
    return "".join(sorted({f"{line.rsplit(' ', 2)[0]} .\n" for line in statements})).encode()


def _by_graph(quads: ox.QuadParser) -> Parsed:
    triples, statements = [], []
    for quad in quads:
        if isinstance(quad.graph_name, ox.DefaultGraph):
            triples.append(quad)
        else:
            statements.append(quad)
    return Parsed(_lines(triples), _lines(statements))


def _lines(quads: Iterable[ox.Quad]) -> frozenset[str]:
    text = (ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"").decode()
    _refuse_rdf_12(text)
    return frozenset(text.split("\n")) - {""}


def _refuse_rdf_12(text: str) -> None:
    """pyoxigraph reads RDF 1.2 without being asked; rdflib, pySHACL and most tools of our users do
    not.
    """
    found = _TRIPLE_TERM.search(text)
    if not found:
        directed = (match for match in _DIRECTION.finditer(text) if _has_direction(match.group()))
        found = next(directed, None)
    if found:
        raise RdfUnsupported(
            "RDF 1.2 triple terms and text directions are not accepted. Write this as ordinary "
            f"triples, and its text with a plain language tag: {found.group()[:200]}"
        )


def _has_direction(line: str) -> bool:
    (quad,) = ox.parse(line.encode(), format=ox.RdfFormat.N_QUADS)
    return isinstance(quad.object, ox.Literal) and quad.object.direction is not None


def _syntax_fault(error: SyntaxError, body: bytes, syntax: Syntax, source: str) -> RdfSyntax:
    line, column = error.lineno, error.offset
    where = f"{source}:{line}:{column}" if line else source
    said = _ENGINE_POSITION.sub("", error.msg)
    if "LoadDocumentCallback" in said:
        said = "a context at another address is never fetched. Put the context into the file itself"
    return RdfSyntax(
        f"{where}: this is not well-formed {syntax.value}: {said}.",
        source=source,
        line=line,
        column=column,
        excerpt=_excerpt(body, line),
    )


def _excerpt(body: bytes, line: int | None) -> str | None:
    """The line at fault, at most 200 characters of it, for a caret to point into."""
    lines = body.split(b"\n", line) if line else []
    if not line or len(lines) < line:
        return None
    return lines[line - 1].decode("utf-8", "replace").rstrip("\r")[:200]
