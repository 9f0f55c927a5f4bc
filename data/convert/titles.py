"""Titles of reviews as published here. Pure: the table's own, but for those that hold an age."""

from data.convert.facts import Row

# Descriptive titles that single out one child by an exact age beside a place and a date.
WITHOUT_AGE = {
    "sct-baaajd": "Highland significant case review (neglect of a child)",
    "sct-nmh2vc": "Review of support to a school pupil who died (Perth and Kinross, 2022)",
    "sct-ntuj46": "Independent inquiry into the death of a child (Aberdeenshire, September 2003)",
    "wal-7ed6c7": "Serious Case Review (Swansea, May 2007)",
    "wal-d9xxny": "Child Practice Review (home-educated child, Pembrokeshire)",
}


def title(row: Row) -> str:
    """The title of a review, and of its report."""
    return WITHOUT_AGE.get(row["id"], row["title"])
