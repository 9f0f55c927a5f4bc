"""Learning points, answers and statuses are in the data, and no answer to a set is copied down."""

import re
from collections import Counter

import pytest
from rdflib import RDF, Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS

from data.convert import learning
from tests.data import cells
from tests.data.cells import CRV, Row, concept, parts, thing

CLASSES = {
    "finding": CRV.Finding,
    "good-practice": CRV.GoodPractice,
    "question": CRV.QuestionForConsideration,
    "recommendation": CRV.Recommendation,
}
OF_A_SET = (
    r"(?i)\ball recommendations|\ball (\d+|fifty)\b|recommendations in full|fully agrees"
    r"|\d+ of the \d+|most of the \d+|of nine recommendations|better outcomes for complainants"
    r"|accepts the recommendations|fully accepts the review|welcomes the review"
)
OURS = r"\bours\b|inferred|by us|approximate"


@pytest.fixture(scope="module")
def data() -> Graph:
    return cells.graph("learning-points*.ttl", "responses*.ttl", "status*.ttl")


@pytest.fixture(scope="module")
def everything() -> Graph:
    return cells.graph("*.ttl")


def point(row: Row) -> URIRef:
    return thing("learning-point", row["id"])


def response(row: Row) -> URIRef:
    return thing("response", row["id"])


def status(row: Row) -> URIRef:
    return thing("status-update", row["id"])


def has_addressees(data: Graph, row: Row) -> bool:
    """Whether each body is addressed, and each kind of body by one concept of two schemes."""
    bodies = set(data.objects(point(row), CRV.addressedTo))
    kinds = set(data.objects(point(row), CRV.addressedToKind))
    return all(
        {concept(scheme, cell[6:]) for scheme in ("agency-type", "body-type")} & kinds
        if cell.startswith("class:")
        else thing("body", cell) in bodies
        for cell in parts(row["addressed_to"])
    )


def has_themes(data: Graph, row: Row) -> bool:
    """Whether each theme is a concept, or a keyword where the table has it as free text."""
    keywords = cells.texts(data, point(row), DCAT.keyword)
    about = {
        *data.objects(point(row), CRV.theme),
        *data.objects(point(row), CRV.findingType),
    }
    return all(
        theme.removeprefix("free:").replace("-", " ") in keywords
        if theme.startswith("free:")
        else URIRef(f"{cells.BASE}def/{theme}") in about
        for theme in parts(row["themes"])
    )


def has_number(data: Graph, row: Row) -> bool:
    """Whether the number is given, or that one node stands for the whole set."""
    if row["number"] == "set":
        whole = (point(row), CRV.wholeSet, Literal(True)) in data
        return whole and (point(row), CRV.number, None) not in data
    return cells.texts(data, point(row), CRV.number) == {row["number"]}


def has_confidence(pattern: str, subject: URIRef, row: Row) -> bool:
    """Whether the graph has the confidence of the row, or a weaker one where the note says so."""
    allowed = {"inferred"} if re.search(OURS, row["note"]) else {row["confidence"], "inferred"}
    return cells.confidences(pattern)[subject] in allowed


POINTS: dict[str, cells.Check] = {
    "id": lambda data, row: (point(row), RDF.type, CLASSES[row["kind"]]) in data,
    "review_id": lambda data, row: (
        (point(row), CRV.arisingFrom, thing("review", row["review_id"])) in data
    ),
    "document_id": lambda data, row: (
        (point(row), CRV.statedIn, thing("document", row["document_id"])) in data
    ),
    "kind": lambda data, row: set(data.objects(point(row), RDF.type)) == {CLASSES[row["kind"]]},
    "number": has_number,
    "summary": lambda data, row: (
        cells.texts(data, point(row), DCTERMS.description) == {row["summary"]}
    ),
    "addressed_to": has_addressees,
    "level": lambda data, row: (point(row), CRV.level, concept("level", row["level"])) in data,
    "themes": has_themes,
    "source_url": lambda data, row: cells.is_sourced(data, point(row), row),
    "source_site": lambda data, row: cells.is_sourced(data, point(row), row),
    "confidence": lambda _, row: has_confidence("learning-points*.ttl", point(row), row),
    "note": lambda data, row: cells.is_noted(data, point(row), row),
}

