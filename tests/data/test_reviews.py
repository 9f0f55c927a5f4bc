"""The table of reviews is in the data, whole, and nothing in the data exposes a child."""

import re
from types import ModuleType

import pytest
from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, ORG, PROV, SKOS, XSD

from data.convert import bodies_met_in_reviews, incidents, names, reviews, themes
from tests.data import cells
from tests.data.cells import CRV, Row, concept, parts, thing

OPENWEMI = "https://ns.dublincore.org/openwemi/"
SCHEMA = "https://schema.org/"

INCIDENT_MAY_HAVE = {RDF.type} | {
    CRV[name]
    for name in (
        "ageBand",
        "causeCategory",
        "concernsSubject",
        "firstYear",
        "harmType",
        "incidentOutcome",
        "lastYear",
        "riskFactor",
        "subjectCount",
    )
}
SUBJECT_MAY_HAVE = {RDF.type, CRV.pseudonym}
CODE = r"(Adult|Baby|Case|Case Number|Child|Family|Miss|Mr|Mrs|Ms|Young Person) [A-Z0-9]{1,3}"

AGES = {
    "1-5": "1-to-5-years",
    "11-15": "11-to-15-years",
    "16-17": "16-and-17-years",
    "6-10": "6-to-10-years",
    "adult": "adult",
    "under-1": "under-1-year",
}
MODELS = {
    "SCIE Learning Together": "learning-together",
    "SILP": "silp",
    "Welsh model": "welsh-model-child-practice-review",
    "systems approach": "systems-approach",
}
NATIONS = {
    "England": "http://statistics.data.gov.uk/id/statistical-geography/E92000001",
    "Northern Ireland": "http://statistics.data.gov.uk/id/statistical-geography/N92000002",
    "Scotland": "http://statistics.gov.scot/id/statistical-geography/S92000003",
    "Wales": "http://statistics.data.gov.uk/id/statistical-geography/W92000004",
}


@pytest.fixture(scope="module")
def data() -> Graph:
    return cells.graph("reviews-*.ttl")


@pytest.fixture(scope="module")
def everything() -> Graph:
    return cells.graph("*.ttl")


def review(row: Row) -> URIRef:
    return thing("review", row["id"])


def incident(row: Row) -> URIRef:
    return thing("incident", row["id"])


def report(row: Row) -> URIRef:
    return thing("document", f"{row['id']}-report")


def editions(data: Graph, row: Row) -> list[URIRef]:
    """The editions of all reports of a review."""
    return [
        URIRef(str(edition))
        for document in data.subjects(CRV.reportOf, review(row))
        for edition in data.subjects(URIRef(OPENWEMI + "expresses"), document)
    ]


def has_subjects(data: Graph, row: Row) -> bool:
    """Whether each code in the label belongs to one subject of the incident."""
    found = [
        code
        for subject in data.objects(incident(row), CRV.concernsSubject)
        for code in cells.texts(data, subject, CRV.pseudonym)
    ]
    return len(found) > 0 and sorted(found) == sorted(incidents.pseudonyms(row["subject_label"]))


def has_type(data: Graph, row: Row) -> bool:
    """Whether the type is given; a serious case review of adults alone has a type of its own."""
    adult = row["review_type"] == "serious-case-review" and row["age_band"] == "adult"
    key = "adult-serious-case-review" if adult else row["review_type"]
    return set(data.objects(review(row), CRV.reviewType)) == {concept("review-type", key)}


def has_commissioners(data: Graph, row: Row) -> bool:
    found = {str(body) for body in data.objects(review(row), CRV.commissionedBy)}
    return len(found) == len(parts(row["commissioning_bodies"]))


def has_areas(data: Graph, row: Row) -> bool:
    """Whether there is a code or a name for each area, a nation counting as one."""
    codes = {area.n3() for area in data.objects(review(row), DCTERMS.spatial)}
    named = cells.texts(data, review(row), CRV.areaName)
    expected = [names.area(name) for name in parts(row["area_names"]) if name not in named]
    return set(expected) <= codes


def has_years(data: Graph, row: Row) -> bool:
    first, _, last = row["incident_period"].partition("-")
    return cells.texts(data, incident(row), CRV.firstYear) == {first} and cells.texts(
        data, incident(row), CRV.lastYear
    ) == {last or first}


def has_harms(data: Graph, row: Row) -> bool:
    """Whether each kind of harm is a concept on the incident or a keyword on the review."""
    keywords = cells.texts(data, review(row), DCAT.keyword)
    return all(
        (incident(row), CRV.harmType, URIRef(cells.BASE + "def/" + found)) in data
        if (found := themes.find(word, ["harm-type"]))
        else word.replace("-", " ") in keywords
        for word in parts(row["harm_types"])
    )


def has_themes(data: Graph, row: Row) -> bool:
    """Whether each theme is a concept of one of the three schemes, or a keyword."""
    keywords = cells.texts(data, review(row), DCAT.keyword)
    return all(
        (review(row), CRV.theme, URIRef(cells.BASE + "def/" + found)) in data
        if (found := themes.find(word, themes.THEMES))
        else word.replace("-", " ") in keywords
        for word in parts(row["themes"])
    )


