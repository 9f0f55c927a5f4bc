"""SHACL in plain English."""

from __future__ import annotations

import pytest

from kg.content import CANONICAL_BASE
from kg.rdf import Syntax, in_graph, parse, skolemise
from kg.reference import words
from kg.reference.index import Index
from kg.vocab import Vocabulary

VOCABULARY = Vocabulary(CANONICAL_BASE)
SHAPE = f"{CANONICAL_BASE}def/shape/Tried"
GRAPH = f"{CANONICAL_BASE}def/shape/module"
HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in VOCABULARY.prefixes.items())


def index(turtle: str) -> Index:
    """The statements of a shape whose body is given."""
    body = f"{HEAD}crvsh:Tried {turtle} .".encode()
    triples = parse(body, Syntax.TURTLE, source="shape").triples
    named = skolemise(triples, base=CANONICAL_BASE, scope=GRAPH)
    return Index((in_graph(one, GRAPH) for one in named), VOCABULARY)


@pytest.mark.parametrize(
    ("turtle", "said"),
    [
        ("sh:datatype xsd:integer ; sh:minInclusive 0", ("a whole number", "0 or more")),
        ('sh:languageIn ( "en" "cy" )', ("in English or Welsh",)),
        ("sh:datatype rdf:langString ; sh:uniqueLang true",
         ("text with a language tag", "once for each language")),
        ("sh:or ( [ sh:datatype xsd:date ] [ sh:datatype xsd:gYear ] )",
         ("a day (xsd:date) or a year (xsd:gYear)",)),
        ('sh:nodeKind sh:IRI ; sh:pattern "/id/body/[a-z]+$"', ("a link to a body",)),
        ('sh:pattern "/id/((edition|copy))/[a-z]+$"', ("a link to an edition or a copy",)),
        ("sh:nodeKind sh:IRI", ("a link",)),
        ('sh:pattern "^https?://"', ("a web address",)),
        ('sh:pattern "^x+$"', ("of the form ^x+$",)),
        ('sh:not [ sh:pattern "x" ] ; sh:name "no crosses"', ("no crosses",)),
        ("sh:class crv:Incident", ("described as crv:Incident",)),
        ("sh:or ( [ sh:nodeKind sh:Literal ] [ sh:class crv:Incident ] )",
         ("described as crv:Incident",)),
        ('sh:in ( true "1"^^xsd:boolean )', ("true",)),
        ("sh:node [ sh:property [ sh:path skos:inScheme ; sh:hasValue age: ] ]",
         ("a concept from the list age: (age:)",)),
        ("sh:xone ( [ sh:property [ sh:path schema:value ; sh:minCount 1 ] ] "
         "[ sh:property [ sh:path schema:minValue ; sh:minCount 1 ] ] )",
         ("just one of these: with schema:value or schema:minValue",)),
        ("sh:not [ sh:property [ sh:path crv:theme ; sh:maxCount 0 ] ]",
         ("not without crv:theme",)),
        ("sh:closed true ; sh:ignoredProperties ( crv:theme ) ; sh:property [ sh:path rdf:type ]",
         ("no other properties than crv:theme",)),
    ],
)  # fmt: skip
def test_what_a_shape_wants(turtle: str, said: tuple[str, ...]) -> None:
    """Each constraint has a phrase; what another says more exactly is left out."""
    assert words.wants(index(turtle), SHAPE) == said


@pytest.mark.parametrize(
    ("least", "most", "said"),
    [
        (1, 1, "exactly one"),
        (1, None, "one or more"),
        (2, None, "at least 2"),
        (None, 1, "optional, at most one"),
        (None, None, "optional"),
        (None, 0, "never"),
    ],
)
def test_how_often(least: int | None, most: int | None, said: str) -> None:
    """Counts are words too."""
    assert words.count(least, most) == said


def test_targets_are_named() -> None:
    """By class, by a property and by being linked to."""
    tried = index("sh:targetClass crv:Copy ; sh:targetObjectsOf crv:reviews , crv:step")
    assert words.targets(tried, SHAPE) == [
        "every crv:Copy",
        "every value of crv:reviews or crv:step",
    ]


def test_a_path_is_written_as_in_sparql() -> None:
    """With `^` for the way back, and its properties known."""
    tried = index("sh:path [ sh:alternativePath ( crv:theme [ sh:inversePath crv:step ] ) ]")
    (node,) = tried.links(SHAPE, "sh:path")
    assert words.path(tried, node) == "crv:theme or ^crv:step"
    assert words.path_properties(tried, node) == (VOCABULARY.term("theme"), VOCABULARY.term("step"))


def test_a_list_that_is_asked_for_is_known() -> None:
    """So that the page of the list names the property."""
    tried = index("sh:or ( [ sh:property [ sh:path skos:inScheme ; sh:hasValue harm: ] ] )")
    assert words.schemes(tried, SHAPE) == (f"{CANONICAL_BASE}def/harm-type/",)
