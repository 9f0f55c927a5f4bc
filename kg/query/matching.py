"""Search by words inside a query: the property def/search/matches, put in as VALUES; pure.

    ?thing search:matches "fife neglect"
    (?thing ?score) search:matches ("fife neglect" 20)

The form is that of Jena's text:query. A service may answer some properties by other means than its
data (SPARQL 1.1 Service Description, section 3.2.8, sd:propertyFeature). Each such triple is taken
out and a VALUES block with what was found put in its place, which joins with the rest of its group
as the triple would (SPARQL 1.1 Query, section 10). A triple that is not in one of these forms is
refused, so that none is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from kg.errors import BadRequest
from kg.query.lexer import Token, decoded, placed
from kg.query.plan import expanded, prologue
from kg.rdf import iri
from kg.search.words import read_question

MOST = 10_000
Find = Callable[[str, int], Sequence[tuple[str, float]]]
_ESCAPES = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_BEFORE = {"{", "}", ".", ")"}  # what a triple may follow
_PATH = {"^", "/", "|", "!", ";"}
_HOW = (
    'Write ?thing search:matches "words", or (?thing ?score) search:matches ("words" 20), as a '
    "triple in a group, with a plain string."
)


def namespace(base: str) -> str:
    """What the terms of searching begin with."""
    return f"{base}def/search/"


class _Triple(NamedTuple):
    """A triple that searches: the tokens from `start` to before `end` stand for it."""

    start: int
    end: int
    variables: tuple[str, ...]
    text: str
    limit: int | None
    prefix: str = ""
    suffix: str = ""


def with_matches(text: str, base: str, find: Find) -> str:
    """The query `text` with what `find` finds in the place of each triple that searches.

    `find` gets words and a limit, and gives IRIs with scores, best first. Raises BadRequest, with
    line and column, and what `find` raises.
    """
    if "matches" not in text:
        return text
    read = list(placed(text))
    triples = _Reader(text, [token for _, token in read], [place for place, _ in read], base).all()
    written, done = [], 0
    for triple in triples:
        start = read[triple.start][0]
        end = read[triple.end][0] if triple.end < len(read) else len(text)
        block = f"{triple.prefix} {_values(triple, find)} {triple.suffix} "
        written += [text[done:start], block]
        done = end
    return "".join([*written, text[done:]])


def _values(triple: _Triple, find: Find) -> str:
    limit = MOST if triple.limit is None else triple.limit
    found = find(triple.text, limit + (triple.limit is None))
    if len(found) > limit:
        raise BadRequest(
            f"More than {MOST:,} things match {triple.text[:60]!r}. Give rarer words, or how many "
            f'of the best you want: search:matches ("…" {MOST // 100}).'
        )
    names = " ".join(triple.variables)
    if len(triple.variables) == 1:
        return f"VALUES {names} {{ {' '.join(iri(name) for name, _ in found)} }}"
    rows = " ".join(f"({iri(name)} {score:.3f})" for name, score in found)
    return f"VALUES ({names}) {{ {rows} }}"


class _Reader:
    """Finds the triples that search among the tokens of a query."""

    def __init__(self, text: str, read: list[Token], places: list[int], base: str) -> None:
        self._text, self._read, self._places = text, read, places
        self._wanted = f"{namespace(base)}matches"
        self._prefixes, self._base = prologue(read)
        self._template = self._end_of_template()

    def all(self) -> list[_Triple]:
        """The triples, in their order. Raises BadRequest."""
        found: list[_Triple] = []
        for place, token in enumerate(self._read):
            if token.kind in {"iri", "name"} and self._is_wanted(token) and self._searches(place):
                found.append(self._triple(place))
        return found

    def _is_wanted(self, token: Token) -> bool:
        if "matches" not in token.text:
            return False
        return [*expanded([token], self._prefixes, self._base)] == [self._wanted]

    def _searches(self, place: int) -> bool:
        """Whether the name stands where a property does: elsewhere it is only spoken of."""
        before, after = self._at(place - 1), self._at(place + 1)
        verb = before.kind == "variable" or before.text in {")", *_PATH}
        return verb or after.kind in {"string", "unclosed"} or after.text == "("

    def _triple(self, place: int) -> _Triple:
        if place < self._template:
            raise self._fault(place, "CONSTRUCT cannot make a triple with this property.")
        start, variables, prefix = self._subject(place)
        end, text, limit = self._object(place + 1)
        suffix = ""
        if self._at(end).text == ";":
            while self._at(end).text == ";":
                end += 1
            suffix = "" if self._at(end).text in {".", "}"} else variables[0]
        elif self._at(end).text == ",":
            raise self._fault(end, "Only one text can be looked for by one triple.")
        return _Triple(start, end, variables, text, limit, prefix, suffix)

    def _subject(self, place: int) -> tuple[int, tuple[str, ...], str]:
        """Where the subject begins, its variables, and what must stand before the block."""
        before = self._at(place - 1)
        if before.text == ";":
            return place - 1, (self._subject_of_list(place),), "."
        start = place - 1
        variables = [before]
        if before.text == ")":
            start = next((at for at in (place - 3, place - 4) if self._at(at).text == "("), place)
            variables = self._read[start + 1 : place - 1]
        right = variables and all(one.kind == "variable" for one in variables)
        if not right or self._at(start - 1).text not in _BEFORE:
            raise self._fault(place)
        names = tuple(f"?{one.text[1:]}" for one in variables)
        if len(set(names)) < len(names):
            raise self._fault(place, "The thing and its score need two variables.")
        return start, names, ""

    def _subject_of_list(self, place: int) -> str:
        """The variable that the triples of a list with semicolons are about."""
        depth, at = 0, place - 1
        while at >= 0:
            text = self._read[at].text
            depth += (text in {")", "]", "}"}) - (text in {"(", "[", "{"})
            if depth < 0 or (depth == 0 and text == ".") or (depth == 1 and text == "}"):
                break
            at -= 1
        subject = self._at(at + 1)
        if subject.kind != "variable" or self._at(at).text not in _BEFORE:
            raise self._fault(place)
        return f"?{subject.text[1:]}"

    def _object(self, place: int) -> tuple[int, str, int | None]:
        """Where the object ends, its text, and how many are wanted."""
        listed = self._at(place).text == "("
        at = place + listed
        token, limit = self._at(at), None
        if token.kind != "string":
            raise self._fault(place)
        at += 1
        if listed and self._at(at).text.isdecimal():
            limit = int(self._at(at).text[:9])
            if not 1 <= limit <= MOST:
                raise self._fault(at, f"Between 1 and {MOST:,} can be asked for.")
            at += 1
        if listed:
            if self._at(at).text != ")":
                raise self._fault(at)
            at += 1
        elif self._at(at).kind == "tag" or self._at(at).text == "^":
            raise self._fault(at, "The words are looked for in every language.")
        return at, self._words(place, token), limit

    def _words(self, place: int, token: Token) -> str:
        quotes = 3 if token.text[:3] in {'"""', "'''"} and len(token.text) >= 6 else 1
        inside = decoded(token.text[quotes:-quotes])
        text = re.sub(r"\\(.)", lambda one: _ESCAPES.get(one[1], one[1]), inside, flags=re.DOTALL)
        if not read_question(text).every():
            raise self._fault(place, "There is no word to look for.")
        return text

    def _end_of_template(self) -> int:
        """The place after what CONSTRUCT makes, 0 where there is no template."""
        for place, token in enumerate(self._read):
            if token.text == "{":
                return 0
            if token.keyword == "CONSTRUCT" and self._at(place + 1).text == "{":
                return self._after_group(place + 1)
        return 0

    def _after_group(self, place: int) -> int:
        depth = 0
        for at in range(place, len(self._read)):
            depth += {"{": 1, "}": -1}.get(self._read[at].text, 0)
            if depth == 0:
                return at
        return len(self._read)

    def _at(self, place: int) -> Token:
        return self._read[place] if 0 <= place < len(self._read) else Token("mark", "")

    def _fault(self, place: int, why: str = "") -> BadRequest:
        at = self._places[place] if place < len(self._places) else len(self._text)
        line = self._text.count("\n", 0, at) + 1
        column = at - self._text.rfind("\n", 0, at)
        said = f"Line {line}, column {column}: the search cannot be read. {why} {_HOW}"
        return BadRequest(said.replace("  ", " "), line=line, column=column)
