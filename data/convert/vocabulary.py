"""The concept schemes that come from fact tables, as Turtle. May read tables; writes nothing.

`terms.csv` beside this module is written by hand: the definitions, and the few concepts that no
fact table lists.
"""

import csv
import re
from functools import cache
from pathlib import Path

from data.convert.facts import Row, parts, rows
from data.convert.rdf import Triple, concept, iri, slug, text, write

# The title of each scheme, and what it is for.
SCHEMES = {
    "age-band": (
        "Age bands",
        "Closed list for crv:ageBand: bands, never an exact age.",
    ),
    "agency-type": (
        "Kinds of agency",
        "Closed list for org:classification and crv:addressedToKind: agencies by what they do.",
    ),
    "cause-category": (
        "Categories of cause used in national analyses",
        "Closed list for crv:causeCategory.",
    ),
    "finding-type": (
        "Types of finding in Learning Together",
        "Closed list for crv:findingType.",
    ),
    "harm-type": (
        "Types of harm",
        "Closed list for crv:harmType and crv:theme: abuse, neglect and other harm.",
    ),
    "measure": (
        "Measures in published figures",
        "Closed list for schema:measuredProperty: what published figures count.",
    ),
    "outcome": (
        "Outcomes of incidents",
        "Closed list for crv:incidentOutcome.",
    ),
    "practice-theme": (
        "Practice themes",
        "Closed list for crv:theme: what learning about practice is about.",
    ),
    "publication-status": (
        "Publication statuses of reports",
        "Closed list for crv:publicationStatus.",
    ),
    "review-criterion": (
        "Criteria for holding a review",
        "Closed list for crv:criterion.",
    ),
    "review-element": (
        "Working parts of reviews",
        "Closed list for crv:usesElement.",
    ),
    "review-methodology": (
        "Review methodologies",
        "Closed list for crv:methodology.",
    ),
    "review-status": (
        "Statuses of reviews",
        "Closed list for crv:reviewStatus.",
    ),
    "risk-factor": (
        "Risk factors",
        "Closed list for crv:riskFactor and crv:theme: circumstances that raise risk.",
    ),
    "role": (
        "Roles",
        "Closed list for prov:hadRole, org:role and crv:offersRole.",
    ),
    "unit": (
        "Units of published figures",
        "Closed list for schema:unitCode.",
    ),
}

SPECIAL_CLASSES = {"review-type": "crv:ReviewType", "role": "prov:Role"}

AREAS = {
    "England": "http://statistics.data.gov.uk/id/statistical-geography/E92000001",
    "Northern Ireland": "http://statistics.data.gov.uk/id/statistical-geography/N92000002",
    "Scotland": "http://statistics.gov.scot/id/statistical-geography/S92000003",
    "UK": "http://statistics.data.gov.uk/id/statistical-geography/K02000001",
    "Wales": "http://statistics.data.gov.uk/id/statistical-geography/W92000004",
}

# The long form of PIN is unverified, so neither key nor label may spell it out.
RENAMED = {
    "review-methodology/practice-improvement-approach-pin": ("review-methodology/pin", "PIN"),
}

SEE_ALSO = re.compile(r"\s*\((?:related|narrower)\)$")
REVIEW_KEY = re.compile(r"\breview [a-z]{3}-\w{6}\b")
HEADER = (
    "{title}. Generated from the fact tables and data/convert/terms.csv\n"
    "by `python -m data.convert`; do not edit by hand."
)


def nation(name: str) -> str:
    """The area term for a nation's name. Raises KeyError for a name that is not one of the five."""
    return iri(AREAS[name])


def body_kind(key: str) -> str:
    """The concept for a kind of body: an agency type if one has that key, else a body type."""
    return concept("agency-type" if key in _agency_types() else "body-type", key)


def measure(label: str) -> str:
    """The label of the measure in a row of statistics, freed of the key of any single review."""
    return REVIEW_KEY.sub("one review", label)


def term(identifier: str) -> str:
    """The concept for an identifier of the form scheme/key. Raises KeyError for another scheme."""
    scheme, _, key = RENAMED.get(identifier, (identifier, ""))[0].partition("/")
    return concept(scheme, key)


