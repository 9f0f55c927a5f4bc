"""Golden answers against counts of the fact tables that are made here anew, without the program."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

from kg.content import CANONICAL_BASE, content_folder
from tests.queries.regenerate import GOLDEN

Row = dict[str, str]

CHILD_TYPES = {
    "case-management-review",
    "child-practice-review",
    "child-practice-review-concise",
    "child-practice-review-extended",
    "learning-review",
    "local-child-safeguarding-practice-review",
    "national-review",
    "serious-case-review",
    "significant-case-review",
}
AGES = {
    "under-1": "under 1 year",
    "1-5": "1 to 5 years",
    "6-10": "6 to 10 years",
    "11-15": "11 to 15 years",
    "16-17": "16 and 17 years",
    "adult": "adult",
}

# What the table of reviews calls a kind of harm, and its name in the scheme; others are keywords.
HARMS = {
    "criminal-exploitation": "child criminal exploitation",
    "domestic-abuse": "domestic abuse",
    "emotional-abuse": "emotional abuse",
    "fabricated-or-induced-illness": "fabricated or induced illness",
    "financial-harm": "financial harm",
    "harmful-sexual-behaviour": "harmful sexual behaviour",
    "homicide": "homicide",
    "institutional-abuse": "abuse in an institutional setting",
    "medical-neglect": "medical neglect",
    "neglect": "neglect",
    "physical-abuse": "physical abuse",
    "psychological-abuse": "emotional abuse",
    "self-harm": "self-harm",
    "self-neglect": "self-neglect",
    "sexual-abuse": "sexual abuse",
    "sexual-exploitation": "sexual exploitation",
    "suicide": "suicide",
    "youth-violence": "gang-related and knife violence",
}


@cache
def table(name: str) -> list[Row]:
    """The rows of a fact table."""
    path = content_folder("data") / "facts" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def golden(name: str) -> list[Row]:
    """The rows of a golden answer, IRIs of things and concepts as their last part."""
    with (GOLDEN / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return [{key: _short(cell) for key, cell in row.items()} for row in csv.DictReader(lines)]


def _short(cell: str) -> str:
    ours = cell.startswith((f"{CANONICAL_BASE}id/", f"{CANONICAL_BASE}def/"))
    return cell.rpartition("/")[2] if ours else cell


def parts(cell: str) -> list[str]:
    """The values of a cell that holds a list."""
    return [part.strip() for part in cell.split("|") if part.strip()]


def counted(rows: Iterable[Row], *columns: str) -> dict[tuple[str, ...], int]:
    """The last of the columns by the others."""
    *keys, number = columns
    return {tuple(row[key] for key in keys): int(row[number]) for row in rows}


def kind(review: Row) -> str:
    """The type of a review; a serious case review of adults alone is a type of its own."""
    adult = review["review_type"] == "serious-case-review" and review["age_band"] == "adult"
    return "adult-serious-case-review" if adult else review["review_type"]


def harms(review: Row) -> set[str]:
    """The kinds of harm of a review that are concepts, by their names, and not free words."""
    return {HARMS[word] for word in parts(review["harm_types"]) if word in HARMS}


def test_reviews_by_year_and_nation() -> None:
    """Year of publication and nation, with a word where either is not stated."""
    expected = Counter(
        (row["published"][:4] or "not stated", row["nation"] or "not stated")
        for row in table("reviews")
    )
    assert counted(golden("reviews-by-year-and-nation"), "year", "nation", "reviews") == expected


def test_reviews_by_nation_and_type() -> None:
    """One row for each review whose nation is known."""
    expected = Counter(row["nation"] for row in table("reviews") if row["nation"])
    assert Counter(row["nation"] for row in golden("reviews-by-nation-and-type")) == expected


def test_reviews_of_a_kind() -> None:
    """The reviews of children, under nine names."""
    expected = {row["id"] for row in table("reviews") if kind(row) in CHILD_TYPES}
    assert {row["review"] for row in golden("reviews-of-a-kind")} == expected


def test_deaths_of_children_reviewed() -> None:
    """Child reviews with a death, published from 2010 to 2025."""
    expected = {
        row["id"]
        for row in table("reviews")
        if kind(row) in CHILD_TYPES
        and row["outcome"] == "death"
        and "2010" <= row["published"][:4] <= "2025"
    }
    assert {row["review"] for row in golden("deaths-of-children-reviewed")} == expected


def test_reviews_of_several_boards_or_areas() -> None:
    """Those whose row lists two bodies or more, or two areas or more."""
    expected = {
        row["id"]
        for row in table("reviews")
        if len(parts(row["commissioning_bodies"])) > 1 or len(parts(row["area_names"])) > 1
    }
    assert {row["review"] for row in golden("reviews-of-several-boards-or-areas")} == expected


def test_reviews_related_to_each_other() -> None:
    """The pairs of the column `related`, either way round."""
    stated = {(row["id"], other) for row in table("reviews") for other in parts(row["related"])}
    expected = stated | {(other, review) for review, other in stated}
    found = {(row["review"], row["other"]) for row in golden("reviews-related-to-each-other")}
    assert found == expected


def test_incidents_by_outcome_and_nation() -> None:
    """Death, serious harm and not stated, in each nation."""
    expected = Counter(
        (row["nation"] or "not stated", row["outcome"].replace("-", " ") or "not stated")
        for row in table("reviews")
    )
    found = golden("incidents-by-outcome-and-nation")
    assert counted(found, "nation", "outcome", "reviews") == expected


def test_ages_of_children() -> None:
    """Each age band, and the share of those under one among incidents with a child's age."""
    bands = [set(parts(row["age_band"])) - {"adult"} for row in table("reviews")]
    expected = Counter(AGES[band] for one in bands for band in one)
    found = golden("ages-of-children-and-share-under-one")
    assert {row["age"]: int(row["incidents"]) for row in found} == expected
    total = sum(map(bool, bands))
    assert {int(row["of"]) for row in found} == {total}
    (infants,) = [row for row in found if row["age"] == "under 1 year"]
    assert float(infants["percent"]) == round(100 * expected["under 1 year"] / total, 1)


