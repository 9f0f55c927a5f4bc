"""Names that people wrote, and the bodies that they mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.knowledge_graph import KnowledgeGraph
from kg.search.likeness import likeness, name_words, word_likeness
from kg.search.reconciling import Candidate, candidates

MESSY = Path(__file__).parent / "messy_bodies.tsv"
BODY = "https://w3id.org/uk-case-reviews/id/body/"


def meant(own: KnowledgeGraph, text: str, *kinds: str, limit: int = 5) -> list[Candidate]:
    """The candidates for a name among things of some kinds."""
    return candidates(own.search.exact(own.current(), patience=60), text, kinds, limit)


@pytest.fixture(scope="module")
def list_of_names() -> list[tuple[str, str]]:
    """A hundred names as spreadsheets hold them, each with the body that it means."""
    lines = MESSY.read_text().splitlines()
    return [(text, key) for text, _, key in (line.partition("\t") for line in lines)]


def test_ninety_five_of_a_hundred_messy_names_lead_to_the_right_body(
    own: KnowledgeGraph, list_of_names: list[tuple[str, str]]
) -> None:
    """Typing errors, abbreviations, capitals, missing words, ampersands, names of old: the first
    candidate is the right one. And none that is called certain is wrong.
    """
    first = {text: next(iter(meant(own, text, "body", limit=1)), None) for text, _ in list_of_names}
    wrong = [
        f"{text!r} is {key}, not {found.iri.removeprefix(BODY) if found else 'nothing'}"
        for text, key in list_of_names
        if (found := first[text]) is None or found.iri != BODY + key
    ]
    print(*wrong, sep="\n")  # noqa: T201
    assert len(first) == 100
    assert len(wrong) <= 5, "\n".join(wrong)
    sure = [text for text, _ in list_of_names if (found := first[text]) and found.match]
    assert not [line for line in wrong if any(line.startswith(repr(text)) for text in sure)]
    assert len(sure) >= 40


def test_the_names_of_the_list_are_of_bodies_that_there_are(
    own: KnowledgeGraph, list_of_names: list[tuple[str, str]]
) -> None:
    """So that a miss is a miss of the service."""
    index = own.search.exact(own.current(), patience=60)
    assert [key for _, key in list_of_names if index.about(BODY + key) is None] == []


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        ("S12000047", "place", "S12000047"),
        ("Fife", "place", "S12000047"),
        ("SUSR", "concept", "wal-susr"),
        ("Working Together to Safeguard People Vol 3: Adult Practice Reviews", "document", ""),
        ("SILP School", "course", ""),
        ("Jan Pickles", "person", ""),
    ],
)
def test_places_concepts_documents_and_courses_are_found_too(
    own: KnowledgeGraph, text: str, kind: str, key: str
) -> None:
    """By code, by name, by abbreviation; and of no other kind."""
    found = meant(own, text, kind)
    assert found
    assert {one.kind for one in found} == {kind}
    assert found[0].iri.endswith(key)
    assert found[0].likeness > 0.8


def test_two_things_of_one_name_are_no_match(own: KnowledgeGraph) -> None:
    """A review and its report: only the type tells which is meant."""
    both = meant(own, "Child K", "review", "document", "subject")
    assert [one.likeness for one in both[:2]] == [1.0, 1.0]
    assert not any(one.match for one in both)


def test_a_name_that_nothing_has_leads_nowhere(own: KnowledgeGraph) -> None:
    """Nor one without words, nor a very long one."""
    assert meant(own, "qwertyuiop", "body") == []
    assert not any(one.match for one in meant(own, "Ministry of Silly Walks", "body"))
    assert meant(own, " .!? ", "body") == []
    assert meant(own, "fife", "no-such-kind") == []
    assert not any(one.match for one in meant(own, "x" * 5000, "body"))


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("committee", "commitee", 0.85, 0.99),
        ("cttee", "committee", 0.5, 0.7),
        ("bd", "board", 0.5, 0.7),
        ("clacks", "clackmannanshire", 0.8, 0.9),
        ("n", "north", 0.8, 0.9),
        ("child", "adult", 0, 0),
        ("2019", "2018", 0, 0),
        ("boards", "board", 0.95, 1),
    ],
)
def test_words_are_like_as_far_as_they_share_letters(
    one: str, other: str, least: float, most: float
) -> None:
    """The same both ways."""
    assert least <= word_likeness(one, other) == word_likeness(other, one) <= most


def test_a_missing_word_costs_what_it_says() -> None:
    """A rare one more than a common one; initials stand for their words."""
    weights = {"fife": 5.0, "child": 1.0, "protection": 1.0, "committee": 1.0, "cpc": 4.0}
    name = name_words("Fife Child Protection Committee")

    def like(text: str) -> float:
        return likeness(name_words(text), name, lambda word: weights.get(word, 5.0))

    assert like("Committee for Child Protection, Fife") == 1
    assert like("Fife CPC") > 0.95
    assert like("Fife Child Protection") > like("Child Protection Committee")
    assert like("Fife Child Protection Committee of Nowhere") < 1
