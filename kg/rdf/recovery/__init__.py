"""The faults of a Turtle, TriG, N-Triples or N-Quads text, and not only the first; pure.

The engine is the judge: it finds each fault. What is broken is then passed over up to where a
statement plausibly begins, and the engine reads on from there, with the prefixes declared so far.
So no fault is reported that the engine does not see, and none for what was passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from kg.errors import RdfSyntax, RdfUnsupported
from kg.rdf.recovery import spelling, structure
from kg.rdf.recovery.trouble import FARTHEST, Advice, Trouble
from kg.rdf.tokens import DIRECTIVE, STATEMENT, Lines, word_pattern

MOST_FAULTS = 20
_BROKEN_PREFIX = re.compile(r"\s*@?prefix\s+([^\s:<]*):?\s*(<[^<>\s\\]*>)?", re.IGNORECASE)
_ENDS_LINE = re.compile(r"[ \t]*(?:#[^\r\n]*)?(?:[\r\n]|\Z)")
_LINE_END = re.compile(r"[\r\n]|\Z")


class Fault(NamedTuple):
    """A fault: what the engine expected, how to mend it, and, where known, its place, the line
    around it and the column in that.
    """

    message: str
    advice: str
    line: int | None = None
    column: int | None = None
    excerpt: str | None = None
    caret: int | None = None


class Stop(NamedTuple):
    """Where the engine stopped reading, as line and column from 1, and what it said."""

    line: int
    column: int
    message: str


Read = Callable[[str], Stop | None]


def faults(text: str, read: Read, prefixes: Mapping[str, str], *, by_line: bool) -> list[Fault]:
    """The first faults of `text`, as `read` finds them. `by_line`: a statement is a line.

    `prefixes` are namespaces that an undeclared prefix probably means.
    """
    return _Reading(text, read, prefixes, by_line).faults()


@dataclass
class _Reading:
    """How far a text was read, and what must be said again before its rest can be."""

    text: str
    read: Read
    prefixes: Mapping[str, str]
    by_line: bool
    start: int = 0
    directives: str = ""
    graph: str = ""

    def faults(self) -> list[Fault]:
        lines = Lines(self.text)
        found: list[Fault] = []
        while len(found) < MOST_FAULTS and (stop := self._next(lines)):
            at, message = stop
            statement = self._statement_with(at)
            trouble = Trouble(self.text, statement, at, message, self.prefixes)
            trouble.by_line = self.by_line
            advice = (structure.unclosed_graph(trouble) if self.graph else None) or _advise(trouble)
            line, column = lines.place(min(advice.at, len(self.text)))
            found.append(
                Fault(trouble.expected, advice.text, line, column, *lines.excerpt(line, column))
            )
            if advice.ends_reading or at >= len(self.text.rstrip()):
                break
            self._pass_over(trouble, advice.declares, advice.resume)
        return found

    def _next(self, lines: Lines) -> tuple[int, str] | None:
        """Where the engine stops in what is left, and what it says."""
        head = f"{self.directives}{self.graph}\n" if self.directives or self.graph else ""
        stop = self.read(head + self.text[self.start :])
        if stop is None:
            return None
        if stop.message.startswith("Unexpected end") and "file" not in stop.message:
            return len(self.text.rstrip()), stop.message  # the engine loses its place in long lines
        line = stop.line - head.count("\n")
        first_line, first_column = lines.place(self.start)
        if line < 1:
            return self.start, stop.message
        column = stop.column + (first_column - 1 if line == 1 else 0)
        return lines.offset(first_line + line - 1, column), stop.message

    def _statement_with(self, at: int) -> int:
        """Where the statement that holds an offset begins; notes what comes before it."""
        place = self.start
        while not self.by_line and place < at:
            directive = DIRECTIVE.match(self.text, place)
            passed = directive or STATEMENT.match(self.text, place)
            if not passed or passed.end() > at:
                break
            place = passed.end()
            if directive:
                self.directives += f"{directive.group()}\n"
            elif passed.group().endswith(("{", "}")):
                self.graph = passed.group() if passed.group().endswith("{") else ""
        if self.by_line:
            place = max(self.text.rfind("\n", 0, at) + 1, self.start)
        return place

    def _pass_over(self, trouble: Trouble, declares: str, resume: int | None) -> None:
        """Go on behind the fault."""
        self.directives += declares
        if broken := _BROKEN_PREFIX.match(self.text, trouble.start):
            self.directives += f"@prefix {broken[1]}: {broken[2] or '<urn:>'} .\n"
        if resume is None:
            resume = self._line_after(trouble.at) if self.by_line else self._plausible(trouble)
        self.start = max(resume, self.start)

    def _line_after(self, at: int) -> int:
        end = self.text.find("\n", at)
        return len(self.text) if end < 0 else end + 1

    def _plausible(self, trouble: Trouble) -> int:
        """Where a statement plausibly begins: behind a dot that ends a line, at a line that is
        indented no more than the broken statement and follows no semicolon or comma, or at the
        brace that closes the graph.
        """
        place, before = trouble.word.start() if trouble.word else trouble.at, ""
        end = min(len(self.text), place + FARTHEST)
        while place < end:
            word = word_pattern().match(self.text, place)
            if word is None:
                break
            said, place = word.group(), word.end()
            if word.lastgroup == "space":
                continue
            if said == "." and _ENDS_LINE.match(self.text, place):
                return place
            joined = before in {";", ","} or word.start() <= trouble.at
            if (said == "}" and self.graph) or (not joined and trouble.begins(word)):
                return word.start()
            if word.lastgroup == "odd" and said in "\"'":
                place = _LINE_END.search(self.text, place).start()  # type: ignore[union-attr]
            before = said
        return len(self.text)


def _advise(trouble: Trouble) -> Advice:
    """The advice of the first rule that knows the fault; none, where none does."""
    return next((found for rule in _RULES if (found := rule(trouble))), Advice(trouble.at))


_RULES: tuple[Callable[[Trouble], Advice | None], ...] = (
    spelling.no_rdf,
    spelling.undeclared_prefix,
    spelling.swallowed,
    spelling.unclosed,
    spelling.bad_iri,
    spelling.comment,
    spelling.odd_characters,
    spelling.directive,
    structure.spare_dot,
    structure.brackets,
    structure.missing_term,
    structure.line_without_dot,
    structure.wrong_separator,
    spelling.quote_in_text,
    spelling.unquoted_date,
    spelling.bare_word,
    structure.missing_separator,
    structure.unfinished,
    structure.wrong_kind,
)


def refusal(found: Sequence[Fault], syntax: str, source: str) -> RdfSyntax:
    """The error that tells of the faults found in `source`."""
    first, more = found[0], len(found) - 1
    said = f"this is not well-formed {syntax}: {first.message}. {first.advice}"
    if more:
        said = f"{said} ({more} more faults follow.)" if more > 1 else f"{said} (One more follows.)"
    where = source if first.line is None else f"{source}:{first.line}:{first.column}"
    return RdfSyntax(
        f"{where}: {said.strip()}",
        source=source,
        line=first.line,
        column=first.column,
        excerpt=first.excerpt,
        caret=first.caret,
        faults=[{"source": source, **fault._asdict()} for fault in found],
    )


def told(
    error: RdfUnsupported, source: str, where: Mapping[str, object] = MappingProxyType({})
) -> RdfUnsupported:
    """The error with its source, its place where that is known, and itself as its only fault."""
    error.fields |= {"source": source, **where}
    message = error.detail.removeprefix(f"{source}: ").rstrip(".")
    error.fields["faults"] = [{**error.fields, "message": message, "advice": ""}]
    return error
