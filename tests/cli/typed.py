"""A command as it is typed, run in this process, which is quicker than in one of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from kg.cli import main


class Ran(NamedTuple):
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


def typed(
    patch: pytest.MonkeyPatch, written: pytest.CaptureFixture[bytes], *arguments: str | Path
) -> Ran:
    """Run `kg` with `arguments`; what it does not catch fails the test."""
    patch.setattr(sys, "argv", ["kg", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        sys.exit(main())  # type: ignore[func-returns-value]
    out, err = written.readouterr()
    return Ran(int(ended.value.code or 0), out.decode(), err.decode())
