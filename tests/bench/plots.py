"""Plots of measurements as SVG: logarithmic bars side by side, and curves; pure.

Text takes the colour of the page around it; every series has its own mark beside its name, so that
colour alone never tells anything.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape

_WIDTH, _LEFT, _RIGHT = 860, 250, 60
# Readable on white and on black, and told apart by those who do not see all colours.
_INKS = ("#1a7f9c", "#d1701e", "#7a5cc0", "#3d8f3d", "#c2477a", "#8a7a1c", "#7a7f86")
_MARKS = "●▲■◆▼★✚"
Series = Mapping[str, Sequence[tuple[float, float]]]


def document(title: str, marks: Sequence[str], height: float) -> str:
    """An SVG document."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:.0f}" role="img" '
        'font-family="system-ui, sans-serif" font-size="13">\n'
        "<style>svg{color:#1f2328}@media(prefers-color-scheme:dark){svg{color:#e6edf3}}"
        "text{fill:currentColor}</style>\n"
        f"<title>{escape(title)}</title>\n" + "\n".join(marks) + "\n</svg>\n"
    )


def dots(
    title: str, rows: Mapping[str, Mapping[str, float]], names: Sequence[str], unit: str
) -> str:
    """One line for each row of `rows`, with a mark for each of the series `names`; logarithmic."""
    values = [value for each in rows.values() for value in each.values() if value > 0]
    along = _scale(values, _LEFT, _WIDTH - _RIGHT)
    top = 56 + 20 * math.ceil(len(names) / 4)
    bottom = top + 26 * len(rows)
    marks = [_text(10, 24, title, size=16), *_legend(names, 48)]
    for tick in _ticks(values):
        x = along(tick)
        marks += [_line(x, top - 8, x, bottom), _text(x, bottom + 18, _said(tick, unit), "middle")]
    for place, (label, each) in enumerate(rows.items()):
        y = top + 26 * place + 12
        marks += [_text(_LEFT - 14, y + 4, label[:34], "end"), _line(_LEFT, y, _WIDTH - _RIGHT, y)]
        for number, name in enumerate(names):
            if (value := each.get(name, 0)) > 0:
                tip = f"{label}, {name}: {_said(value, unit)}"
                marks.append(_mark(along(value), y, number, tip))
    return document(title, marks, bottom + 30)


def curves(
    title: str,
    series: Series,
    x_unit: str,
    y_unit: str,
    *,
    straight: bool = False,
) -> str:
    """A curve for each series; logarithmic both ways, or straight both ways from nought."""
    points = [point for each in series.values() for point in each if straight or min(point) > 0]
    top = 56 + 20 * math.ceil(len(series) / 4)
    bottom, left = top + 320, 110
    make, ticks = (_plain, _plain_ticks) if straight else (_scale, _ticks)
    along = make([x for x, _ in points], left, _WIDTH - _RIGHT)
    up = make([y for _, y in points], bottom, top)
    marks = [_text(10, 24, title, size=16), *_legend(list(series), 48)]
    for tick in ticks([y for _, y in points]):
        marks += [_line(left, up(tick), _WIDTH - _RIGHT, up(tick))]
        marks += [_text(left - 8, up(tick) + 4, _said(tick, y_unit), "end")]
    for tick in ticks([x for x, _ in points]):
        marks += [_line(along(tick), top, along(tick), bottom)]
        marks += [_text(along(tick), bottom + 18, _said(tick, x_unit), "middle")]
    for number, (name, each) in enumerate(series.items()):
        drawn = [(along(x), up(y), x, y) for x, y in each if straight or min(x, y) > 0]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y, _, _ in drawn)
        ink = _INKS[number % len(_INKS)]
        marks.append(f'<polyline points="{path}" fill="none" stroke="{ink}" stroke-width="1.5"/>')
        if len(drawn) <= 20:
            marks += [
                _mark(x, y, number, f"{name}: {_said(of, x_unit)}, {_said(value, y_unit)}")
                for x, y, of, value in drawn
            ]
    return document(title, marks, bottom + 30)


def _scale(values: Sequence[float], start: float, end: float) -> Callable[[float], float]:
    ticks = _ticks(values)
    low, high = math.log10(ticks[0]), math.log10(ticks[-1])
    return lambda value: start + (math.log10(value) - low) / ((high - low) or 1) * (end - start)


def _plain(values: Sequence[float], start: float, end: float) -> Callable[[float], float]:
    top = _plain_ticks(values)[-1]
    return lambda value: start + value / top * (end - start)


def _ticks(values: Sequence[float]) -> list[float]:
    """Powers of ten around the values."""
    low = math.floor(math.log10(min(values, default=1)))
    high = math.ceil(math.log10(max(values, default=10)))
    return [10.0**power for power in range(low, max(high, low + 1) + 1)]


def _plain_ticks(values: Sequence[float]) -> list[float]:
    top = max(values, default=1) or 1
    step = 10 ** math.floor(math.log10(top))
    step = next(one for one in (step / 5, step / 2, step, step * 2) if top / one <= 6)
    return [step * place for place in range(math.ceil(top / step) + 1)]


def _legend(names: Sequence[str], y: float) -> Iterator[str]:
    for number, name in enumerate(names):
        x, row = 16 + number % 4 * 212, y + number // 4 * 20
        yield _mark(x, row, number, name)
        yield _text(x + 12, row + 4, name)


def _mark(x: float, y: float, number: int, tip: str) -> str:
    ink, sign = _INKS[number % len(_INKS)], _MARKS[number % len(_MARKS)]
    return (
        f'<text x="{x:.1f}" y="{y + 5:.1f}" text-anchor="middle" font-size="14" '
        f'style="fill:{ink}">{sign}<title>{escape(tip)}</title></text>'
    )


def _line(x: float, y: float, to_x: float, to_y: float) -> str:
    return (
        f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}" stroke="currentColor" '
        'stroke-opacity="0.18"/>'
    )


def _text(x: float, y: float, said: str, anchor: str = "start", size: int = 13) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}">'
        f"{escape(said)}</text>"
    )


def _said(value: float, unit: str) -> str:
    number = f"{value:,.0f}" if value >= 10 else f"{value:.3g}"
    return f"{number} {unit}".rstrip()
