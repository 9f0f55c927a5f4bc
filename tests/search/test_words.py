"""Words of texts and questions: folding, English, Welsh and Gaelic forms, hostile input."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.search.finding import distance
from kg.search.words import english, folded, gaelic, read_question, welsh, words


def test_case_marks_and_punctuation_do_not_count() -> None:
    """Circumflexes of Welsh, graves of Gaelic, ligatures, apostrophes."""
    assert folded("Môn, Comhairle nan Eilean Sìar") == "mon comhairle nan eilean siar"
    assert words("Children's  SAFEGUARDING—board_2") == [
        "children",
        "s",
        "safeguarding",
        "board",
        "2",
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [("review", "reviews"), ("body", "bodies"), ("inquiry", "inquiries"), ("process", "processes")],
)
def test_an_english_noun_is_found_in_both_numbers(one: str, other: str) -> None:
    """Whichever of them is asked for."""
    assert other in english(one)
    assert one in english(other)


@pytest.mark.parametrize("form", ["caerdydd", "gaerdydd", "nghaerdydd", "chaerdydd"])
def test_a_welsh_word_is_found_in_every_mutation(form: str) -> None:
    """Whichever of them is asked for."""
    others = {"caerdydd", "gaerdydd", "nghaerdydd", "chaerdydd"} - {form}
    assert others <= welsh(form)


def test_a_gaelic_word_is_found_lenited_or_not() -> None:
    """As in Comhairle and a' Chomhairle."""
    assert gaelic("comhairle") == {"chomhairle"}
    assert gaelic("chomhairle") == {"comhairle"}


def test_common_words_narrow_nothing_unless_there_are_no_others() -> None:
    """So that an ampersand finds an and."""
    assert read_question("Argyll & Bute").words == read_question("argyll and bute").words
    assert read_question("the").words == ("the",)
    assert read_question("a child of").words == ("child",)
    assert read_question("the Child A").words == ("child", "a")
    assert read_question("Children\u2019s board").words == ("children", "board")


def test_words_in_quotes_are_a_phrase() -> None:
    """And one word in quotes is a word; a quote without its end is none."""
    assert read_question('"learning review" fife').phrases == (("learning", "review"),)
    assert read_question('"fife" cpc').words == ("fife", "cpc")
    assert read_question('cpc "fife').words == ("cpc", "fife")


@given(st.text(max_size=200) | st.text(alphabet='"*^(){}:+-ANDORNTE\x00 ', max_size=80))
def test_whatever_is_typed_is_a_question_that_the_index_can_read(text: str) -> None:
    """Nothing of its query language gets through."""
    question = read_question(text)
    with_index = sqlite3.connect(":memory:")
    with_index.execute("CREATE VIRTUAL TABLE t USING fts5(name, welsh, gaelic)")
    for match in (question.every(), question.some()):
        if match:
            with_index.execute("SELECT count(*) FROM t WHERE t MATCH ?", (match,)).fetchone()
    with_index.close()


@given(st.text(max_size=3000, alphabet="ab \"'çw"))
def test_a_question_is_no_longer_than_it_may_be(text: str) -> None:
    """However long the text."""
    question = read_question(text)
    assert len(question.words) <= 24
    assert all(len(word) <= 64 for word in question.words)


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [
        ("fife", "fife", 0),
        ("fife", "fief", 1),
        ("neglect", "negelct", 1),
        ("board", "bored", 2),
        ("", "ab", 2),
    ],
)
def test_distance_counts_letters_changed_or_swapped(one: str, other: str, steps: int) -> None:
    """The same both ways."""
    assert distance(one, other) == distance(other, one) == steps
