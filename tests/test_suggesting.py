"""A report that says which known name is near an unknown one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg.knowledge_graph import KnowledgeGraph, open_graph
from kg.load import Source
from kg.rdf import Syntax
from kg.settings import Settings
from tests.seeded import BASE, dataset, review_iri, reviews, seeded

PREFIXES = f"""@prefix crv: <{BASE}def/core/> .
@prefix rtype: <{BASE}def/review-type/> .
@prefix body: <{BASE}id/body/> .
@prefix review: <{BASE}id/review/> .
"""


@pytest.fixture(scope="module")
def graph() -> Iterator[KnowledgeGraph]:
    """A graph that holds reviews 1 and 2, and in which review 3 was withdrawn."""
    with seeded() as opened:
        opened.load([dataset("one", *reviews([1, 2, 3]))])
        opened.withdraw(review_iri(3), "privacy")
        yield opened


def messages(graph: KnowledgeGraph, said: str, *, alone: bool = False) -> dict[str, str]:
    """What is said of a file, by code."""
    body = f"{PREFIXES}review:eng-zzzzz2 {said} .".encode()
    source = Source("new.ttl", body, Syntax.TURTLE, f"{BASE}data/new")
    return {one.code: one.message for one in graph.judge([source], alone=alone).results}


@pytest.mark.parametrize(
    ("code", "said", "meant"),
    [
        ("TERM-01", "crv:comissionedBy body:generated-1", "crv:commissionedBy"),
        ("TERM-01", "a crv:CaseRevew", "crv:CaseReview"),
        ("VOC-01", "crv:reviewType rtype:learning-reviw", "rtype:learning-review"),
        ("REF-01", "crv:commissionedBy body:uk-case-review", "body:uk-case-reviews"),
    ],
)
def test_the_nearest_known_name_is_told(
    graph: KnowledgeGraph, code: str, said: str, meant: str
) -> None:
    """Of a property, a class, a concept and a thing; before the example of the rule."""
    message = messages(graph, said)[code]
    assert f" Did you mean {meant}? For example: " in message


def test_terms_are_known_without_the_store_too(graph: KnowledgeGraph) -> None:
    """Alone, and where a load is so large that all is judged anew."""
    said = "crv:reviewType rtype:learning-reviw"
    assert "Did you mean rtype:learning-review?" in messages(graph, said, alone=True)["VOC-01"]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("TERM-01", "crv:qqqqqqq 1"),
        ("VOC-01", 'crv:reviewType "learning-review"'),
        ("REF-01", "crv:commissionedBy body:somewhere-else"),
    ],
)
def test_nothing_is_suggested_where_nothing_is_near(
    graph: KnowledgeGraph, code: str, said: str
) -> None:
    """A guess would send its reader the wrong way."""
    assert "Did you mean" not in messages(graph, said)[code]


def test_a_retired_identifier_is_told_once_and_as_such(graph: KnowledgeGraph) -> None:
    """Not as the many things that the rules about tombstones make of it."""
    report = graph.judge([dataset("one", *reviews([1, 2, 3]))])
    about = [one for one in report.violations if one.focus == f"<{review_iri(3)}>"]
    assert [one.code for one in about] == ["TOMB-98"]
    assert "retired identifiers are not used again" in about[0].message
    assert about[0].spot
    assert not [one for one in report.violations if one.code in {"TOMB-01", "TOMB-02"}]


def test_alone_means_that_nothing_is_compared(graph: KnowledgeGraph) -> None:
    """In an empty store too, where every review would be the only one of its kind."""
    source = dataset("two", *reviews([4]))
    with open_graph(Settings(store="memory:")) as empty:
        for one in (graph, empty):
            assert "PRIV-98" in {found.code for found in one.judge([source]).results}
            alone = one.judge([source], alone=True)
            assert "PRIV-98" not in {found.code for found in alone.results}
