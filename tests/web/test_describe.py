"""What a description holds, before any HTTP: parts, counts, names, and what is no more."""

from __future__ import annotations

import pytest

from kg.describe import MOST_LINKS, Name
from kg.errors import Gone, NotFound
from kg.knowledge_graph import KnowledgeGraph
from tests.web.names import BASE, REVIEW, THEME


def test_a_description_holds_the_parts_of_parts(kg: KnowledgeGraph) -> None:
    """Review, report, edition and copy; incident and subject."""
    subjects = {one.split(" ")[0] for one in kg.describe(REVIEW).statements}
    parts = ("incident/abc-12345", "subject/abc-12345-1", "copy/abc-12345-report-en-1")
    assert {f"<{BASE}id/{part}>" for part in parts} <= subjects


def test_links_are_counted_whole_and_listed_in_part(kg: KnowledgeGraph) -> None:
    """The count is exact where the list is cut."""
    description = kg.describe(THEME)
    assert description.incoming == {f"{BASE}def/core/theme": MOST_LINKS + 7}
    assert sum("def/core/theme>" in one for one in description.statements) == MOST_LINKS
    assert sum("Only 200 of the 207" in one for one in description.page) == 1


def test_names_are_english_first_and_borrowed_where_there_is_none(kg: KnowledgeGraph) -> None:
    """A body has two names; a participation has that of its course."""
    names = kg.describe(f"{BASE}id/person/a-deliverer").names
    part = names[f"{BASE}id/participation/foundation-1-a-deliverer"]
    assert part == Name("Foundation course", "en", "participation", own=False)
    body = f"{BASE}id/body/invented-committee"
    assert kg.describe(body).names[body].text == "Invented Committee"


def test_a_withdrawn_identifier_is_gone(kg: KnowledgeGraph) -> None:
    """The tombstone travels with the error; nothing replaces it."""
    with pytest.raises(Gone) as refused:
        kg.describe(f"{BASE}id/review/withdrawn")
    assert len(refused.value.fields["tombstone"]) == 3  # type: ignore[arg-type]
    assert "replaced_by" not in refused.value.fields
    assert "was withdrawn on 2025-11-01 (privacy)" in refused.value.detail


def test_a_merged_identifier_says_what_replaced_it(kg: KnowledgeGraph) -> None:
    """Gone, and where to."""
    with pytest.raises(Gone) as refused:
        kg.describe(f"{BASE}id/review/merged")
    assert refused.value.fields["replaced_by"] == REVIEW


@pytest.mark.parametrize("name", [f"{BASE}id/review/none", "urn:none", "no iri", ""])
def test_what_nothing_is_said_of_is_not_found(kg: KnowledgeGraph, name: str) -> None:
    """Never minted, not ours, and no IRI at all."""
    with pytest.raises(NotFound):
        kg.describe(name)


def test_a_graph_that_nothing_describes_is_still_a_graph(kg: KnowledgeGraph) -> None:
    """Publishers may load a graph without a word about it."""
    assert kg.describe(f"{BASE}data/history").statements == frozenset()
