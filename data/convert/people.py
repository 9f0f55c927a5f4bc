"""People in public professional roles: what they wrote, held and taught. May read tables only."""

from data.convert import courses
from data.convert.datasets import (
    Cell,
    Dataset,
    Graded,
    Row,
    plain,
    plain_text,
    rows,
    said,
    sourced,
)
from data.convert.rdf import Triple, concept, date, iri, slug, text, thing
from data.convert.roles import role
from data.convert.vocabulary import nation

DATASET = Dataset(
    "people",
    "People",
    "People in public professional roles: authors, chairs, panel members, reviewers, trainers. A "
    "person printed with the same name is taken for the same person; names that differ by a letter "
    "are never joined. The body named with an author published the document and did not, as far as "
    "is known, employ the author.",
    rests_on="documents-known",
)

AUTHOR = "author"

# Studied the bodies of the row and belonged to none of them: where that was read, and the study.
OUTSIDERS = {"romy-langeland": "withscotland-news-2015-02"}
STUDIES = {
    "romy-langeland": (
        "scoping-study-2015",
        "Scoping study of WithScotland, CELCIS and CYCJ (2015)",
    )
}

# The table holds the successor; the body of the role has no row of its own.
EARLIER_BODIES = {
    "ray-jones": ("Bristol Safeguarding Children Board", "local-safeguarding-children-board"),
}


def files() -> dict[str, str]:
    """The Turtle of each file by its path from the repository root."""
    return DATASET.files(graded for row in rows("people_roles") for graded in _row(row))


def _row(row: Row) -> list[Graded]:
    found = [*_person(row), *_document(row), *_earlier_body(row)]
    if row.cells["role"] == AUTHOR:
        return [*found, *said(row.one("source_url"), _term(row), "dcterms:source", iri)]
    if row.key in OUTSIDERS:
        return [*found, *_outsider(row)]
    holds = _credential(row) if "Accredited" in row.cells["role"] else _memberships(row)
    return [*found, *holds, *_course(row)]


def _term(row: Row) -> str:
    return thing("person", row.key)


def _person(row: Row) -> list[Graded]:
    return [
        *plain(row, [(_term(row), "a", "foaf:Person")]),
        *said(row.one("name"), _term(row), "foaf:name", plain_text),
        *said(row.each("variant_names"), _term(row), "schema:alternateName", plain_text),
    ]


def _document(row: Row) -> list[Graded]:
    """An author or the signatory of a letter made the document; others had a part in it."""
    kinds = {document.key: document.cells["kind"] for document in rows("documents")}
    key = row.cells["document_or_course"]
    if key not in kinds:
        return []
    made = (row.key, key) in _authorships() or kinds[key].endswith("letter")
    predicate = "dcterms:creator" if made else "dcterms:contributor"
    return plain(row, [(thing("document", key), predicate, _term(row))])


def _authorships() -> set[tuple[str, str]]:
    return {
        (row.key, row.cells["document_or_course"])
        for row in rows("people_roles")
        if row.cells["role"] == AUTHOR
    }


def _body(row: Row) -> str:
    """The key of the body in which the role is held."""
    earlier = EARLIER_BODIES.get(row.key)
    return slug(earlier[0]) if earlier else row.cells["body"]


def _memberships(row: Row) -> list[Graded]:
    membership = _membership(row)
    found = [
        *plain(row, [*_belongs(row, membership, _body(row)), *role(row, membership)]),
        *said(row.one("role"), membership, "crv:roleTitle"),
        *said(row.one("from"), membership, "schema:startDate", date),
        *said(row.one("to"), membership, "schema:endDate", date),
        *said(row.one("seen_in_role_at"), membership, "crv:seenInRoleAt", date),
        *sourced(row, membership),
    ]
    for sure, other in row.each("other_body"):
        second = thing("membership", f"{row.key}-{other}")
        found += [(sure, triple) for triple in _belongs(row, second, other)]
        found += sourced(row, second)
    return found


def _membership(row: Row) -> str:
    """The same role in the same body, seen twice, is one membership; another role is another."""
    titles = list(
        dict.fromkeys(
            other.cells["role"]
            for other in rows("people_roles")
            if (other.key, other.cells["body"]) == (row.key, row.cells["body"])
            and other.cells["role"] != AUTHOR
        )
    )
    place = titles.index(row.cells["role"]) + 1
    return thing("membership", f"{row.key}-{_body(row)}" + (f"-{place}" if place > 1 else ""))


