"""A source as text to quote from: lines, excerpts, and what is blotted out in them."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property

from kg.load.sources import Source
from kg.rdf import Syntax
from kg.rdf.blots import BLOT, blot, blotted
from kg.rdf.positions import Place
from kg.rdf.tokens import Lines, word_pattern
from kg.validate import Spot

_BYTE_ORDER_MARK = "\ufeff"
# What is marked at a place: a string or number of JSON; in XML a name, an attribute, a text.
_JSON = re.compile(r'"(?:[^"\\]|\\.)*+"|[{\[]|[^\s\[\]{},:"]+')
_XML = re.compile(r"""[^<>"'\s](?:[^<>"'\r\n]*[^<>"'\s])?""")
_TERMS = {Syntax.JSONLD: _JSON, Syntax.RDFXML: _XML}


class File:
    """The text of a source, as an editor shows it."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.text = source.body.decode("utf-8", "replace").removeprefix(_BYTE_ORDER_MARK)
        self._hidden: dict[int, int] = {}
        self._hidden_lines: set[int] = set()

    def hide(self, place: Place) -> None:
        """Never show the term at a place; nor what else is said on its lines."""
        start, end = self._extent(place)
        self._hidden[start] = end
        last, _ = self._lines.place(max(start, end - 1))
        self._hidden_lines |= set(range(place.line, last + 1))

    def spot(self, place: Place, *, private: bool, quoted: bool = True) -> Spot:
        """The place with its line; of a `private` result, nothing that is said in the line. Hide
        what must be hidden before.
        """
        start, end = self._extent(place)
        line_end = start - place.column + 1 + len(self._lines.line(place.line))
        spot = Spot(
            self._source.name,
            place.line,
            place.column,
            width=max(1, min(end, line_end) - start),
            path=place.path,
        )
        if not quoted:
            return spot
        lines = self._blotted if private or place.line in self._hidden_lines else self._lines
        excerpt, caret = lines.excerpt(place.line, place.column)
        return replace(spot, excerpt=excerpt, caret=caret)

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.text)

    @cached_property
    def _blotted(self) -> Lines:
        text = blotted(self.text, self._source.syntax)
        pieces: list[str] = []
        done = 0
        for start, end in sorted(self._hidden.items()):
            said = text[start:end]
            if start >= done and BLOT not in said:  # a name, which is not blotted out otherwise
                pieces += (text[done:start], blot(said))
                done = end
        return Lines("".join([*pieces, text[done:]]))

    def _extent(self, place: Place) -> tuple[int, int]:
        """Where the term at a place begins and ends."""
        start = self._lines.offset(place.line, place.column)
        pattern = _TERMS.get(self._source.syntax) or word_pattern()
        term = pattern.match(self.text, start)
        return start, term.end() if term else start + 1
