"""The concept schemes that come from fact tables, as Turtle. May read tables; writes nothing.

`terms.csv` beside this module is written by hand: the definitions, and the few concepts that no
fact table lists.
"""

import csv
import re
from functools import cache
from pathlib import Path

from data.convert.facts import Row, parts, rows
from data.convert.turtle import Triple, concept, date, iri, slug, text, thing, write

SCHEMES = {
    "age-band": "Age bands",
    "agency-type": "Kinds of agency",
    "cause-category": "Categories of cause used in national analyses",
    "finding-type": "Types of finding in Learning Together",
    "harm-type": "Types of harm",
    "measure": "Measures in published figures",
    "outcome": "Outcomes of incidents",
    "practice-theme": "Practice themes",
    "publication-status": "Publication statuses of reports",
    "review-criterion": "Criteria for holding a review",
    "review-element": "Working parts of reviews",
    "review-methodology": "Review methodologies",
    "review-status": "Statuses of reviews",
    "review-type": "Types of review",
    "risk-factor": "Risk factors",
    "role": "Roles",
    "unit": "Units of published figures",
}

AREAS = {
    "England": "http://statistics.data.gov.uk/id/statistical-geography/E92000001",
    "Northern Ireland": "http://statistics.data.gov.uk/id/statistical-geography/N92000002",
    "Scotland": "http://statistics.gov.scot/id/statistical-geography/S92000003",
    "UK": "http://statistics.data.gov.uk/id/statistical-geography/K02000001",
    "Wales": "http://statistics.data.gov.uk/id/statistical-geography/W92000004",
}

LEGAL_STATUS = {
    "guidance": "guidance-only",
    "guidance only": "guidance-only",
    "no": "non-statutory",
    "yes": "statutory",
    "yes (pilots)": "statutory",
}

