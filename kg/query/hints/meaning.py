"""Faults that the grammar does not show: prefixes, IRIs, arguments and variables; pure."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

from kg.query.hints.finding import Finding
from kg.query.hints.functions import AGGREGATES, ARGUMENTS
from kg.query.hints.words import Word, declared, is_absolute, used_names
from kg.vocab import Vocabulary

_NEAR = 0.6  # how alike two prefixes must be, as difflib counts


def misunderstood(read: Sequence[Word], vocabulary: Vocabulary) -> Iterator[Finding]:
    """What is wrong with a query that is in the grammar."""
    yield from _undeclared(read, vocabulary)
    yield from _relative(read)
    yield from _miscounted(read)
    yield from _bound_again(read)
    yield from _ungrouped(read)


def _undeclared(read: Sequence[Word], vocabulary: Vocabulary) -> Iterator[Finding]:
    known = declared(read)
    for word in used_names(read):
        prefix = word.text.partition(":")[0]
        if prefix not in known:
            said = f"The prefix {prefix}: is not declared."
            yield Finding(word, said, _prefix_hints(prefix, known, vocabulary.prefixes))


def _prefix_hints(prefix: str, known: dict[str, str], usual: dict[str, str]) -> tuple[str, ...]:
    if prefix in usual:
        return (f"Add this line at the top: {_line(prefix, usual)}",)
    near = difflib.get_close_matches(prefix, sorted({*known, *usual}), 1, _NEAR)
    if not near:
        return ("Declare it at the top, as PREFIX name: <namespace>; /prefixes lists the usual.",)
    more = "" if near[0] in known else f" Then add this line at the top: {_line(near[0], usual)}"
    return (f"Did you mean {near[0]}:?{more}",)


def _line(prefix: str, usual: dict[str, str]) -> str:
    return f"PREFIX {prefix}: <{usual[prefix]}>"


def _relative(read: Sequence[Word]) -> Iterator[Finding]:
    if any(word.kind == "BASE" for word in read):
        return
    for word in read:
        if word.kind == "iri" and not is_absolute(word.text):
            said = f"{word.text[:80]} is not a whole IRI, and the query has no BASE."
            yield Finding(word, said, ("Write the IRI from its https: on, or use a prefix.",))


def _miscounted(read: Sequence[Word]) -> Iterator[Finding]:
    """Functions with too few or too many arguments."""
    for place, word in enumerate(read):
        if word.kind == "function":
            least, most = ARGUMENTS[word.text.upper()]
            given = _arguments(read[place + 1 :])
            if not least <= given <= most:
                takes = f"{least}" if least == most else f"{least} to {most}"
                said = f"{word.text} takes {takes} arguments, and here it has {given}."
                yield Finding(word, said)


def _arguments(read: Sequence[Word]) -> int:
    """How many arguments are in the brackets that `read` begins with."""
    depth = commas = 0
    for place, word in enumerate(read):
        depth += {"(": 1, "{": 1, ")": -1, "}": -1}.get(word.kind, 0)
        commas += word.kind == "," and depth == 1
        if depth == 0:
            return 0 if place == 1 else commas + 1
    return commas + 1


def _bound_again(read: Sequence[Word]) -> Iterator[Finding]:
    """A BIND whose variable has a value already, in the group that it stands in."""
    seen: list[set[str]] = [set()]
    for place, word in enumerate(read):
        if word.kind == "{":
            seen.append(set())
        elif word.kind == "}" and len(seen) > 1:
            inner = seen.pop()
            seen[-1] |= inner
        elif word.kind == "var":
            if read[place - 1].kind == "AS" and word.text[1:] in seen[-1] and len(seen) > 1:
                said = f"{word.text} has a value already, so that it cannot be given another."
                yield Finding(word, said, ("Use a new variable after AS.",))
            seen[-1].add(word.text[1:])


def _ungrouped(read: Sequence[Word]) -> Iterator[Finding]:
    """Variables of SELECT that neither GROUP BY nor an aggregate makes one of many."""
    head = list(_until(read, {"WHERE", "{", "FROM"}))
    places = [place for place, word in enumerate(read) if word.kind == "GROUP"]
    if not places and not any(word.text.upper() in AGGREGATES for word in head):
        return
    grouped = {word.text[1:] for word in read[places[-1] :]} if places else set()
    depth = 0
    for word in head:
        depth += {"(": 1, ")": -1}.get(word.kind, 0)
        if word.kind == "var" and not depth and word.text[1:] not in grouped:
            said = f"{word.text} has many values where the others of SELECT are counted together."
            hint = f"Add GROUP BY {word.text} at the end, or ask for (SAMPLE({word.text}) AS ?one)."
            yield Finding(word, said, (hint,))


def _until(read: Sequence[Word], ends: set[str]) -> Iterator[Word]:
    for word in read:
        if word.kind in ends:
            return
        yield word
