"""Results for a person, as lines of styled pieces; pure.

Where the place in a file is known, a result is a block with the line and a caret, as compilers have
it; else the results stand below their node.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kg.validate.results import SYNTAX, UNSUPPORTED, Result, Severity, Spot
from kg.validate.rules import Rule

# Pieces of text, each with its style: a colour, `bold` or nothing.
Line = list[tuple[str, str]]

MOST_SHOWN = 200
_UNREAD = {SYNTAX: "Syntax error", UNSUPPORTED: "Not accepted"}
_STYLES = {Severity.VIOLATION: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


def text(results: Sequence[Result], rules: Mapping[str, Rule]) -> list[Line]:
    """The first results in full, the others counted by rule."""
    lines: list[Line] = []
    heading = None
    for one in results[:MOST_SHOWN]:
        if one.spot:
            lines += [[], *_block(one, one.spot, rules)]
            continue
        said = one.focus if one.graph is None else f"{one.focus}  in <{one.graph}>"
        if said != heading:
            heading = said
            lines += [[], [("bold", said)]]
        lines.append(
            [("", "  "), (_STYLES[one.severity], one.severity.value), ("", f": {one.message}")]
        )
        lines += [[("", f"      {detail}")] for detail in _details(one)]
    return [*lines[1:], *_not_shown(results[MOST_SHOWN:])]


def _block(one: Result, spot: Spot, rules: Mapping[str, Rule]) -> Iterator[Line]:
    severity = _UNREAD.get(one.code, f"{one.severity.value} {one.code}")
    yield [("bold", f"{spot.where}: "), (_STYLES[one.severity], severity)]
    if spot.path:
        yield [("", f"  at {spot.path}")]
    if spot.excerpt is not None and spot.caret is not None:
        yield from _quoted(spot, spot.excerpt, spot.caret, _STYLES[one.severity])
    yield [("", f"  {one.message.removeprefix(one.code).strip()}")]
    if one.code not in _UNREAD:
        yield [("", f"  about: {one.focus}")]
    yield from ([("", f"  {detail}")] for detail in _details(one))
    if one.code in rules:
        yield [("dim", f"  rule: {rules[one.code].iri}")]


def _quoted(spot: Spot, excerpt: str, caret: int, style: str) -> Iterator[Line]:
    number = str(spot.line)
    margin = " " * len(number)
    marked = max(1, min(spot.width, len(excerpt) - caret + 1))
    yield [("dim", f"  {number} | "), ("", excerpt.replace("\t", " "))]
    yield [("dim", f"  {margin} | "), (style, f"{' ' * (caret - 1)}{'^' * marked}")]


def _details(one: Result) -> Iterable[str]:
    if one.path and (one.spot is None or one.path.count("<") == 1):  # a long path is seen there
        yield f"property: {one.path}"
    if one.value and one.value != one.focus:
        yield f"value: {one.value}"
    if one.only_by:
        yield f"only {one.only_by} finds this; please report it as a defect"


def _not_shown(results: Sequence[Result]) -> Iterator[Line]:
    if results:
        counts = Counter(one.code for one in results).most_common()
        said = ", ".join(f"{count:,} of {code}" for code, count in counts)
        yield []
        yield [("", f"And {len(results):,} more: {said}. --format json has them all.")]
