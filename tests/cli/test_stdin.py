"""What comes on stdin is checked, planned and loaded like a file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kg.content import CANONICAL_BASE as BASE
from tests.seeded import seeded
from tests.web.publishing import FAULT, board, turtle


@pytest.fixture(scope="module")
def store() -> str:
    with seeded() as kg:
        return kg.store.address


def _kg(store: str, body: bytes, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "kg", *arguments, "--store", store]
    return subprocess.run(command, input=body, capture_output=True, check=False)


@pytest.mark.slow
def test_stdin_is_checked_planned_and_loaded(store: str) -> None:
    """With its syntax; results name it as -."""
    wrong = _kg(store, turtle(*board(), FAULT), "validate", "-", "--syntax", "ntriples")
    assert wrong.returncode == 1
    assert b"-:13:" in wrong.stdout
    body = turtle(*board())
    planned = _kg(store, body, "plan", "-", "--syntax", "ntriples", "--no-queries")
    assert planned.returncode == 0
    assert b"12 statements come" in planned.stdout
    assert _kg(store, body, "load", "-", "--syntax", "turtle").returncode == 0


@pytest.mark.slow
def test_stdin_needs_its_syntax_and_a_graph(store: str, tmp_path: Path) -> None:
    """Nothing tells what it is written in; nor, where it describes no dataset, where it belongs."""
    bare = _kg(store, b"", "validate", "-")
    assert bare.returncode == 2
    assert b"--syntax" in bare.stderr
    triple = b"<https://e.example/s> <http://purl.org/dc/terms/title> 'A'@en ."
    homeless = _kg(store, triple, "plan", "-", "--syntax", "turtle", "--no-queries")
    assert homeless.returncode == 1
    assert b"--graph" in homeless.stderr
    graph = ("--graph", f"{BASE}data/x")
    assert _kg(store, triple, "validate", "-", "--syntax", "turtle", *graph).returncode in {0, 1}
