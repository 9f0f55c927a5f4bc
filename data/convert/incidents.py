"""Incidents and review subjects, from the table of reviews. May read tables; writes nothing.

Both are closed: nothing but what the ontology lists may ever be said of them, so no source, note
or area is given here.
"""

import re

from data.convert.facts import Row, parts
from data.convert.rdf import Triple, concept, number, text, thing, typed
from data.convert.themes import find
from data.convert.vocabulary import term

AGE_BANDS = {
    "1-5": "1-to-5-years",
    "11-15": "11-to-15-years",
    "16-17": "16-and-17-years",
    "6-10": "6-to-10-years",
    "adult": "adult",
    "under-1": "under-1-year",
}

PSEUDONYM = re.compile(
    r"(Adult|Baby|Case|Case Number|Child|Family|Infant|Miss|Mr|Mrs|Ms|Person|Sibling|Young Person) "
    r"[A-Z0-9]{1,3}"
)

ONE_OF = {"Babies": "Baby", "Children": "Child", "Young People": "Young Person"}


def incident(row: Row) -> list[Triple]:
    """The incident of a review with its subjects."""
    subject = thing("incident", row["id"])
    return [
        (subject, "a", "crv:Incident"),
        *_years(subject, row["incident_period"]),
        *[
            (subject, "crv:ageBand", concept("age-band", AGE_BANDS[b]))
            for b in parts(row["age_band"])
        ],
        *[
            (subject, "crv:harmType", harm)
            for harm in map(harm_type, parts(row["harm_types"]))
            if harm
        ],
        *[
            (subject, "crv:incidentOutcome", concept("outcome", key))
            for key in parts(row["outcome"])
        ],
        *[(subject, "crv:subjectCount", number(count)) for count in parts(row["subject_count"])],
        *_subjects(subject, row),
    ]


def harm_type(word: str) -> str:
    """The term for a kind of harm; empty where the scheme does not have it."""
    found = find(word, ["harm-type"])
    return term(found) if found else ""


def pseudonyms(label: str) -> list[str]:
    """The codes in a label such as "Child J and Child K"; none if any part could be a name."""
    plural = next((word for word in ONE_OF if label.startswith(f"{word} ")), "")
    if plural:
        codes = _span(re.split(r", | and ", label.removeprefix(f"{plural} ")))
        found = [f"{ONE_OF[plural]} {code}" for code in codes]
    else:
        found = re.split(r", | and ", label)
    return found if all(PSEUDONYM.fullmatch(one) for one in found) else []


def _span(codes: list[str]) -> list[str]:
    """A range of numbers, such as 1-6, written out."""
    first, dash, last = codes[0].partition("-")
    return [str(code) for code in range(int(first), int(last) + 1)] if dash else codes


def _subjects(incident: str, row: Row) -> list[Triple]:
    found: list[Triple] = []
    for place, code in enumerate(pseudonyms(row["subject_label"]), start=1):
        subject = thing("subject", f"{row['id']}-{place}")
        found += [
            (incident, "crv:concernsSubject", subject),
            (subject, "a", "crv:ReviewSubject"),
            (subject, "crv:pseudonym", text(code, "")),
        ]
    return found


def _years(subject: str, period: str) -> list[Triple]:
    if not period:
        return []
    first, _, last = period.partition("-")
    return [
        (subject, "crv:firstYear", _year(first)),
        (subject, "crv:lastYear", _year(last or first)),
    ]


def _year(value: str) -> str:
    return typed(f"{int(value):04}", "gYear")
