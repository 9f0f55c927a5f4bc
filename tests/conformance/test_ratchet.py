"""No figure falls, and the document says what the outcomes say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kg.web.conformance.outcomes import OUTCOMES, Check, Suite, read, suites, written
from tests.conformance import __main__ as command
from tests.conformance.__main__ import DOCUMENT, fallen
from tests.conformance.document import document
from tests.conformance.gathering import Gathering
from tests.conformance.suites import PLANS


@pytest.mark.slow
@pytest.mark.server
@pytest.mark.browser
def test_no_figure_falls() -> None:
    """A run of every suite passes at least as many tests as the figures that are published."""
    arguments = [sys.executable, "-m", "tests.conformance", "--check"]
    run = subprocess.run(
        arguments, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout


def suite(*reasons: str | None) -> Suite:
    """A suite of as many tests, with the reasons of those that fail."""
    checks = tuple(Check(f"test {n}", None, reason) for n, reason in enumerate(reasons))
    return Suite("one", "The suite", "https://spec.example/", "By hand.", checks)


@pytest.mark.parametrize("after", [(), (suite(None),), (suite(None, "why"),)])
def test_a_fall_is_seen(after: tuple[Suite, ...]) -> None:
    """A suite, or a test of it, that is gone or fails; a reason is no excuse."""
    (line,) = fallen((suite(None, None),), after)
    assert line.endswith("and 2 did")
    assert fallen((suite(None),), (suite(None, None),)) == []


def test_a_run_that_fell_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the outcomes nor the document; it names each figure."""
    before = OUTCOMES.read_bytes(), DOCUMENT.read_text()
    monkeypatch.setattr(command, "gathered", Gathering)  # in which nothing was found
    assert command.main([]) == 1
    assert (OUTCOMES.read_bytes(), DOCUMENT.read_text()) == before


def test_the_document_is_what_the_outcomes_say() -> None:
    """Nobody writes in it by hand, nor in the outcomes."""
    assert DOCUMENT.read_text() == document(suites())
    assert OUTCOMES.read_bytes() == written(read(OUTCOMES.read_bytes()))


def test_every_suite_is_told_as_it_is_planned() -> None:
    """With the words of its plan, at least one test, and a name for each test of its own."""
    assert [one[:4] for one in suites()] == [plan[:4] for plan in PLANS]
    for one in suites():
        assert one.checks
        assert len({check.slug for check in one.checks}) == one.total
