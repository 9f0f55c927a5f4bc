"""A source as text to quote from: lines, excerpts, and what is blotted out in them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
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
        self._hidden: dict[int, dict[int, int]] = defaultdict(dict)  # by line
        self._hidden_lines: set[int] = set()

    def hide(self, place: Place) -> None:
        """Never show the term at a place; nor what else is said on its lines."""
        start, end = self._extent(place)
        self._hidden[place.line][start] = end
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
        if private or place.line in self._hidden_lines:
            excerpt, caret = self._blotted_excerpt(place)
        else:
            excerpt, caret = self._lines.excerpt(place.line, place.column)
        return replace(spot, excerpt=excerpt, caret=caret)

    def _blotted_excerpt(self, place: Place) -> tuple[str, int]:
        """What may be quoted of a line that must not be repeated, and the column in that."""
        if not self._source.syntax.by_line:
            return self._blotted.excerpt(place.line, place.column)
        start = self._lines.offset(place.line, 1)
        end = start + len(self._lines.line(place.line))
        line = self._without_said(start, end, self._hidden.get(place.line, {}))
        return Lines(line).excerpt(1, place.column)

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.text)

    @cached_property
    def _blotted(self) -> Lines:
        hidden = {start: end for line in self._hidden.values() for start, end in line.items()}
        return Lines(self._without_said(0, len(self.text), hidden))

    def _without_said(self, first: int, last: int, hidden: Mapping[int, int]) -> str:
        """The text from offset `first`, which no term contains, to `last`, blotted; so are the
        terms `hidden` in it.
        """
        text = blotted(self.text[first:last], self._source.syntax)
        pieces: list[str] = []
        done = 0
        for start, end in sorted(hidden.items()):
            said = text[start - first : end - first]
            if start - first >= done and BLOT not in said:  # a name: not blotted out otherwise
                pieces += (text[done : start - first], blot(said))
                done = end - first
        return "".join([*pieces, text[done:]])

    def _extent(self, place: Place) -> tuple[int, int]:
        """Where the term at a place begins and ends."""
        start = self._lines.offset(place.line, place.column)
        pattern = _TERMS.get(self._source.syntax) or word_pattern()
        term = pattern.match(self.text, start)
        return start, term.end() if term else start + 1
