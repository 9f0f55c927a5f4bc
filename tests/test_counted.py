"""Numbers and the nouns behind them agree."""

from __future__ import annotations

import pytest

from kg.counted import counted


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 files"), (1, "1 file"), (2, "2 files"), (2000, "2,000 files")]
)
def test_only_one_is_singular(number: int, said: str) -> None:
    """None is plural, and large numbers stand in groups of three digits."""
    assert counted(number, "file") == said


def test_a_plural_of_its_own_is_taken() -> None:
    """Where an s would not do."""
    assert [counted(n, "box", "boxes") for n in (1, 3)] == ["1 box", "3 boxes"]
