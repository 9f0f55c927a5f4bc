"""The scheme of review types, from the table of processes. May read tables; writes nothing."""

import re
from functools import cache

from data.convert.facts import Row, parts, rows
from data.convert.rdf import Triple, concept, date, slug, text, thing
from data.convert.vocabulary import body_kind, described, nation, scheme_file, sourced, term

LEGAL_STATUS = {
    "guidance": "guidance-only",
    "guidance only": "guidance-only",
    "no": "non-statutory",
    "yes": "statutory",
    "yes (pilots)": "statutory",
}

TEXTS = {
    "legal_basis": "crv:legalCitation",
    "methodology": "crv:methodRule",
    "publication_rule": "crv:publicationRule",
    "steps": "crv:usualSteps",
    "time_limits": "crv:timeLimits",
}

DATES = {"valid_from": "schema:validFrom", "valid_to": "schema:validThrough"}

DESCRIPTION = (
    "Closed list for crv:reviewType and crv:collectsType. Dated national types are narrower than "
    "named types, and these than the types that hold across nations."
)

COMBINES = re.compile(r"[:;(]| decides ")


def files() -> dict[str, str]:
    """The Turtle of the scheme by its path from the repository root."""
    triples = [triple for row in rows("processes") for triple in _review_type(row)]
    return scheme_file("review-type", "Types of review", DESCRIPTION, triples)


def _review_type(row: Row) -> list[Triple]:
    subject = concept("review-type", row["id"])
    names = [name for name in [row["abbreviation"], *parts(row["alt_names"])] if name]
    return [
        *described(f"review-type/{row['id']}", row["review_type"], names),
        *sourced(subject, row),
        *[(subject, "dcterms:spatial", nation(name)) for name in parts(row["nation"])],
        *[(subject, name, text(row[cell])) for cell, name in TEXTS.items() if row[cell]],
        *[(subject, name, date(row[cell])) for cell, name in DATES.items() if row[cell]],
        *_links(subject, row),
        *_criteria(subject, row),
        *_guidance(subject, row),
        *_parties(subject, row),
        *_collation(subject, row),
    ]


def _links(subject: str, row: Row) -> list[Triple]:
    found: list[Triple] = [
        (concept("review-type", newer), "dcterms:replaces", subject)
        for newer in parts(row["replaced_by"])
    ]
    if row["stage_of"]:
        found.append((subject, "crv:stageOf", concept("review-type", row["stage_of"])))
    if row["statutory"]:
        status = concept("legal-status", LEGAL_STATUS[row["statutory"]])
        found.append((subject, "crv:legalStatus", status))
    return found


def _criteria(subject: str, row: Row) -> list[Triple]:
    """The criteria by key, as vocabulary.csv notes who uses each, and any words to combine them."""
    same_as = re.match(r"as (\S+)$", row["criteria_tags"])
    user = same_as[1] if same_as else row["id"]
    found: list[Triple] = [
        (subject, "crv:criterion", term(criterion["id"]))
        for criterion in rows("vocabulary")
        if criterion["scheme"] == "review-criterion"
        and user in re.findall(r"[\w-]+", criterion["note"])
    ]
    if COMBINES.search(row["criteria_tags"]):
        found.append((subject, "crv:criteriaRule", _words(row["criteria_tags"])))
    return found


def _guidance(subject: str, row: Row) -> list[Triple]:
    laws = {document["id"] for document in rows("documents") if document["kind"] == "legislation"}
    return [
        (subject, "crv:legalBasis" if key in laws else "crv:governedBy", thing("document", key))
        for key in parts(row["governing_documents"])
    ]


def _parties(subject: str, row: Row) -> list[Triple]:
    found: list[Triple] = [
        (subject, name, _party(cell))
        for name, column in [
            ("crv:usualCommissioner", "commissioned_by"),
            ("crv:usuallyNotified", "notify"),
        ]
        for cell in parts(row[column])
    ]
    decider = re.split(r"[ ,]", row["decided_by"])[0]
    named = decider in _bodies() | _kinds()
    if named:
        found.append((subject, "crv:usualDecider", _party(decider)))
    if row["decided_by"] and not (named and row["decided_by"] == decider):
        found.append((subject, "crv:decisionRule", _words(row["decided_by"])))
    return found


def _collation(subject: str, row: Row) -> list[Triple]:
    cells = parts(row["collation"])
    keys = [key for key in (cell.split(" ")[0] for cell in cells) if key in _bodies()]
    found: list[Triple] = [(subject, "crv:usualCollator", _party(key)) for key in keys]
    if cells != keys:
        found.append((subject, "crv:collationRule", _words(row["collation"])))
    return found


def _party(cell: str) -> str:
    """A body, a catalogue or, failing both, a kind of body; brackets hold a remark, not a name."""
    key = slug(re.sub(r"\(.*\)", "", cell))
    if key in _catalogues():
        return thing("catalogue", key)
    return thing("body", key) if key in _bodies() else body_kind(key)


def _words(cell: str) -> str:
    """Free text, with keys spelt as words."""
    return text(cell.replace("-", " ").replace("|", "; "))


@cache
def _bodies() -> set[str]:
    return {row["id"] for row in rows("bodies")}


@cache
def _catalogues() -> set[str]:
    return {row["id"] for row in rows("bodies") if row["type"] == "repository-service"}


@cache
def _kinds() -> set[str]:
    return {kind for row in rows("bodies") for kind in parts(row["type"])}
