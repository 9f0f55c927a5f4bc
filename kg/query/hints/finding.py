"""A fault in a query: where, what is wrong, how to mend it; pure."""

from __future__ import annotations

from typing import NamedTuple

from kg.errors import QuerySyntax
from kg.query.hints.words import Word


class Finding(NamedTuple):
    """A fault at a word: what is wrong, how to mend it, and what could stand there."""

    word: Word
    said: str
    hints: tuple[str, ...] = ()
    expected: tuple[str, ...] = ()

    def told(self, text: str) -> QuerySyntax:
        """The fault as an error about the query `text`.

        Fields: line, column, excerpt, token, hints, expected.
        """
        start = self.word.start
        line, column = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
        end = text.find("\n", start)
        whole = text[start - column + 1 : end if end >= 0 else len(text)]
        could = [f"Expected: {', '.join(self.expected)}."] if self.expected else []
        detail = " ".join([self.said, *self.hints, *could])
        return QuerySyntax(
            f"Line {line}, column {column}: {detail}",
            line=line,
            column=column,
            excerpt=whole.replace("\t", " ")[: max(200, column + 60)],
            token=self.word.text[:200],
            hints=list(self.hints),
            expected=list(self.expected),
        )
