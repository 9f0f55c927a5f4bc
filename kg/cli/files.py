"""The files that a command is given."""

from __future__ import annotations

import contextlib
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.errors import UnsupportedMedia, Usage

if TYPE_CHECKING:
    from kg.load import Source
    from kg.vocab import Vocabulary


class SyntaxName(StrEnum):
    """The syntaxes of RDF that are read."""

    TURTLE = "turtle"
    TRIG = "trig"
    NTRIPLES = "ntriples"
    NQUADS = "nquads"
    JSONLD = "jsonld"
    RDFXML = "rdfxml"


SyntaxOption = Annotated[
    SyntaxName | None,
    typer.Option("--syntax", help="What stdin (-) is written in", show_default=False),
]


def sources(
    paths: list[Path], graph: str | None, syntax: SyntaxName | None, vocabulary: Vocabulary
) -> list[Source]:
    """The files, and those in the folders, that are RDF; `-` is stdin, in `syntax`. `graph` is
    an IRI or a prefixed name. Raises Usage, UnsupportedMedia.
    """
    from kg.load import read_source

    found: list[Source] = []
    for path in paths:
        if str(path) == "-":
            found.append(_stdin(syntax))
        elif path.is_dir():
            inside = sorted(one for one in path.rglob("*") if one.is_file())
            for one in inside:
                with contextlib.suppress(UnsupportedMedia):  # a folder may hold other files too
                    found.append(read_source(one))
        else:
            found.append(read_source(path))
    if not found:
        raise Usage(f"There is no RDF file in {', '.join(map(str, paths))}.")
    if graph is None:
        return found
    return [source._replace(graph=vocabulary.expand(graph)) for source in found]


def _stdin(syntax: SyntaxName | None) -> Source:
    from kg.load import STDIN, Source
    from kg.rdf import Syntax

    if syntax is None:
        raise Usage("Say what stdin is written in: --syntax turtle, trig, ntriples, …")
    return Source(STDIN, sys.stdin.buffer.read(), Syntax(syntax.value))
