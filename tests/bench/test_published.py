"""The published figures: what the README and its plots say is what was measured."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from tests.bench.asking import COLD, ROW_COUNT
from tests.bench.figures import OURS, Figure, Missing, On
from tests.bench.plots import curves, dots
from tests.bench.published import FIGURES, FOLDER, ROOT, files, whole, with_section
from tests.bench.results import Results, differing, losses, one_table, wins

PEER = "a peer"


def result(system: str, what: str, median: float, unit: str = "ms", how: str = COLD) -> Figure:
    """A figure over a thousand triples."""
    return Figure(system, what, how, 1_000, median, median, median, unit)


@pytest.fixture
def results() -> Results:
    """We are slower at a lookup, faster at a join, and alone at loading."""
    about = {name: {"version": "1", "settings": "as it comes"} for name in (OURS, PEER)}
    machine = {"processor": "any", "cores": 2, "memory GiB": 8, "system": "any", "python": "3"}
    figures = [
        result(OURS, "lookup", 4.0),
        result(PEER, "lookup", 1.0),
        result(OURS, "join", 2.0),
        result(PEER, "join", 3.0),
        result(OURS, "validated load", 9.0, "triples/s"),
    ]
    missing = [Missing(PEER, "validated load", 1_000, "it does not validate")]
    return Results("Invented.", "2026-01-01", machine, about, figures, missing)


def test_the_folder_and_the_readme_say_what_the_json_says() -> None:
    """Written again from the JSON, every file and the README's section come out byte for byte."""
    published = Results.read(FIGURES.read_text())
    for name, text in files(published).items():
        assert (FOLDER / name).read_text() == text, f"python -m tests.bench --again mends {name}"
    readme = (ROOT / "README.md").read_text()
    assert with_section(readme, published) == readme, "python -m tests.bench --again mends it"


def test_results_survive_their_json(results: Results) -> None:
    """What was measured is what is read back."""
    assert Results.read(results.text()) == results


def test_a_loss_is_told_as_plainly_as_a_win(results: Results) -> None:
    """Where a peer is better, it is in the list, with how many times."""
    [lost] = losses(results)
    assert (lost.ours.what, lost.theirs.system, lost.times) == ("lookup", PEER, 4.0)
    assert wins(results) == (1, 2)
    page = whole(results)
    assert "- lookup, new each time, 1,000 triples: 4 times; 4 ms against 1 ms of a peer" in page
    assert "a peer, 1,000 triples: validated load: it does not validate" in page


def test_more_a_second_is_better(results: Results) -> None:
    """A rate is compared the other way round."""
    results.add(result(PEER, "validated load", 18.0, "triples/s"))
    assert [(one.ours.what, one.times) for one in losses(results)] == [
        ("lookup", 4.0),
        ("validated load", 2.0),
    ]


def test_an_answer_that_differs_does_not_count_as_fast(results: Results) -> None:
    """A peer whose answer has other rows than ours is named, and its time is not compared."""
    results.add(result(OURS, "lookup", 10, "rows", ROW_COUNT))
    results.add(result(PEER, "lookup", 0, "rows", ROW_COUNT))
    assert losses(results) == []
    [said] = differing(results)
    assert "lookup has 0 rows and not 10" in said


def test_the_best_of_a_row_is_bold(results: Results) -> None:
    """So that a reader sees who wins without comparing numbers."""
    lines = one_table(results, [OURS, PEER], 1_000).splitlines()
    [row] = [line for line in lines if line.startswith("| lookup, new")]
    assert row == "| lookup, new each time | 4 ms | **1 ms** |"


def test_a_reason_names_no_place_of_the_machine() -> None:
    """Paths and ports of whoever measured are cut from what a peer said."""
    said = On(PEER, 1).missing("it", "cannot open /home/someone/db/x at 127.0.0.1:54321\nand more")
    assert said.reason == "cannot open … at 127.0.0.1"


def test_plots_are_well_formed_and_name_every_series() -> None:
    """Each SVG parses, and every mark has its number as a tooltip."""
    drawn = [
        dots("Some & <more>", {"a row": {"one": 0.5, "two": 40.0}}, ["one", "two"], "ms"),
        curves("Growth", {"one": [(1e3, 2.0), (1e6, 900.0)], "two": []}, "triples", "ms"),
        curves("Time", {"one": [(0.0, 2.0), (60.0, 900.0)]}, "s", "ms", straight=True),
    ]
    for svg in drawn:
        ET.fromstring(svg)
        assert ">one</text>" in svg
    assert "a row, two: 40 ms" in drawn[0]
    assert "one: 1,000,000 triples, 900 ms" in drawn[1]
