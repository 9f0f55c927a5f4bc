"""The results of a run as JSON and as tables, with what this project wins and loses; pure."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import NamedTuple

from tests.bench.asking import COLD, REPEATED, ROW_COUNT
from tests.bench.crowds import CLIENTS, KINDS_OF_PAGE, LOOKUPS, PAGE, PAGES, SLOWEST
from tests.bench.figures import OURS, Figure, Missing
from tests.bench.publishing import BULK, CHANGE, CHECK
from tests.bench.questions import EXAMPLES, KINDS

NOTHING = "–"  # noqa: RUF001  the dash of a table


@dataclass
class Results:
    """All that a run found; `note` says what its readers must know."""

    note: str
    taken: str
    machine: dict[str, object]
    systems: dict[str, dict[str, str]]
    figures: list[Figure]
    missing: list[Missing]

    def add(self, one: Figure | Missing) -> None:
        """One thing more that was found."""
        if isinstance(one, Figure):
            self.figures.append(one)
        else:
            self.missing.append(one)

    def text(self) -> str:
        """The results as JSON, a figure a line so that two runs can be compared."""
        parts = asdict(self)
        for name in ("figures", "missing"):
            parts[name] = [one._asdict() for one in getattr(self, name)]
        whole = json.dumps({name: parts[name] for name in list(parts)[:4]}, indent=1)[:-2]
        rows = {
            name: ",\n".join(json.dumps(one) for one in parts[name])
            for name in ("figures", "missing")
        }
        lists = ",\n".join(f' "{name}": [\n{said}\n]' for name, said in rows.items())
        return f"{whole},\n{lists}}}\n"

    @classmethod
    def read(cls, text: str) -> Results:
        """The results that `text` holds."""
        said = json.loads(text)
        said["figures"] = [Figure(**one) for one in said["figures"]]
        said["missing"] = [Missing(**one) for one in said["missing"]]
        return cls(**said)

    def scales(self) -> list[int]:
        """The sizes that were measured, in triples."""
        return sorted({one.triples for one in self.figures})

    def find(self, system: str, what: str, how: str, triples: int) -> Figure | None:
        """The figure of one thing, if there is one."""
        same = (
            one
            for one in self.figures
            if (one.system, one.what, one.how, one.triples) == (system, what, how, triples)
        )
        return next(same, None)


class Row(NamedTuple):
    """A line of the table: what readers see, and the figure behind it."""

    label: str
    what: str
    how: str = ""


ROWS = (
    Row("start to first answer", "start to first answer"),
    Row("memory after the questions", "memory after the questions"),
    Row("load, not validated", "load that is not validated"),
    Row("load, validated", BULK),
    Row("one review more, validated", CHANGE),
    Row("one review checked, as a command", CHECK, "as a command"),
    *(Row(f"{kind}, {how}", kind, how) for kind in KINDS for how in (COLD, REPEATED)),
    Row("lookups a second, 1 client", "lookups a second", "1 client"),
    Row("lookups a second, 32 clients", "lookups a second", "32 clients"),
    Row(f"{LOOKUPS}, {CLIENTS} clients", LOOKUPS, f"{CLIENTS} clients"),
    *(Row(f"{PAGE}, {kind}", PAGE, kind) for kind in KINDS_OF_PAGE),
    *(
        Row(f"{what}, {kind}", what, f"{kind}, {CLIENTS} clients")
        for what in (PAGES, SLOWEST)
        for kind in KINDS_OF_PAGE
    ),
)
_MIXES = tuple((f"{len(EXAMPLES)} example queries, {how}", how) for how in (COLD, REPEATED))


def table(results: Results, systems: Sequence[str]) -> str:
    """A Markdown table for each size: a column for each system, a row for each thing."""
    return "\n\n".join(one_table(results, systems, triples) for triples in results.scales())


def one_table(
    results: Results, systems: Sequence[str], triples: int, rows: Sequence[Row] = ROWS
) -> str:
    """The table of one size, without rows of which the run has no figure. The best of a row is
    bold.
    """
    lines = [
        f"| {triples:,} triples | {' | '.join(systems)} |",
        f"|---|{'---:|' * len(systems)}",
    ]
    for label, how in _MIXES:
        cells = (_mix(results, one, how, triples) for one in systems)
        lines.append(f"| {label}, times {OURS} | {' | '.join(cells)} |")
    for row in rows:
        found = {one: results.find(one, row.what, row.how, triples) for one in systems}
        if not any(found.values()):
            continue
        best = _best([one for one in found.values() if one])
        cells = (f"**{cell(one)}**" if one and one == best else cell(one) for one in found.values())
        lines.append(f"| {row.label} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _mix(results: Results, system: str, how: str, triples: int) -> str:
    """How many times our time the examples take, as a geometric mean, over those answered."""
    ratios = []
    for name in EXAMPLES:
        ours, theirs = (results.find(one, name, how, triples) for one in (OURS, system))
        if ours and theirs and not differs(results, system, name, triples):
            ratios.append(theirs.median / ours.median)
    if not ratios:
        return NOTHING
    mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
    short = "" if len(ratios) == len(EXAMPLES) else f" ({len(ratios)} of {len(EXAMPLES)})"
    return f"{mean:.3g}{short}"


def differs(results: Results, system: str, name: str, triples: int) -> bool:
    """Whether a system's answer has another number of rows than ours."""
    ours, theirs = (results.find(one, name, ROW_COUNT, triples) for one in (OURS, system))
    return bool(ours and theirs and ours.median != theirs.median)


