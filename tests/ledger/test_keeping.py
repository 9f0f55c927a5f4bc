"""Loading, rolling back and taking down: no identifier is lost, none is used again."""

from __future__ import annotations

import pytest

from kg.errors import (
    BadRequest,
    IdentifiersRetired,
    IdentifiersVanish,
)
from kg.knowledge_graph import KnowledgeGraph
from kg.ledger import Ledger, State, reason
from kg.load import Source
from kg.rdf import Syntax
from kg.takedown import of_record, of_text
from tests.ledger.telling import FOUR, NEW, ONE, THREE, TWO, about, mentioning, state
from tests.seeded import BASE, dataset, reviews

# Loading


def test_a_load_that_would_let_an_identifier_vanish_is_refused(graph: KnowledgeGraph) -> None:
    """It names them with their labels, at most twenty, and says what to do."""
    with pytest.raises(IdentifiersVanish, match=r"kg withdraw.*kg move") as caught:
        graph.load([dataset("one")])
    assert f"<{ONE}> (Child B11 (generated 1))" in caught.value.detail
    assert "and " in caught.value.detail
    listed, count = caught.value.fields["identifiers"], caught.value.fields["count"]
    assert isinstance(listed, list)
    assert isinstance(count, int)
    assert len(listed) == 20 < count
    assert state(graph, ONE)[0] == State.LIVE


def test_a_thing_may_go_to_another_dataset_in_one_load(graph: KnowledgeGraph) -> None:
    """Nothing vanishes that is described elsewhere afterwards."""
    graph.load([dataset("one", *reviews([1, 2])), dataset("two", *reviews([3]))])
    assert state(graph, THREE)[0] == State.LIVE


def test_retired_identifiers_are_not_used_again(graph: KnowledgeGraph) -> None:
    """The file that held them must be mended; the error says what to use instead."""
    graph.move(ONE, NEW)
    graph.withdraw(TWO, "privacy")
    with pytest.raises(IdentifiersRetired, match=f"<{ONE}> \\(now <{NEW}>\\)"):
        graph.load([dataset("two", *reviews([1, 2]))])


def test_publishers_write_no_tombstones_and_no_history(graph: KnowledgeGraph) -> None:
    """There is one way to retire an identifier, and it keeps the ledger whole."""
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    stone = f"<{FOUR}> {kind} <https://www.w3.org/ns/activitystreams#Tombstone> ."
    with pytest.raises(BadRequest, match="kg withdraw"):
        graph.load([dataset("two", stone)])
    for name in ("tombstones", "history"):
        source = Source("x.nt", b"<urn:a> <urn:b> <urn:c> .", Syntax.NTRIPLES, f"{BASE}data/{name}")
        with pytest.raises(BadRequest, match=f"data/{name}> is"):
            graph.load([source])


# Rolling back


def test_a_rollback_keeps_the_tombstones(graph: KnowledgeGraph) -> None:
    """What was withdrawn since stays withdrawn, though the older release described it."""
    graph.withdraw(ONE, "privacy")
    graph.load([dataset("two", *reviews([4]))])
    graph.roll_back(3)
    assert state(graph, ONE) == (State.GONE, None)
    assert not mentioning(graph, ONE)


def test_a_rollback_says_of_a_moved_thing_what_was_said_of_it_before(graph: KnowledgeGraph) -> None:
    """Under the identifier that it moved to; the old one still leads there."""
    said = about(graph, ONE)
    graph.move(ONE, NEW)
    extra = f'<{TWO}> <http://www.w3.org/2004/02/skos/core#editorialNote> "Checked."@en .'
    graph.load([dataset("two", extra)])
    graph.roll_back(3)
    assert about(graph, NEW) == said
    assert state(graph, ONE) == (State.MOVED, NEW)


def test_an_identifier_that_a_rollback_takes_away_is_retired(graph: KnowledgeGraph) -> None:
    """It says why, so that a reader knows that it may come again."""
    graph.load([dataset("two", *reviews([4]))])
    graph.roll_back(3)
    stone = Ledger(graph.store, graph.vocabulary).tombstones({FOUR})[FOUR]
    assert stone.reason == reason(graph.vocabulary, "rolled-back")
    assert state(graph, f"{BASE}data/two")[0] == State.GONE


