"""The figures as readers find them: `.docs/figures/` and the README's section between its markers,
written from the JSON of one run, so that no text can drift from what was measured.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.bench.asking import CLIENTS, COLD, REPEATED
from tests.bench.figures import OURS
from tests.bench.plots import curves, dots
from tests.bench.publishing import BULK, CHANGE
from tests.bench.questions import EXAMPLES, KINDS
from tests.bench.results import (
    ROWS,
    Results,
    Row,
    differing,
    differs,
    losses,
    one_table,
    short,
    table,
    wins,
)

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".docs" / "figures"
FIGURES = FOLDER / "figures.json"
BEGIN, END = (
    "<!-- figures: `python -m tests.bench --publish` writes this -->\n",
    "<!-- /figures -->",
)
_SHOWN = (
    *(one for one in ROWS if one.what not in KINDS),
    Row("10,000-row export", "10,000-row export", COLD),
    Row("description of a review", "describe", COLD),
    Row("the same again", "describe", REPEATED),
)
_WORST = 12
# What grows, or does not, with the data: our own costs.
_GROWN = (
    Row("change of one review", CHANGE),
    Row("start to first answer", "start to first answer"),
    Row("lookup, new", "lookup", COLD),
    Row("aggregate, new", "aggregate", COLD),
    Row("aggregate, repeated", "aggregate", REPEATED),
    Row("text filter, new", "text filter", COLD),
)


def publish(results: Results) -> None:
    """Write the folder and the section."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in files(results).items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    readme = ROOT / "README.md"
    readme.write_text(with_section(readme.read_text(encoding="utf-8"), results), encoding="utf-8")


def files(results: Results) -> dict[str, str]:
    """What the folder holds, by name."""
    return {
        FIGURES.name: results.text(),
        "figures.md": whole(results),
        "questions.svg": _questions(results),
        "growth.svg": _growth(results),
        "clients.svg": _clients(results),
    }


def with_section(readme: str, results: Results) -> str:
    """The README with the section of these results."""
    before, _, rest = readme.partition(BEGIN)
    return f"{before}{BEGIN}{section(results)}{END}{rest.partition(END)[2]}"


def section(results: Results) -> str:
    """What the README says: a table, two plots, and what is slower."""
    ahead, both = wins(results)
    lost = losses(results)
    parts = [
        *_preface(results),
        one_table(results, _systems(results), results.scales()[-1], _SHOWN),
        "![Time of each question](.docs/figures/questions.svg)\n"
        "![What costs do as the data grow](.docs/figures/growth.svg)",
        f"**Ahead of every peer** in {ahead} of the {both} things that a peer was measured at too. "
        f"**Behind** the best peer in {len(lost)}"
        + (f", the worst {min(_WORST, len(lost))} first:" if lost else "."),
        "\n".join(_lost(results, _WORST)),
        "Every figure, every loss, and what could not be measured and why: "
        "[figures.md](.docs/figures/figures.md), [figures.json](.docs/figures/figures.json).",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def whole(results: Results) -> str:
    """The page with every figure."""
    systems = _systems(results)
    about = [
        f"| {name} | {results.systems[name]['version']} | {results.systems[name]['settings']} |"
        for name in results.systems
    ]
    missing = [
        f"- {one.system}, {one.triples:,} triples: {one.what}: {one.reason}"
        for one in results.missing
    ]
    parts = [
        "# Every figure",
        *_preface(results),
        "| system | version | settings |\n|---|---|---|\n" + "\n".join(about),
        table(results, systems),
        _rows_of_examples(results, systems),
        "![Time of each question](questions.svg)\n![What costs do as the data grow](growth.svg)\n"
        "![Lookups a second, by clients](clients.svg)",
        "## Where this project is behind",
        "\n".join(_lost(results, None)) or "Nowhere.",
        "## What could not be measured, and answers that differ",
        "\n".join([*missing, *(f"- {one}" for one in differing(results))]) or "Nothing.",
    ]
    return "\n\n".join(parts) + "\n"


def _preface(results: Results) -> Iterator[str]:
    if results.note:
        yield f"> {results.note}"
    machine = results.machine
    yield (
        f"Taken on {results.taken}: {machine['processor']}, {machine['cores']} cores, "
        f"{machine['memory GiB']} GiB, {machine['system']}, Python {machine['python']}; "
        "each system alone, started for real, over HTTP; medians, with the least and the greatest. "
        "A dash: not measured."
    )


def _systems(results: Results) -> list[str]:
    measured = {one.system for one in results.figures}
    return [name for name in results.systems if name in measured]


def _rows_of_examples(results: Results, systems: list[str]) -> str:
    rows = [Row(f"{name}, {how}", name, how) for name in EXAMPLES for how in (COLD, REPEATED)]
    return one_table(results, systems, results.scales()[-1], rows)


def _lost(results: Results, most: int | None) -> Iterator[str]:
    for one in losses(results)[:most]:
        how = f", {one.ours.how}" if one.ours.how else ""
        ours, theirs = (f"{short(each.median)} {each.unit}" for each in (one.ours, one.theirs))
        yield (
            f"- {one.ours.what}{how}, {one.ours.triples:,} triples: {short(one.times)} times; "
            f"{ours} against {theirs} of {one.theirs.system}"
        )


def _questions(results: Results) -> str:
    triples = results.scales()[-1]
    systems = _systems(results)
    rows = {
        name: {
            one: found.median
            for one in systems
            if (found := results.find(one, name, COLD, triples))
            and not differs(results, one, name, triples)
        }
        for name in (*KINDS, *EXAMPLES)
    }
    title = f"Questions never asked before, {triples:,} triples"
    return dots(title, rows, systems, "ms")


def _growth(results: Results) -> str:
    scales = results.scales()
    series = {
        row.label: [
            (float(triples), found.median)
            for triples in scales
            if (found := results.find(OURS, row.what, row.how, triples))
        ]
        for row in _GROWN
    }
    rates = [
        (float(triples), triples / found.median * 1000)
        for triples in scales
        if (found := results.find(OURS, BULK, "", triples))
    ]
    everything = {**series, "validated load of everything": rates}
    return curves("What costs do as the data grow", everything, "triples", "ms")


def _clients(results: Results) -> str:
    triples = results.scales()[-1]
    series = {
        system: [
            (float(number), found.median)
            for number in CLIENTS
            if (
                found := results.find(
                    system, "lookups a second", f"{number} client{'s' * (number > 1)}", triples
                )
            )
        ]
        for system in _systems(results)
    }
    drawn = {name: points for name, points in series.items() if points}
    return curves(f"Lookups a second, {triples:,} triples", drawn, "clients", "/s")
