"""Bytes of any RDF syntax to canonical statements, or an error with line and column; never dials
out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import IO, NamedTuple

import pyoxigraph as ox

from kg.errors import RdfSyntax, RdfUnsupported
from kg.rdf import guard, unsupported
from kg.rdf.recovery import Fault, Stop, faults, refusal, told
from kg.rdf.recovery.documents import remedy
from kg.rdf.tokens import Lines

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_TYPED = '"^^<http://www.w3.org/2001/XMLSchema#'
_ENGINE_POSITION = re.compile(r"^Parser error (?:at|between) line .*?: ")


class Syntax(StrEnum):
    """The RDF syntaxes that are read and written."""

    TURTLE = "turtle"
    TRIG = "trig"
    NTRIPLES = "ntriples"
    NQUADS = "nquads"
    JSONLD = "jsonld"
    RDFXML = "rdfxml"

    @property
    def by_line(self) -> bool:
        """Whether each line is a statement by itself, with every name written out."""
        return self in {Syntax.NTRIPLES, Syntax.NQUADS}


ENGINE_FORMAT = {
    Syntax.TURTLE: ox.RdfFormat.TURTLE,
    Syntax.TRIG: ox.RdfFormat.TRIG,
    Syntax.NTRIPLES: ox.RdfFormat.N_TRIPLES,
    Syntax.NQUADS: ox.RdfFormat.N_QUADS,
    Syntax.JSONLD: ox.RdfFormat.JSON_LD,
    Syntax.RDFXML: ox.RdfFormat.RDF_XML,
}
_GUARDS = {
    Syntax.TURTLE: guard.refuse_deep_terms,
    Syntax.TRIG: guard.refuse_deep_terms,
    Syntax.NTRIPLES: guard.refuse_deep_terms,
    Syntax.NQUADS: guard.refuse_deep_terms,
    Syntax.JSONLD: guard.refuse_deep_json,
    Syntax.RDFXML: guard.refuse_broken_xml,
}
# Where reading goes on after a fault.
_RECOVERS = {Syntax.TURTLE, Syntax.TRIG, Syntax.NTRIPLES, Syntax.NQUADS}
_TOO_LONG = "{}: a text or a name in this file is longer than 16 MiB. Split it up."
_WITH_GRAPHS = {Syntax.TRIG, Syntax.NQUADS, Syntax.JSONLD}


class Parsed(NamedTuple):
    """`triples`: canonical N-Triples lines outside any named graph; `statements`: N-Quads lines in
    one.
    """

    triples: frozenset[str]
    statements: frozenset[str]


def parse(
    body: bytes,
    syntax: Syntax,
    *,
    source: str,
    base: str | None = None,
    prefixes: Mapping[str, str] = MappingProxyType({}),
) -> Parsed:
    """What `body` says, each value as the engine keeps it. `source` names the file in errors;
    relative IRIs resolve against `base`; `prefixes` are those that its writer may have meant.

    Raises RdfSyntax (with the place of the first fault, and up to 20 of them), and RdfUnsupported
    for RDF 1.2 terms, control characters and what nests too deep.
    """
    body = body.removeprefix(BYTE_ORDER_MARK)
    try:
        _GUARDS[syntax](body, source)
        quads = ox.parse(body, format=ENGINE_FORMAT[syntax], base_iri=base)
        if syntax in _WITH_GRAPHS:
            return _by_graph(quads, source)
        return Parsed(_lines(quads, source), frozenset())
    except RdfUnsupported as error:
        where = unsupported.place(body) if syntax in _RECOVERS else {}
        raise told(error, source, where) from None
    except SyntaxError as error:
        raise refusal(_faults(error, body, syntax, base, prefixes), syntax.value, source) from error
    except MemoryError as error:  # of the engine, which keeps a word in a buffer
        raise told(RdfUnsupported(_TOO_LONG.format(source)), source) from error
    except ValueError as error:
        raise RdfSyntax(f"{source}: {error}.", source=source) from error


def strip_graph(statements: Iterable[str]) -> bytes:
    """The statements as N-Triples in any order, their graphs left out; what several graphs state is
    there several times.
    """
    return "".join([f"{line.rsplit(' ', 2)[0]} .\n" for line in statements]).encode()


def _by_graph(quads: ox.QuadParser, source: str) -> Parsed:
    triples = []

    def named() -> Iterator[ox.Quad]:
        for quad in quads:
            if isinstance(quad.graph_name, ox.DefaultGraph):
                triples.append(quad)
            else:
                yield quad

    statements = _lines(named(), source)
    return Parsed(_lines(triples, source), statements)


def _lines(quads: Iterable[ox.Quad], source: str) -> frozenset[str]:
    text = (ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"").decode()
    unsupported.refuse(text, source)
    return as_kept(frozenset(text[:-1].split("\n")) if text else frozenset())


def as_kept(lines: frozenset[str]) -> frozenset[str]:
    """The lines as the engine will keep them: it keeps values and not how they were written, so
    "007" is "7", and a type derived from xsd:integer is xsd:integer. What is compared, judged and
    hashed must be what is kept.
    """
    typed = frozenset(line for line in lines if _TYPED in line)
    store = ox.Store()
    store.extend(ox.parse("\n".join(typed).encode(), format=ox.RdfFormat.N_QUADS))
    kept = frozenset((store.dump(format=ox.RdfFormat.N_QUADS) or b"").decode().split("\n")) - {""}
    return lines if kept == typed else (lines - typed) | kept


def _faults(
    error: SyntaxError, body: bytes, syntax: Syntax, base: str | None, prefixes: Mapping[str, str]
) -> list[Fault]:
    """The faults of a file that the engine refuses with `error`: only the first, where the syntax
    leaves nothing to go on with.
    """
    text = body.decode("utf-8", "replace")
    if syntax in _RECOVERS and "UTF-8" not in error.msg:
        found = faults(text, _reader(syntax, base), prefixes, by_line=syntax.by_line)
        if found:
            return found
    line, column = error.lineno, error.offset
    if syntax is Syntax.RDFXML:
        line, column = guard.place_of_fault(body, lambda file: _read(file, syntax, base))
    said = _ENGINE_POSITION.sub("", error.msg)
    advice = "Save the file as UTF-8." if "UTF-8" in said else remedy(said, prefixes)
    if "LoadDocumentCallback" in said:
        said = "a context at another address is never fetched"
        advice = "Put the context into the file itself."
    if line is None or column is None:
        return [Fault(said, advice)]
    return [Fault(said, advice, line, column, *Lines(text).excerpt(line, column))]


def _reader(syntax: Syntax, base: str | None) -> Callable[[str], Stop | None]:
    def read(text: str) -> Stop | None:
        try:
            _read(text.encode(), syntax, base)
        except SyntaxError as error:
            said = _ENGINE_POSITION.sub("", error.msg)
            return Stop(error.lineno or 1, error.offset or 1, said)
        except MemoryError:
            return None
        return None

    return read


def _read(body: bytes | IO[bytes], syntax: Syntax, base: str | None) -> None:
    for _ in ox.parse(body, format=ENGINE_FORMAT[syntax], base_iri=base):
        pass
