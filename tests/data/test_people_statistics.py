"""The tables of people, figures and processes are in the data, cell by cell."""

import re

import pytest
from rdflib import RDF, Graph, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, ORG, SKOS
from rdflib.term import Node

from tests.data import cells
from tests.data.cells import CRV, Row, concept, parts, table, thing
from tests.data.expect import SCHEMA, date, english, links, nation, part, plain, says, slug

AUTHOR_NOTE = "Body is the publisher, not the employer"
REVIEW = re.compile(r"review ([a-z]{3}-\w{6})\b")


@pytest.fixture(scope="module")
def data() -> Graph:
    found = cells.graph("people*.ttl", "documents*.ttl", "courses*.ttl", "statistics*.ttl")
    return found + cells.graph("review-types*.ttl")


def person(row: Row) -> URIRef:
    return thing("person", row["id"])


def wrote(row: Row) -> bool:
    return row["role"] == "author"


def edition(row: Row) -> URIRef:
    return thing("edition", f"{row['document_or_course']}-en")


def holders(data: Graph, row: Row) -> list[Node]:
    """What carries the facts of a role: memberships, a credential, or a statement."""
    title = english(row["role"])
    memberships = [
        node
        for node in data.subjects(ORG.member, person(row))
        if (node, CRV.roleTitle, title) in data
    ]
    credentials = [
        node
        for node in data.objects(person(row), SCHEMA.hasCredential)
        if (node, SCHEMA.name, title) in data
    ]
    sentence = english(f"{row['name']}: {row['role']}.")
    return [*memberships, *credentials, *data.subjects(DCTERMS.description, sentence)]


def held(data: Graph, row: Row, *facts: tuple[URIRef, Node]) -> bool:
    """Whether one holder of the role has any of these facts."""
    return any((node, *fact) in data for node in holders(data, row) for fact in facts)


def has_role(data: Graph, row: Row) -> bool:
    if wrote(row):
        made = thing("document", row["document_or_course"])
        return (made, DCTERMS.creator, person(row)) in data
    return len(holders(data, row)) == 1


def has_body(data: Graph, row: Row) -> bool:
    """The publisher of what an author wrote; else the body of the role or one that it followed."""
    body = thing("body", row["body"])
    if wrote(row):
        return (edition(row), DCTERMS.publisher, body) in data
    predicates = (ORG.organization, SCHEMA.recognizedBy, SCHEMA.about)
    before = [
        old
        for event in data.subjects(ORG.resultingOrganization, body)
        for old in data.objects(event, ORG.originalOrganization)
    ]
    return held(data, row, *((p, node) for p in predicates for node in [body, *before]))


def has_other_bodies(data: Graph, row: Row) -> bool:
    joined = {
        body
        for node in data.subjects(ORG.member, person(row))
        for body in data.objects(node, ORG.organization)
    }
    about = {body for node in holders(data, row) for body in data.objects(node, SCHEMA.about)}
    return {thing("body", key) for key in parts(row["other_body"])} <= joined | about


def had_part(data: Graph, row: Row) -> bool:
    key = row["document_or_course"]
    made = {
        (thing("document", key), p, person(row)) for p in (DCTERMS.creator, DCTERMS.contributor)
    }
    places = (thing("course-instance", f"{key}-1"), thing("course", key))
    return any(fact in data for fact in made) or any(part(data, p, row["id"]) for p in places)


def was_seen(data: Graph, row: Row) -> bool:
    when = date(row["seen_in_role_at"])
    if wrote(row):
        return (edition(row), DCTERMS.issued, when) in data
    taught = (thing("course-instance", f"{row['document_or_course']}-1"), SCHEMA.startDate, when)
    return held(data, row, (CRV.seenInRoleAt, when), (DCTERMS.date, when)) or taught in data


def is_noted(data: Graph, row: Row) -> bool:
    """What the note of an author says is said by there being no membership of the body."""
    if row["note"] == AUTHOR_NOTE:
        return not any(
            (node, ORG.organization, thing("body", row["body"])) in data
            and (node, CRV.roleTitle, english("author")) in data
            for node in data.subjects(ORG.member, person(row))
        )
    own = (person(row), SKOS.editorialNote, english(row["note"])) in data
    return own or held(data, row, (SKOS.editorialNote, english(row["note"])))


def is_sourced(data: Graph, row: Row) -> bool:
    page = URIRef(row["source_url"])
    return (person(row), DCTERMS.source, page) in data or held(data, row, (DCTERMS.source, page))


