"""The ledger: live, moved, gone, never minted; when it changed last; what would vanish."""

from __future__ import annotations

from kg.changes import Changeset
from kg.knowledge_graph import KnowledgeGraph, open_graph
from kg.ledger import Ledger, State
from kg.stores.rows import rows
from kg.vocab import Vocabulary
from tests.seeded import BASE, dataset, review_iri, reviews

ONE, TWO, THREE = (review_iri(number) for number in (1, 2, 3))
NEW = f"{BASE}id/review/eng-new001"


def states(graph: KnowledgeGraph, *names: str) -> list[State]:
    """What became of each."""
    return [entry.state for entry in graph.resolve(names)]


def test_every_identifier_is_live_moved_gone_or_was_never_minted(graph: KnowledgeGraph) -> None:
    """And an entry says what there is to say of each."""
    graph.withdraw(ONE, "created-in-error")
    graph.move(TWO, NEW)
    live, moved, gone, never, other = graph.resolve(
        [THREE, TWO, ONE, f"{BASE}id/review/nothing", "https://example.org/id/review/x"]
    )
    assert (live.state, live.label) == (State.LIVE, "Child D13 (generated 3)")
    assert (moved.state, moved.target, moved.label) == (
        State.MOVED,
        NEW,
        "Child C12 (generated 2)",
    )
    assert (gone.state, gone.reason, gone.label) == (State.GONE, "created-in-error", None)
    assert (never.state, never.changed) == (State.NEVER, None)
    assert (other.state, other.iri) == (State.NEVER, None)


def test_terms_and_datasets_are_in_the_ledger_too(graph: KnowledgeGraph) -> None:
    """With or without their slash."""
    scheme = f"{BASE}def/removal-reason/"
    asked = [scheme, scheme.rstrip("/"), f"{scheme}privacy", f"{BASE}data/one", f"{BASE}data/x"]
    assert states(graph, *asked) == [State.LIVE] * 4 + [State.NEVER]
    assert [entry.iri for entry in graph.resolve(asked)][:2] == [scheme, scheme]


def test_what_only_follows_from_other_facts_is_not_a_description(graph: KnowledgeGraph) -> None:
    """A derived statement about a thing that nobody describes does not make it live."""
    stray = f"{BASE}id/review/eng-stray1"
    said = f'<{stray}> <{BASE}def/core/published> "2020" <{BASE}data/one/derived> .'
    at = "2026-01-01T00:00:00Z"
    graph.store.commit(Changeset(frozenset({said})), parent=graph.current(), at=at, note={})
    assert states(graph, stray) == [State.NEVER]


def test_the_last_change_is_that_of_what_is_said_of_it(graph: KnowledgeGraph) -> None:
    """Not that of its dataset, nor that of another thing in it."""
    extra = f'<{TWO}> <http://www.w3.org/2004/02/skos/core#editorialNote> "Checked."@en .'
    graph.load([dataset("one", *reviews([1, 2, 3]), extra)])
    graph.load([dataset("two", *reviews([4]))])
    one, two, four, data = graph.resolve([ONE, TWO, review_iri(4), f"{BASE}data/one"])
    releases = [one.changed.release for one in (one, two, four, data) if one.changed]
    assert releases == [3, 4, 5, 4]
    graph.withdraw(ONE, "created-in-error")
    (gone,) = graph.resolve([ONE])
    assert gone.changed is not None
    assert gone.changed == (6, graph.releases()[-1].at)


def test_the_ledger_survives_a_restart(graph: KnowledgeGraph) -> None:
    """It is nowhere but in the data."""
    graph.withdraw(ONE, "created-in-error")
    graph.move(TWO, THREE)
    before = graph.resolve([ONE, TWO, THREE])
    with open_graph(graph.settings) as again:
        assert again.resolve([ONE, TWO, THREE]) == before


def test_ten_thousand_identifiers_are_answered_in_order(graph: KnowledgeGraph) -> None:
    """Twice the same, too, and no two are mixed up."""
    asked = [f"{BASE}id/review/none-{number}" for number in range(9_998)]
    entries = graph.resolve([ONE, *asked, ONE], changes=False)
    assert [entry.asked for entry in entries] == [ONE, *asked, ONE]
    assert entries[0] == entries[-1]
    assert {entry.state for entry in entries[1:-1]} == {State.NEVER}


def test_vanishing_is_losing_every_statement_in_every_graph(graph: KnowledgeGraph) -> None:
    """One that is left, or one that comes in another graph, is enough."""
    ledger = Ledger(graph.store, Vocabulary(BASE))
    held = rows(graph.store, f"SELECT ?p ?o ?g {{ GRAPH ?g {{ <{ONE}> ?p ?o }} }}")
    said = frozenset(f"<{ONE}> {row['p']} {row['o']} {row['g']} ." for row in held)
    authored = frozenset(one for one in said if "/derived>" not in one)
    release = graph.current()
    elsewhere = frozenset({f'<{ONE}> <{BASE}def/core/x> "x" <{BASE}data/two> .'})
    assert ledger.vanishing(Changeset(removed=authored), release) == [ONE]
    assert ledger.vanishing(Changeset(removed=frozenset(sorted(authored)[1:])), release) == []
    assert ledger.vanishing(Changeset(elsewhere, authored), release) == []


def test_a_dataset_vanishes_with_its_last_statement(graph: KnowledgeGraph) -> None:
    """Its graph is what it names."""
    ledger = Ledger(graph.store, Vocabulary(BASE))
    whole = graph.store.dump([f"{BASE}data/one"])
    assert f"{BASE}data/one" in ledger.vanishing(Changeset(removed=whole), graph.current())
