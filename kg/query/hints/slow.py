"""How to narrow a query that ran too long, from its text; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.query.hints.words import Word, words

_ENDS = {".", "{", "}", "OPTIONAL", "UNION", "MINUS", "GRAPH", "VALUES", "BIND", "SERVICE"}
_MOST = 3


def narrowing(text: str) -> list[str]:
    """What in the query `text` makes the engine read much, and what to write instead."""
    read = words(text)
    patterns = [pattern for pattern in _patterns(read) if len(pattern) > 1]
    hints = [*_untied(patterns), *_open(patterns), *_paths(read)]
    if not any(word.kind == "LIMIT" for word in read):
        hints.append("Add a LIMIT, to see first whether the rows are those that you mean.")
    return hints[:_MOST]


def _patterns(read: Sequence[Word]) -> Iterator[list[Word]]:
    """The words of each pattern in the groups, one for each subject; filters left out."""
    pattern: list[Word] = []
    depth = brackets = 0
    for word in read:
        depth += {"{": 1, "}": -1}.get(word.kind, 0)
        if word.kind in _ENDS or word.kind == "FILTER":
            yield pattern
            pattern = []
        brackets += {"(": 1, ")": -1}.get(word.kind, 0) if word.kind in "()" else 0
        if depth and not brackets and word.kind not in _ENDS | {"FILTER", ")"}:
            pattern.append(word)
    yield pattern


def _variables(pattern: Sequence[Word]) -> set[str]:
    return {word.text[1:] for word in pattern if word.kind in {"var", "blank"}}


def _untied(patterns: Sequence[Sequence[Word]]) -> Iterator[str]:
    """Patterns that share no variable, so that each row of one meets each row of the other."""
    islands: list[set[str]] = []
    for variables in filter(None, map(_variables, patterns)):
        touched = [island for island in islands if island & variables]
        islands = [island for island in islands if not island & variables]
        islands.append(variables.union(*touched))
    if len(islands) > 1:
        first, second = (f"?{min(island)}" for island in islands[:2])
        yield (
            f"Nothing ties {first} to {second}, so that each row of one is paired with each row of "
            "the other. Add a pattern that has both, or ask two queries."
        )


def _open(patterns: Sequence[Sequence[Word]]) -> Iterator[str]:
    for pattern in patterns:
        if len(pattern) == 3 and all(word.kind == "var" for word in pattern):
            said = " ".join(word.text for word in pattern)
            yield f"{said} matches every statement. Name the property, or give ?{said[1:]} a type."
            return


def _paths(read: Sequence[Word]) -> Iterator[str]:
    for before, word, after in zip(read, read[1:], read[2:], strict=False):
        walks = word.kind in {"*", "+"} and before.kind in {"iri", "name", "a", ")"}
        if walks and after.kind == "var":
            yield (
                f"The path {before.text}{word.text} is walked from every start. Put a pattern "
                "before it that finds one of its ends."
            )
            return
