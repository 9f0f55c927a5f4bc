"""Withdrawing and moving: what goes, and what stays in its place."""

from __future__ import annotations

import pytest

from kg.errors import (
    BadRequest,
    Gone,
    NotFound,
    ShapesBroken,
)
from kg.knowledge_graph import KnowledgeGraph
from kg.ledger import Ledger, State
from tests.ledger.telling import FOUR, NEW, ONE, RELATION, THREE, TWO, about, key, mentioning, state
from tests.seeded import BASE, dataset, reviews, seeded

# Withdrawing


def test_a_withdrawn_thing_goes_with_its_parts_and_the_links_to_it(graph: KnowledgeGraph) -> None:
    """Each identifier leaves a tombstone with reason, time and former type; nothing else."""
    outcome = graph.withdraw(ONE, "created-in-error", message="A slip")
    stones = Ledger(graph.store, graph.vocabulary).tombstones()
    kinds = {name.removeprefix(f"{BASE}id/").partition("/")[0] for name in stones}
    assert kinds >= {"review", "incident", "subject", "document", "edition", "copy"}
    assert all(key(ONE) in name for name in stones)
    assert stones[ONE].former_type == f"{BASE}def/core/CaseReview"
    assert outcome.release is not None
    assert {one.deleted for one in stones.values()} == {outcome.release.at}
    assert not mentioning(graph, ONE)


def test_a_thing_withdrawn_for_privacy_leaves_no_type(graph: KnowledgeGraph) -> None:
    """Date and reason are all that is said."""
    graph.withdraw(ONE, "privacy")
    stones = Ledger(graph.store, graph.vocabulary).tombstones()
    assert {one.former_type for one in stones.values()} == {None}


def test_links_to_a_withdrawn_thing_lead_to_what_replaced_it(graph: KnowledgeGraph) -> None:
    """So does its tombstone."""
    graph.load([dataset("two", f"<{TWO}> {RELATION} <{ONE}> .")])
    graph.withdraw(ONE, "created-in-error", THREE)
    assert about(graph, TWO) >= {f"{RELATION} <{THREE}>"}
    assert state(graph, ONE) == (State.MOVED, THREE)


def test_a_part_that_belongs_to_another_thing_too_stays(graph: KnowledgeGraph) -> None:
    """Two reviews of one incident: it goes with the last of them."""
    incident = f"{BASE}id/incident/{key(ONE)}"
    graph.load([dataset("two", f"<{TWO}> <{BASE}def/core/reviews> <{incident}> .")])
    graph.withdraw(ONE, "created-in-error")
    assert state(graph, incident) == (State.LIVE, None)
    graph.withdraw(TWO, "created-in-error")
    assert state(graph, incident) == (State.GONE, None)


def test_a_withdrawal_passes_the_gate() -> None:
    """What others need of a thing keeps it: a person without a public role may not stay."""
    with seeded("consistency", "privacy") as graph:
        person, report = f"{BASE}id/person/invented-author", f"{BASE}id/document/{key(ONE)}-report"
        author = [
            f"<{person}> a <http://xmlns.com/foaf/0.1/Person> .".replace(
                " a ", " <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
            ),
            f'<{person}> <http://xmlns.com/foaf/0.1/name> "Invented Author" .',
            f"<{report}> <http://purl.org/dc/terms/creator> <{person}> .",
        ]
        graph.load([dataset("one", *reviews([1]), *author)])
        with pytest.raises(ShapesBroken):
            graph.withdraw(ONE, "created-in-error")
        graph.withdraw(person, "created-in-error")
        graph.withdraw(ONE, "created-in-error")
        assert state(graph, ONE) == (State.GONE, None)


def test_a_dataset_goes_with_what_is_described_nowhere_else(graph: KnowledgeGraph) -> None:
    """And is empty afterwards."""
    graph.load([dataset("two", *reviews([3, 4]))])
    graph.withdraw(f"{BASE}data/two", "created-in-error")
    assert not graph.store.dump([f"{BASE}data/two", f"{BASE}data/two/derived"])
    assert state(graph, f"{BASE}data/two")[0] == State.GONE
    assert (state(graph, FOUR)[0], state(graph, THREE)[0]) == (State.GONE, State.LIVE)