def has_authors(data: Graph, row: Row) -> bool:
    """Whether each author made the report, or took part as the chair that the note says."""
    makers = [*data.objects(report(row), DCTERMS.creator)]
    for part in data.objects(review(row), CRV.participation):
        makers += data.objects(part, PROV.agent)
    printed = {name for maker in makers for name in cells.texts(data, maker, FOAF.name)}
    companies = {str(maker).rpartition("/")[2] for maker in makers}
    return all(
        name in printed or name.lower().replace(" ", "-") in companies
        for name in parts(row["authors"])
    )


def has_publication_status(data: Graph, row: Row) -> bool:
    """Whether the status is given, and that an unnamed commissioner is withheld, not missing."""
    keys = {
        "executive-summary-only": "published-as-executive-summary-only",
        "published-anonymously": "published-anonymously-on-behalf-of-an-unnamed-board",
        "unpublished": "not-published",
        "withdrawn": "withdrawn-from-the-local-site",
    }
    key = keys.get(row["publication_status"], row["publication_status"])
    anonymous = row["publication_status"] == "published-anonymously"
    withheld = Literal(True) in set(data.objects(review(row), CRV.commissionerWithheld))
    expected = anonymous and not row["commissioning_bodies"]
    stated = (report(row), CRV.publicationStatus, concept("publication-status", key)) in data
    return stated and withheld == expected


def has_copy(data: Graph, row: Row) -> bool:
    address = URIRef(row["report_url"])
    return any(
        (copy, URIRef(SCHEMA + "contentUrl"), address) in data
        for edition in editions(data, row)
        for copy in data.subjects(URIRef(OPENWEMI + "instantiates"), edition)
    )


def has_record(data: Graph, row: Row) -> bool:
    """Whether a catalogue holds a record of the report with that address."""
    return any(
        (record, DCAT.landingPage, URIRef(row["catalogue_url"])) in data
        and (None, DCAT.record, record) in data
        for record in data.subjects(FOAF.primaryTopic, report(row))
    )


def is_related(data: Graph, row: Row) -> bool:
    """Whether each relation is said of both reviews."""
    return all(
        (review(row), DCTERMS.relation, thing("review", other)) in data
        and (thing("review", other), DCTERMS.relation, review(row)) in data
        for other in parts(row["related"])
    )


def has_confidence(data: Graph, row: Row) -> bool:
    """Whether the graph has the confidence of the row, or a weaker one where the note says so."""
    ours = re.search(r"inferred|expanded|from the region", row["note"])
    allowed = {"inferred"} if ours else {row["confidence"], "inferred"}
    return cells.confidences("reviews-*.ttl")[review(row)] in allowed


CHECKS: dict[str, cells.Check] = {
    "id": lambda data, row: (
        (review(row), RDF.type, CRV.CaseReview) in data
        and set(data.objects(review(row), CRV.reviews)) == {incident(row)}
    ),
    "title": lambda data, row: cells.texts(data, review(row), DCTERMS.title) == {row["title"]},
    "title_status": lambda data, row: (
        (review(row), CRV.titleStatus, concept("title-status", row["title_status"])) in data
    ),
    "subject_label": has_subjects,
    "nation": lambda data, row: (
        (review(row), DCTERMS.spatial, URIRef(NATIONS[row["nation"]])) in data
    ),
    "review_type": has_type,
    "commissioning_bodies": has_commissioners,
    "area_names": has_areas,
    "published": lambda data, row: any(
        row["published"] in cells.texts(data, edition, DCTERMS.issued)
        for edition in editions(data, row)
    ),
    "incident_period": has_years,
    "subject_count": lambda data, row: (
        cells.texts(data, incident(row), CRV.subjectCount) == {row["subject_count"]}
    ),
    "age_band": lambda data, row: all(
        (incident(row), CRV.ageBand, concept("age-band", AGES[band])) in data
        for band in parts(row["age_band"])
    ),
    "outcome": lambda data, row: (
        (incident(row), CRV.incidentOutcome, concept("outcome", row["outcome"])) in data
    ),
    "harm_types": has_harms,
    "themes": has_themes,
    "methodology": lambda data, row: (
        (review(row), CRV.methodology, concept("review-methodology", MODELS[row["methodology"]]))
        in data
    ),
    "authors": has_authors,
    "recommendations_count": lambda data, row: (
        cells.texts(data, review(row), CRV.recommendationCount) == {row["recommendations_count"]}
    ),
    "report_url": has_copy,
    "landing_url": lambda data, row: (
        (report(row), DCAT.landingPage, URIRef(row["landing_url"])) in data
    ),
    "catalogue_url": has_record,
    "publication_status": has_publication_status,
    "related": is_related,
    "source_url": lambda data, row: cells.is_sourced(data, review(row), row),
    "source_site": lambda data, row: cells.is_sourced(data, review(row), row),
    "confidence": has_confidence,
    "note": lambda data, row: cells.is_noted(data, review(row), row),
}


