"""Turtle in its canonical layout: the same graph under the same prefixes always gives the same
bytes; pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from kg.errors import RdfUnsupported
from kg.rdf.parse import BYTE_ORDER_MARK, Syntax, parse
from kg.rdf.skolem import skolemise
from kg.rdf.tokens import DIRECTIVE, IRI, SPACE, TEXT, Lines
from kg.rdf.turtle import write_turtle

# A comment, or something in which a # begins none.
_COMMENT = re.compile(rf"{IRI}|{TEXT}|\\.|(?P<comment>\#[^\r\n]*+)", re.DOTALL)
_DIRECTIVES = re.compile(
    rf"(?P<directive>{DIRECTIVE.pattern})|{IRI}|{TEXT}|\\.|\#[^\r\n]*+", re.DOTALL | re.IGNORECASE
)
_HEAD = re.compile(rf"(?:{SPACE})*+")


class Formatted(NamedTuple):
    """The canonical text, and the lines of the comments that have no place in it."""

    text: str
    comments: tuple[int, ...]


def format_turtle(body: bytes, prefixes: Mapping[str, str], *, source: str) -> Formatted:
    """A Turtle file in its canonical layout: what it says, under its own prefixes and, where it has
    none, under `prefixes`; with the comments at its head, and without any other.

    Raises RdfSyntax and RdfUnsupported.
    """
    triples = parse(body, Syntax.TURTLE, source=source, prefixes=prefixes).triples
    text = body.removeprefix(BYTE_ORDER_MARK).decode()
    written = write_turtle(triples, _prefixes(text, prefixes))
    _refuse_loss(triples, written, source)
    head, inside = _comments(text)
    return Formatted(f"{head}\n\n{written}" if head else written, inside)


def _prefixes(text: str, known: Mapping[str, str]) -> dict[str, str]:
    """The prefixes that a text declares, and those of `known` that do not get in their way."""
    declared = _declared(text)
    namespaces = {*declared.values()}
    others = {
        name: namespace
        for name, namespace in known.items()
        if name not in declared and namespace not in namespaces
    }
    return others | declared


def _declared(text: str) -> dict[str, str]:
    """The namespaces of the prefixes of a text, as the engine resolves them."""
    found = (one for one in _DIRECTIVES.finditer(text) if one["directive"])
    directives = [(one["directive"], one["prefix"]) for one in found]
    names = sorted({prefix for _, prefix in directives if prefix is not None})
    lines = [directive for directive, _ in directives]
    lines += [f"<urn:{place}> <urn:is> {name}: ." for place, name in enumerate(names)]
    triples = parse("\n".join(lines).encode(), Syntax.TURTLE, source="").triples
    read = (line.split(" ", 2) for line in triples)
    return {names[int(subject[5:-1])]: value[1:-3] for subject, _, value in read}


def _comments(text: str) -> tuple[str, tuple[int, ...]]:
    """The comments before the first word, and the lines of the others."""
    head = _HEAD.match(text)
    end = head.end() if head else 0
    lines = Lines(text)
    inside = [lines.place(one.start())[0] for one in _COMMENT.finditer(text, end) if one["comment"]]
    kept = "\n".join(line.strip() for line in text[:end].splitlines()).strip()
    return kept, tuple(inside)


def _refuse_loss(triples: frozenset[str], written: str, source: str) -> None:
    """A formatter must never be the end of a statement, whatever may be wrong with it."""
    again = parse(written.encode(), Syntax.TURTLE, source=source).triples
    before, after = (skolemise(one, base="urn:", scope="") for one in (triples, again))
    if before != after:
        raise RdfUnsupported(
            f"{source}: this cannot be written in another layout without a change to what it says.",
            source=source,
        )