def differing(results: Results) -> Iterator[str]:
    """Where a system's answer has another number of rows than ours."""
    for one in results.figures:
        ours = results.find(OURS, one.what, ROW_COUNT, one.triples)
        if one.how == ROW_COUNT and ours and one.median != ours.median:
            yield (
                f"{one.system}, {one.triples:,} triples: {one.what} has {one.median:,.0f} rows and "
                f"not {ours.median:,.0f}; its time is not counted"
            )


class Loss(NamedTuple):
    """Where a peer did better than this project, and how many times."""

    times: float
    ours: Figure
    theirs: Figure


def losses(results: Results) -> list[Loss]:
    """The worst first; of several peers that did better, the best."""
    found = []
    for ours in (one for one in results.figures if one.system == OURS and one.how != ROW_COUNT):
        rivals = [
            one
            for one in results.figures
            if one.system != OURS
            and not one.system.startswith(OURS)
            and (one.what, one.how, one.triples) == (ours.what, ours.how, ours.triples)
            and not differs(results, one.system, one.what, one.triples)
        ]
        best = _best([ours, *rivals])
        if best is not None and best != ours:
            pair = (ours.median, best.median)
            found.append(Loss(max(pair) / max(min(pair), 1e-9), ours, best))
    return sorted(found, key=lambda one: -one.times)


def wins(results: Results) -> tuple[int, int]:
    """At how many of the things that a peer was measured at too we are ahead of all, of how
    many.
    """
    rivals = {
        (one.what, one.how, one.triples)
        for one in results.figures
        if one.system != OURS and not one.system.startswith(OURS) and one.how != ROW_COUNT
    }
    both = [
        one
        for one in results.figures
        if one.system == OURS and (one.what, one.how, one.triples) in rivals
    ]
    return len(both) - len(losses(results)), len(both)


def _best(figures: Sequence[Figure]) -> Figure | None:
    if not figures:
        return None
    more_is_better = figures[0].unit.endswith("/s")
    return (max if more_is_better else min)(figures, key=lambda one: one.median)


def cell(one: Figure | None) -> str:
    """The median with its unit, and the range in small."""
    if one is None:
        return NOTHING
    spread = "" if one.least == one.greatest else f" ({short(one.least)} to {short(one.greatest)})"
    return f"{short(one.median)} {one.unit}{spread}"


def short(value: float) -> str:
    """A number with three figures that count."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
