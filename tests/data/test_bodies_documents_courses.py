"""The tables of bodies, documents and courses are in the data, cell by cell."""

import pytest
from rdflib import RDF, Graph, URIRef
from rdflib.namespace import DCTERMS, ORG, PROV, SKOS

from tests.data import cells
from tests.data.body_cells import BODIES
from tests.data.cells import CRV, Row, concept, parts, thing
from tests.data.document_cells import DOCUMENTS
from tests.data.expect import (
    SCHEMA,
    date,
    english,
    links,
    part,
    plain,
    says,
    slug,
)

LEARNING_EVENT = "wales-cpr-learning-event"


@pytest.fixture(scope="module")
def data() -> Graph:
    found = cells.graph("bodies*.ttl", "documents*.ttl", "courses*.ttl")
    return found.parse(cells.ROOT / "ontology/schemes/agency-type.ttl")


# Courses


def course(row: Row) -> URIRef:
    if row["id"] == LEARNING_EVENT:
        return thing("document", "cpr-learning-events-guide")
    return thing("course", row["id"])


def run(row: Row) -> URIRef:
    return thing("course-instance", f"{row['id']}-1")


def activity(row: Row) -> URIRef:
    return run(row) if row["date"] or row["place"] else course(row)


def has_role_titles(data: Graph, row: Row) -> bool:
    pairs = [entry.split("=", 1) for entry in parts(row["deliverer_roles"])]
    return all(
        (part(data, activity(row), who), CRV.roleTitle, english(title)) in data
        for who, title in pairs
    )


def has_model(data: Graph, row: Row) -> bool:
    key = {"welsh-cpr": "welsh-model-child-practice-review"}.get(row["model"], row["model"])
    method = concept("review-methodology", key)
    noted = english(f"Review model as noted: {row['model']}.")
    return (course(row), None, method) in data or (course(row), SKOS.editorialNote, noted) in data


def teaches(data: Graph, row: Row) -> bool:
    topics = [concept("learning-topic", slug(topic)) for topic in parts(row["teaches"])]
    return all(
        (course(row), SCHEMA.teaches, topic) in data
        or (course(row), DCTERMS.subject, topic) in data
        for topic in topics
    )


def has_title(data: Graph, row: Row) -> bool:
    return any(
        (course(row), predicate, english(row["title"])) in data
        for predicate in (SCHEMA.name, DCTERMS.description)
    )


def has_provider(data: Graph, row: Row) -> bool:
    guide = thing("edition", "cpr-learning-events-guide-en")
    given = {SCHEMA.provider: course(row), DCTERMS.publisher: guide}
    return all(
        any((subject, p, thing("body", key)) in data for p, subject in given.items())
        for key in parts(row["provider"])
    )


def audience(name: str) -> URIRef:
    return concept("audience", slug(name))


COURSES: dict[str, cells.Check] = {
    "id": lambda data, row: (course(row), RDF.type, None) in data,
    "title": has_title,
    "date": says(run, SCHEMA.startDate, "date", date),
    "end_date": says(run, SCHEMA.endDate, "end_date", date),
    "provider": has_provider,
    "host_or_partner": says(
        course, SCHEMA.contributor, "host_or_partner", links("body"), many=True
    ),
    "deliverers": lambda data, row: all(
        (part(data, activity(row), who), PROV.hadRole, concept("role", "course-deliverer")) in data
        for who in parts(row["deliverers"])
    ),
    "deliverer_roles": has_role_titles,
    "teaches": teaches,
    "model": has_model,
    "format": says(course, DCTERMS.description, "format"),
    "place": says(run, SCHEMA.location, "place", plain),
    "audience": says(
        course,
        DCTERMS.audience,
        "audience",
        audience,
        many=True,
    ),
    "accreditation": says(course, SCHEMA.educationalCredentialAwarded, "accreditation"),
    "prompted_by": says(activity, CRV.promptedBy, "prompted_by", links("document"), many=True),
    "note": lambda data, row: cells.is_noted(data, course(row), row),
    "source_url": lambda data, row: cells.is_sourced(data, course(row), row),
}

# The confidence of a row is that of the graph it is in: tests/data/test_datasets.py.
RAISED: dict[str, cells.Check] = {"confidence": lambda _data, _row: True}


def test_every_filled_cell_about_a_body_is_in_the_data(data: Graph) -> None:
    """No fact of bodies.csv is dropped in silence."""
    assert cells.lost("bodies", data, BODIES | RAISED) == []


def test_every_filled_cell_about_a_document_is_in_the_data(data: Graph) -> None:
    """No fact of documents.csv is dropped in silence."""
    assert cells.lost("documents", data, DOCUMENTS | RAISED) == []


def test_every_filled_cell_about_a_course_is_in_the_data(data: Graph) -> None:
    """No fact of courses.csv is dropped in silence."""
    assert cells.lost("courses", data, COURSES | RAISED) == []


def test_a_learning_event_is_not_a_course(data: Graph) -> None:
    """What the table says is no course is a subject of its guide, and no course has its key."""
    assert (thing("course", LEARNING_EVENT), None, None) not in data
    guide = thing("document", "cpr-learning-events-guide")
    assert (guide, DCTERMS.subject, concept("step-type", "learning-event")) in data


def test_an_inquiry_known_by_the_name_of_a_child_has_its_title_withheld(data: Graph) -> None:
    """Where a published title names a child, ours describes the document and says so."""
    withheld = set(data.subjects(CRV.titleStatus, concept("title-status", "withheld")))
    assert withheld == {thing("document", "laming-2003")}


def test_a_change_joins_every_body_that_took_part_in_it(data: Graph) -> None:
    """A merger, a split and a succession are each one event with all bodies before and after."""
    expected = {
        "withscotland-from-mars": ("merger", 2, 1),
        "cpc-aberdeen-city-from-cpc-north-east-scotland": ("split", 1, 3),
        "csprp-from-national-panel-scr": ("succession", 1, 1),
    }
    for key, (kind, before, after) in expected.items():
        event = thing("change-event", key)
        assert (event, CRV.changeType, concept("change-type", kind)) in data
        assert len(set(data.objects(event, ORG.originalOrganization))) == before
        assert len(set(data.objects(event, ORG.resultingOrganization))) == after


def test_no_change_is_dated_before_the_old_body_ended(data: Graph) -> None:
    """Where the beginning of the new and the end of the old disagree, the event has no date."""
    for event, when in data.subject_objects(DCTERMS.date):
        for old in data.objects(event, ORG.originalOrganization):
            for end in data.objects(old, SCHEMA.dissolutionDate):
                length = min(len(str(when)), len(str(end)))
                assert str(when)[:length] >= str(end)[:length], event


def test_guidance_says_only_what_it_replaces(data: Graph) -> None:
    """Supersession is written once, on the newer document, whichever row told of it."""
    assert not list(data.subject_objects(DCTERMS.isReplacedBy))
    chain = thing("document", "learning-review-guidance-2024")
    older = list(data.transitive_objects(chain, DCTERMS.replaces))
    assert thing("document", "scr-guidance-scotland-2007") in older
