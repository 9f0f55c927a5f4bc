"""A place where the engine stopped, with the words around it, and advice on it; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from kg.rdf.tokens import words

_MOST_INDENTED = 200
FARTHEST = 1_000_000  # characters; nobody mends a statement that is longer by reading it
_BEGINS = {"iri", "name", "blank", "tag"}
PAIRS = {"[": "]", "(": ")"}


class Advice(NamedTuple):
    """How to mend a fault. `at`: where. `resume`: where the text can be read on, if that is known.
    `declares`: what must be said before it. `ends_reading`: nothing behind it is worth reading.
    """

    at: int
    text: str = ""
    resume: int | None = None
    declares: str = ""
    ends_reading: bool = False


class Trouble:
    """A place where the engine stopped: in which statement, and what it said. `by_line`: in
    N-Triples or N-Quads.
    """

    def __init__(
        self, text: str, start: int, at: int, said: str, prefixes: Mapping[str, str]
    ) -> None:
        self.text, self.at, self.said, self.prefixes = text, at, said, prefixes
        self.by_line = False
        self.words: list[re.Match[str]] = []
        self.word: re.Match[str] | None = None
        for word in words(text, start) if at - start < FARTHEST else ():
            if word.end() > at:
                self.word = word
                break
            self.words.append(word)
        self.start = self.words[0].start() if self.words else at

    @property
    def before(self) -> re.Match[str] | None:
        """The word before."""
        return self.words[-1] if self.words else None

    @property
    def expected(self) -> str:
        """What the engine said, but not that a statement began where one goes on."""
        if self.words and "is not a valid subject" in self.said:
            return "A dot is expected at the end of statements"
        return self.said

    @property
    def found(self) -> str:
        """The word where the engine stopped."""
        return self.word.group() if self.word else ""

    def begins(self, word: re.Match[str]) -> bool:
        """Whether a statement may begin with this word: first on its line, and indented no more
        than the statement in trouble.
        """
        if (
            word.lastgroup not in _BEGINS
            and word.group() not in "[("
            and word.group().lower() != "prefix"
        ):
            return False
        start = max(0, word.start() - _MOST_INDENTED)
        before = self.text[start : word.start()]
        above = before.rstrip(" \t")
        first = above[-1:] in "\r\n" and (above or start == 0)
        return bool(first) and len(before) - len(above) <= self.column - 1

    @cached_property
    def column(self) -> int:
        """The column of the statement."""
        return self.start - self.line_start(self.start) + 1

    def line_start(self, at: int) -> int:
        """Where the line of an offset begins."""
        return max(self.text.rfind("\n", 0, at), self.text.rfind("\r", 0, at)) + 1

    @cached_property
    def open_brackets(self) -> list[re.Match[str]]:
        """The brackets that are open in the statement, the innermost last."""
        found: list[re.Match[str]] = []
        for word in self.words:
            if word.group() in PAIRS:
                found.append(word)
            elif found and word.group() == PAIRS[found[-1].group()]:
                found.pop()
        return found

    def place_of(self, word: re.Match[str]) -> str:
        """Where a word is, for a sentence."""
        line = self.text.count("\n", 0, word.start()) + 1
        return f"line {line}, column {word.start() - self.line_start(word.start()) + 1}"
