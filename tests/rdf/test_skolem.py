"""Blank nodes to IRIs that stay: the laws of skolemisation."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kg.errors import RdfUnsupported
from kg.rdf import Syntax, parse, skolemise
from tests.rdf.strategies import BASE, GRAPHS, blank_graphs

GRAPH = "https://example.org/graph"
BLANK = re.compile(r"(?:^|(?<= ))_:[A-Za-z0-9]+(?= )")


def skolemised(triples: frozenset[str]) -> frozenset[str]:
    """The triples with names, where they can be given."""
    try:
        return skolemise(triples, base=BASE, scope=GRAPH)
    except RdfUnsupported:
        assume(False)
        raise


def relabelled(triples: frozenset[str], names: dict[str, str]) -> frozenset[str]:
    """The same triples with other labels for their blank nodes."""

    def other(term: str) -> str:
        return names.get(term, term)

    cut = [line[:-2].split(" ", 2) for line in triples]
    return frozenset(f"{other(s)} {p} {other(o)} ." for s, p, o in cut)


def blanks(triples: frozenset[str]) -> set[str]:
    """The blank nodes of the triples, those in the text of literals left out."""
    cut = [line[:-2].split(" ", 2) for line in triples]
    return {term for s, _, o in cut for term in (s, o) if term.startswith("_:")}


@given(blank_graphs(), st.data())
def test_labels_do_not_matter(triples: frozenset[str], data: st.DataObject) -> None:
    """RDF 1.1 Concepts, 3.4: isomorphic graphs are the same graph, so they get the same names."""
    labels = sorted(blanks(triples))
    others = data.draw(st.permutations([f"_:x{place}" for place in range(len(labels))]))
    again = relabelled(triples, dict(zip(labels, others, strict=True)))
    assert skolemised(triples) == skolemised(again)


@given(blank_graphs())
def test_nothing_stays_blank_and_nothing_is_lost(triples: frozenset[str]) -> None:
    """Every blank node gets a name of its own: as many statements, and terms, as before."""
    named = skolemised(triples)
    assert not blanks(named)
    assert len(named) == len(triples)
    iris = set(re.findall(r"<[^>]*genid[^>]*>", "\n".join(named)))
    assert len(iris) == len(blanks(triples))


@given(blank_graphs())
def test_naming_twice_is_naming_once(triples: frozenset[str]) -> None:
    """What has been named is left as it is, so an export can be loaded again."""
    named = skolemised(triples)
    assert skolemised(named) == named


@given(blank_graphs(), GRAPHS)
def test_an_edit_elsewhere_leaves_names_alone(
    triples: frozenset[str], edit: frozenset[str]
) -> None:
    """Triples without blank nodes have no say in the names of blank nodes."""
    assert skolemised(triples | edit) == skolemised(triples) | edit


@given(blank_graphs(), blank_graphs())
def test_another_blank_node_leaves_names_alone(
    triples: frozenset[str], more: frozenset[str]
) -> None:
    """What is added beside a blank node, and says something else, does not rename it."""
    apart = relabelled(more, {label: f"{label}more" for label in blanks(more)})
    different = frozenset(line.replace("<urn:p>", "<urn:r>") for line in apart)
    different = frozenset(line.replace("<urn:q>", "<urn:s>") for line in different)
    mine = skolemised(triples)
    assert mine <= skolemised(triples | different)


@given(GRAPHS)
def test_a_graph_without_blank_nodes_is_left_alone(triples: frozenset[str]) -> None:
    """Text that looks like a blank node is text."""
    assert skolemise(triples, base=BASE, scope=GRAPH) == triples


@given(blank_graphs())
def test_names_differ_from_graph_to_graph(triples: frozenset[str]) -> None:
    """A blank node belongs to its graph: the same file in two graphs makes two nodes."""
    here = skolemised(triples)
    there = skolemise(triples, base=BASE, scope="https://example.org/other")
    shared = {line for line in here & there if "genid" in line}
    assert not shared


def test_names_are_well_known_genids() -> None:
    """RDF 1.1 Concepts, 3.5: the path that says a name stands for a blank node."""
    (named,) = skolemise(frozenset({'_:a <urn:p> "x" .'}), base=BASE, scope=GRAPH)
    assert re.fullmatch(rf'<{BASE}\.well-known/genid/[0-9a-f]{{32}}> <urn:p> "x" \.', named)


def test_the_same_turtle_gives_the_same_names_twice() -> None:
    """Brackets and lists get new labels at each parse, and the same names all the same."""
    body = b'<urn:s> <urn:p> [ <urn:q> ( 1 2 [ <urn:r> "x" ] ) ] , [ <urn:q> ( ) ] .'
    first, second = (
        skolemise(parse(body, Syntax.TURTLE, source="a").triples, base=BASE, scope=GRAPH)
        for _ in range(2)
    )
    assert first == second


def test_twins_are_kept_apart() -> None:
    """Two blank nodes that say the same are two, as RDF has it."""
    twins = frozenset({'_:a <urn:p> "x" .', '_:b <urn:p> "x" .'})
    assert len(skolemise(twins, base=BASE, scope=GRAPH)) == 2


@pytest.mark.parametrize(
    "lines",
    [
        ["_:a <urn:p> _:a ."],
        ["_:a <urn:p> _:b .", "_:b <urn:p> _:a ."],
        ["_:a <urn:p> _:b .", "_:b <urn:p> _:c .", "_:c <urn:q> _:a .", "<urn:s> <urn:p> _:a ."],
    ],
)
def test_a_circle_of_blank_nodes_is_refused(lines: list[str]) -> None:
    """The error shows the circle and what to do."""
    with pytest.raises(RdfUnsupported, match=r"in a circle: .*_:a.* Give one of them an IRI"):
        skolemise(frozenset(lines), base=BASE, scope=GRAPH)


def test_blank_nodes_that_nothing_tells_apart_may_not_share_others() -> None:
    """Four parents and four children in a ring, or in two rings of two, say the same of each node:
    no name could be kept for them.
    """
    ring = {f"_:p{n} <urn:p> _:c{m} ." for n in range(4) for m in (n, (n + 1) % 4)}
    with pytest.raises(RdfUnsupported, match="cannot be told apart"):
        skolemise(frozenset(ring), base=BASE, scope=GRAPH)


def test_twins_may_share_what_has_an_iri() -> None:
    """Only a blank node below two twins is without a name that lasts."""
    twins = frozenset({"_:a <urn:p> <urn:x> .", "_:b <urn:p> <urn:x> ."})
    assert len(skolemise(twins, base=BASE, scope=GRAPH)) == 2


def test_nodes_that_say_different_things_may_share_another() -> None:
    """A labelled blank node that two others mention is ordinary Turtle."""
    shared = frozenset(
        {"_:a <urn:p> _:c .", "_:b <urn:q> _:c .", '_:c <urn:r> "x" .', "<urn:s> <urn:p> _:c ."}
    )
    assert len(skolemise(shared, base=BASE, scope=GRAPH)) == 4


def test_a_very_deep_list_is_named_without_recursion() -> None:
    """A long RDF list is a deep chain of blank nodes."""
    chain = {f"_:n{place} <urn:rest> _:n{place + 1} ." for place in range(20_000)}
    assert len(skolemise(frozenset(chain), base=BASE, scope=GRAPH)) == 20_000
