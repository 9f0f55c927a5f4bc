"""Where each statement of a file is written: line and column of its subject, predicate and object;
pure.

Asked only when there is something to report, so it may take its time: the text is given marks, and
parsed a second time.
"""

from __future__ import annotations

from kg.rdf.parse import BYTE_ORDER_MARK, Syntax, parse
from kg.rdf.positions.jsonld import mark_json
from kg.rdf.positions.marks import Marks
from kg.rdf.positions.places import Located, Place, PositionMap, places
from kg.rdf.positions.rdfxml import mark_xml
from kg.rdf.positions.turtle import mark_all, mark_lines, mark_some
from kg.rdf.tokens import Lines

__all__ = ["Located", "Place", "PositionMap", "positions"]


def positions(
    body: bytes,
    syntax: Syntax,
    base: str | None = None,
    *,
    about: frozenset[str] | None = None,
    mentioned: bool = False,
) -> PositionMap:
    """Where the statements of `body`, which kg.rdf.parse accepts, are written.

    `about` narrows it to statements about these IRIs (N-Triples terms) or, where `mentioned`, to
    those that mention one; with a skolem IRI among them, also to all that have blank nodes. RDF/XML
    and JSON-LD are always read whole.
    """
    text = body.removeprefix(BYTE_ORDER_MARK).decode("utf-8", "replace")
    marks = Marks(text)
    if syntax is Syntax.JSONLD:
        marked = mark_json(text, marks)
    elif syntax is Syntax.RDFXML:
        marked = mark_xml(text, marks)
    elif about is None:
        marked = mark_all(text, marks)
    else:
        mark = mark_lines if syntax.by_line else mark_some
        marked = mark(text, marks, about, lambda said: _subject(said, base), mentioned=mentioned)
    parsed = parse(marked.text.encode(), syntax, source="", base=base)
    return places(parsed, marks, marked, Lines(text))


def _subject(said: str, base: str | None) -> str:
    """The term that comes last in `said`, after the directives that it needs."""
    body = f"{said} <urn:is> <urn:it> .".encode()
    (line,) = parse(body, Syntax.TURTLE, source="", base=base).triples
    return line.partition(" ")[0]