def described(identifier: str, label: str, names: list[str]) -> list[Triple]:
    """What every concept has: its label and other names, its scheme, and what terms.csv adds."""
    scheme = identifier.partition("/")[0]
    own = _terms().get(identifier, {})
    values = [
        ("a", "skos:Concept"),
        ("skos:inScheme", concept(scheme, "")),
        ("skos:prefLabel", text(label)),
        *[("skos:altLabel", text(name)) for name in [*names, *parts(own.get("alt_labels", ""))]],
        *[("skos:broader", term(wider)) for wider in parts(own.get("broader", ""))],
    ]
    if scheme in SPECIAL_CLASSES:
        values.append(("a", SPECIAL_CLASSES[scheme]))
    if own.get("definition"):
        values.append(("skos:definition", text(own["definition"])))
    return [(term(identifier), name, value) for name, value in values]


def sourced(subject: str, row: Row) -> list[Triple]:
    """Where a row was found, how sure it is, and its note."""
    urls = [row["source_url"], row.get("definition_source_url", "")]
    found: list[Triple] = [(subject, "dcterms:source", iri(url)) for url in urls if url]
    found.append((subject, "crv:confidence", concept("confidence", row["confidence"])))
    if row["note"]:
        found.append((subject, "skos:editorialNote", text(row["note"])))
    return found


def added(scheme: str) -> list[Triple]:
    """The concepts of a scheme that only terms.csv lists: those with a label of their own."""
    return [
        triple
        for identifier, row in _terms().items()
        if row["term"] and identifier.startswith(f"{scheme}/")
        for triple in described(identifier, row["term"], [])
    ]


def scheme_file(scheme: str, title: str, description: str, triples: list[Triple]) -> dict[str, str]:
    """The Turtle of one scheme and its concepts, by its path from the repository root."""
    head = concept(scheme, "")
    about: list[Triple] = [
        (head, "a", "skos:ConceptScheme"),
        (head, "dcterms:title", text(title)),
        (head, "dcterms:description", text(description)),
        (head, "dcterms:license", iri("https://creativecommons.org/licenses/by/4.0/")),
    ]
    content = write([*about, *triples, *added(scheme)], HEADER.format(title=title))
    return {f"ontology/schemes/{scheme}.ttl": content}


def files() -> dict[str, str]:
    """The Turtle of each scheme here by its path from the repository root."""
    found: dict[str, str] = {}
    for scheme, (title, description) in SCHEMES.items():
        found |= scheme_file(scheme, title, description, _listed(scheme))
    return found


@cache
def _terms() -> dict[str, Row]:
    with Path(__file__).with_name("terms.csv").open(encoding="utf-8", newline="") as lines:
        return {row["id"]: row for row in csv.DictReader(lines)}


@cache
def _agency_types() -> set[str]:
    agencies = [row["id"] for row in rows("vocabulary") if row["scheme"] == "agency-type"]
    return {identifier.partition("/")[2] for identifier in agencies}


def _listed(scheme: str) -> list[Triple]:
    if scheme == "measure":
        return _measures()
    if scheme == "unit":
        return _units()
    listed = [row for row in rows("vocabulary") if row["scheme"] == scheme]
    return [triple for row in listed for triple in _from_vocabulary(row)]


def _from_vocabulary(row: Row) -> list[Triple]:
    subject = term(row["id"])
    label = RENAMED.get(row["id"], ("", row["term"]))[1]
    names = [name for name in parts(row["alt_labels"]) if name != label]
    found = described(row["id"], label, [name for name in names if not SEE_ALSO.search(name)])
    found += sourced(subject, row)
    for name in filter(SEE_ALSO.search, names):
        note = f"See also: {SEE_ALSO.sub('', name)}."
        found.append((subject, "skos:scopeNote", text(note)))
    if row["broader"]:
        found.append((subject, "skos:broader", term(row["broader"])))
    return found


def _units() -> list[Triple]:
    found: list[Triple] = []
    for label in {row["unit"] for row in rows("statistics")}:
        percent = label == "percent"
        found += _figure(
            "unit", label, "Parts in a hundred." if percent else f"The figure counts {label}."
        )
    return found


def _measures() -> list[Triple]:
    units: dict[str, set[str]] = {}
    for row in rows("statistics"):
        units.setdefault(measure(row["measure"]), set()).add(row["unit"])
    found: list[Triple] = []
    for label, used in units.items():
        meaning = f"What a published figure says: {label}. Given in {' or '.join(sorted(used))}."
        found += _figure("measure", label, meaning)
    return found


def _figure(scheme: str, label: str, meaning: str) -> list[Triple]:
    identifier = f"{scheme}/{slug(label)}"
    return [*described(identifier, label, []), (term(identifier), "skos:definition", text(meaning))]
