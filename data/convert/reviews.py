"""Reviews by nation, with their incidents and reports, as Turtle. May read tables only."""

from functools import cache

from data.convert import datasets
from data.convert.datasets import Dataset, Graded, plain, sourced
from data.convert.facts import Row, parts, rows
from data.convert.incidents import harm_type, incident
from data.convert.names import area, body
from data.convert.rdf import Triple, concept, number, slug, text, thing, true
from data.convert.reports import participations, reports
from data.convert.themes import keyword, methodology, themed
from data.convert.titles import title
from data.convert.vocabulary import nation

DESCRIPTION = (
    "Published case reviews, children's and adults', with their incidents and reports: {where}. "
    "Keys are opaque on purpose, and a title that held a real name is withheld. Authors with the "
    "same printed name are taken to be one person. A count over these reviews describes what "
    "could be found, not all reviews that there were."
)


def files() -> dict[str, str]:
    """The Turtle of the reviews of each nation by its path from the repository root."""
    found: dict[str, str] = {}
    for name in sorted({row["nation"] for row in rows("reviews")}):
        own = [row for row in datasets.rows("reviews") if row.cells["nation"] == name]
        found |= _dataset(name).files(graded for row in own for graded in _review(row))
    return found


def _review(row: datasets.Row) -> list[Graded]:
    subject = thing("review", row.key)
    return [*plain(row, triples(row.cells)), *sourced(row, subject)]


def triples(row: Row) -> list[Triple]:
    """What one row says of the review, its incident and its reports."""
    subject = thing("review", row["id"])
    return [
        (subject, "a", "crv:CaseReview"),
        (subject, "dcterms:title", text(title(row))),
        (subject, "crv:titleStatus", concept("title-status", row["title_status"])),
        (subject, "crv:reviewType", concept("review-type", _type(row))),
        (subject, "crv:reviews", thing("incident", row["id"])),
        *_places(subject, row),
        *_commissioners(subject, row),
        *_about(subject, row),
        *_related(subject, row["id"]),
        *incident(row),
        *reports(row),
        *participations(row),
    ]


def _dataset(name: str) -> Dataset:
    return Dataset(
        f"reviews-{slug(name) or 'uk'}",
        f"Reviews in {name}" if name else "Reviews of a nation not shown",
        DESCRIPTION.format(where=name or "the source does not show the nation"),
    )


def _type(row: Row) -> str:
    adult = row["review_type"] == "serious-case-review" and row["age_band"] == "adult"
    return "adult-serious-case-review" if adult else row["review_type"]


def _places(subject: str, row: Row) -> list[Triple]:
    found: list[Triple] = [
        (subject, "dcterms:spatial", nation(name)) for name in parts(row["nation"])
    ]
    for name in parts(row["area_names"]):
        coded = area(name)
        found.append(
            (subject, "dcterms:spatial", coded)
            if coded
            else (subject, "crv:areaName", text(name, ""))
        )
    return found


def _commissioners(subject: str, row: Row) -> list[Triple]:
    """Who commissioned it, or that this is withheld, which is not the same as not shown."""
    names = parts(row["commissioning_bodies"])
    if not names and row["publication_status"] == "published-anonymously":
        return [(subject, "crv:commissionerWithheld", true())]
    return [(subject, "crv:commissionedBy", body(name)) for name in names]


def _about(subject: str, row: Row) -> list[Triple]:
    found = [triple for word in parts(row["themes"]) for triple in themed(subject, word)]
    found += [keyword(subject, word) for word in parts(row["harm_types"]) if not harm_type(word)]
    if row["methodology"]:
        found.append((subject, "crv:methodology", methodology(row["methodology"])))
    if row["recommendations_count"]:
        found.append((subject, "crv:recommendationCount", number(row["recommendations_count"])))
    return found


def _related(subject: str, key: str) -> list[Triple]:
    """Related reviews, said of each of a pair wherever the table says it of one."""
    return [
        (subject, "dcterms:relation", thing("review", other))
        for pair in _pairs()
        if key in pair
        for other in pair - {key}
    ]


@cache
def _pairs() -> set[frozenset[str]]:
    return {
        frozenset([row["id"], other]) for row in rows("reviews") for other in parts(row["related"])
    }
