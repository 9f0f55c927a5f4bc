"""Fingerprints of graphs: the laws of both hashes."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from kg.changes import diff
from kg.rdf import content_after, digest
from tests.rdf.strategies import GRAPHS


@given(GRAPHS)
def test_a_digest_is_the_hash_of_the_sorted_lines(triples: frozenset[str]) -> None:
    """RDFC-1.0, section 4.4: anyone can compute it with `sort` and `sha256sum`."""
    text = "".join(sorted(f"{line}\n" for line in triples))
    assert digest(triples) == hashlib.sha256(text.encode()).hexdigest()


@given(GRAPHS, st.data())
def test_order_does_not_matter_to_a_digest(triples: frozenset[str], data: st.DataObject) -> None:
    """A graph has no order."""
    assert digest(data.draw(st.permutations(sorted(triples)))) == digest(triples)


@given(st.lists(GRAPHS, min_size=1, max_size=5))
def test_a_content_hash_that_follows_the_changes_is_the_one_from_scratch(
    states: list[frozenset[str]],
) -> None:
    """The hash of a release depends on what it holds, not on how it came to hold it."""
    content, before = "", frozenset[str]()
    for state in states:
        change = diff(before, state)
        content, before = content_after(content, change.added, change.removed), state
    assert content == content_after("", states[-1], ())


@given(GRAPHS, GRAPHS)
def test_different_contents_have_different_hashes(
    one: frozenset[str], other: frozenset[str]
) -> None:
    """Chance alone would need 2^128 tries."""
    assert (content_after("", one, ()) == content_after("", other, ())) == (one == other)


@given(GRAPHS)
def test_a_content_hash_has_64_hex_digits(triples: frozenset[str]) -> None:
    """It is written into records and compared as text, so it has one form."""
    content = content_after("", triples, ())
    assert len(content) == 64
    assert int(content_after(content, (), triples), 16) == 0
