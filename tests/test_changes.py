"""Changesets: the laws of differences between graphs."""

from __future__ import annotations

from hypothesis import given

from kg.changes import Changeset, diff
from kg.rdf import in_graph
from tests.rdf.strategies import GRAPHS


def applied(before: frozenset[str], change: Changeset) -> frozenset[str]:
    """What a store holds after a commit."""
    return (before - change.removed) | change.added


@given(GRAPHS, GRAPHS)
def test_a_difference_turns_one_graph_into_the_other(
    before: frozenset[str], after: frozenset[str]
) -> None:
    """Whatever the two hold."""
    assert applied(before, diff(before, after)) == after


@given(GRAPHS, GRAPHS)
def test_the_inverse_undoes_a_difference(before: frozenset[str], after: frozenset[str]) -> None:
    """So a rollback is a change like any other."""
    change = diff(before, after)
    assert applied(after, change.inverse()) == before
    assert change.inverse() == diff(after, before)
    assert change.inverse().inverse() == change


@given(GRAPHS, GRAPHS)
def test_a_difference_names_no_statement_in_vain(
    before: frozenset[str], after: frozenset[str]
) -> None:
    """It adds what was not there, removes what was, and never both."""
    change = diff(before, after)
    assert not change.added & before
    assert change.removed <= before
    assert not change.added & change.removed


@given(GRAPHS)
def test_equal_graphs_differ_in_nothing(graph: frozenset[str]) -> None:
    """And a change of nothing is false, so that no release is made of it."""
    assert not diff(graph, graph)
    assert bool(diff(frozenset(), graph)) == bool(graph)
    assert bool(diff(graph, frozenset())) == bool(graph)


@given(GRAPHS, GRAPHS, GRAPHS)
def test_changes_of_different_graphs_merge_into_one(
    one: frozenset[str], other: frozenset[str], later: frozenset[str]
) -> None:
    """Data and their provenance travel in one commit."""
    here = frozenset(in_graph(triple, "urn:here") for triple in one)
    then = frozenset(in_graph(triple, "urn:here") for triple in later)
    there = frozenset(in_graph(triple, "urn:there") for triple in other)
    merged = diff(here, then).merged(Changeset(added=there))
    assert applied(here, merged) == then | there