def test_harm_types_by_age_band() -> None:
    """Every kind of harm beside every age band of the same row."""
    expected = Counter(
        (AGES[band], harm)
        for row in table("reviews")
        for band in set(parts(row["age_band"]))
        for harm in harms(row)
    )
    found = counted(golden("harm-types-by-age-band"), "age", "harm", "incidents")
    assert found == expected


def test_neglect_alone() -> None:
    """Incidents with neglect or a kind of it and no other harm."""
    kinds = {"neglect", "medical neglect"}
    expected = [row for row in table("reviews") if harms(row) and harms(row) <= kinds]
    found = counted(golden("harm-alone-or-with-others"), "beside", "incidents")
    assert found["alone",] == len(expected)


def test_delay_from_event_to_publication() -> None:
    """The last year of the period, and the years from there to publication."""
    expected = {
        row["id"]: int(row["published"][:4]) - int(row["incident_period"][-4:])
        for row in table("reviews")
        if row["published"] and row["incident_period"]
    }
    found = golden("delay-from-event-to-publication")
    assert {row["review"]: int(row["years"]) for row in found} == expected


def test_how_reports_were_published() -> None:
    """Every review whose report was not plainly published."""
    words = {
        "unpublished": "not published",
        "executive-summary-only": "published as executive summary only",
        "published-anonymously": "published anonymously on behalf of an unnamed board",
        "withdrawn": "withdrawn from the local site",
    }
    statuses = [row["publication_status"] for row in table("reviews")]
    expected = Counter(words[status] for status in statuses if status in words)
    assert Counter(row["status"] for row in golden("how-reports-were-published")) == expected
    anonymous = golden("reports-published-anonymously")
    assert len(anonymous) == expected[words["published-anonymously"]]
    summaries = golden("summary-but-no-overview-report")
    assert len(summaries) == expected[words["executive-summary-only"]]


def test_who_leads_and_writes_reviews() -> None:
    """Everyone in the column `authors`, two of whom were chairs as people_roles.csv has it."""
    expected = {
        (re.sub(" and others$", "", author), row["id"])
        for row in table("reviews")
        for author in parts(row["authors"])
    }
    found = golden("who-leads-and-writes-reviews")
    assert {(row["name"], row["review"]) for row in found} == expected


