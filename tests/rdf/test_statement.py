"""Taking statements apart and together: the text of a literal never gets in the way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.rdf import Syntax, Term, in_graph, iri, literal, parse, split, term_value
from tests.rdf.strategies import DATATYPES, IRIS, LANGUAGES, LITERALS, TEXT, TRICKY, TRIPLES, XSD

GRAPH = "https://example.org/graph"


@given(IRIS, IRIS, IRIS | LITERALS)
def test_a_statement_is_cut_into_the_terms_that_it_was_made_of(
    subject: str, predicate: str, value: str
) -> None:
    """Spaces, dots, quotes and angle brackets inside a literal do not mislead the cut."""
    statement = in_graph(f"{subject} {predicate} {value} .", GRAPH)
    assert split(statement) == (subject, predicate, value, f"<{GRAPH}>")


@given(TRIPLES)
def test_a_statement_is_canonical_n_quads(triple: str) -> None:
    """What `in_graph` writes is what the parser gives back."""
    statement = in_graph(triple, GRAPH)
    parsed = parse(statement.encode(), Syntax.NQUADS, source="statement")
    assert parsed.statements == {statement}


@given(TEXT | TRICKY)
def test_a_plain_literal_says_its_text(text: str) -> None:
    """Escapes are written and undone."""
    assert term_value(literal(text)) == Term("literal", text, None, f"{XSD}string")
    assert "\n" not in literal(text)


@given(TEXT | TRICKY, LANGUAGES)
def test_a_literal_in_a_language_says_which(text: str, language: str) -> None:
    """Tags are compared without case (RDF 1.1 Concepts, 3.3), so they are kept in small letters."""
    term = term_value(literal(text, language=language))
    assert term == Term("literal", text, language.lower())


@given(TEXT | TRICKY, DATATYPES)
def test_a_typed_literal_says_its_type(text: str, datatype: str) -> None:
    """The text is kept as written, whether or not it fits the type."""
    assert term_value(literal(text, datatype=datatype)) == Term("literal", text, None, datatype)


@given(IRIS)
def test_an_iri_says_itself(term: str) -> None:
    """And is written between angle brackets."""
    assert term_value(term) == Term("iri", term[1:-1])
    assert iri(term[1:-1]) == term


def test_a_blank_node_says_its_label() -> None:
    """Only on the way in: later there are none."""
    assert term_value("_:b0") == Term("blank", "b0")


@pytest.mark.parametrize("value", ["relative", "", "http://x/a b", "http://x/<a>", "http://x/\n"])
def test_what_is_no_absolute_iri_is_refused(value: str) -> None:
    """An IRI that could break a statement apart is never written."""
    with pytest.raises(ValueError, match="IRI"):
        iri(value)


@given(st.text(st.characters(categories=["L", "N"]), max_size=20))
def test_an_iri_may_hold_letters_of_any_script(name: str) -> None:
    """RFC 3987; what the engine does not take it refuses, and never writes another IRI."""
    try:
        written = iri(f"https://example.org/{name}")
    except ValueError:
        return
    assert written == f"<https://example.org/{name}>"