RESPONSES: dict[str, cells.Check] = {
    "id": lambda data, row: (response(row), RDF.type, CRV.Response) in data,
    "learning_point_id": lambda data, row: (
        set(data.objects(response(row), CRV.respondsTo))
        == {thing("learning-point", row["learning_point_id"])}
    ),
    "respondent": lambda data, row: (
        set(data.objects(response(row), CRV.respondent)) == {thing("body", row["respondent"])}
    ),
    "decision": lambda data, row: (
        set(data.objects(response(row), CRV.decision))
        == {concept("response-decision", row["decision"])}
    ),
    "date": lambda data, row: cells.texts(data, response(row), DCTERMS.issued) == {row["date"]},
    "summary": lambda data, row: (
        cells.texts(data, response(row), DCTERMS.description) == {row["summary"]}
    ),
    "source_url": lambda data, row: cells.is_sourced(data, response(row), row),
    "confidence": lambda _, row: has_confidence("responses*.ttl", response(row), row),
    "note": lambda data, row: cells.is_noted(data, response(row), row),
}

STATUSES: dict[str, cells.Check] = {
    "id": lambda data, row: (status(row), RDF.type, CRV.StatusUpdate) in data,
    "learning_point_id": lambda data, row: (
        set(data.objects(status(row), CRV.statusOf))
        == {thing("learning-point", row["learning_point_id"])}
    ),
    "status": lambda data, row: (
        set(data.objects(status(row), CRV.status)) == {concept("progress-status", row["status"])}
    ),
    "as_at": lambda data, row: cells.texts(data, status(row), CRV.asAt) == {row["as_at"]},
    "stated_by": lambda data, row: (
        set(data.objects(status(row), CRV.statedBy)) == {thing("body", row["stated_by"])}
    ),
    "source_url": lambda data, row: cells.is_sourced(data, status(row), row),
    "confidence": lambda _, row: has_confidence("status*.ttl", status(row), row),
    "note": lambda data, row: cells.is_noted(data, status(row), row),
}


@pytest.mark.parametrize(
    ("name", "checks"),
    [("learning_points", POINTS), ("responses", RESPONSES), ("status", STATUSES)],
)
def test_every_filled_cell_is_expressed_or_listed(
    data: Graph, name: str, checks: dict[str, cells.Check]
) -> None:
    """No fact of a row is dropped in silence."""
    assert cells.lost(name, data, checks) == []


def test_an_answer_to_all_items_is_never_that_of_one_item(data: Graph) -> None:
    """Acceptance stated of a set is not copied down to its items."""
    found = 0
    for answer in data.subjects(RDF.type, CRV.Response):
        if re.search(OF_A_SET, " ".join(cells.texts(data, answer, DCTERMS.description))):
            found += 1
            assert (next(data.objects(answer, CRV.respondsTo)), CRV.wholeSet, None) in data
    assert found > 10


def test_no_body_says_the_same_twice_of_one_set(data: Graph) -> None:
    """A set that was listed item by item has one answer from each body."""
    said = Counter(
        (
            next(data.objects(answer, CRV.respondsTo)),
            next(data.objects(answer, CRV.respondent), None),
            next(data.objects(answer, DCTERMS.description)),
        )
        for answer in data.subjects(RDF.type, CRV.Response)
    )
    assert max(said.values()) == 1


def test_a_row_left_out_points_to_a_row_that_says_the_same() -> None:
    """What is not repeated is still there once."""
    rows = {row["id"]: row for name in ("responses", "status") for row in cells.table(name)}
    own = {"id", "learning_point_id"}
    left_out = [
        (key, reason)
        for (_, key, column), reason in cells.unexpressed().items()
        if column == "*" and key in rows
    ]
    assert left_out
    for key, reason in left_out:
        match = re.search(r"see ((?:rs|st)-\d+)", reason)
        assert match
        kept = rows[match[1]]
        assert {k: v for k, v in rows[key].items() if k not in own} == {
            k: v for k, v in kept.items() if k not in own
        }


def test_noted_is_not_accepted(data: Graph) -> None:
    """The decision is the one in the table, never a stronger one."""
    for row in cells.table("responses"):
        found = set(data.objects(response(row), CRV.decision))
        assert found <= {concept("response-decision", row["decision"])}


def test_every_thing_that_learning_links_to_is_described(data: Graph, everything: Graph) -> None:
    """Joins hold across the files in data/."""
    assert set(cells.undescribed(data, everything)) == set()


def test_the_files_are_what_the_conversion_gives() -> None:
    """The same tables give the same bytes."""
    for path, content in learning.files().items():
        assert (cells.ROOT / path).read_text(encoding="utf-8") == content