def _belongs(row: Row, membership: str, body: str) -> list[Triple]:
    return [
        (membership, "a", "org:Membership"),
        (membership, "org:member", _term(row)),
        (membership, "org:organization", thing("body", body)),
    ]


def _credential(row: Row) -> list[Graded]:
    credential = thing("credential", slug(row.cells["role"]))
    return [
        *plain(
            row,
            [
                (_term(row), "schema:hasCredential", credential),
                (credential, "a", "schema:EducationalOccupationalCredential"),
            ],
        ),
        *said(row.one("role"), credential, "schema:name"),
        *said(row.one("body"), credential, "schema:recognizedBy", lambda key: thing("body", key)),
        *sourced(row, _term(row)),
    ]


def _course(row: Row) -> list[Graded]:
    """The part in a course, by right of the role; who is not said to deliver it organised it."""
    table = {course.key: course for course in rows("courses")}
    course = table.get(row.cells["document_or_course"])
    if not course:
        return []
    kind, key = courses.activity(course)
    part = thing("participation", f"{key}-{row.key}")
    delivers = row.key in {name for _, name in course.each("deliverers")}
    accredited = "Accredited" in row.cells["role"]
    capacity = thing("credential", slug(row.cells["role"])) if accredited else _membership(row)
    return plain(
        row,
        [
            (thing(kind, key), "crv:participation", part),
            (part, "a", "crv:Participation"),
            (part, "prov:agent", _term(row)),
            (part, "prov:hadRole", concept("role", _part(delivers))),
            (part, "crv:inCapacity", capacity),
        ],
    )


def _part(delivers: bool) -> str:
    return "course-deliverer" if delivers else "course-organiser"


def _outsider(row: Row) -> list[Graded]:
    """What someone from outside did about the bodies, as the document says."""
    statement = thing("statement", f"{row.key}-{slug(row.cells['role'])}")
    sentence = f"{row.cells['name']}: {row.cells['role']}."
    about: list[Cell] = [*row.each("body"), *row.each("other_body")]
    return [
        *plain(
            row,
            [
                (statement, "a", "crv:Statement"),
                (statement, "dcterms:description", text(sentence)),
                (statement, "crv:statedIn", thing("document", OUTSIDERS[row.key])),
                (statement, "crv:certainty", concept("certainty", "stated")),
                (statement, "schema:about", _term(row)),
                *_study(row, statement),
            ],
        ),
        *said(row.one("seen_in_role_at"), statement, "dcterms:date", date),
        *said(about, statement, "schema:about", lambda key: thing("body", key)),
        *sourced(row, statement),
    ]


def _study(row: Row, statement: str) -> list[Triple]:
    """What the outsider wrote, under a title of ours, since none was seen."""
    key, title = STUDIES[row.key]
    study = thing("document", key)
    return [
        (statement, "schema:about", study),
        (study, "a", "crv:Document"),
        (study, "dcterms:title", text(title)),
        (study, "crv:titleStatus", concept("title-status", "descriptive")),
        (study, "dcterms:type", concept("document-type", "research-report")),
        (study, "dcterms:spatial", nation("Scotland")),
        (study, "dcterms:creator", _term(row)),
    ]


def _earlier_body(row: Row) -> list[Graded]:
    """A body that only this table names, and that the listed body followed."""
    if row.key not in EARLIER_BODIES:
        return []
    name, kind = EARLIER_BODIES[row.key]
    body, followed = thing("body", slug(name)), row.cells["body"]
    event = thing("change-event", f"{followed}-from-{slug(name)}")
    described: list[Triple] = [
        (body, "a", "org:Organization"),
        (body, "skos:prefLabel", text(name)),
        (body, "org:classification", concept("body-type", kind)),
        (body, "dcterms:spatial", nation("England")),
    ]
    change: list[Triple] = [
        (event, "a", "org:ChangeEvent"),
        (event, "org:originalOrganization", body),
        (event, "org:resultingOrganization", thing("body", followed)),
        (event, "crv:changeType", concept("change-type", "succession")),
    ]
    return [
        *plain(row, described),
        *said(row.one("source_url"), body, "dcterms:source", iri),
        *(("known", triple) for triple in change),
    ]
