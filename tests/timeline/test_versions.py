"""In which releases a thing changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.changes import Changeset, diff
from kg.describe import said_of
from kg.knowledge_graph import KnowledgeGraph
from kg.stores import Limits, Store, open_store
from kg.timeline import Versions
from tests.timeline.past import DATA, EDITION, OTHER, REPORT, REVIEW, VOCABULARY, at, says, title


def numbers(graph: KnowledgeGraph, name: str, until: int = 5) -> list[int]:
    """The releases in which a thing changed, newest first."""
    return [one.number for one in graph.versions.page(name, until, 100).versions]


def test_a_thing_changes_where_it_comes_changes_and_goes(past: KnowledgeGraph) -> None:
    """A release that says nothing new of it is no version of it."""
    assert numbers(past, REVIEW) == [5, 3, 2]
    assert numbers(past, OTHER) == [4, 1]


def test_a_thing_changes_with_its_parts(past: KnowledgeGraph) -> None:
    """An edition that gets a date changes the report that it is an edition of."""
    assert numbers(past, REPORT) == [3, 2]
    assert numbers(past, EDITION) == [3, 2]


def test_a_dataset_changes_with_everything_in_it(past: KnowledgeGraph) -> None:
    """Its graph is what it says."""
    assert numbers(past, DATA) == [5, 4, 3, 2, 1]


def test_what_was_never_said_of_has_no_versions(past: KnowledgeGraph) -> None:
    """Nor has it a first one."""
    assert numbers(past, f"{REVIEW}-unknown") == []
    assert past.versions.oldest(f"{REVIEW}-unknown") is None


def test_the_versions_around_a_release_are_found_from_it(past: KnowledgeGraph) -> None:
    """The one in force, the first, the next; and that the last withdrew the thing."""
    versions = past.versions
    assert versions.newest(REVIEW, 4) == (3, at(3), False)
    assert versions.newest(REVIEW, 1) is None
    assert versions.oldest(REVIEW) == (2, at(2), False)
    assert versions.after(REVIEW, 3) == (5, at(5), True)
    assert versions.after(REVIEW, 5) is None


def test_pages_hold_as_many_as_they_are_asked_for_and_say_where_to_go_on(
    past: KnowledgeGraph,
) -> None:
    """The pages together are the whole."""
    first = past.versions.page(REVIEW, 5, 2)
    assert ([one.number for one in first.versions], first.rest) == ([5, 3], 2)
    second = past.versions.page(REVIEW, 2, 2)
    assert ([one.number for one in second.versions], second.rest) == ([2], None)


@pytest.mark.slow
def test_most_releases_are_passed_over_without_asking_the_store(
    monkeypatch: pytest.MonkeyPatch, limits: Limits
) -> None:
    """Thirty releases about other things cost a look at what each touched."""
    with closing(open_store("memory:", limits)) as store:
        for parent in range(30):
            said = title(f"{OTHER}-{parent}", "Other") if parent != 20 else title(REVIEW, "Toy")
            store.commit(Changeset(frozenset({said})), parent=parent, at=at(1), note={})
        asked = []
        query = store.query

        def counting(*args: Any, **kwargs: Any) -> bytes:
            asked.append(kwargs["release"])
            return query(*args, **kwargs)

        monkeypatch.setattr(store, "query", counting)
        found = Versions(store, VOCABULARY).page(REVIEW, 30, 10)
        assert [one.number for one in found.versions] == [21]
        assert set(asked) == {30, 20}


NODES = [REVIEW, REPORT, EDITION, OTHER]
STATEMENTS = st.sampled_from(
    [title(one, text) for one in NODES for text in ("a", "b")]
    + [says(one, "crv:reportOf", other) for one in NODES[1:] for other in NODES[:2]]
    + [says(one, "openwemi:expresses", other) for one in NODES for other in NODES]
    + [says(one, "dcterms:relation", other) for one in NODES for other in NODES]
    + [says(REVIEW, "crv:reviews", OTHER), says(OTHER, "crv:step", EDITION)]
)
CONTENTS = st.lists(st.frozensets(STATEMENTS, max_size=8), min_size=1, max_size=4)


@pytest.fixture(scope="module")
def shared(limits: Limits) -> Iterator[Store]:
    """A store that examples share; each is about things of its own."""
    with closing(open_store("memory:", limits)) as store:
        yield store


@pytest.mark.slow
@settings(max_examples=20)
@given(CONTENTS, st.sampled_from(NODES))
def test_versions_are_what_comparing_every_two_releases_gives(
    shared: Store, contents: list[frozenset[str]], name: str
) -> None:
    """The law: what is passed over did not change, both ways through the releases."""
    start = shared.current()
    before: frozenset[str] = frozenset()
    for parent, content in enumerate(contents, start):
        own = frozenset(one.replace("/id/", f"/id/x{start}-") for one in content)
        shared.commit(diff(before, own), parent=parent, at=at(1), note={})
        before = own
    name = name.replace("/id/", f"/id/x{start}-")
    numbers = range(start + 1, shared.current() + 1)
    said = [said_of(shared, VOCABULARY, name, number).statements for number in numbers]
    wanted = [
        number
        for number, earlier, now in zip(numbers, [frozenset(), *said], said, strict=False)
        if now and now != earlier
    ]
    versions = Versions(shared, VOCABULARY)
    found = versions.page(name, shared.current(), 100).versions
    assert [one.number for one in found] == wanted[::-1]
    first = versions.oldest(name)
    forth = [first.number] if first else []
    while forth and (later := versions.after(name, forth[-1])):
        forth.append(later.number)
    assert forth == wanted
