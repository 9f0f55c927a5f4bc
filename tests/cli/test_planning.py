"""kg plan and kg apply, as they are typed."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.knowledge_graph import KnowledgeGraph
from tests.cli.typed import Run, typed
from tests.seeded import BASE, dataset, review_iri, reviews, seeded

ONE = review_iri(1)


@pytest.fixture
def graph() -> Iterator[KnowledgeGraph]:
    """A graph that holds review 1, loaded by the gate of the package."""
    with seeded() as opened:
        opened.load([dataset("one", *reviews([1]))])
        yield opened


@pytest.fixture
def run(
    graph: KnowledgeGraph,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
    tmp_path: Path,
) -> Run:
    """Runs `kg` with arguments, in a folder with three files to load."""
    monkeypatch.setenv("KG_STORE", graph.settings.store)
    monkeypatch.chdir(tmp_path)
    for name, numbers in (("one", []), ("two", [2, 3])):
        (tmp_path / f"{name}.nt").write_bytes(dataset(name, *reviews(numbers)).body)
    (tmp_path / "broken.nt").write_text(f'<{ONE}> <{BASE}def/core/reviewType> "x" .\n')

    return functools.partial(typed, monkeypatch, capfdbinary)


def test_a_plan_is_shown_written_and_applied(run: Run, graph: KnowledgeGraph) -> None:
    """What comes, under which name; which questions change; then the release."""
    said = run("plan", "two.nt", "-o", "plan.json", "-m", "Two more")
    assert said.code == 0
    assert said.out.startswith("Plan on release 2: ")
    for words in ("New: ", "Child C12 (generated 2)", "review:sct-caaaaa", "where-to-read-reports"):
        assert words in said.out
    assert "kg apply plan.json" in said.err
    assert graph.current() == 2
    done = run("apply", "plan.json")
    assert (done.code, done.out) == (0, "")
    assert "Release 3" in done.err
    assert graph.releases()[-1].note["message"] == "Two more"
    again = run("apply", "plan.json")
    assert again.code == 1
    assert "Plan again" in again.err
    assert graph.current() == 3


def test_a_plan_for_programs_is_one_json_text(run: Run) -> None:
    """With everything that the table shortens."""
    said = run("plan", "two.nt", "--json", "--no-queries")
    page = json.loads(said.out)
    assert page["applicable"] is True
    assert page["questions"] is None
    assert {one["iri"] for one in page["added"]} >= {review_iri(2), review_iri(3)}


@pytest.mark.parametrize("name", ["one.nt", "broken.nt"])
def test_a_plan_that_is_refused_ends_with_1(run: Run, name: str, graph: KnowledgeGraph) -> None:
    """It says why; the file that it wrote cannot be applied."""
    said = run("plan", name, "-o", "plan.json", "--no-queries")
    assert said.code == 1
    assert ("described no more" if name == "one.nt" else "Violation") in said.out
    assert run("apply", "plan.json").code == 1
    assert graph.current() == 2


def test_a_plan_that_is_no_plan_is_refused(run: Run) -> None:
    """Also one that is not there."""
    assert run("apply", "two.nt").code == 1
    assert run("apply", "nothing.json").code == 2


def test_a_load_shows_what_it_warns_of(run: Run) -> None:
    """As the plan did, with the line; and how much there was."""
    ran = run("load", "two.nt", "--agent", "me")
    assert ran.code == 0
    assert re.search(r"^two\.nt:\d+:1: Warning PRIV-98$", ran.err, re.MULTILINE)
    assert re.search(r"Release 3: .* 2 warnings and notes\.$", ran.err, re.MULTILINE)
