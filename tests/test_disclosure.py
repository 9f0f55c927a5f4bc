"""Disclosure: which reviews few others are like, found as if every review were looked at."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.changes import Changeset, diff
from kg.content import CANONICAL_BASE as BASE
from kg.disclosure import ASPECTS, Disclosure, Narrow
from kg.stores import Limits, Store, open_store
from kg.vocab import Vocabulary

VOCABULARY = Vocabulary(BASE)
GRAPH = f"<{BASE}data/x>"
SPATIAL = "<http://purl.org/dc/terms/spatial>"
AT = "2026-01-01T00:00:00Z"
# Review number → the values of its aspects.
World = dict[int, tuple[frozenset[int], frozenset[int], frozenset[int], frozenset[int]]]
VALUES = st.frozensets(st.integers(0, 2), max_size=2)
WORLDS = st.dictionaries(st.integers(0, 7), st.tuples(VALUES, VALUES, VALUES, VALUES), max_size=8)


def core(name: str) -> str:
    """One of our own terms."""
    return f"<{VOCABULARY.term(name)}>"


def statements(world: World) -> frozenset[str]:
    """The reviews of a world with their incidents, and a body with an area, which is no review."""
    said = {f"<{BASE}id/body/b> {SPATIAL} <urn:area:0> {GRAPH} ."}
    for number, (areas, years, ages, manners) in world.items():
        review, incident = f"<{BASE}id/review/{number}>", f"<{BASE}id/incident/{number}>"
        said.add(f"{review} {core('reviews')} {incident} {GRAPH} .")
        said |= {f"{review} {SPATIAL} <urn:area:{one}> {GRAPH} ." for one in areas}
        said |= {f'{incident} {core("firstYear")} "{2000 + one}" {GRAPH} .' for one in years}
        said |= {f"{incident} {core('ageBand')} <urn:age:{one}> {GRAPH} ." for one in ages}
        for one in manners:
            how = "harmType" if one else "incidentOutcome"
            said.add(f"{incident} {core(how)} <urn:manner:{one}> {GRAPH} .")
    return frozenset(said)


def expected(world: World, few: int) -> dict[str, set[Narrow]]:
    """The same, worked out by looking at every review for every one of them."""
    found: dict[str, set[Narrow]] = {}
    for number, traits in world.items():
        narrow: dict[tuple[int, ...], int] = {}
        for size in range(1, 5):
            for places in combinations(range(4), size):
                if any(set(smaller) <= set(places) for smaller in narrow):
                    continue
                counts = [
                    sum(
                        all(
                            value in other[place]
                            for place, value in zip(places, values, strict=True)
                        )
                        for other in world.values()
                    )
                    for values in _choices([traits[place] for place in places])
                ]
                if counts and min(counts) < few:
                    narrow[places] = min(counts)
        if narrow:
            found[f"{BASE}id/review/{number}"] = {
                Narrow(tuple(ASPECTS[place] for place in places), count)
                for places, count in narrow.items()
            }
    return found


def _choices(sets: list[frozenset[int]]) -> list[tuple[int, ...]]:
    chosen: list[tuple[int, ...]] = [()]
    for one in sets:
        chosen = [(*before, value) for before in chosen for value in one]
    return chosen


@pytest.fixture(scope="module")
def filling() -> Iterator[Store]:
    """A store that every example fills anew."""
    with contextlib.closing(open_store("memory:", Limits(20, 1024, 16, 1))) as opened:
        yield opened


@settings(suppress_health_check=list(HealthCheck), max_examples=25, deadline=None)
@given(before=WORLDS, after=WORLDS, few=st.integers(1, 4))
def test_narrow_reviews_are_those_that_a_look_at_all_finds(
    before: World, after: World, few: int, filling: Store
) -> None:
    """Whatever is in the store and whatever the change makes of it, of the reviews looked at."""
    release = filling.current()
    change = diff(filling.dump(), statements(before))
    number = filling.commit(change, parent=release, at=AT, note={}).number
    planned = diff(statements(before), statements(after))
    look = Disclosure(filling, VOCABULARY, number, few)
    every = {name: set(found) for name, found in look.narrow(statements(after), planned).items()}
    assert every == expected(after, few)
    touched = {name: set(found) for name, found in look.narrow(frozenset(), planned).items()}
    assert touched.items() <= every.items()
    for review in after.keys() - before.keys():
        name = f"{BASE}id/review/{review}"
        assert touched.get(name) == every.get(name)


def test_words_in_the_place_of_an_incident_are_nobodys_traits(filling: Store) -> None:
    """A file that breaks a rule is looked at too, and the rule tells what is wrong with it."""
    said = frozenset({f'<{BASE}id/review/99> {core("reviews")} "" {GRAPH} .'})
    look = Disclosure(filling, VOCABULARY, filling.current(), 3)
    assert look.narrow(said, Changeset(said)) == {}


def test_a_message_holds_no_value(filling: Store) -> None:
    """Only the names of aspects, and how many share them."""
    world: World = {
        1: (frozenset({0}), frozenset({1}), frozenset({2}), frozenset({1})),
        2: (frozenset({0}), frozenset({2}), frozenset({1}), frozenset({2})),
        3: (frozenset({0}), frozenset({2}), frozenset({1}), frozenset({1})),
    }
    change = diff(filling.dump(), statements(world))
    number = filling.commit(change, parent=filling.current(), at=AT, note={}).number
    look = Disclosure(filling, VOCABULARY, number, 2)
    one, two, three = look.results(statements(world), Changeset())
    assert one.message.startswith(
        "PRIV-98 year alone points to 1 review; age band alone points to 1"
    )
    assert two.message.startswith("PRIV-98 manner alone points to 1 review.")
    assert three.message.startswith("PRIV-98 year + manner together point to 1 review; ")
    for result in (one, two, three):
        assert result.value is None
        assert not [value for value in ("2001", "2002", "urn:") if value in result.message]


def test_aspects_that_are_only_together_rare_are_named_together(filling: Store) -> None:
    """Each alone is shared by all; and what holds a rare combination is not named again."""
    same = (frozenset({0}), frozenset({0}), frozenset({0}), frozenset({0}))
    other = (frozenset({0}), frozenset({1}), frozenset({0}), frozenset({1}))
    odd = (frozenset({0}), frozenset({0}), frozenset({0}), frozenset({1}))
    world: World = {1: same, 2: same, 3: other, 4: other, 5: odd}
    change = diff(filling.dump(), statements(world))
    number = filling.commit(change, parent=filling.current(), at=AT, note={}).number
    found = Disclosure(filling, VOCABULARY, number, 2).narrow(statements(world), Changeset())
    assert found == {f"{BASE}id/review/5": [Narrow(("year", "manner"), 1)]}
    assert str(found[f"{BASE}id/review/5"][0]) == "year + manner together point to 1 review"