def test_learning_points_on_a_theme() -> None:
    """Information sharing and what is narrower, once for each learning point."""
    narrower = {
        row["id"]
        for row in table("vocabulary")
        if row["id"] == "practice-theme/information-sharing"
        or row["broader"] == "practice-theme/information-sharing"
    }
    expected = {
        row["id"] for row in table("learning_points") if narrower & set(parts(row["themes"]))
    }
    assert {row["point"] for row in golden("learning-points-on-a-theme")} == expected


def test_recommendations() -> None:
    """Single recommendations by status add up to the rows that are neither sets nor all else."""
    expected = [
        row
        for row in table("learning_points")
        if row["kind"] == "recommendation" and row["number"] != "set"
    ]
    found = [row for row in golden("were-recommendations-carried-out") if row["as"] == "single"]
    assert sum(int(row["recommendations"]) for row in found) == len(expected)


def test_questions_put_instead_of_recommendations() -> None:
    """All rows of that kind."""
    expected = {row["id"] for row in table("learning_points") if row["kind"] == "question"}
    found = golden("questions-put-instead-of-recommendations")
    assert {row["question"] for row in found} == expected


def test_reviews_by_a_method() -> None:
    """Every named method but none is a systems approach, so every row with a method."""
    expected = {row["id"] for row in table("reviews") if row["methodology"]}
    assert {row["review"] for row in golden("reviews-by-a-method")} == expected


def test_guidance_that_replaced_guidance() -> None:
    """Pairs of documents, whichever of the two rows names the other."""
    documents = {row["id"] for row in table("documents")}
    expected = {
        pair
        for row in table("documents")
        for pair in [
            *((row["id"], older) for older in parts(row["supersedes"])),
            *((newer, row["id"]) for newer in parts(row["superseded_by"])),
        ]
        if set(pair) <= documents
    }
    found = {(row["newer"], row["older"]) for row in golden("guidance-that-replaced-guidance")}
    assert found == expected


def test_law_behind_review_types() -> None:
    """The governing documents that are legislation."""
    laws = {row["id"] for row in table("documents") if row["kind"] == "legislation"}
    expected = {
        (row["id"], law)
        for row in table("processes")
        for law in parts(row["governing_documents"])
        if law in laws
    }
    assert {(row["type"], row["law"]) for row in golden("law-behind-review-types")} == expected


def test_bodies_and_what_replaced_them() -> None:
    """Each pair of the columns `predecessor` and `successor` is found."""
    stated = {
        pair
        for row in table("bodies")
        for pair in [
            *((old, row["id"]) for old in parts(row["predecessor"])),
            *((row["id"], new) for new in parts(row["successor"])),
        ]
    }
    found = {(row["old"], row["new"]) for row in golden("bodies-and-what-replaced-them")}
    assert stated <= found


def test_who_delivered_which_course() -> None:
    """Every deliverer of every course."""
    expected = {
        (row["id"], person) for row in table("courses") for person in parts(row["deliverers"])
    }
    found = {(row["course"], row["person"]) for row in golden("who-delivered-which-course")}
    assert expected <= found


def test_published_figures() -> None:
    """All figures for Scotland, and the numbers that they give."""
    expected = {
        row["id"]: row["value"] for row in table("statistics") if row["nation"] == "Scotland"
    }
    found = golden("published-figures")
    assert {row["figure"]: row["value"] or row["atLeast"] for row in found} == expected


def test_what_is_recorded() -> None:
    """Outcome, ages and years as often as the table has them; sex, ethnic group, disability
    never.
    """
    found = {
        row["what"]: int(row["incidents"]) for row in golden("what-is-recorded-and-what-is-not")
    }
    reviews = table("reviews")
    assert found["incident outcome"] == sum(bool(row["outcome"]) for row in reviews)
    assert found["age band"] == sum(bool(row["age_band"]) for row in reviews)
    assert found["last year"] == sum(bool(row["incident_period"]) for row in reviews)
    assert found["subject count"] == sum(bool(row["subject_count"]) for row in reviews)
    assert found["sex"] == found["ethnic group"] == found["disability"] == 0
