"""Concepts, found by the words that reviews use for them. May read tables and terms.csv."""

import csv
from functools import cache
from pathlib import Path

from data.convert.facts import parts, rows
from data.convert.rdf import Triple, slug, text
from data.convert.vocabulary import SEE_ALSO, term

TERMS = Path(__file__).with_name("terms.csv")

THEMES = ["practice-theme", "risk-factor", "harm-type"]

# Words of the table of reviews that mean a listed concept under another name.
SAME_THEME = {
    "adolescents": "risk-factor/adolescence",
    "assessment": "practice-theme/assessment-and-analysis",
    "child-protection-plan": "risk-factor/child-protection-registration",
    "child-protection-register": "risk-factor/child-protection-registration",
    "cross-boundary": "practice-theme/cross-boundary-working",
    "invisible-fathers": "risk-factor/unseen-men-in-the-household",
    "knife-crime": "harm-type/gang-related-and-knife-violence",
    "large-families": "risk-factor/large-family",
    "looked-after-children": "risk-factor/looked-after-status",
    "missing-children": "risk-factor/going-missing",
    "parental-alcohol-misuse": "risk-factor/parental-alcohol-and-drug-use",
    "parental-mental-health": "risk-factor/parental-mental-ill-health",
    "school-exclusion": "risk-factor/exclusion-or-absence-from-school",
    "unknown-men": "risk-factor/unseen-men-in-the-household",
}

WELSH_MODEL = "review-methodology/welsh-model-child-practice-review"


def themed(subject: str, word: str) -> list[Triple]:
    """A theme as a concept, or as a keyword where no scheme has it or only under another name."""
    exact = find(word, THEMES)
    concept = exact or SAME_THEME.get(word, "")
    found: list[Triple] = [(subject, "crv:theme", term(concept))] if concept else []
    return found if exact else [*found, keyword(subject, word)]


def keyword(subject: str, word: str) -> Triple:
    """A theme in words only."""
    return (subject, "dcat:keyword", text(word.replace("-", " ")))


def methodology(name: str) -> str:
    """The concept for a review model. Raises KeyError if no scheme has it."""
    found = WELSH_MODEL if name == "Welsh model" else find(slug(name), ["review-methodology"])
    if not found:
        raise KeyError(name)
    return term(found)


def find(word: str, schemes: list[str]) -> str:
    """The identifier of the concept with that key, else with that name; empty if there is none."""
    for names in (_keys, _labels):
        for scheme in schemes:
            if word in names(scheme):
                return names(scheme)[word]
    return ""


@cache
def _keys(scheme: str) -> dict[str, str]:
    return {identifier.partition("/")[2]: identifier for identifier, _ in _concepts(scheme)}


@cache
def _labels(scheme: str) -> dict[str, str]:
    return {
        slug(name): identifier
        for identifier, names in _concepts(scheme)
        for name in names
        if not SEE_ALSO.search(name)
    }


def _concepts(scheme: str) -> list[tuple[str, list[str]]]:
    """The concepts of a scheme with their names; a concept in both tables is there twice."""
    with TERMS.open(encoding="utf-8", newline="") as lines:
        described = list(csv.DictReader(lines))
    return [
        (row["id"], [row["term"], *parts(row["alt_labels"])])
        for row in [*rows("vocabulary"), *described]
        if row["id"].startswith(f"{scheme}/")
    ]
