"""Filling in the parameters of a named query, whatever a user may write."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.content import CANONICAL_BASE
from kg.errors import BadRequest
from kg.formats import CSV
from kg.knowledge_graph import KnowledgeGraph
from kg.query import Kind, NamedQuery, Parameter, named, named_queries, plan
from kg.query.lexer import tokens, with_terms
from kg.rdf import term_value
from tests.queries.regenerate import answer

QUERIES = named_queries(CANONICAL_BASE)
HARM = f"{CANONICAL_BASE}def/harm-type/"
ATTACKS = [
    "> } ; DROP ALL #",
    '" } SELECT * { ?s ?p ?o } #',
    "https://example.org/a> . ?s ?p ?o . <https://example.org/b",
    "https://example.org/a b",
    "https://example.org/{x}",
    "https://example.org/\\u003E",
    "$harm",
    "?harm",
    "harm:neglect",
    "javascript:alert(1)",
    "",
    " ",
    "neglect\n}",
]


def parameter(kind: Kind, default: str) -> Parameter:
    return Parameter("it", kind, default, "something")


def query_with(kind: Kind, default: str) -> NamedQuery:
    """A query that gives back the one value that it takes."""
    blank = parameter(kind, default)
    return NamedQuery("echo", "?", "", "", (blank,), ("it",), "SELECT ($it AS ?v) { } # $it")


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("kind", [Kind.IRI, Kind.CONCEPT])
def test_what_is_no_iri_is_refused_and_the_reason_said(kind: Kind, attack: str) -> None:
    """The error names the parameter, what is wrong with it, and a value that would do."""
    with pytest.raises(BadRequest, match="it cannot be") as caught:
        parameter(kind, f"{HARM}neglect").term(attack)
    assert caught.value.fields["parameter"] == "it"
    assert f"it={HARM}neglect" in caught.value.detail


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.INTEGER, "1.5"),
        (Kind.INTEGER, "1 OR 1"),
        (Kind.INTEGER, "9" * 19),
        (Kind.INTEGER, "\u0661"),
        (Kind.YEAR, "15"),
        (Kind.YEAR, "20155"),
        (Kind.YEAR, "2015\n"),
        (Kind.DATE, "2015"),
        (Kind.DATE, "2015-02-30"),
        (Kind.DATE, "06/07/2015"),
        (Kind.DATE, '2015-07-06" } #'),
        (Kind.STRING, "\ud800"),
        (Kind.STRING, "a\x00b"),
    ],
)
def test_a_value_of_another_kind_is_refused(kind: Kind, value: str) -> None:
    """A number, a day and a year have one way of writing each."""
    with pytest.raises(BadRequest, match="Give for example it=x"):
        parameter(kind, "x").term(value)


@given(st.text())
def test_any_text_becomes_one_string_that_says_it(text: str) -> None:
    """No text ends the string early, and nothing of it is lost."""
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        return
    term = parameter(Kind.STRING, "x").term(text)
    (token,) = tokens(term)
    assert token.kind == "string"
    assert term_value(term).value == text


@given(st.text())
def test_any_text_becomes_one_iri_or_is_refused(text: str) -> None:
    """What passes for an IRI is one token of a query, and never two."""
    for value in (text, f"https://example.org/{text}"):
        try:
            term = parameter(Kind.IRI, f"{HARM}neglect").term(value)
        except BadRequest:
            continue
        (token,) = tokens(term)
        assert (token.kind, token.text) == ("iri", term)


@given(st.dates(), st.integers(-(10**18) + 1, 10**18 - 1))
def test_days_years_and_numbers_keep_their_value(day: date, number: int) -> None:
    """Each is a literal of its own datatype."""
    xsd = "http://www.w3.org/2001/XMLSchema#"
    written = {
        (Kind.DATE, "date"): day.isoformat(),
        (Kind.YEAR, "gYear"): f"{day.year:04}",
        (Kind.INTEGER, "integer"): str(number),
    }
    for (kind, datatype), value in written.items():
        said = term_value(parameter(kind, "x").term(value))
        assert (said.value, said.datatype) == (value, f"{xsd}{datatype}")


def test_the_last_part_of_an_iri_is_enough() -> None:
    """It stands beside the default: another body, another concept of the same scheme."""
    harm = parameter(Kind.CONCEPT, f"{HARM}neglect")
    assert harm.term("self-neglect") == harm.term(f"{HARM}self-neglect") == f"<{HARM}self-neglect>"


def test_only_variables_are_replaced() -> None:
    """The same letters in a string, an IRI, a comment, a longer name or after ? stay as they
    are.
    """
    text = """SELECT ?it { ?s <urn:$it> $it , "$it" , '''$it''' , $items . FILTER(?s<$it) } # $it"""
    assert with_terms(text, {"it": "7"}) == (
        """SELECT ?it { ?s <urn:$it> 7 , "$it" , '''$it''' , $items . FILTER(?s<7) } # $it"""
    )


