"""The default graph is the merge of the named graphs: a triple that several state counts once."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.changes import Changeset, diff
from kg.formats import CSV
from kg.stores import Dataset, Limits, Store, open_store

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
GRAPHS = [f"http://e/g{number}" for number in range(3)]
STATEMENTS = [
    f"<http://e/s{s}> <http://e/p> <http://e/o> <{g}> ." for s in range(3) for g in GRAPHS
]
contents = st.frozensets(st.sampled_from(STATEMENTS))


def publish(store: Store, change: Changeset) -> None:
    """Commit a change on the newest release."""
    store.commit(change, parent=store.current(), at="2026-11-24T00:00:00Z", note={})


def count(store: Store, dataset: Dataset = Dataset()) -> int:  # noqa: B008  a NamedTuple never changes
    """How many triples the default graph has."""
    return int(store.query(COUNT, CSV, dataset=dataset).split()[1])


def merged(statements: frozenset[str], graphs: list[str] = GRAPHS) -> set[str]:
    """The triples of statements in some of the graphs."""
    return {one.rsplit(" ", 2)[0] for one in statements if one.split("<")[-1][:-3] in graphs}


def test_a_triple_in_three_graphs_is_counted_once(store: Store) -> None:
    """SPARQL 1.1 Query, section 13.1: a default graph is a graph, and a graph is a set."""
    publish(store, Changeset(frozenset(STATEMENTS[:3])))
    assert count(store) == 1


def test_two_graphs_named_as_the_default_graph_are_merged(store: Store) -> None:
    """SPARQL 1.1 Protocol, section 2.1.4: several default graphs are an RDF merge."""
    publish(store, Changeset(frozenset(STATEMENTS)))
    assert count(store, Dataset(default=tuple(GRAPHS[:2]))) == 3


def test_a_dump_holds_named_graphs_only(store: Store) -> None:
    """The merge is how the store answers, not what it was given."""
    publish(store, Changeset(frozenset(STATEMENTS)))
    assert store.dump() == frozenset(STATEMENTS)


@settings(max_examples=6)  # each opens a store of its own
@given(states=st.lists(contents, min_size=2, max_size=4))
def test_the_merge_follows_every_change(limits: Limits, states: list[frozenset[str]]) -> None:
    """A triple leaves the merge when the last graph that states it lets go of it."""
    store = open_store("memory:", limits)
    try:
        before: frozenset[str] = frozenset()
        for after in states:
            publish(store, diff(before, after))
            assert count(store) == len(merged(after))
            before = after
    finally:
        store.close()
