"""What readers are told of the real terms and rules."""

from __future__ import annotations

import pytest

from kg.rdf import Syntax, parse
from kg.reference import Handbook, mentions
from tests.ontology.files import DEF, VOCABULARY, handbook

CORE, SHAPE = f"{DEF}core/", f"{DEF}shape/"


@pytest.fixture(scope="module")
def book() -> Handbook:
    return handbook()


def test_a_class_has_its_properties_under_headings_in_order(book: Handbook) -> None:
    """sh:group and sh:order give a page its sections."""
    groups = book.groups(f"{CORE}CaseReview")
    titles = [one.title for one in groups]
    assert titles[:3] == ["What it is", "Who was involved", "When"]
    assert [row.rule.path for row in groups[0].rows][:2] == ["dcterms:title", "crv:titleStatus"]


def test_a_row_joins_what_all_rules_say_of_a_property(book: Handbook) -> None:
    """Once required by one module and from a list by another."""
    row = book.row(f"{CORE}reviewType", f"{CORE}CaseReview")
    assert row
    assert (row.often, row.is_required) == ("one or more", True)
    assert row.wants == ("a concept from the list Types of review (rtype:)",)
    assert {one.code for one in (row.rule, *row.others)} == {"REV-04", "VOC-01"}


def test_a_recommendation_is_no_requirement(book: Handbook) -> None:
    """What only warns is not printed as required."""
    row = book.row(VOCABULARY.prefixes["dcterms"] + "spatial", f"{CORE}CaseReview")
    assert row
    assert (row.often, row.is_required) == ("recommended", False)


def test_a_property_of_no_use_on_a_class_has_no_row(book: Handbook) -> None:
    """A copy makes no recommendations."""
    assert book.row(f"{CORE}recommendationCount", f"{CORE}Copy") is None


def test_a_rule_looks_at_what_its_owner_looks_at(book: Handbook) -> None:
    """A property shape has the targets of the shape that it is part of."""
    assert book.targets(book.rules["REV-02"]) == ["every crv:CaseReview"]


def test_a_list_knows_its_properties(book: Handbook) -> None:
    """Who takes a role: people in bodies, in reviews, and services that offer one."""
    assert set(map(VOCABULARY.shorten, book.takers(f"{DEF}role/"))) == {
        "crv:offersRole", "org:role", "prov:hadRole",
    }  # fmt: skip


def test_a_class_of_others_has_our_shape_as_its_page(book: Handbook) -> None:
    """A class without one leads to its own address."""
    org = VOCABULARY.prefixes["org"]
    assert book.page_of(f"{org}Organization") == f"{SHAPE}Organization"
    assert book.page_of(f"{org}Site") == f"{org}Site"


def test_an_example_has_what_must_stand_beside_it(book: Handbook) -> None:
    """A review needs its incident in the same file."""
    turtle = book.example(f"{CORE}CaseReview")
    said = parse(turtle.encode(), Syntax.TURTLE, source="example").triples
    typed = {one.split(" ")[2].rpartition("/")[2].strip(">") for one in said if "#type>" in one}
    assert typed == {"CaseReview", "Incident"}


def test_every_rule_has_its_broken_example(book: Handbook) -> None:
    """The file that the tests run is the one that the page shows."""
    assert [code for code, rule in book.rules.items() if not book.broken(rule)] == []


def test_near_equivalents_come_from_the_mappings(book: Handbook) -> None:
    """So that a reader who knows another vocabulary finds the way."""
    near = set(map(VOCABULARY.shorten, book.terms[f"{CORE}Participation"].near))
    assert near == {"schema:Role"}


def test_narrower_concepts_are_inside_broader_ones(book: Handbook) -> None:
    """Each concept of a list is in its trees."""
    scheme = book.schemes[f"{DEF}review-type/"]
    waiting, seen = list(scheme.top), set()
    while waiting:
        concept = waiting.pop()
        seen.add(concept.iri)
        waiting += concept.narrower
    assert len(seen) == scheme.size
    assert f"{DEF}review-type/child-case-review" in {one.iri for one in scheme.top}


@pytest.mark.parametrize(
    ("text", "found"),
    [("?x crv:theme ?y", True), ("crv:theme/skos:broader*", True), ("crv:themes", False),
     ("xcrv:theme", False)],
)  # fmt: skip
def test_a_query_mentions_a_term_as_a_word(text: str, found: bool) -> None:
    """A longer name is another term."""
    assert mentions(text, "crv:theme") is found
