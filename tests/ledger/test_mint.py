"""Minting: opaque keys that were never used."""

from __future__ import annotations

import re

import pytest

from kg.errors import BadRequest
from kg.knowledge_graph import KnowledgeGraph
from tests.seeded import BASE, dataset, review_iri


def test_a_key_is_its_nation_and_six_signs_that_nobody_misreads(graph: KnowledgeGraph) -> None:
    """No vowels, so that no word comes of it; nothing that looks like something else."""
    names = graph.mint("review", "sct", 200)
    assert len(set(names)) == 200
    pattern = rf"{re.escape(BASE)}id/review/sct-[23456789bcdfghjkmnpqrstvwxz]{{6}}"
    assert all(re.fullmatch(pattern, name) for name in names)
    assert {sign for name in names for sign in name[-6:]} == set("23456789bcdfghjkmnpqrstvwxz")


def test_nothing_that_any_release_mentions_is_minted_again(
    graph: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not a thing of an older release, nor one that was only linked to, nor a retired one; whatever
    part of a review has the key.
    """
    link = "<http://purl.org/dc/terms/relation>"
    linked = f"<{BASE}id/review/eng-linked>"
    graph.load([dataset("two", f"<{review_iri(1)}> {link} {linked} .")])
    graph.load([dataset("three", f'<{BASE}id/incident/eng-partof> <{BASE}def/core/x> "x" .')])
    graph.withdraw(review_iri(2), "privacy")
    graph.roll_back(3)
    used = ["baaaaa", "daaaaa", "linked", "partof"]
    drawn = iter([*used, "zzzzz2"])
    monkeypatch.setattr("kg.ledger.minting._opaque", lambda: next(drawn))
    assert graph.mint("review", "eng") == [f"{BASE}id/review/eng-zzzzz2"]


@pytest.mark.parametrize(
    ("kind", "nation", "count"),
    [("Review", "sct", 1), ("review", "sc", 1), ("review", "sct", 0), ("review", "sct", 1001)],
)
def test_what_cannot_be_minted_is_refused(
    graph: KnowledgeGraph, kind: str, nation: str, count: int
) -> None:
    """With what can be given instead."""
    with pytest.raises(BadRequest):
        graph.mint(kind, nation, count)