def test_the_mended_file_brings_rolled_back_identifiers_again(graph: KnowledgeGraph) -> None:
    """A rollback of a bad load must not burn the identifiers in it."""
    graph.load([dataset("two", *reviews([4]))])
    graph.roll_back(3)
    graph.load([dataset("two", *reviews([4]))])
    assert state(graph, FOUR) == (State.LIVE, None)


def test_a_rollback_can_itself_be_rolled_back(graph: KnowledgeGraph) -> None:
    """Then all is as it was, moves among what had come since included."""
    graph.load([dataset("two", *reviews([4]))])
    graph.move(FOUR, NEW)
    whole = graph.store.dump([f"{BASE}data/two", f"{BASE}data/tombstones"])
    graph.roll_back(3)
    assert state(graph, FOUR)[0] == State.GONE
    graph.roll_back(5)
    assert graph.store.dump([f"{BASE}data/two", f"{BASE}data/tombstones"]) == whole


def test_a_rollback_without_anything_retired_is_what_the_release_held(
    graph: KnowledgeGraph,
) -> None:
    """Statement for statement, apart from the history."""
    before = graph.store.dump([f"{BASE}data/one", f"{BASE}data/one/derived"])
    note = f'<{ONE}> <http://www.w3.org/2004/02/skos/core#editorialNote> "Checked."@en .'
    graph.load([dataset("one", *reviews([1, 2, 3]), note)])
    graph.roll_back(3)
    assert graph.store.dump([f"{BASE}data/one", f"{BASE}data/one/derived"]) == before


# Taking down


def test_a_takedown_of_a_text_leaves_a_trace_of_what_it_emptied(graph: KnowledgeGraph) -> None:
    """A thing of which nothing else was said is gone, not forgotten."""
    label, thing = "http://www.w3.org/2004/02/skos/core#prefLabel", f"{BASE}id/body/invented"
    graph.load([dataset("two", f'<{thing}> <{label}> "Invented secret" .')])
    graph.erase(of_text("Invented secret"), authority="a test")
    assert state(graph, thing) == (State.GONE, None)


def test_an_identifier_that_holds_the_text_itself_is_forgotten(graph: KnowledgeGraph) -> None:
    """A tombstone would repeat it; what led to it is gone."""
    secret = f"{BASE}id/review/invented-secret"
    graph.move(ONE, secret)
    graph.erase(of_text("invented-secret"), authority="a test")
    assert state(graph, secret) == (State.NEVER, None)
    assert state(graph, ONE) == (State.GONE, None)
    assert not [one for one in graph.store.dump() if "invented-secret" in one.lower()]


def test_a_takedown_reaches_a_record_under_its_former_identifiers(graph: KnowledgeGraph) -> None:
    """Older releases know it by those; asked for by either, all go."""
    graph.move(ONE, NEW)
    graph.erase(of_record(graph.store, graph.vocabulary, ONE), authority="a test")
    for release in graph.releases():
        data = graph.store.dump([f"{BASE}data/one"], release=release.number)
        assert not [one for one in data if f"<{ONE}>" in one or f"<{NEW}>" in one]
    assert {state(graph, name) for name in (ONE, NEW)} == {(State.GONE, None)}


def test_a_takedown_that_is_repeated_adds_nothing(graph: KnowledgeGraph) -> None:
    """Its tombstones have one time each, so that later loads pass the gate."""
    takedown = of_record(graph.store, graph.vocabulary, ONE)
    graph.erase(takedown, authority="a test")
    release = graph.current()
    graph.erase(takedown, authority="a test")
    assert graph.current() == release


def test_the_whole_graph_keeps_every_rule_about_tombstones(graph: KnowledgeGraph) -> None:
    """After every way to retire an identifier."""
    graph.load([dataset("two", *reviews([4]))])
    graph.withdraw(ONE, "privacy")
    graph.move(TWO, THREE)
    graph.erase(of_record(graph.store, graph.vocabulary, FOUR), authority="a test")
    graph.roll_back(3)
    assert not [one for one in graph.judge_store().violations if one.code.startswith("TOMB")]
