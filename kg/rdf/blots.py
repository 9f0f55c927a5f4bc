"""A text with everything that it says blotted out, so that a line can be quoted for its place
alone; pure.

Literals, comments and whole IRIs go; prefixed names, keys and tags stay. Every character that goes
is replaced by one, so that lines and columns stay as they were.
"""

from __future__ import annotations

import re

from kg.rdf.parse import Syntax
from kg.rdf.tokens import IRI, TEXT

BLOT = "\u2588"
_SAID = re.compile(r"[^\r\n]")
_TURTLE = re.compile(
    rf"{IRI}|{TEXT}|\#[^\r\n]*+|(?<=[\s,;(\[])(?:[+-]?\.?[0-9][0-9.eE+-]*|true\b|false\b)",
    re.DOTALL,
)
_JSON = re.compile(r'"(?:[^"\\]|\\.)*+"(?P<key>\s*:)?|[^\s\[\]{},":]+', re.DOTALL)
_XML = re.compile(
    r"""<!--.*?-->|<!\[CDATA\[.*?\]\]>|(?<==)\s*(?:"[^"]*"|'[^']*')|(?<=>)[^<]+""", re.DOTALL
)
_PATTERNS = {Syntax.JSONLD: _JSON, Syntax.RDFXML: _XML}


def blotted(text: str, syntax: Syntax) -> str:
    """`text`, with a blot for each character of what it says."""
    pattern = _PATTERNS.get(syntax, _TURTLE)
    return pattern.sub(lambda one: one[0] if one.groupdict().get("key") else blot(one[0]), text)


def blot(said: str) -> str:
    """A blot for each character, between the quotes or brackets that hold them."""
    ends = len(said) > 1 and said[0] + said[-1] in {'""', "''", "<>"}
    if not ends:
        return _SAID.sub(BLOT, said)
    return said[0] + _SAID.sub(BLOT, said[1:-1]) + said[-1]
