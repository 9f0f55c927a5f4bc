"""A query as the tokens of its grammar, each with its place in the text; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kg.query.hints.functions import FUNCTIONS
from kg.query.hints.grammar import KEYWORDS
from kg.query.lexer import Token, placed

_NUMBER = re.compile(r"(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?(?!\w)", re.ASCII)
_OPERATOR = re.compile(r"\^\^|\|\||&&|!=|<=|>=")
_KINDS = {"iri": "iri", "variable": "var", "string": "string", "tag": "tag"}


class Word(NamedTuple):
    """A token: what it is in the grammar, its text, and where it begins."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)


def words(text: str) -> list[Word]:
    """The tokens of `text`; the last is the end."""
    return [*_words(text), Word("end", "", len(text.rstrip()))]


def _words(text: str) -> Iterator[Word]:
    read = 0
    for start, token in placed(text):
        if start < read:  # part of a number or an operator that is several tokens of the lexer
            continue
        found = _NUMBER.match(text, start) or _OPERATOR.match(text, start)
        if found and token.kind in {"word", "mark"}:
            kind = found.group() if _OPERATOR.match(text, start) else "number"
            word = Word(kind, found.group(), start)
        else:
            word = Word(_kind(token), token.text, start)
        read = word.end
        yield word


def _kind(token: Token) -> str:
    if token.kind == "name":
        return "blank" if token.text.startswith("_:") else "name"
    if token.kind == "mark" or token.text == "a":
        return token.text
    if token.keyword in KEYWORDS:
        return token.keyword
    if token.keyword in FUNCTIONS:
        return "function"
    return _KINDS.get(token.kind, token.kind)


def declared(read: Sequence[Word]) -> dict[str, str]:
    """The prefixes that the query declares, each with its namespace."""
    return {
        name.text[:-1]: iri.text[1:-1]
        for word, name, iri in zip(read, read[1:], read[2:], strict=False)
        if (word.kind, name.kind, iri.kind) == ("PREFIX", "name", "iri")
    }


def used_names(read: Sequence[Word]) -> Iterator[Word]:
    """The prefixed names of the query, without those that PREFIX declares."""
    for before, word in zip([Word("", "", 0), *read], read, strict=False):
        if word.kind == "name" and before.kind != "PREFIX":
            yield word


def is_absolute(written: str) -> bool:
    """Whether the IRI, written in <…>, needs no base."""
    return re.match(r"<[A-Za-z][A-Za-z0-9+.-]*:", written) is not None