def test_what_cannot_be_withdrawn_is_refused_with_a_reason(graph: KnowledgeGraph) -> None:
    """And the store is as it was."""
    release = graph.current()
    with pytest.raises(NotFound):
        graph.withdraw(f"{BASE}id/review/nothing", "privacy")
    with pytest.raises(BadRequest, match="Give one of: created-in-error, duplicate"):
        graph.withdraw(ONE, "boredom")
    with pytest.raises(BadRequest, match="no reason"):
        graph.withdraw(ONE, "rolled-back")
    with pytest.raises(BadRequest, match="identifier that is kept"):
        graph.withdraw(ONE, "duplicate")
    with pytest.raises(BadRequest, match="goes with"):
        graph.withdraw(ONE, "created-in-error", f"{BASE}id/incident/{key(ONE)}")
    assert graph.current() == release
    graph.withdraw(ONE, "privacy")
    with pytest.raises(Gone):
        graph.withdraw(ONE, "privacy")


# Moving


def test_a_renamed_thing_keeps_what_is_said_of_it(graph: KnowledgeGraph) -> None:
    """Every statement and every link, in every graph, what follows from them included."""
    graph.load([dataset("two", f"<{TWO}> {RELATION} <{ONE}> .")])
    said, links = about(graph, ONE), len(mentioning(graph, ONE))
    derived = graph.store.dump([f"{BASE}data/one/derived"])
    graph.move(ONE, NEW)
    assert about(graph, NEW) == said
    assert (len(mentioning(graph, NEW)), len(mentioning(graph, ONE))) == (links, 0)
    assert graph.store.dump([f"{BASE}data/one/derived"]) == {
        one.replace(f"<{ONE}>", f"<{NEW}>") for one in derived
    }
    assert state(graph, ONE) == (State.MOVED, NEW)


def test_a_merged_thing_hands_over_its_links_and_not_its_statements(graph: KnowledgeGraph) -> None:
    """Its reports and its learning are now those of the one that is kept."""
    said = about(graph, ONE)
    report = f"{BASE}id/document/{key(TWO)}-report"
    graph.move(TWO, ONE)
    assert about(graph, ONE) == said
    assert f"<{BASE}def/core/reportOf> <{ONE}>" in about(graph, report)
    assert not mentioning(graph, TWO)


def test_the_incident_of_a_merged_review_moves_to_its_counterpart(graph: KnowledgeGraph) -> None:
    """Either review has one. Its subject goes for good: nothing may point to a subject."""
    old, new = (f"{BASE}id/incident/{key(review)}" for review in (TWO, ONE))
    graph.move(TWO, ONE)
    assert state(graph, old) == (State.MOVED, new)
    assert state(graph, f"{BASE}id/subject/{key(TWO)}-1") == (State.GONE, None)


def test_a_chain_of_moves_is_one_hop(graph: KnowledgeGraph) -> None:
    """The first identifier leads to the last."""
    graph.move(TWO, THREE)
    graph.move(THREE, ONE)
    graph.move(ONE, NEW)
    assert {state(graph, name) for name in (ONE, TWO, THREE)} == {(State.MOVED, NEW)}


def test_nothing_moves_to_itself_to_the_retired_or_out_of_the_house(graph: KnowledgeGraph) -> None:
    """And a thing does not become a term."""
    graph.withdraw(THREE, "privacy")
    with pytest.raises(BadRequest, match="itself"):
        graph.move(ONE, ONE)
    with pytest.raises(Gone):
        graph.move(ONE, THREE)
    for target in (
        "https://example.org/x",
        f"{BASE}def/core/Review",
        f"{BASE}id/review/",
        f"{BASE}id/review/a%20b",
    ):
        with pytest.raises(BadRequest, match="cannot take the place"):
            graph.move(ONE, target)
