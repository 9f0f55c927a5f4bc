"""Whole sets of learning points, and the rows in which an answer is to the set, not to an item.

May read tables and whole_sets.csv beside it. A table has one row for each item even where its
source speaks once of all of them. Such rows are one answer here: that of the first row listed.
"""

import csv
from functools import cache
from pathlib import Path

from data.convert.datasets import withheld_site
from data.convert.facts import Row, parts, rows

LIST = Path(__file__).with_name("whole_sets.csv")

NOTE = "This node is ours: the source answers the set and the table lists only some of its items."


def answered(row: Row) -> str:
    """The key of the learning point that a response or status is about: an item, or a set."""
    return _sets().get(row["id"], row["learning_point_id"])


def is_repeated(row: Row) -> bool:
    """Whether a row only repeats for one item what another row already says of the set."""
    return row["id"] in _repeated()


def set_rows() -> list[Row]:
    """The sets that the table of learning points lacks, as rows of that table."""
    answers = {row["id"]: row for row in rows("responses")}
    return [
        {
            **{column: entry[column] for column in ("id", "review_id", "kind", "level", "summary")},
            "document_id": "",
            "number": "set",
            "themes": "",
            "note": NOTE,
            "confidence": "inferred",
            "addressed_to": _addressees(entry),
            **_seen(answers[parts(entry["rows"])[0]]),
        }
        for entry in _entries()
        if entry["summary"]
    ]


def _addressees(entry: Row) -> str:
    """Those of the items of the same kind; of all items of the review where there are none."""
    items = [row for row in rows("learning_points") if row["review_id"] == entry["review_id"]]
    alike = [row for row in items if row["kind"] == entry["kind"]]
    return "|".join(sorted({one for row in alike or items for one in parts(row["addressed_to"])}))


def _seen(answer: Row) -> Row:
    """The source of a set: the page or, failing that, the site on which the answer was read."""
    return {"source_url": answer["source_url"], "source_site": withheld_site(answer)}


def _kept(entry: Row) -> set[str]:
    """The first response and the first status of an entry."""
    listed = parts(entry["rows"])
    return {next(key for key in listed if key[:2] == start) for start in {k[:2] for k in listed}}


@cache
def _sets() -> dict[str, str]:
    return {key: entry["id"] for entry in _entries() for key in parts(entry["rows"])}


@cache
def _repeated() -> set[str]:
    return {key for entry in _entries() for key in parts(entry["rows"]) if key not in _kept(entry)}


@cache
def _entries() -> list[Row]:
    with LIST.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