PEOPLE: dict[str, cells.Check] = {
    "id": lambda data, row: (person(row), RDF.type, FOAF.Person) in data,
    "name": says(person, FOAF.name, "name", plain),
    "role": has_role,
    "body": has_body,
    "other_body": has_other_bodies,
    "document_or_course": had_part,
    "from": lambda data, row: held(data, row, (SCHEMA.startDate, date(row["from"]))),
    "to": lambda data, row: held(data, row, (SCHEMA.endDate, date(row["to"]))),
    "seen_in_role_at": was_seen,
    "variant_names": says(person, SCHEMA.alternateName, "variant_names", plain, many=True),
    "note": is_noted,
    "source_url": is_sourced,
}


def observation(row: Row) -> URIRef:
    return thing("observation", row["id"])


def has_measure(data: Graph, row: Row) -> bool:
    label = REVIEW.sub("one review", row["measure"])
    about = [thing("review", key) for key in REVIEW.findall(row["measure"])]
    measured = (observation(row), SCHEMA.measuredProperty, concept("measure", slug(label)))
    return measured in data and all((observation(row), SCHEMA.about, key) in data for key in about)


def has_value(data: Graph, row: Row) -> bool:
    """A figure that the source only says is exceeded is a least value, never the value."""
    least = bool(re.search(r"\bover [0-9]", row["note"])) or "lower bound" in row["note"]
    predicate = SCHEMA.minValue if least else SCHEMA.value
    other = SCHEMA.value if least else SCHEMA.minValue
    values = [str(value) for value in data.objects(observation(row), predicate)]
    return values == [row["value"]] and (observation(row), other, None) not in data


FIGURES: dict[str, cells.Check] = {
    "id": lambda data, row: (observation(row), RDF.type, SCHEMA.Observation) in data,
    "measure": has_measure,
    "value": has_value,
    "unit": says(observation, SCHEMA.unitCode, "unit", lambda label: concept("unit", slug(label))),
    "nation": says(observation, DCTERMS.spatial, "nation", nation),
    "period_from": says(observation, SCHEMA.startDate, "period_from", date),
    "period_to": says(observation, SCHEMA.endDate, "period_to", date),
    "document_id": says(observation, CRV.statedIn, "document_id", links("document")),
    "note": lambda data, row: cells.is_noted(data, observation(row), row),
    "source_url": lambda data, row: cells.is_sourced(data, observation(row), row),
}


# The confidence of a row is that of the graph it is in: tests/data/test_datasets.py.
RAISED: dict[str, cells.Check] = {"confidence": lambda _data, _row: True}


def test_every_filled_cell_about_a_person_is_in_the_data(data: Graph) -> None:
    """No fact of people_roles.csv is dropped in silence."""
    assert cells.lost("people_roles", data, PEOPLE | RAISED) == []


def test_every_published_figure_is_in_the_data(data: Graph) -> None:
    """No fact of statistics.csv is dropped in silence."""
    assert cells.lost("statistics", data, FIGURES) == []


def test_the_subject_of_every_type_of_review_is_in_the_data(data: Graph) -> None:
    """Whose case a review is about stands beside what the scheme of types already holds."""
    for row in table("processes"):
        found = cells.texts(data, concept("review-type", row["id"]), DCAT.keyword)
        assert found == set(parts(row["subject"])), row["id"]


def test_people_of_similar_names_are_not_joined(data: Graph) -> None:
    """One letter or one initial apart is another person until someone proves the contrary."""
    names = {str(name): who for who, name in data.subject_objects(FOAF.name)}
    assert names["Eileen Munro"] != names["Emily R. Munro"]
    assert (names["Fiona Johnston"], FOAF.name, plain("Fiona Johnson")) not in data
    assert not list(data.subjects(SCHEMA.alternateName, plain("Fiona Johnson")))


def test_one_key_is_one_name(data: Graph) -> None:
    """A person's key never stands for two printed names."""
    people = set(data.subjects(RDF.type, FOAF.Person))
    assert all(len(cells.texts(data, who, FOAF.name)) == 1 for who in people)


def test_a_reviewer_from_outside_belongs_to_none_of_the_bodies_reviewed(data: Graph) -> None:
    """Who only studied a body is no member of it."""
    assert not list(data.subjects(ORG.member, thing("person", "romy-langeland")))


def test_who_taught_the_course_of_may_2015_and_by_what_right(data: Graph) -> None:
    """A job in one case, an accreditation in the other: the capacities differ in kind."""
    run = thing("course-instance", "withscotland-foundation-course-2015-05-1")
    capacities = {
        who: next(iter(data.objects(part(data, run, who), CRV.inCapacity)))
        for who in ("sarah-peel", "fiona-johnston")
    }
    assert capacities == {
        "sarah-peel": thing("membership", "sarah-peel-scie-learning-together"),
        "fiona-johnston": thing("credential", "scie-accredited-lead-reviewer"),
    }
