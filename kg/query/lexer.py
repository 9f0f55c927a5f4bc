"""The words of a SPARQL query that decide how it is run; pure.

SPARQL 1.1 Query, section 19.8. It reads tokens, never grammar: the engine says whether a query is
right. The engine has no lexer: it takes `SERVICESILENT<x>` for three tokens, and falls back to a
shorter token where a longer one does not fit. So what a query may do to others is looked for in
every reading that the engine could make (`calls_service`).
"""

from __future__ import annotations

import re
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
_GAP = r"(?:\s|\#[^\r\n]*+)*+"
_GROUP = re.compile(rf"{_GAP}\{{")
# Whom SERVICE calls, and the group that follows. Wider than the grammar, and each part possessive.
_CALLED = re.compile(
    rf"""
      {_GAP} (?:SILENT {_GAP})?
      (?: [?$][^\s{{}}<>\#]*+ | <[^<>]*+> | [^\s<>"'{{}}():\#]*+:(?:\\.|[^\s<>"{{}}\#])*+ )
      {_GAP} \{{
    """,
    re.VERBOSE | re.IGNORECASE,
)
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


def calls_service(text: str) -> bool:
    """Whether the engine could find a SERVICE clause in `text`, in any reading of it.

    A `<` may open an IRI or mean less than, three quotes may be an empty string and one more, and
    a word or a name may be several that touch. Where it says no, there is none.
    """
    if "service" not in text.lower():
        return False
    pending, seen = [0], set[int]()
    while pending:
        match = _TOKEN.search(text, pending.pop())
        if match is None or match.start() in seen:
            continue
        seen.add(match.start())
        pending.append(match.end())
        if match.lastgroup == "iri":
            pending.append(match.start() + 1)
        elif match.lastgroup == "string" and match.group()[:3] in {"'''", '"""'}:
            pending.append(match.start() + 2)
        elif match.lastgroup in {"word", "name"} and _may_call(match):
            return True
    return False


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


def _may_call(token: re.Match[str]) -> bool:
    said = token.group().lower()
    if "service" not in said:
        return False
    if _CALLED.match(token.string, token.end()):
        return True
    # A prefix that begins with the word, as in `SERVICE:x {`, or a name cut short before it.
    return "service" in said.rpartition(":")[0] and bool(_GROUP.match(token.string, token.end()))


def decoded(text: str) -> str:
    """`text` with its code point escapes undone (section 19.2)."""

    def character(match: re.Match[str]) -> str:
        code = int(match[1] or match[2], 16)
        return chr(code) if code < 0x110000 else match.group()

    return _CODE_POINT.sub(character, text)
