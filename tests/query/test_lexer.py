"""Reading the words of a query: what is a word and what only looks like one. Touches no store."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.query.lexer import calls_service, decoded, tokens
from tests.query.disguises import DISGUISES, INNOCENT


@pytest.mark.parametrize("text", DISGUISES.values(), ids=DISGUISES)
def test_a_service_clause_is_seen_in_every_disguise(text: str) -> None:
    """The engine has no lexer, so a clause counts wherever any of its readings could find one."""
    assert calls_service(text % "http://x/")


@pytest.mark.parametrize("text", INNOCENT.values(), ids=INNOCENT)
def test_a_query_that_only_speaks_of_a_service_calls_none(text: str) -> None:
    """The word may stand in comments, strings, IRIs, variables and names."""
    assert not calls_service(text)


@given(st.text(alphabet="sServicERVICE >\\{}()a1.\n"))
def test_a_service_clause_is_seen_whatever_stands_before_it(before: str) -> None:
    """Only an open string, comment, IRI, variable or name in front could hide a clause."""
    assert calls_service(f"{before}\nSERVICE <http://x/> {{}}")


@pytest.mark.parametrize(
    "part",
    [
        "a.",
        '\\"',
        "service",
        "service:",
        "<",
        "<a",
        "'''a",
        "service a:#",
        "service <",
        "<'>",
        "\n'",
    ],
)
def test_long_hostile_text_is_read_in_linear_time(part: str) -> None:
    """No query may hold up the server by its text alone: 100,000 times the part takes seconds in
    a quadratic reading, far more than the minute allowed to all tests.
    """
    text = f'"{part * 100_000} service'
    began = time.process_time()
    list(tokens(text[1:]))
    calls_service(text)
    calls_service(text[1:])
    assert time.process_time() - began < 5


def test_comments_are_left_out_and_marks_inside_iris_are_not_comments() -> None:
    """A # begins a comment except inside an IRI or a string."""
    read = list(tokens("ASK { <http://x/#a> ?p '#' } # the end"))
    assert [token.text for token in read] == ["ASK", "{", "<http://x/#a>", "?p", "'#'", "}"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<http://x/a>", "iri"),
        ("<http://x/\\u0041>", "iri"),
        ("'it''s'"[:4], "string"),
        ('"a \\" b"', "string"),
        ("'''a 'b' \n c'''", "string"),
        ("?name", "variable"),
        ("$name", "variable"),
        ("@en-GB", "tag"),
        ("ex:local.name", "name"),
        (":local", "name"),
        ("ex:", "name"),
        ("ex:a%20b\\,c", "name"),
        ("_:b0", "name"),
        ("SELECT", "word"),
        ("{", "mark"),
        ('"never closed\n', "unclosed"),
    ],
)
def test_every_kind_of_token_is_told_from_the_others(text: str, kind: str) -> None:
    """SPARQL 1.1, section 19.8: the terminals, as far as the words of a query need them."""
    (token,) = tokens(text)
    assert (token.kind, token.text) == (kind, text)


def test_only_a_word_has_a_keyword() -> None:
    """A variable or a name that is spelt like a keyword is none."""
    read = {token.text: token.keyword for token in tokens("select ?select ex:select 'select'")}
    assert read == {"select": "SELECT", "?select": "", "ex:select": "", "'select'": ""}


@given(st.text().filter(lambda text: not set("#'\"") & set(text)))
def test_tokens_cover_every_text(text: str) -> None:
    """Nothing of a query but white space and comments is passed over, and nothing raises."""
    assert "".join(token.text for token in tokens(text)) == "".join(text.split())


@given(st.text())
def test_code_point_escapes_are_undone(text: str) -> None:
    """Section 19.2: \\uXXXX and \\UXXXXXXXX stand for the character, wherever they are."""
    escaped = "".join(f"\\U{ord(character):08X}" for character in text)
    assert decoded(escaped) == text


def test_an_escape_past_the_last_code_point_is_left_alone() -> None:
    """There is no such character, so the engine may say what it thinks of it."""
    assert decoded("\\UFFFFFFFF") == "\\UFFFFFFFF"


@pytest.mark.parametrize("length", [10, 999, 1000, 1001, 5000])
@pytest.mark.parametrize("called", ["{}:", "x:{}", "?{}", "<http://x/{}>", "silent {}:x"])
def test_a_service_is_found_however_long_its_name(length: int, called: str) -> None:
    """A limit on how far a name is followed must never hide a call."""
    assert calls_service(f"ASK {{ SERVICE {called.format('a' * length)} # {{\n {{ ?s ?p ?o }} }}")
