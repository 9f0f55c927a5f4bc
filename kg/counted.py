"""Numbers with their nouns, as people read them; pure."""

from __future__ import annotations


def counted(number: int, one: str, many: str = "") -> str:
    """`number` in groups of three digits with its noun, which takes an s unless `many` is given:
    1 file, 2,000 files.
    """
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
