"""The words of a SPARQL query that decide how it is run; pure.

SPARQL 1.1 Query, section 19.8. It reads tokens, never grammar: the engine says whether a query is
right. The engine has no lexer: it takes `SERVICESILENT<x>` for three tokens, and falls back to a
shorter token where a longer one does not fit. So what a query may do to others is looked for in
every reading that the engine could make (`calls_service`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import NamedTuple

_TOKEN = re.compile(
    r"""
      (?P<comment>\#[^\r\n]*)
    | (?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
    | (?P<string>\"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3}|'{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
                |"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')
    | (?P<unclosed>["'].*)
    | (?P<variable>[?$]\w+)
    | (?P<tag>@[A-Za-z0-9-]+)
    | (?P<name>(?:\w(?:[\w.-]{0,99}[\w-])?)?:(?:(?=[\w:%\\])(?:[\w:.-]|%[0-9A-Fa-f]{2}|\\[^\w\s])*
                (?:[\w:-]|%[0-9A-Fa-f]{2}|\\[^\w\s]))?)
    | (?P<word>\w+)
    | (?P<mark>\S)
    """,
    re.VERBOSE | re.DOTALL,
)
# The same, but for comments, whose ends are looked up: many readings may pass the same comment.
_READING = re.compile(_TOKEN.pattern.replace(r"\#[^\r\n]*)", r"\#)", 1), _TOKEN.flags)
_SPACE = re.compile(r"\s*+")
_SILENT = re.compile("SILENT", re.IGNORECASE)
_LINE_END = re.compile(r"[\r\n]|\Z")
# Whom SERVICE calls. Wider than the grammar, and each part possessive. Group 1 is a name so long
# that it is taken for a call as it is: to follow it from each of its words would cost the square.
_CALLED = re.compile(
    r"""
      ( [?$][^\s{}<>\#]{1000} | [^\s<>"'{}():\#]{1000} | [^\s<>"'{}():\#]*+:[^\s<>"{}\#]{1000} )
    | [?$][^\s{}<>\#]*+ | <[^<>]*+> | [^\s<>"'{}():\#]*+:(?:\\.|[^\s<>"{}\#])*+
    """,
    re.VERBOSE,
)
_GAP = r"(?:\s|\#[^\r\n]*+)*+"
# What LOAD may be followed by: an IRI, or a prefixed name.
_LOADED = re.compile(
    rf"{_GAP}(?:SILENT{_GAP})?(?:<[^<>]*+>|[^\s<>\"'{{}}():;\#]*+:)", re.VERBOSE | re.IGNORECASE
)
_LOAD = re.compile(r"load", re.IGNORECASE)
_CODE_POINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


class Token(NamedTuple):
    """`kind` is iri, string, unclosed (a string without its end), variable, tag, name (prefixed),
    word or mark; `text` as written.
    """

    kind: str
    text: str

    @property
    def keyword(self) -> str:
        """The word in capitals; empty for any other kind of token."""
        return self.text.upper() if self.kind == "word" else ""


def tokens(text: str) -> Iterator[Token]:
    """The tokens of `text`, comments left out."""
    return (token for _, token in placed(text))


def placed(text: str) -> Iterator[tuple[int, Token]]:
    """The tokens of `text`, comments left out, each after the place where it begins."""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "mark"
        if kind != "comment":
            yield match.start(), Token(kind, match.group())


def with_terms(text: str, terms: Mapping[str, str]) -> str:
    """`text` with the term of `terms` in place of each variable `$name` that it names.

    The same letters in a string, an IRI or a comment stay, and so does `?name`.
    """

    def written(match: re.Match[str]) -> str:
        token = match.group()
        if match.lastgroup == "variable" and token[0] == "$":
            return terms.get(token[1:], token)
        return token

    return _TOKEN.sub(written, text)


def calls_service(text: str, allowed: frozenset[str] = frozenset()) -> bool:
    """Whether the engine could find a SERVICE clause in `text`, in any reading of it, that asks
    another endpoint than those `allowed`.

    A `<` may open an IRI or mean less than, three quotes may be an empty string and one more, and
    a word or a name may be several that touch. Where it says no, there is none.
    """
    return "service" in text.lower() and _Readings(text, allowed).call()


class _Readings:
    """All that the engine could read in a text, looked at in a time that grows with its length."""

    def __init__(self, text: str, allowed: frozenset[str]) -> None:
        self._text = text
        self._allowed = {f"<{endpoint}>" for endpoint in allowed}
        self._line_ends = [match.start() for match in _LINE_END.finditer(text)]

    def call(self) -> bool:
        """Whether any reading calls a service."""
        pending, seen = [0], set[int]()
        while pending:
            match = _READING.search(self._text, pending.pop())
            if match is None or match.start() in seen:
                continue
            seen.add(match.start())
            pending.append(self._line_end(match) if match.lastgroup == "comment" else match.end())
            if match.lastgroup == "iri":
                pending.append(match.start() + 1)
            elif match.lastgroup == "string" and match.group()[:3] in {"'''", '"""'}:
                pending.append(match.start() + 2)
            elif match.lastgroup in {"word", "name"} and self._may_call(match):
                return True
        return False

    def _line_end(self, comment: re.Match[str]) -> int:
        return self._line_ends[bisect_left(self._line_ends, comment.start())]

    def _may_call(self, token: re.Match[str]) -> bool:
        said = token.group().lower()
        if "service" not in said:
            return False
        place = self._past_gap(token.end())
        silent = _SILENT.match(self._text, place)
        if self._is_called(place) or (silent and self._is_called(self._past_gap(silent.end()))):
            return True
        # A prefix that begins with the word, as in `SERVICE:x {`, or a name cut short before it.
        return "service" in said.rpartition(":")[0] and self._is_group(token.end())

    def _is_called(self, place: int) -> bool:
        match = _CALLED.match(self._text, place)
        if match is None or match[0] in self._allowed:
            return False
        return match[1] is not None or self._is_group(match.end())

    def _is_group(self, place: int) -> bool:
        return self._text.startswith("{", self._past_gap(place))

    def _past_gap(self, place: int) -> int:
        """The place after white space and comments."""
        while True:
            space = _SPACE.match(self._text, place)
            place = space.end() if space else place
            if not self._text.startswith("#", place):
                return place
            place = self._line_ends[bisect_left(self._line_ends, place)]


def says_load(text: str) -> bool:
    """Whether the engine could find a LOAD operation in `text`, in any reading of it: wherever the
    letters stand before what could be an IRI, and nothing but a bracket, a semicolon, an IRI or
    nothing before them. In a string that is rare.
    """
    return any(
        re.search(r"(?:^|[>;}\s#])$", text[max(0, found.start() - 1) : found.start()])
        and _LOADED.match(text, found.end())
        for found in _LOAD.finditer(text)
    )


def decoded(text: str) -> str:
    """`text` with its code point escapes undone (section 19.2)."""

    def character(match: re.Match[str]) -> str:
        code = int(match[1] or match[2], 16)
        return chr(code) if code < 0x110000 else match.group()

    return _CODE_POINT.sub(character, text)
