"""Published figures about reviews. May read tables only."""

import re

from data.convert.datasets import Dataset, Graded, Row, plain, rows, said, sourced
from data.convert.rdf import concept, date, number, slug, thing
from data.convert.vocabulary import REVIEW_KEY, measure, nation

DATASET = Dataset(
    "statistics",
    "Statistics",
    "Published totals and shares about case reviews in the four nations. Many are known only from "
    "a secondary account; they describe what was counted then, not all reviews there were.",
)

LOWER_BOUND = re.compile(r"\bover \d|lower bound")


def files() -> dict[str, str]:
    """The Turtle of each file by its path from the repository root."""
    return DATASET.files(graded for row in rows("statistics") for graded in _observation(row))


def _observation(row: Row) -> list[Graded]:
    subject = thing("observation", row.key)
    bound = "schema:minValue" if LOWER_BOUND.search(row.cells["note"]) else "schema:value"
    return [
        *plain(row, [(subject, "a", "schema:Observation")]),
        *said(row.one("measure"), subject, "schema:measuredProperty", _measure),
        *said(_reviews(row), subject, "schema:about", lambda key: thing("review", key)),
        *said(row.one("value"), subject, bound, number),
        *said(row.one("unit"), subject, "schema:unitCode", _unit),
        *said(row.each("nation"), subject, "dcterms:spatial", nation),
        *said(row.one("period_from"), subject, "schema:startDate", date),
        *said(row.one("period_to"), subject, "schema:endDate", date),
        *said(row.one("document_id"), subject, "crv:statedIn", lambda key: thing("document", key)),
        *sourced(row, subject),
    ]


def _reviews(row: Row) -> list[tuple[str, str]]:
    """The review that a measure names by its key."""
    found = REVIEW_KEY.findall(row.cells["measure"])
    return [(row.confidence("measure"), match.removeprefix("review ")) for match in found]


def _measure(label: str) -> str:
    return concept("measure", slug(measure(label)))


def _unit(label: str) -> str:
    return concept("unit", slug(label))
