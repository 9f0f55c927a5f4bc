"""SVG of what came from what: boxes from the oldest at the top to the newest; pure.

Longest-path layering, with each box below everything it came from; the list of the same steps
stands beside the drawing.
"""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Callable, Sequence
from html import escape
from typing import NamedTuple

from kg.counted import counted

_WIDE, _HIGH, _GAP, _DROP = 230, 78, 18, 34
_LETTERS, _LINES = 30, 3
_MOST = 40  # boxes; a drawing of more tells nothing


class Step(NamedTuple):
    """One thing came from another: the IRI and name of each, and how and when."""

    old: tuple[str, str]
    new: tuple[str, str]
    how: str = ""


class Lineage(NamedTuple):
    """The drawing, if it is small enough to read, and the steps from the oldest on."""

    svg: str
    steps: tuple[Step, ...]


def lineage(
    steps: Sequence[Step], this: str, href: Callable[[str], str | None] = lambda _: None
) -> Lineage:
    """The drawing of `steps`, in which the box of the IRI `this` stands out."""
    names = {iri: name for step in steps for iri, name in (step.old, step.new)}
    levels = _levels(steps)
    ordered = tuple(sorted(steps, key=lambda one: (levels[one.new[0]], one.old[1], one.new[1])))
    if len(names) > _MOST:
        return Lineage("", ordered)
    places = _places(names, levels)
    width = max(x for x, _ in places.values()) + _WIDE + 2
    height = max(y for _, y in places.values()) + _HIGH + 2
    marks = [_line(places[one.old[0]], places[one.new[0]]) for one in ordered]
    how = {one.new[0]: one.how for one in ordered}
    for iri, (x, y) in places.items():
        box = _box(x, y, names[iri], how.get(iri, ""), chosen=iri == this)
        to = href(iri)
        link = f'<a href="{escape(to)}">{box}</a>' if to and iri != this else box
        marks.append(link)
    title = f"{counted(len(names), 'box', 'boxes')} joined by lines, the oldest at the top"
    return Lineage(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="group" aria-label="{title}" '
        f'font-family="arial, sans-serif" font-size="13" fill="currentColor">'
        f"{''.join(marks)}</svg>",
        ordered,
    )


def _levels(steps: Sequence[Step]) -> dict[str, int]:
    """How far down each box stands. Data that say that two things came from each other end here
    too: no box is put lower than there are boxes.
    """
    levels: dict[str, int] = {iri: 0 for step in steps for iri in (step.old[0], step.new[0])}
    for _ in levels:
        moved = False
        for step in steps:
            below = levels[step.old[0]] + 1
            if levels[step.new[0]] < below < len(levels):
                levels[step.new[0]] = below
                moved = True
        if not moved:
            break
    return levels


def _places(names: dict[str, str], levels: dict[str, int]) -> dict[str, tuple[int, int]]:
    rows: dict[int, list[str]] = defaultdict(list)
    for iri in sorted(names, key=lambda one: (names[one], one)):
        rows[levels[iri]].append(iri)
    widest = max(map(len, rows.values()))
    found = {}
    for depth, level in enumerate(sorted(rows)):
        inset = (widest - len(rows[level])) * (_WIDE + _GAP) // 2
        for place, iri in enumerate(rows[level]):
            found[iri] = (inset + place * (_WIDE + _GAP) + 1, depth * (_HIGH + _DROP) + 1)
    return found


def _line(old: tuple[int, int], new: tuple[int, int]) -> str:
    x1, y1 = old[0] + _WIDE // 2, old[1] + _HIGH
    x2, y2 = new[0] + _WIDE // 2, new[1]
    middle = y2 - _DROP // 2
    return (
        f'<path d="M{x1} {y1}V{middle}H{x2}V{y2}" fill="none" stroke="currentColor" '
        'stroke-opacity="0.6" stroke-width="1.5"/>'
    )


def _box(x: int, y: int, name: str, how: str, *, chosen: bool) -> str:
    lines = textwrap.wrap(name, _LETTERS)[:_LINES] or [""]
    if len(" ".join(lines)) < len(" ".join(name.split())):
        lines[-1] = lines[-1][: _LETTERS - 1] + "…"
    weight = ' font-weight="700"' if chosen else ""
    stroke = 'stroke-width="3"' if chosen else 'stroke-opacity="0.6"'
    text = "".join(
        f'<text x="{x + 10}" y="{y + 19 + 16 * place}"{weight}>{escape(line)}</text>'
        for place, line in enumerate(lines)
    )
    if how:
        text += f'<text x="{x + 10}" y="{y + _HIGH - 9}" font-size="12">{escape(how)}</text>'
    return (
        f"<g><title>{escape(name)}</title>"
        f'<rect x="{x}" y="{y}" width="{_WIDE}" height="{_HIGH}" fill="none" '
        f'stroke="currentColor" {stroke} pointer-events="all"/>{text}</g>'
    )
