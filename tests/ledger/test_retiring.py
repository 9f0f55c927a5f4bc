"""Withdrawing, moving, rolling back and taking down: what goes, and what stays in its place."""

from __future__ import annotations

import pytest

from kg.errors import (
    BadRequest,
    Gone,
    IdentifiersRetired,
    IdentifiersVanish,
    NotFound,
    ShapesBroken,
)
from kg.knowledge_graph import KnowledgeGraph
from kg.ledger import Ledger, State, reason
from kg.load import Source
from kg.rdf import Syntax, split
from kg.takedown import of_record, of_text
from tests.seeded import BASE, dataset, review_iri, reviews, seeded

ONE, TWO, THREE, FOUR = (review_iri(number) for number in (1, 2, 3, 4))
NEW = f"{BASE}id/review/eng-new001"
RELATION = "<http://purl.org/dc/terms/relation>"


def key(review: str) -> str:
    """The key of a review, which its parts share."""
    return review.rpartition("/")[2]


def state(graph: KnowledgeGraph, name: str) -> tuple[State, str | None]:
    """What became of an identifier, and what it moved to."""
    (entry,) = graph.resolve([name], changes=False)
    return entry.state, entry.target


def about(graph: KnowledgeGraph, name: str) -> set[str]:
    """What publishers say of a thing, as predicate and object."""
    term, data = f"<{name}>", graph.store.dump([f"{BASE}data/one", f"{BASE}data/two"])
    return {" ".join(split(one)[1:3]) for one in data if split(one)[0] == term}


def mentioning(graph: KnowledgeGraph, name: str) -> list[str]:
    """The statements of publishers in which a thing is mentioned."""
    data = graph.store.dump([f"{BASE}data/one", f"{BASE}data/two"])
    return [one for one in data if f"<{name}>" in split(one)[:3]]


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
