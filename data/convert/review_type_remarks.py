"""What the table of processes says of review types beyond their scheme. May read tables only.

The scheme has no place for who is the subject of a type of review, nor for remarks in brackets
beside the parties; both are facts about the type.
"""

from data.convert.datasets import Dataset, Graded, Row, rows, said
from data.convert.rdf import concept, iri

DATASET = Dataset(
    "review-types",
    "Review types",
    "Whose case a type of review is about, as a keyword, and remarks on the parties to it.",
)

PARTIES = {"commissioned_by": "Commissioned by", "notify": "Told"}


def files() -> dict[str, str]:
    """The Turtle of each file by its path from the repository root."""
    return DATASET.files(graded for row in rows("processes") for graded in _remarks(row))


def _remarks(row: Row) -> list[Graded]:
    subject = concept("review-type", row.key)
    remarks = [
        (sure, f"{label}: {party}.")
        for column, label in PARTIES.items()
        for sure, party in row.each(column)
        if "(" in party
    ]
    return [
        *said(row.each("subject"), subject, "dcat:keyword"),
        *said(remarks, subject, "skos:editorialNote"),
        *said(row.one("source_url"), subject, "dcterms:source", iri),
    ]
