"""Marks in a text that survive its being parsed, so that the engine itself says where each term
was read; pure.

A mark is a number behind a word that no text holds. It is put at the end of an IRI, a name or a
literal; the engine reads the marked text, and every term of its triples brings its mark along. No
grammar is written twice, and what the engine does with lists, brackets and contexts is what is
reported.
"""

from __future__ import annotations

import re
from itertools import count


class Marks:
    """The marks of one text. `offsets` holds, for each mark, where its term begins."""

    def __init__(self, text: str) -> None:
        self._word = next(word for n in count() if (word := f"kgmark{n}q") not in text)
        self.offsets: list[int] = []
        self._pattern = re.compile(rf"#{self._word}h(\d+)e|{self._word}x(\d+)e")

    @property
    def property(self) -> str:
        """The property by which a blank node without a label says its mark."""
        return f"<urn:{self._word}>"

    def number(self, offset: int) -> str:
        """A new mark, as its bare number."""
        self.offsets.append(offset)
        return str(len(self.offsets) - 1)

    def plain(self, offset: int) -> str:
        """A new mark to put behind text, a name or a label."""
        return f"{self._word}x{self.number(offset)}e"

    def fragment(self, offset: int, iri: str) -> str:
        """A new mark to put behind `iri`: as a fragment, which alters nothing else in it, unless it
        may have one.
        """
        if "#" in iri or "\\" in iri:
            return self.plain(offset)
        return f"#{self._word}h{self.number(offset)}e"

    def unmark(self, term: str) -> tuple[str, int | None]:
        """The term without its mark, and where it begins in the text, if it was marked."""
        if self._word not in term:
            return term, None
        found = self._pattern.search(term)
        if not found:
            return term, None
        return term[: found.start()] + term[found.end() :], self.offsets[int(found[1] or found[2])]
