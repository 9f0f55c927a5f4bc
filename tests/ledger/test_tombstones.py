"""Tombstones by their laws: what replaces a retired identifier is never itself retired."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from kg.changes import Changeset
from kg.content import CANONICAL_BASE as BASE
from kg.ledger import Tombstone, read_tombstones, reason, retired
from kg.vocab import Vocabulary

VOCABULARY = Vocabulary(BASE)
AT = "2026-01-01T00:00:00Z"
NAMES = [f"{BASE}id/review/{key}" for key in "abcde"]
STONES = st.builds(
    lambda name, target: Tombstone(
        name, AT, reason(VOCABULARY, "duplicate" if target else "privacy"), None, target
    ),
    st.sampled_from(NAMES),
    st.sampled_from([*NAMES, None]),
)


def applied(before: frozenset[str], change: Changeset) -> frozenset[str]:
    """The statements after a change that fits them."""
    assert change.removed <= before
    assert not change.added & before
    return before - change.removed | change.added


def after(steps: list[list[Tombstone]]) -> tuple[frozenset[str], Mapping[str, Tombstone]]:
    """The graph of tombstones after some were added, and others after them."""
    said: frozenset[str] = frozenset()
    for fresh in steps:
        said = applied(said, retired(VOCABULARY, read_tombstones(said, VOCABULARY), fresh))
    return said, read_tombstones(said, VOCABULARY)


@given(st.lists(st.lists(STONES, max_size=3), max_size=6))
def test_a_replacement_is_never_retired(steps: list[list[Tombstone]]) -> None:
    """Chains are cut short and circles opened, in whatever order they come about."""
    _, stones = after(steps)
    assert all(one.replaced_by not in stones for one in stones.values())


@given(st.lists(st.lists(STONES, max_size=3), max_size=6))
def test_a_tombstone_never_goes_away(steps: list[list[Tombstone]]) -> None:
    """Whoever was retired stays retired."""
    _, stones = after(steps)
    assert stones.keys() == {one.identifier for step in steps for one in step}


@given(st.lists(st.lists(STONES, max_size=3), max_size=6))
def test_a_tombstone_keeps_its_closed_form(steps: list[list[Tombstone]]) -> None:
    """One time and one reason each, and a duplicate has its replacement (TOMB-03, -04, -07)."""
    said, stones = after(steps)
    assert said == frozenset().union(*(one.statements(VOCABULARY) for one in stones.values()))
    duplicate = reason(VOCABULARY, "duplicate")
    assert all(one.replaced_by for one in stones.values() if one.reason == duplicate)


@given(STONES, st.sampled_from(["CaseReview", None]))
def test_a_tombstone_is_read_as_it_was_written(stone: Tombstone, kind: str | None) -> None:
    """Statements and back."""
    whole = stone._replace(former_type=VOCABULARY.term(kind) if kind else None)
    assert read_tombstones(whole.statements(VOCABULARY), VOCABULARY) == {stone.identifier: whole}


def test_what_pointed_to_an_identifier_that_is_gone_is_gone_for_the_same_reason() -> None:
    """A takedown of the kept one must not leave a redirect to it."""
    first = [Tombstone(NAMES[0], AT, reason(VOCABULARY, "duplicate"), None, NAMES[1])]
    then = [Tombstone(NAMES[1], AT, reason(VOCABULARY, "privacy"))]
    _, stones = after([first, then])
    assert stones[NAMES[0]].replaced_by is None
    assert stones[NAMES[0]].reason == reason(VOCABULARY, "privacy")