PROCESS_TEXTS = {
    "legal_basis": "crv:legalCitation",
    "methodology": "crv:methodRule",
    "publication_rule": "crv:publicationRule",
    "steps": "crv:usualSteps",
    "time_limits": "crv:timeLimits",
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


def files() -> dict[str, str]:
    """The Turtle of each scheme by its path from the repository root."""
    triples = [*_vocabulary(), *_review_types(), *_figures(), *_added()]
    return {
        f"ontology/schemes/{scheme}.ttl": _scheme(scheme, title, triples)
        for scheme, title in SCHEMES.items()
    }


@cache
def _terms() -> dict[str, Row]:
    with Path(__file__).with_name("terms.csv").open(encoding="utf-8", newline="") as lines:
        return {row["id"]: row for row in csv.DictReader(lines)}


@cache
def _agency_types() -> set[str]:
    return {
        row["id"].partition("/")[2] for row in rows("vocabulary") if row["scheme"] == "agency-type"
    }


@cache
def _keys(table: str) -> set[str]:
    return {row["id"] for row in rows(table)}


def _scheme(scheme: str, title: str, triples: list[Triple]) -> str:
    head = concept(scheme, "")
    inside = {row[0] for row in triples if row[1:] == ("skos:inScheme", head)}
    about: list[Triple] = [
        (head, "a", "skos:ConceptScheme"),
        (head, "dcterms:title", text(title)),
        (head, "dcterms:license", iri("https://creativecommons.org/licenses/by/4.0/")),
    ]
    own = [row for row in triples if row[0] in inside]
    return write([*about, *own], HEADER.format(title=title))


def _term(identifier: str) -> str:
    scheme, _, key = RENAMED.get(identifier, (identifier, ""))[0].partition("/")
    return concept(scheme, key)


def _concept(identifier: str, label: str, alternatives: list[str]) -> list[Triple]:
    """What every concept has, with what terms.csv adds."""
    own = _terms().get(identifier, {})
    subject, scheme = _term(identifier), concept(identifier.partition("/")[0], "")
    found: list[Triple] = [
        (subject, "a", "skos:Concept"),
        (subject, "skos:inScheme", scheme),
        (subject, "skos:prefLabel", text(label)),
    ]
    found += [
        (subject, "skos:altLabel", text(name))
        for name in [*alternatives, *parts(own.get("alt_labels", ""))]
    ]
    found += [(subject, "skos:broader", _term(wider)) for wider in parts(own.get("broader", ""))]
    found += (
        [(subject, "skos:definition", text(own["definition"]))] if own.get("definition") else []
    )
    return found


def _sourced(subject: str, row: Row) -> list[Triple]:
    urls = [row["source_url"], row.get("definition_source_url", "")]
    found: list[Triple] = [(subject, "dcterms:source", iri(url)) for url in urls if url]
    found.append((subject, "crv:confidence", concept("confidence", row["confidence"])))
    if row["note"]:
        found.append((subject, "skos:editorialNote", text(row["note"])))
    return found


def _vocabulary() -> list[Triple]:
    found: list[Triple] = []
    for row in rows("vocabulary"):
        identifier, subject = row["id"], _term(row["id"])
        label = RENAMED.get(identifier, ("", row["term"]))[1]
        names = parts(row["alt_labels"])
        found += _concept(
            identifier,
            label,
            [name for name in names if not SEE_ALSO.search(name) and name != label],
        )
        found += _sourced(subject, row)
        found += [
            (subject, "skos:scopeNote", text("See also: " + SEE_ALSO.sub("", name) + "."))
            for name in names
            if SEE_ALSO.search(name)
        ]
        if row["broader"]:
            found.append((subject, "skos:broader", _term(row["broader"])))
        if row["scheme"] == "role":
            found.append((subject, "a", "prov:Role"))
    return found


def _review_types() -> list[Triple]:
    return [triple for row in rows("processes") for triple in _review_type(row)]


def _review_type(row: Row) -> list[Triple]:
    subject = concept("review-type", row["id"])
    names = [row["abbreviation"], *parts(row["alt_names"])]
    found = _concept(
        f"review-type/{row['id']}", row["review_type"], [name for name in names if name]
    )
    found += [(subject, "a", "crv:ReviewType"), *_sourced(subject, row)]
    found += [(subject, "dcterms:spatial", nation(name)) for name in parts(row["nation"])]
    found += [
        (subject, name, text(row[column])) for column, name in PROCESS_TEXTS.items() if row[column]
    ]
    found += [
        (subject, name, date(row[column]))
        for column, name in {
            "valid_from": "schema:validFrom",
            "valid_to": "schema:validThrough",
        }.items()
        if row[column]
    ]
    found += [
        (concept("review-type", newer), "dcterms:replaces", subject)
        for newer in parts(row["replaced_by"])
    ]
    if row["stage_of"]:
        found.append((subject, "crv:stageOf", concept("review-type", row["stage_of"])))
    if row["statutory"]:
        found.append(
            (subject, "crv:legalStatus", concept("legal-status", LEGAL_STATUS[row["statutory"]]))
        )
    return [*found, *_criteria(subject, row), *_guidance(subject, row), *_parties(subject, row)]


def _criteria(subject: str, row: Row) -> list[Triple]:
    """The criteria by key, as vocabulary.csv notes which types use each; words that combine them."""
    same_as = re.match(r"as (\S+)$", row["criteria_tags"])
    user = same_as[1] if same_as else row["id"]
    found: list[Triple] = [
        (subject, "crv:criterion", _term(term["id"]))
        for term in rows("vocabulary")
        if term["scheme"] == "review-criterion" and user in re.findall(r"[\w-]+", term["note"])
    ]
    if re.search(r"[:;(]| as | decides ", row["criteria_tags"]):
        found.append(
            (
                subject,
                "crv:criteriaRule",
                text(row["criteria_tags"].replace("|", "; ").replace("-", " ")),
            )
        )
    return found


def _guidance(subject: str, row: Row) -> list[Triple]:
    laws = {document["id"] for document in rows("documents") if document["kind"] == "legislation"}
    return [
        (subject, "crv:legalBasis" if key in laws else "crv:governedBy", thing("document", key))
        for key in parts(row["governing_documents"])
    ]


def _parties(subject: str, row: Row) -> list[Triple]:
    found: list[Triple] = []
    if row["commissioned_by"]:
        found.append((subject, "crv:usualCommissioner", _party(row["commissioned_by"])))
    found += [(subject, "crv:usuallyNotified", _party(cell)) for cell in parts(row["notify"])]
    if row["decided_by"] in _keys("bodies") or row["decided_by"] in _body_kinds():
        found.append((subject, "crv:usualDecider", _party(row["decided_by"])))
    elif row["decided_by"]:
        found.append((subject, "crv:decisionRule", text(row["decided_by"])))
    collators = [cell.split(" ")[0] for cell in parts(row["collation"])]
    found += [
        (subject, "crv:usualCollator", _party(key)) for key in collators if key in _keys("bodies")
    ]
    if any(cell not in _keys("bodies") for cell in parts(row["collation"])):
        found.append((subject, "crv:collationRule", text(row["collation"].replace("|", "; "))))
    return found


@cache
def _body_kinds() -> set[str]:
    return {kind for row in rows("bodies") for kind in parts(row["type"])}


def _party(cell: str) -> str:
    """A body, a catalogue or, failing both, a kind of body; brackets hold a remark, not a name."""
    key = slug(re.sub(r"\(.*\)", "", cell))
    if key.endswith("-repository"):
        return thing("catalogue", key)
    return thing("body", key) if key in _keys("bodies") else body_kind(key)


def _figures() -> list[Triple]:
    units = {label: _unit(label) for label in sorted({row["unit"] for row in rows("statistics")})}
    measures: dict[str, set[str]] = {}
    for row in rows("statistics"):
        measures.setdefault(measure(row["measure"]), set()).add(row["unit"])
    found = [
        triple for label, meaning in units.items() for triple in _figure("unit", label, meaning)
    ]
    for label, used in measures.items():
        meaning = f"What a published figure counts: {label}. Given in {' or '.join(sorted(used))}."
        found += _figure("measure", label, meaning)
    return found


def _unit(label: str) -> str:
    return "Parts in a hundred." if label == "percent" else f"The figure is a number of {label}."


def _figure(scheme: str, label: str, meaning: str) -> list[Triple]:
    identifier = f"{scheme}/{slug(label)}"
    return [*_concept(identifier, label, []), (_term(identifier), "skos:definition", text(meaning))]


def _added() -> list[Triple]:
    """Concepts that only terms.csv lists: those with a label of their own."""
    found: list[Triple] = []
    for identifier, row in _terms().items():
        if row["term"]:
            found += _concept(identifier, row["term"], [])
            if identifier.startswith("review-type/"):
                found.append((_term(identifier), "a", "crv:ReviewType"))
            if identifier.startswith("role/"):
                found.append((_term(identifier), "a", "prov:Role"))
    return found