def test_a_value_that_looks_like_a_parameter_is_not_filled_in_again() -> None:
    """Each blank is filled once, and the value of one never reaches another."""
    blanks = tuple(Parameter(name, Kind.STRING, "", "") for name in ("a", "b"))
    query = NamedQuery("two", "?", "", "", blanks, (), "SELECT ($a AS ?x) ($b AS ?y) {}")
    assert query.text_with({"a": "$b", "b": "z"}) == 'SELECT ("$b" AS ?x) ("z" AS ?y) {}'


def test_defaults_serve_where_nothing_is_given() -> None:
    """A named query runs as it is, and any part of its parameters may be given."""
    query = QUERIES["deaths-of-children-reviewed"]
    assert query.text_with({}) == query.text_with({"from": "2010", "to": "2025"})
    assert '"2012"^^' in query.text_with({"from": "2012"})
    assert '"2025"^^' in query.text_with({"from": "2012"})


def test_an_unknown_parameter_is_refused_with_those_that_there_are() -> None:
    """The error names what was written, what the query takes and an example."""
    with pytest.raises(BadRequest, match=r"no parameter 'form'.*from \(such as 2010"):
        QUERIES["deaths-of-children-reviewed"].text_with({"form": "2010"})
    with pytest.raises(BadRequest, match="It takes none"):
        QUERIES["recurring-themes"].text_with({"theme": "x"})


@pytest.mark.parametrize("name", [name for name, one in QUERIES.items() if one.parameters])
def test_no_value_changes_what_a_query_is(name: str) -> None:
    """Whatever a value is, the tokens around it are those of the file."""
    query = QUERIES[name]
    before = [token for token in tokens(query.text) if token.text[0] != "$"]
    for attack in ATTACKS:
        for blank in query.parameters:
            try:
                text = query.text_with({blank.name: attack})
            except BadRequest:
                continue
            assert [token for token in tokens(text) if token in before] == before
            assert plan(text).form == "SELECT"


@given(it=st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_the_engine_reads_the_text_that_was_meant(graph: KnowledgeGraph, it: str) -> None:
    """A string goes into the query and comes back out of the engine."""
    query = query_with(Kind.STRING, "x")
    body = graph.answer(plan(query.text_with({"it": it})), CSV).body.decode()
    _, *rows = csv.reader(io.StringIO(body, newline=""))
    assert "".join(cell for row in rows for cell in row) == it


def test_a_parameter_changes_the_answer(graph: KnowledgeGraph) -> None:
    """Narrower questions have fewer rows, and a question about nothing has none."""
    query = QUERIES["reviews-of-a-kind"]
    children = answer(graph, query).splitlines()
    significant = answer(graph, query, kind="significant-case-review").splitlines()
    assert set(significant) < set(children)
    assert len(significant) == 18
    assert answer(graph, query, kind="no-such-kind").splitlines() == children[:1]


def test_named_queries_are_about_things_under_the_base_of_the_setting() -> None:
    """Text and defaults are written anew for another base."""
    for query in named_queries("https://example.org/").values():
        said = query.text + "".join(blank.default for blank in query.parameters)
        assert CANONICAL_BASE not in said


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("# title: A?\nSELECT * {}", "does not say its columns, description, group"),
        ("# title: A?\n# param x: iri http://a/b\nSELECT * {}", "must be written"),
        ("# title: A?\n# param x: colour = red | a colour\nSELECT * {}", "colour"),
        ("# title: A?\n# param x: date = yesterday | a day\nSELECT * {}", "cannot be 'yesterday'"),
    ],
)
def test_a_file_whose_header_is_wrong_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, fault: str
) -> None:
    """Those who write queries hear which line is at fault, before any user does."""
    path = tmp_path / "odd.rq"
    path.write_text(text)
    monkeypatch.setattr(named, "query_files", lambda: [path])
    with pytest.raises((ValueError, BadRequest), match=fault):
        named_queries("https://example.org/odd/")
