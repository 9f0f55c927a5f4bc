"""The change of one token that mends most of a query which has left the grammar; pure."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence

from kg.query.hints.finding import Finding
from kg.query.hints.functions import FUNCTIONS
from kg.query.hints.grammar import KEYWORDS, Fault, starts
from kg.query.hints.words import Word

_NEAR = 0.6  # how alike two words must be, as difflib counts
_PAIRS = {")": "(", "}": "{", "]": "["}
_INSERTED = [".", ";", ")", "}", "{", "(", ",", "]", "BY", "AS", "WHERE", "^^", "|", "/", "&&"]
_MOST_EXPECTED = 8
# What several tokens together are called, the widest first.
_TOGETHER = {
    "Expression": "an expression",
    "Clause": "a clause such as FILTER or OPTIONAL",
    "Object": "a variable, an IRI or a literal",
    "Verb": "a property",
    "VarOrIri": "a variable or an IRI",
    "Iri": "an IRI or a prefixed name",
}
_NAMES = {
    "var": "a variable",
    "iri": "an IRI in <…>",
    "name": "a prefixed name",
    "string": "a string in quotes",
    "number": "a number",
    "tag": "a language tag",
    "blank": "a blank node",
    "function": "a function",
    "end": "the end of the query",
}


def out_of_place(text: str, read: Sequence[Word], fault: Fault) -> Finding:
    word = read[fault.place]
    expected = _expected(fault)
    if word.kind == "end":
        return Finding(word, "The query ends too early.", _mended(text, read, fault), expected)
    if word.kind == "<":
        said = "An IRI begins here that has no > at its end, or a character that no IRI can have."
        return Finding(word, said, ("Look for a space or a missing >.",))
    shown = word.text if len(word.text) < 40 else f"{word.text[:40]}…"
    said = f"“{shown}” cannot stand here."
    return Finding(word, said, _mended(text, read, fault), expected)


def _mended(text: str, read: Sequence[Word], fault: Fault) -> tuple[str, ...]:
    """The change of one token after which most of the rest can be read, in words."""
    word = read[fault.place]
    if fault.expected == {"name"} and re.fullmatch(r"\w+", word.text):
        return (f"A prefix ends in a colon: {word.text[:40]}:",)
    reach, _, hint = max(_ways(text, read, fault), default=(0, 0.0, ""))
    enough = word.kind == "end" or reach >= min(3, len(read) - fault.place)
    return (hint,) if hint and enough else ()


def _ways(text: str, read: Sequence[Word], fault: Fault) -> Iterator[tuple[int, float, str]]:
    """Changes of one token: how far the rest can then be read, how likely it is, and in words."""
    word = read[fault.place]
    rest = [one.kind for one in read[fault.place :]]
    for name in _alike(word, fault):
        yield fault.reach([_kind(name), *rest[1:]]), 3, _meant(name)
    for name in fault.expected.intersection(_INSERTED):
        likely = 2 - _INSERTED.index(name) / 100
        yield fault.reach([name, *rest]) - 1, likely, _missing(text, read, fault, name)
    if "var" in fault.expected:
        hint = f"Perhaps {_expected(fault)[0]} is missing before it."
        yield fault.reach(["var", *rest]) - 1, 1.2, hint
    if word.kind != "end":
        yield fault.reach(rest[1:]) + 1, 1, f"Perhaps “{word.text[:40]}” is one too many."


def _kind(name: str) -> str:
    return "function" if name in FUNCTIONS else name


def _meant(name: str) -> str:
    return "It is written a, as a small letter." if name == "a" else f"Did you mean {name}?"


def _alike(word: Word, fault: Fault) -> list[str]:
    """The words that could stand there and look like this one, the nearest first."""
    if not re.fullmatch(r"\w+", word.text):
        return []
    known = fault.expected & KEYWORDS | (FUNCTIONS if "function" in fault.expected else set())
    if word.text == "A" and "a" in fault.expected:
        return ["a"]
    return difflib.get_close_matches(word.text.upper(), sorted(known), 3, _NEAR)


def _missing(text: str, read: Sequence[Word], fault: Fault, name: str) -> str:
    opener = _unclosed(read[: fault.place]) if name in _PAIRS else None
    if opener and opener.text == _PAIRS[name]:
        line = text.count("\n", 0, opener.start) + 1
        return (
            f"Perhaps “{name}” is missing before it, to close the “{opener.text}” of line {line}."
        )
    return f"Perhaps “{name}” is missing before it."


def _unclosed(read: Iterable[Word]) -> Word | None:
    """The bracket opened last that is not closed."""
    open_: list[Word] = []
    for word in read:
        if word.kind in _PAIRS.values():
            open_.append(word)
        elif word.kind in _PAIRS and open_:
            open_.pop()
    return open_[-1] if open_ else None


def _expected(fault: Fault) -> tuple[str, ...]:
    """What could stand there, in a short list for people."""
    left = set(fault.expected)
    said = []
    for rule, name in _TOGETHER.items():
        if starts(rule) <= left:
            said.append(name)
            left -= starts(rule)
    said += [name for kind, name in _NAMES.items() if kind in left]
    said += sorted(left & KEYWORDS) + [f"“{one}”" for one in sorted(left - KEYWORDS - set(_NAMES))]
    return (*said[:_MOST_EXPECTED], *(["…"] if len(said) > _MOST_EXPECTED else []))
