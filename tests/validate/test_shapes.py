"""Modules of shapes: what they judge, and that their blank nodes and fingerprints hold."""

from __future__ import annotations

import pytest
from rdflib import SH, Graph, Literal

from kg.errors import RdfSyntax, Usage
from kg.validate import Scope, read_modules
from kg.validate.shapes import shapes_digest, shapes_for

HEAD = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix e: <https://example.org/> .
@prefix crvsh: <https://example.org/def/shape/> .
"""
TOYS = """
crvsh:toys crvsh:judges "graph" .
e:Toy a sh:NodeShape ; sh:targetClass e:T ;
  sh:property [ sh:path e:name ; sh:minCount 1 ; sh:message "TOY-01 no name, see _:b and ^_:c" ] .
"""
BOXES = """
crvsh:boxes crvsh:judges "graph", "union" .
e:Box a sh:NodeShape ; sh:targetClass e:B ; sh:property _:p .
_:p sh:path [ sh:inversePath e:in ] ; sh:minCount 1 .
"""
SHELVES = """
crvsh:shelves crvsh:judges "union" .
e:Shelf a sh:NodeShape ; sh:targetClass e:S ; sh:property _:p .
_:p sh:path e:height ; sh:maxCount 1 .
"""


def module_file(name: str, text: str) -> tuple[str, bytes]:
    """A file of shapes, as `read_modules` takes it."""
    return name, f"{HEAD}{text}".encode()


MODULES = read_modules(
    [module_file("toys", TOYS), module_file("boxes", BOXES), module_file("shelves", SHELVES)]
)


def test_a_module_says_its_name_and_what_it_judges() -> None:
    """In its own header."""
    assert [(one.name, one.scopes) for one in MODULES] == [
        ("toys", {Scope.GRAPH}),
        ("boxes", {Scope.GRAPH, Scope.UNION}),
        ("shelves", {Scope.UNION}),
    ]
    assert MODULES[0].iri == "https://example.org/def/shape/toys"


def test_a_module_that_does_not_say_what_it_judges_is_refused() -> None:
    """A rule that judges nothing would pass for a rule that is kept."""
    for header in ("", 'crvsh:toys crvsh:judges "everything" .'):
        with pytest.raises(Usage, match="toys does not say what it judges"):
            read_modules([module_file("toys", header)])


def test_a_broken_module_is_refused_with_its_place() -> None:
    """Before it reaches an engine, which might be left in a bad state."""
    with pytest.raises(RdfSyntax, match=r"^toys\.ttl:6:"):
        read_modules([module_file("toys.ttl", "\ncrvsh:toys sh:path ;; .")])


@pytest.mark.parametrize(
    ("scope", "classes"),
    [(Scope.GRAPH, {"T", "B"}), (Scope.UNION, {"B", "S"}), (Scope.USE, set())],
)
def test_each_scope_has_the_shapes_of_its_modules(scope: Scope, classes: set[str]) -> None:
    """And no others."""
    shapes = Graph().parse(data=shapes_for(MODULES, scope), format="turtle")
    targets = {str(one).rpartition("/")[2] for one in shapes.objects(None, SH.targetClass)}
    assert targets == classes


def test_blank_nodes_of_two_modules_are_kept_apart() -> None:
    """Two files may both call a node _:p, and mean two."""
    shapes = Graph().parse(data=shapes_for(MODULES, Scope.UNION), format="turtle")
    assert len(set(shapes.objects(None, SH.property))) == 2


def test_the_words_of_a_message_stay_as_they_are() -> None:
    """Even where they look like blank nodes."""
    shapes = Graph().parse(data=shapes_for(MODULES, Scope.GRAPH), format="turtle")
    assert Literal("TOY-01 no name, see _:b and ^_:c") in set(shapes.objects(None, SH.message))


def test_the_same_files_have_the_same_fingerprint() -> None:
    """Each time they are read, whatever labels the parser gives to blank nodes."""
    again = read_modules(
        [module_file("toys", TOYS), module_file("boxes", BOXES), module_file("shelves", SHELVES)]
    )
    assert shapes_digest(again) == shapes_digest(MODULES)
    relabelled = read_modules([module_file("shelves", SHELVES.replace("_:p", "_:other"))])
    assert shapes_digest(relabelled) == shapes_digest(MODULES[2:])


def test_an_edit_changes_the_fingerprint() -> None:
    """A release records by which rules it was judged."""
    stricter = read_modules([module_file("shelves", SHELVES.replace("maxCount 1", "maxCount 2"))])
    assert shapes_digest(stricter) != shapes_digest(MODULES[2:])