def test_every_filled_cell_of_the_table_is_expressed_or_listed(data: Graph) -> None:
    """No fact of a row is dropped in silence."""
    assert cells.lost("reviews", data, CHECKS) == []


def test_no_review_is_there_that_the_table_does_not_have(data: Graph) -> None:
    """The data invent no review."""
    found = set(data.subjects(RDF.type, CRV.CaseReview))
    assert found == {review(row) for row in cells.table("reviews")}


def test_a_cell_left_out_has_a_reason_that_does_not_repeat_it() -> None:
    """A reason is readable in public, so it may not hold the name that was withheld."""
    by_id = {row["id"]: row for row in cells.table("reviews")}
    for (file, key, column), reason in cells.unexpressed().items():
        assert reason
        if file == "reviews.csv":
            assert not re.search(rf"\b{re.escape(by_id[key][column])}\b", reason)


def test_an_incident_has_nothing_beyond_the_closed_list(data: Graph) -> None:
    """No area, note or source can be tied to what happened."""
    for subject in data.subjects(RDF.type, CRV.Incident):
        assert set(data.predicates(subject)) <= INCIDENT_MAY_HAVE


def test_a_subject_has_a_code_and_nothing_else(data: Graph) -> None:
    """A label that reads as a first name makes no subject."""
    for subject in data.subjects(RDF.type, CRV.ReviewSubject):
        assert set(data.predicates(subject)) == SUBJECT_MAY_HAVE
        codes = cells.texts(data, subject, CRV.pseudonym)
        assert all(re.fullmatch(CODE, code) for code in codes)


def test_no_title_gives_an_age(data: Graph) -> None:
    """An exact age beside a place and a date singles out one child."""
    titles = [str(title) for title in data.objects(None, DCTERMS.title)]
    assert titles
    assert not [title for title in titles if re.search(r"(day|week|month|year)s?[- ]old", title)]


def test_only_an_incident_points_to_a_subject(everything: Graph) -> None:
    """No other link can tie a code to a person or a place."""
    subjects = set(everything.subjects(RDF.type, CRV.ReviewSubject))
    links = {predicate for node in subjects for predicate in everything.predicates(None, node)}
    assert subjects
    assert links == {CRV.concernsSubject}


@pytest.mark.parametrize(
    ("label", "codes"),
    [
        ("Child J", ["Child J"]),
        ("Child A and Baby N", ["Child A", "Baby N"]),
        ("Children A, B and C", ["Child A", "Child B", "Child C"]),
        ("Young People 1-3", ["Young Person 1", "Young Person 2", "Young Person 3"]),
        ("Baby Invented", []),
        ("Child J and Invented", []),
        ("JK", []),
    ],
)
def test_a_label_is_a_code_only_where_every_part_is(label: str, codes: list[str]) -> None:
    """One part that could be a name keeps the whole label out."""
    assert incidents.pseudonyms(label) == codes


def test_a_withheld_commissioner_is_never_named_as_well(data: Graph) -> None:
    """Withheld and named exclude each other."""
    withheld = set(data.subjects(CRV.commissionerWithheld, None))
    assert withheld
    assert not withheld & set(data.subjects(CRV.commissionedBy, None))


def test_a_commissioner_is_matched_by_a_name_it_has(everything: Graph) -> None:
    """A body is found by its name or another name, or else described under the name met."""
    for name in {n for row in cells.table("reviews") for n in parts(row["commissioning_bodies"])}:
        body = URIRef(names.body(name).strip("<>"))
        labels = cells.texts(everything, body, SKOS.prefLabel)
        labels |= cells.texts(everything, body, SKOS.altLabel)
        plain = {re.sub(r"(?i)\b(local|borough)\b\s*", "", label) for label in labels}
        assert name in names.SAME_BODY or re.sub(r"(?i)\b(local|borough)\b\s*", "", name) in plain


def test_a_body_met_in_reviews_is_not_one_that_the_table_of_bodies_lists() -> None:
    """What is listed once is not described twice."""
    listed = {thing("body", row["id"]) for row in cells.table("bodies")}
    met = set(cells.graph("bodies-met-in-reviews*.ttl").subjects(RDF.type, ORG.Organization))
    assert met
    assert not met & listed


def test_every_thing_that_reviews_link_to_is_described(data: Graph, everything: Graph) -> None:
    """Joins hold across the files in data/."""
    assert set(cells.undescribed(data, everything)) == set()


def test_years_are_years_and_no_node_is_blank(data: Graph) -> None:
    """Incidents are dated by whole years, and every node can be cited."""
    years = [*data.objects(None, CRV.firstYear), *data.objects(None, CRV.lastYear)]
    assert {year.datatype for year in years if isinstance(year, Literal)} == {XSD.gYear}
    assert not any(isinstance(node, BNode) for triple in data for node in triple)


@pytest.mark.parametrize("converter", [reviews, bodies_met_in_reviews])
def test_the_files_are_what_the_conversion_gives(converter: ModuleType) -> None:
    """The same table gives the same bytes."""
    for path, content in converter.files().items():
        assert (cells.ROOT / path).read_text(encoding="utf-8") == content
