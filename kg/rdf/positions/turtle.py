"""Marks the terms of Turtle, TriG, N-Triples and N-Quads; pure.

Where only some things matter, the statements about others are passed over at the speed of one
regular expression: a million triples take some two seconds. Where each line is a statement, the
lines that name those things are found by a search for the names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from kg.rdf.positions.marks import Marks
from kg.rdf.positions.places import Marked
from kg.rdf.tokens import DIRECTIVE, GAP, STATEMENT, words

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_SUBJECT = re.compile(rf"""{GAP}(<[^>]*>|[\[(]|(?:[^\s"'<#;,\[\](){{}}\\]|\\.)+)""")
_BLANK = re.compile(r"[\[(]|_:")
_WORD = re.compile(r"\w+")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_NIL, _ANON = re.compile(r"\(\s*\)"), re.compile(r"\[\s*\]")
_NAMES_GRAPH = re.compile(rf"\[\s*\]{GAP}\{{")
# How many of the terms that follow belong to a directive and must stay as they are.
_DIRECTIVE_TERMS = {"@prefix": 2, "prefix": 2, "@base": 1, "base": 1}
# By which a line may spell a name in another way than letter by letter.
_ESCAPES = frozenset({"\\u", "\\U"})
_LINE = re.compile(r"[ \t]*+(?P<subject><[^>\r\n]*+>|\S)[^\r\n]*+")
_NAMES = re.compile(r"<[^<>\\]*>|_:|\\[uU]")
_FEW = 50  # names to search one by one: quicker than to look at every name of a large text
GENID = ".well-known/genid/"

Resolve = Callable[[str], str]


def mark_all(text: str, marks: Marks) -> Marked:
    """`text` with every term marked."""
    marker = _Marker(text, marks)
    return Marked(marker.marked(0, len(text)), list_starts=marker.list_starts)


def mark_lines(
    text: str, marks: Marks, about: frozenset[str], resolve: Resolve, *, mentioned: bool
) -> Marked:
    """As mark_some, of N-Triples or N-Quads: each line is a statement, and names are written
    out.
    """
    marker, wanted = _Marker(text, marks), _Wanted(about, resolve, mentioned)
    names = about | _ESCAPES | ({"_:"} if wanted.blanks else set())
    found = _lines_about if len(names) > _FEW and not mentioned else _lines_with
    lines = [line for line in found(text, names) if wanted(text, *line)]
    return Marked("\n".join(marker.marked(*line) for line in lines))


def _lines_about(text: str, names: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Where the lines begin and end of which the subject is one of `names`, or is escaped; and
    those that hold a blank node, where that is among them.
    """
    blanks = "_:" in names
    for line in _LINE.finditer(text):
        subject = line["subject"]
        if subject in names or "\\" in subject or (blanks and "_:" in line[0]):
            yield line.span()


def _lines_with(text: str, names: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Where the lines begin and end that hold one of `names`."""
    if len(names) > _FEW:
        for line in _LINE.finditer(text):
            if not names.isdisjoint(_NAMES.findall(line[0])):
                yield line.span()
        return
    done = -1
    for at in sorted(at for name in names for at in _found(text, name)):
        if at > done:
            start = text.rfind("\n", 0, at) + 1
            start = max(start, text.rfind("\r", start, at) + 1)
            whole = _LINE.match(text, start)
            done = whole.end() if whole else at
            yield start, done


def _found(text: str, name: str) -> Iterator[int]:
    at = text.find(name)
    while at >= 0:
        yield at
        at = text.find(name, at + 1)


def mark_some(
    text: str, marks: Marks, about: frozenset[str], resolve: Resolve, *, mentioned: bool
) -> Marked:
    """The statements of `text` about the IRIs `about` (or, where `mentioned`, those that mention
    one), marked, and nothing else but directives and the braces of graphs. Where a skolem IRI is
    among them, every statement with a blank node, as only all of them together give it its name.
    """
    marker, wanted = _Marker(text, marks), _Wanted(about, resolve, mentioned)
    pieces: list[str] = []
    at = 0
    while at < len(text):
        if directive := DIRECTIVE.match(text, at):
            wanted.declare(directive)
            pieces.append(directive.group())
            at = directive.end()
        elif statement := STATEMENT.match(text, at):
            end = statement.end()
            if text[end - 1] == "{":
                pieces.append(statement.group())
            elif wanted(text, at, end):
                pieces.append(marker.marked(at, end))
            elif text[end - 1] == "}":
                pieces.append("}")
            at = end
        else:
            break
    return Marked("\n".join(pieces), list_starts=marker.list_starts)


class _Wanted:
    """Which statements matter; knows the prefixes declared so far."""

    def __init__(self, about: frozenset[str], resolve: Resolve, mentioned: bool) -> None:
        self._about, self._resolve = about, resolve
        self.blanks = any(GENID in iri for iri in about)
        self._last_words = frozenset(_last_words(about)) if mentioned else frozenset()
        self._directives = ""
        self._prefixes: dict[str, str] = {}
        self._known: dict[str, bool] = {}

    def declare(self, directive: re.Match[str]) -> None:
        self._directives += f"{directive.group()}\n"
        self._known.clear()
        if directive["prefix"] is not None:
            self._prefixes[directive["prefix"]] = directive["iri"][1:-1]

    def __call__(self, text: str, start: int, end: int) -> bool:
        subject = _SUBJECT.match(text, start, end)
        if not subject:
            return False
        written = subject[1]
        if written not in self._known:
            self._known[written] = written[0] not in "[(_" and self._iri(written) in self._about
        return (
            self._known[written]
            or (self.blanks and _BLANK.search(text, start, end) is not None)
            or self._mentions(text, start, end)
        )

    def _mentions(self, text: str, start: int, end: int) -> bool:
        words = self._last_words
        return bool(words) and not words.isdisjoint(_WORD.findall(text, start, end))

    def _iri(self, written: str) -> str:
        """The IRI that a name or `<...>` stands for: the engine says it, but for the plain case."""
        if written.startswith("<"):
            plain = written[1:-1]
        else:
            prefix, _, local = written.partition(":")
            plain = self._prefixes.get(prefix, "") + local
        if "\\" in written or not _ABSOLUTE.match(plain):
            return self._resolve(f"{self._directives}{written}")
        return f"<{plain}>"


def _last_words(iris: Iterable[str]) -> Iterable[str]:
    for iri in iris:
        yield from _WORD.findall(iri)[-1:]


class _Marker:
    """Writes parts of a text anew with marks."""

    def __init__(self, text: str, marks: Marks) -> None:
        self._text, self._marks = text, marks
        self.list_starts: dict[int, int] = {}

    def marked(self, start: int, end: int) -> str:
        pieces: list[str] = []
        done, unmarked, before = start, 0, None
        for word in words(self._text, start, end):
            if before and before.group() == "(":
                self.list_starts[word.start()] = before.start()
            if directive := _DIRECTIVE_TERMS.get(word.group().lower()):
                unmarked = directive
            elif word.lastgroup in {"iri", "name"} and (unmarked or _is_type(before)):
                unmarked = max(0, unmarked - 1)
            else:
                pieces += (self._text[done : word.start()], self._mark(word))
                done = word.end()
            before = word
        return "".join([*pieces, self._text[done:end]])

    def _mark(self, word: re.Match[str]) -> str:
        """The word with its mark, if it stands for a term."""
        kind, said, at = word.lastgroup, word.group(), word.start()
        if kind == "iri":
            return f"{said[:-1]}{self._marks.fragment(at, said)}>"
        if kind in {"name", "blank"}:
            return said + self._marks.plain(at)
        if kind == "text":
            quote = said[:3] if said[:3] in {'"""', "'''"} else said[0]
            return f"{said[: -len(quote)]}{self._marks.plain(at)}{quote}"
        if kind in {"integer", "decimal", "double"}:
            return f'"{said}{self._marks.plain(at)}"^^<{_XSD}{kind}>'
        if kind == "word" and said in {"true", "false"}:
            return f'"{said}{self._marks.plain(at)}"^^<{_XSD}boolean>'
        return self._mark_sign(said, at)

    def _mark_sign(self, said: str, at: int) -> str:
        if said == "a":
            return f"<{RDF}type{self._marks.plain(at)}>"
        if _NIL.fullmatch(said):
            return f"<{RDF}nil{self._marks.plain(at)}>"
        if said == "[" or (_ANON.fullmatch(said) and not _NAMES_GRAPH.match(self._text, at)):
            closing = ";" if said == "[" else "]"
            return f'[ {self._marks.property} "{self._marks.number(at)}" {closing}'
        return said


def _is_type(word: re.Match[str] | None) -> bool:
    return word is not None and word.lastgroup == "type"
