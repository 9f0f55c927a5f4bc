"""One thing that validation found, and where it is; pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

# The codes of what breaks no rule: a file is not well-formed, or holds what is not accepted.
SYNTAX, UNSUPPORTED = "SYNTAX", "UNSUPPORTED"


class Severity(StrEnum):
    """How bad a result is; only a violation refuses a load."""

    VIOLATION = "Violation"
    WARNING = "Warning"
    INFO = "Info"


@dataclass(frozen=True)
class Spot:
    """Where a result is in a file: line and column from 1, columns in characters; how wide what is
    marked is; the line, or the part of it around the column, and the column in that. JSON-LD has a
    path too. Without a line it is the file as a whole.
    """

    source: str
    line: int | None = None
    column: int | None = None
    width: int = 1
    excerpt: str | None = None
    caret: int | None = None
    path: str | None = None

    @property
    def where(self) -> str:
        """The place as editors and compilers write it."""
        return self.source if self.line is None else f"{self.source}:{self.line}:{self.column}"


@dataclass(frozen=True, order=True)
class Result:
    """One broken rule. `focus`, `path` and `value` are N-Triples terms (a path may be a SPARQL
    path); `shape` and `component` are IRIs.

    `value` is None where the rule names none, and always for a privacy rule: what such a rule keeps
    out is never repeated. `mark` is then its fingerprint, by which it can be found in the file, and
    which is never written. `only_by` names the engine that alone gives this result, where two were
    asked. `spot` is where it is, where a file was judged.
    """

    severity: Severity
    focus: str
    code: str
    message: str
    path: str | None = None
    value: str | None = None
    graph: str | None = None
    mark: str | None = field(default=None, repr=False)
    only_by: str | None = field(default=None, compare=False)
    shape: str | None = field(default=None, compare=False)
    component: str | None = field(default=None, compare=False)
    spot: Spot | None = field(default=None, compare=False)

    @property
    def private(self) -> bool:
        """Whether it is a result of a privacy rule."""
        return self.code.startswith("PRIV")

    @property
    def hides_all(self) -> bool:
        """Whether anything that is said of the focus may be what must not be repeated."""
        return self.private and self.component is None and self.severity == Severity.VIOLATION


def fingerprint(term: str) -> str:
    """What a term is known by where it must not be said."""
    return hashlib.sha256(term.encode()).hexdigest()


def without_value(one: Result) -> Result:
    """The result with the fingerprint of its value in the place of the value."""
    return one if one.value is None else replace(one, value=None, mark=fingerprint(one.value))


def discreet(results: Iterable[Result]) -> set[Result]:
    """The results, where none says a value that a privacy rule keeps out, nor any value of a thing
    of which a list of names, and no shape, keeps something out.
    """
    found = set(results)
    kept_out = {one.mark for one in found if one.private} - {None}
    hidden = {one.focus for one in found if one.hides_all}
    return {
        without_value(one)
        if one.value and (one.focus in hidden or (kept_out and fingerprint(one.value) in kept_out))
        else one
        for one in found
    }
