"""Canonical Turtle: the same facts under the same prefixes give the same bytes, and lose
nothing.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph
from rdflib.compare import isomorphic

from kg.content import data_files
from kg.errors import RdfUnsupported
from kg.rdf import Syntax, parse, skolemise, write_turtle
from kg.rdf.formatting import format_turtle
from kg.vocab import Vocabulary
from tests.rdf.layouts import Layout
from tests.rdf.strategies import GRAPHS, PREFIXES, blank_graphs
from tests.rdf.test_positions import can_be_named

ANY_GRAPH = GRAPHS | blank_graphs().filter(can_be_named)
SEEDS = st.integers(0, 2**32)


def formatted(text: str) -> str:
    return format_turtle(text.encode(), {}, source="file").text


def meaning(text: str) -> frozenset[str]:
    triples = parse(text.encode(), Syntax.TURTLE, source="file").triples
    return skolemise(triples, base="urn:", scope="")


@given(ANY_GRAPH, SEEDS, SEEDS)
def test_any_two_layouts_of_a_graph_become_one(
    triples: frozenset[str], one: int, other: int
) -> None:
    """Labels, order, brackets, lists, quotes and spaces leave no trace; what is said stays."""
    first, second = (f"@base <urn:x> .{Layout(triples, seed).text()}" for seed in (one, other))
    assert formatted(first) == formatted(second)
    assert meaning(formatted(first)) == meaning(first)
    assert formatted(formatted(first)) == formatted(first)


@pytest.mark.filterwarnings("ignore::UserWarning")  # rdflib reports "x"^^xsd:integer
@given(blank_graphs().filter(can_be_named))
def test_another_parser_reads_an_isomorphic_graph(triples: frozenset[str]) -> None:
    """rdflib sees the same nodes in the brackets that it saw behind the labels."""
    written = Graph().parse(data=write_turtle(triples, PREFIXES), format="turtle")
    assert isomorphic(written, Graph().parse(data="\n".join(triples), format="nt"))


HAND_WRITTEN = """\
@prefix : <https://example.org/> .

:a :has
        [
            a :Long ;
            :text
                "a text of so many words that it does not fit on the line of its own bracket",
                "and another text"
        ],
        [ a :T ; :p :q ] ;
    :knows _:bLABEL ;
    :list ( 1 ( :b ) [] () ) .

:c :knows _:bLABEL .

[] :alone true .

_:bLABEL :p 1 .
"""


def test_blank_nodes_and_lists_read_like_hand_written_turtle() -> None:
    """Short ones on the line, long ones indented; a label only where several mention the node."""
    text = """@prefix : <https://example.org/> . @prefix unused: <urn:unused> .
:a :list ( 1 ( :b ) [ ] ( ) ) ; :has [ :p :q ; a :T ] , [ a :Long ;
  :text "a text of so many words that it does not fit on the line of its own bracket" ,
  "and another text" ] .
_:shared :p 1 . :a :knows _:shared . :c :knows _:shared . [ :alone true ] .
"""
    assert re.sub("_:b[0-9a-f]{8}", "_:bLABEL", formatted(text)) == HAND_WRITTEN


def test_an_edit_changes_its_own_lines_alone() -> None:
    """What a review of a change is to see is the change."""
    text = ":a :p [ :q 1 ] , [ :q 2 ] . :b :p [ :q 3 ] . :c :p _:x . :d :p _:x . _:x :q 4 ."
    head = "@prefix : <https://example.org/> .\n"
    before = formatted(head + text).splitlines()
    after = formatted(head + text.replace(":q 2", ":q 9")).splitlines()
    assert [one for one in after if one not in before] == [":a :p [ :q 1 ], [ :q 9 ] ."]


def test_comments_at_the_head_stay_and_others_are_told() -> None:
    """With the lines where they are; a # inside text, an IRI or a name is no comment."""
    text = """# Title
#
# More.

@prefix : <https://example.org/> . # about the prefix
:a :p "# no", <https://example.org/#no>, :b\\#no ; # inside
   :q 1 .
# at the end
"""
    found = format_turtle(text.encode(), {}, source="file")
    assert found.text.startswith("# Title\n#\n# More.\n\n@prefix : <https://example.org/> .\n\n:a ")
    assert found.comments == (5, 6, 8)


def test_a_file_keeps_its_own_prefixes_and_gets_known_ones_for_the_rest() -> None:
    """Only those that are used; a prefix that the file gives another meaning is not taken."""
    text = "@prefix dct: <http://purl.org/dc/terms/> . @prefix ex: <urn:mine#> . @base <urn:x/> ."
    text += (
        "<urn:a> dct:title 'A' ; <http://www.w3.org/2004/02/skos/core#note> ex:b, <http://ex/c> ."
    )
    known = {
        "dcterms": "http://purl.org/dc/terms/",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "ex": "http://ex/",
        "void": "http://rdfs.org/ns/void#",
    }
    assert format_turtle(text.encode(), known, source="file").text == (
        "@prefix dct: <http://purl.org/dc/terms/> .\n"
        "@prefix ex: <urn:mine#> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n\n"
        '<urn:a> dct:title "A" ;\n'
        "    skos:note <http://ex/c>, ex:b .\n"
    )


def test_deep_brackets_are_refused_and_long_lists_are_not() -> None:
    """No recursion, and no line that is longer than a file should be."""
    nested = "<urn:a> <urn:p> " + "[ <urn:p> " * 5000 + "1" + " ]" * 5000 + " ."
    with pytest.raises(RdfUnsupported, match="500 levels"):
        formatted(nested)
    long = "<urn:a> <urn:p> ( " + "1 " * 5000 + ") ."
    assert formatted(long).count("\n        1") == 5000


def test_nodes_that_cannot_be_told_apart_are_refused() -> None:
    """Their order would change from one run to the next."""
    with pytest.raises(RdfUnsupported, match="circle"):
        formatted("_:a <urn:p> _:b . _:b <urn:p> _:a .")


def test_our_generated_data_are_canonical(vocabulary: Vocabulary) -> None:
    """The converter and `kg format` write the same bytes."""
    for path in data_files():
        body = path.read_bytes()
        if b"Generated from" in body[:200]:
            found = format_turtle(body, vocabulary.prefixes, source=path.name)
            assert found.text.encode() == body
            assert not found.comments
