"""The cells of fact tables that are left out on purpose. May read unexpressed.csv beside it."""

import csv
from functools import cache
from pathlib import Path

from data.convert.facts import Row

LIST = Path(__file__).with_name("unexpressed.csv")


def left_out(table: str, row: Row, column: str) -> bool:
    """Whether a cell is listed as not expressed."""
    return (f"{table}.csv", row["id"], column) in reasons()


@cache
def reasons() -> dict[tuple[str, str, str], str]:
    """Why a cell is left out, by file, row and column; the column is * for a whole row."""
    with LIST.open(encoding="utf-8", newline="") as lines:
        return {
            (row["file"], row["row_id"], row["column"]): row["reason"]
            for row in csv.DictReader(lines)
        }
