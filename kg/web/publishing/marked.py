"""The lines of a body with what is wrong in them marked, for a page; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from kg.load import Source
from kg.validate import Report, Result, Severity

_AROUND = 2  # lines before and after
_MOST = 400  # lines in all
_LONGEST = 300  # characters of a line


class Line(NamedTuple):
    """A line: its number, the text before, in and after the mark, and the numbers of the results
    that it is marked for. `gap`: lines before it are left out.
    """

    number: int
    before: str
    mark: str = ""
    after: str = ""
    results: tuple[int, ...] = ()
    gap: bool = False


def marked(report: Report, sources: Sequence[Source]) -> dict[str, list[Line]]:
    """The lines around each result, by the name of the source; none where a result must not say
    what stands there, since another line may say it too.
    """
    if keeps_out(report):
        return {}
    by_source: dict[str, dict[int, list[tuple[int, Result]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for number, one in enumerate(report.results, start=1):
        if one.spot and one.spot.line:
            by_source[one.spot.source][one.spot.line].append((number, one))
    return {
        source.name: list(_lines(source, by_source[source.name]))[:_MOST]
        for source in sources
        if source.name in by_source
    }


def keeps_out(report: Report) -> bool:
    """Whether there is something in the body that must not be repeated; a warning that few others
    are alike says of no value that it must not be there.
    """
    return any(
        one.private and (one.mark or one.severity is Severity.VIOLATION) for one in report.results
    )


def _lines(source: Source, found: dict[int, list[tuple[int, Result]]]) -> list[Line]:
    text = source.body.decode("utf-8", "replace").removeprefix("\ufeff")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    wanted = sorted(
        {
            near
            for line in found
            for near in range(line - _AROUND, line + _AROUND + 1)
            if 1 <= near <= len(lines)
        }
    )
    shown: list[Line] = []
    for number in wanted:
        gap = bool(shown) and shown[-1].number != number - 1
        shown.append(_line(number, lines[number - 1], found.get(number, []), gap))
    return shown


def _line(number: int, text: str, here: Sequence[tuple[int, Result]], gap: bool) -> Line:
    spot = here[0][1].spot if here else None
    if spot is None or not spot.column or spot.column > _LONGEST:
        return Line(number, text[:_LONGEST], results=tuple(n for n, _ in here), gap=gap)
    start = spot.column - 1
    end = min(start + spot.width, _LONGEST)
    numbers = tuple(n for n, _ in here)
    return Line(number, text[:start], text[start:end], text[end:_LONGEST], numbers, gap)
