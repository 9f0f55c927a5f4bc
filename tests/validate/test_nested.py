"""Shapes in other words for the fast engine: the same verdicts, whatever holds the classes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.rdf import Syntax, parse
from kg.validate.engines import FastEngine, ReferenceEngine
from kg.validate.nested import with_classes_as_paths

E, SH = "https://example.org/", "http://www.w3.org/ns/shacl#"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
BELOW = "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"
HEAD = f"""@prefix sh: <{SH}> . @prefix e: <{E}> .
e:Shape a sh:NodeShape ; sh:targetSubjectsOf e:p , e:q ; sh:message "T-01 No." ; """
SHAPES = [
    "sh:or ( [ sh:class e:A ] [ sh:class e:B ] ) .",
    "sh:property [ sh:path e:p ; sh:or ( [ sh:nodeKind sh:Literal ] [ sh:class e:A ] ) ] .",
    "sh:not [ sh:class e:A ] .",
    "sh:xone ( [ sh:class e:A ] [ sh:class e:B ; sh:nodeKind sh:IRI ] ) .",
    "sh:property [ sh:path e:p ; sh:qualifiedValueShape [ sh:class e:A ] ; "
    "sh:qualifiedMinCount 1 ] .",
    "sh:or ( [ sh:path e:p ; sh:class e:A ; sh:minCount 1 ] [ sh:path e:q ; sh:class e:B ] ) .",
    "sh:or ( [ sh:property [ sh:path e:p ; sh:class e:A , e:B ] ] [ sh:class e:C ] ) .",
    "sh:class e:A ; sh:property [ sh:path e:q ; sh:class e:B ] .",
]
NODES = st.sampled_from([f"<{E}{one}>" for one in "abcd"])
CLASSES = st.sampled_from([f"<{E}{one}>" for one in "ABC"])
LINKS = st.sampled_from([f"<{E}p>", f"<{E}q>"])
TRIPLES = st.one_of(
    st.tuples(NODES, st.just(TYPE), CLASSES),
    st.tuples(CLASSES, st.just(BELOW), CLASSES),
    st.tuples(NODES, LINKS, NODES | st.just('"words"')),
)


def shapes(text: str) -> str:
    """The shapes as the validator hands them to its engines: one triple a line."""
    triples = parse(f"{HEAD}{text}".encode(), Syntax.TURTLE, source="shapes").triples
    return "".join(f"{one}\n" for one in sorted(triples))


@pytest.mark.parametrize("text", SHAPES)
@given(st.frozensets(TRIPLES, max_size=14))
def test_the_results_are_those_of_the_shapes_as_they_are_written(
    text: str, data: frozenset[tuple[str, str, str]]
) -> None:
    """Every result in every part, and pySHACL agrees on who is wrong."""
    written = shapes(text)
    body = "".join(f"{' '.join(one)} .\n" for one in sorted(data)).encode()
    found = FastEngine(with_classes_as_paths(written)).results(body)
    as_written = FastEngine(written).results(body)
    assert found == as_written
    assert {(one.component, one.severity) for one in found} == {
        (one.component, one.severity) for one in as_written
    }
    heard = ReferenceEngine(written).results(body)
    assert {one.focus for one in found} == {one.focus for one in heard}


def test_only_nested_shapes_are_put_in_other_words() -> None:
    """What a rule reports by itself keeps its component and its value."""
    plain = shapes(SHAPES[-1])
    assert sorted(with_classes_as_paths(plain).splitlines()) == sorted(plain.splitlines())
    nested = with_classes_as_paths(shapes(SHAPES[0]))
    assert f"<{SH}class>" not in nested
    assert nested.count(f"<{SH}hasValue>") == 2
