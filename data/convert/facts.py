"""The fact tables as rows. May read data/facts and nothing else."""

import csv
from pathlib import Path

FACTS = Path(__file__).parents[1] / "facts"

Row = dict[str, str]


def rows(table: str) -> list[Row]:
    """Every row of a table, as text by column. Raises FileNotFoundError for an unknown table."""
    with (FACTS / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def parts(cell: str) -> list[str]:
    """The values of a cell that holds a list with | between them."""
    return [part.strip() for part in cell.split("|") if part.strip()]
