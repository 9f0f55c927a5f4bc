"""SVG of bars, years and the tile map; pure.

Text takes the colour of the page around it; every mark has its number beside it or on it, so that
colour alone never tells anything. The table with the same numbers stands beside each chart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from html import escape
from typing import NamedTuple

from kg.web.charts.grid import PLACES, TILE_LETTERS, tile_lines
from kg.web.charts.series import Columns, Series
from kg.web.results import Table

_WIDTH = 720
_INK = "#2a7a9d"  # readable on white and on black
_MOST_BARS = 30
_TILE = 54


class Chart(StrEnum):
    """What an answer can be drawn as."""

    BARS = "bars"
    TIMELINE = "timeline"
    MAP = "map"


class Drawing(NamedTuple):
    """A chart: what it shows in words, its marks, its size."""

    chart: Chart
    caption: str
    marks: list[str]
    width: int
    height: int

    @property
    def svg(self) -> str:
        """The chart as an SVG document."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" '
            'role="img" font-family="system-ui, sans-serif" font-size="13" fill="currentColor">'
            f"<title>{escape(self.caption)}</title>{''.join(self.marks)}</svg>"
        )


def charts_of(table: Table) -> list[Chart]:
    """What the rows of an answer can be drawn as."""
    return [chart for chart in Chart if _series(table, chart, None)] if table.rows else []


def draw(
    table: Table, chart: Chart, value: str | None = None, names: Mapping[str, str] | None = None
) -> Drawing | None:
    """The chart; None where the rows have nothing for it.

    `value` names the column of numbers, where there are several; `names` those of areas by code.
    """
    series = _series(table, chart, value)
    if series is None:
        return None
    if chart is Chart.BARS:
        return _bars(series)
    return _timeline(series) if chart is Chart.TIMELINE else _map(series, names or {})


def _series(table: Table, chart: Chart, value: str | None) -> Series | None:
    columns = Columns(table)
    if chart is Chart.BARS:
        return columns.named(value)
    if chart is Chart.TIMELINE:
        found = columns.yearly(value)
        return found if found and len(found.values) > 1 else None
    found = columns.by_area(value)
    return found if found and found.values.keys() & PLACES.keys() else None


def _bars(series: Series) -> Drawing:
    shown = list(series.values.items())[:_MOST_BARS]
    top = max((abs(value) for _, value in shown), default=0) or 1
    left, height = 300, 26
    marks = []
    for place, (label, value) in enumerate(shown):
        y = place * height
        width = max(1.0, abs(value) / top * (_WIDTH - left - 70))
        marks += [
            _text(left - 8, y + 17, _cut(label, 42), "end", label),
            f'<rect x="{left}" y="{y + 4}" width="{width:.1f}" height="18" fill="{_INK}"/>',
            _text(left + width + 6, y + 17, _number(value)),
        ]
    more = len(series.values) - len(shown)
    tail = f", the first {len(shown)} of {len(series.values)}" if more else ""
    return Drawing(Chart.BARS, f"{series.counted}{tail}", marks, _WIDTH, len(shown) * height + 6)


def _timeline(series: Series) -> Drawing:
    years = range(int(min(series.values)), int(max(series.values)) + 1)
    top = 2.0 * -(-max(series.values.values()) // 2) or 2.0  # so that half of it is whole
    high, left = 220, 46
    step = (_WIDTH - left - 6) / len(years)
    marks = list(_gridlines(top, high, left))
    every = max(1, -(-len(years) * 44 // (_WIDTH - left)))  # room for a label of four digits
    for place, year in enumerate(years):
        value = series.values.get(str(year), 0.0)
        x, height = left + place * step, value / top * high
        title = f"<title>{year}: {_number(value)}</title>"
        marks.append(
            f'<rect x="{x + step * 0.1:.1f}" y="{high + 10 - height:.1f}" fill="{_INK}" '
            f'width="{step * 0.8:.1f}" height="{height:.1f}">{title}</rect>'
        )
        if place % every == 0:
            marks.append(_text(x + step / 2, high + 28, str(year), "middle"))
    caption = f"{series.counted} by year, {years[0]} to {years[-1]}"
    return Drawing(Chart.TIMELINE, caption, marks, _WIDTH, high + 36)


def _gridlines(top: float, high: int, left: int) -> Iterator[str]:
    for part in (0.0, 0.5, 1.0):
        y = high + 10 - part * high
        yield (
            f'<line x1="{left}" x2="{_WIDTH}" y1="{y:.1f}" y2="{y:.1f}" stroke="currentColor" '
            'stroke-opacity="0.25"/>'
        )
        yield _text(left - 6, y + 4, _number(top * part), "end")


def _map(series: Series, names: Mapping[str, str]) -> Drawing:
    """The councils of the nations that occur."""
    known = {code: value for code, value in series.values.items() if code in PLACES}
    nations = {code[0] for code in known}
    shown = {code: place for code, place in PLACES.items() if code[0] in nations}
    left = min(column for column, _ in shown.values())
    first = min(row for _, row in shown.values())
    top = max(known.values()) or 1
    marks = [
        _tile((column - left, row - first), names.get(code, code), known.get(code), top)
        for code, (column, row) in shown.items()
    ]
    width = (1 + max(column for column, _ in shown.values()) - left) * _TILE
    height = (1 + max(row for _, row in shown.values()) - first) * _TILE
    away = len(series.values) - len(known)
    tail = f"; {away} larger or other areas are not on the map" if away else ""
    return Drawing(Chart.MAP, f"{series.counted} by council{tail}", marks, width, height)


def _tile(place: tuple[int, int], name: str, value: float | None, top: float) -> str:
    x, y = place[0] * _TILE, place[1] * _TILE
    shade = 0.1 + 0.7 * value / top if value else 0.0  # never so dark that the text is lost
    number = "" if value is None else _number(value)
    middle = x + _TILE / 2
    return (
        f"<g><title>{escape(name)}: {number or 'nothing'}</title>"
        f'<rect x="{x + 1}" y="{y + 1}" width="{_TILE - 2}" height="{_TILE - 2}" fill="{_INK}" '
        f'fill-opacity="{shade:.2f}" stroke="currentColor" stroke-opacity="0.3"/>'
        f"{''.join(_label(name, middle, y))}"
        f'<text x="{middle}" y="{y + 46}" text-anchor="middle" font-size="15" font-weight="600">'
        f"{number}</text></g>"
    )


def _text(x: float, y: float, text: str, anchor: str = "start", title: str = "") -> str:
    whole = f"<title>{escape(title)}</title>" if title and title != text else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}{whole}</text>'


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def _label(name: str, middle: float, top: float) -> Iterator[str]:
    """The name in a tile, squeezed where a line of it is long."""
    lines = tile_lines(name)
    for place, line in enumerate(lines):
        y = top + (20 if len(lines) == 1 else 14 + 12 * place)
        narrow = f' textLength="{_TILE - 6}" lengthAdjust="spacingAndGlyphs"'
        yield (
            f'<text x="{middle}" y="{y}" text-anchor="middle" font-size="9.5"'
            f"{narrow if len(line) > TILE_LETTERS - 1 else ''}>{escape(line)}</text>"
        )
