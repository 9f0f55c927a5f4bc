"""The document of threats names a test for each defence, and each of them is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
THREATS = (ROOT / ".docs" / "THREATS.md").read_text()
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def defences() -> list[str]:
    """The rows of the tables, without their heads."""
    rows = [line for line in THREATS.splitlines() if line.startswith("| ")]
    return [row for row in rows if not row.startswith(("| ---", "| tries to"))]


def test_each_defence_is_held_by_a_test() -> None:
    """In three columns: what is tried, what stops it, and the test."""
    assert len(defences()) > 20
    for row in defences():
        tried, stopped, held = (cell.strip() for cell in row.strip("|").split(" | "))
        assert tried
        assert stopped
        assert _TEST.fullmatch(held.split()[0]), row
        assert not _TEST.sub("", held).strip(), row


def test_each_test_that_is_named_exists() -> None:
    """Under the name that it has today."""
    for path, name in _TEST.findall(THREATS):
        tree = ast.parse((ROOT / path).read_text())
        assert name in {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}, path


def test_the_readme_leads_to_it() -> None:
    """Whoever runs the service should know."""
    assert "(.docs/THREATS.md)" in (ROOT / "README.md").read_text()
