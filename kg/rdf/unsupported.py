"""What is well-formed and not accepted: RDF 1.2 and control characters; pure."""

from __future__ import annotations

import re

import pyoxigraph as ox

from kg.errors import RdfUnsupported
from kg.rdf.tokens import IRI, TEXT, Lines

# Group 1 is the escape of a character that XML 1.0 does not have.
_ESCAPE = re.compile(r"\\(?:([bf]|u00[01]|uFFF[EF])|.)")
_DIRECTION = re.compile(r'^.*"@[A-Za-z0-9-]+--(?:ltr|rtl) .*', re.MULTILINE)
_TRIPLE_TERM = re.compile(r"^\S+ \S+ <<\(.*", re.MULTILINE)
# The words in which something may be that is not accepted; what else there is, is passed over.
_WORDS = re.compile(
    rf"\#[^\r\n]*+|(?P<sign><<|\{{\|)|{IRI}|(?P<text>{TEXT})(?P<way>@[\w-]+--)?", re.DOTALL
)
_CONTROL = re.compile(r"(?P<raw>[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff])|" + _ESCAPE.pattern)


def refuse(text: str, source: str) -> None:
    """Raises RdfUnsupported where canonical N-Quads hold what is not accepted."""
    _refuse_rdf_12(text, source)
    _refuse_control_characters(text, source)


def place(body: bytes) -> dict[str, object]:
    """Line, column, excerpt and caret of the first thing in a Turtle text, or one of its kin, that
    is not accepted.
    """
    text = body.decode("utf-8", "replace")
    for word in _WORDS.finditer(text):
        at = word.start() if word["sign"] or word["way"] else _control(word)
        if at is not None:
            lines = Lines(text)
            line, column = lines.place(at)
            excerpt, caret = lines.excerpt(line, column)
            return {"line": line, "column": column, "excerpt": excerpt, "caret": caret}
    return {}


def _control(word: re.Match[str]) -> int | None:
    """Where in a word there is a control character, or its escape."""
    found = (one for one in _CONTROL.finditer(word["text"] or "") if one["raw"] or one[2])
    first = next(found, None)
    return word.start("text") + first.start() if first else None


def _refuse_rdf_12(text: str, source: str) -> None:
    """pyoxigraph reads RDF 1.2 without being asked; rdflib, pySHACL and most tools of our users do
    not.
    """
    found = _TRIPLE_TERM.search(text) if "<<(" in text else None
    if not found and ("--ltr " in text or "--rtl " in text):
        directed = (match for match in _DIRECTION.finditer(text) if _has_direction(match.group()))
        found = next(directed, None)
    if found:
        raise RdfUnsupported(
            f"{source}: RDF 1.2 triple terms and text directions are not accepted. Write this as "
            f"ordinary triples, and its text with a plain language tag: {found.group()[:200]}",
            source=source,
        )


def _refuse_control_characters(text: str, source: str) -> None:
    """RDF/XML and every other XML that is made here could not carry them; a NUL is a sign of
    damage.
    """
    escapes = _ESCAPE.finditer(text) if "\\" in text else ()
    found = next((match for match in escapes if match[1]), None)
    if found:
        line = text[text.rfind("\n", 0, found.start()) + 1 :].partition("\n")[0]
        raise RdfUnsupported(
            f"{source}: control characters other than tab and line ends are not accepted. Take "
            f"them out of this: {line[:200]}",
            source=source,
        )


def _has_direction(line: str) -> bool:
    (quad,) = ox.parse(line.encode(), format=ox.RdfFormat.N_QUADS)
    return isinstance(quad.object, ox.Literal) and quad.object.direction is not None
