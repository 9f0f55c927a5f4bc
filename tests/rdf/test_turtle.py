"""Turtle that people read: it says what it was given, the same bytes each time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph

from kg.rdf import Syntax, parse, write_turtle
from tests.rdf.strategies import GRAPHS, PREFIXES

A = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


@given(GRAPHS)
def test_what_is_written_says_what_was_given(triples: frozenset[str]) -> None:
    """Any IRI and any literal survives, with prefixes and without."""
    for prefixes in ({}, PREFIXES):
        body = write_turtle(triples, prefixes).encode()
        assert parse(body, Syntax.TURTLE, source="written").triples == triples


@pytest.mark.filterwarnings("ignore::UserWarning")  # rdflib reports "x"^^xsd:integer
@given(GRAPHS)
def test_another_parser_reads_the_same(triples: frozenset[str]) -> None:
    """rdflib, which shares no code with the writer, sees the graph that N-Triples give it."""
    written = Graph().parse(data=write_turtle(triples, PREFIXES), format="turtle")
    given_lines = Graph().parse(data="\n".join(triples), format="nt")
    assert set(written) == set(given_lines)


@given(GRAPHS, st.data())
def test_the_same_graph_gives_the_same_bytes(triples: frozenset[str], data: st.DataObject) -> None:
    """So `git diff` shows what changed, and nothing else."""
    shuffled = data.draw(st.permutations(sorted(triples)))
    assert write_turtle(shuffled, PREFIXES) == write_turtle(triples, PREFIXES)


def test_a_graph_reads_like_hand_written_turtle() -> None:
    """`a` first, one predicate a line, values sorted, only the prefixes that are used."""
    triples = [
        f"<https://example.org/b> {A} <https://other.example/ns#Thing> .",
        '<https://example.org/b> <https://example.org/name> "B"@en .',
        '<https://example.org/a> <https://example.org/size> "2"^^'
        "<http://www.w3.org/2001/XMLSchema#integer> .",
        '<https://example.org/a> <https://example.org/open> "true"^^'
        "<http://www.w3.org/2001/XMLSchema#boolean> .",
        "<https://example.org/a> <https://example.org/near> <https://example.org/c> .",
        "<https://example.org/a> <https://example.org/near> <https://example.org/b> .",
    ]
    assert write_turtle(triples, PREFIXES) == (
        "@prefix ex: <https://example.org/> .\n"
        "@prefix o: <https://other.example/ns#> .\n"
        "\n"
        "ex:a ex:near ex:b, ex:c ;\n"
        "    ex:open true ;\n"
        "    ex:size 2 .\n"
        "\n"
        "ex:b a o:Thing ;\n"
        '    ex:name "B"@en .\n'
    )


def test_many_values_stand_one_below_the_other() -> None:
    """A line that would pass 100 characters is broken after each value."""
    triples = [
        f"<https://example.org/a> <https://example.org/p> <https://example.org/{n}{'x' * 30}> ."
        for n in range(4)
    ]
    text = write_turtle(triples, PREFIXES)
    assert max(map(len, text.splitlines())) <= 100
    assert text.count(",\n        ex:") == 3


def test_an_empty_graph_is_an_empty_file() -> None:
    """Nothing to say, nothing said."""
    assert write_turtle([], PREFIXES).strip() == ""
