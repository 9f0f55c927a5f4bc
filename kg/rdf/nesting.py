"""How the blank nodes of a graph are written in Turtle: in brackets, as a list, or by a label;
pure.

RDF 1.1 Turtle, sections 2.7 and 2.8. A blank node that one statement mentions stands there in
brackets. One that several mention has a label, made of what it says and who mentions it, so that
it changes only with these.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from kg.errors import RdfUnsupported
from kg.rdf.skolem import leaves_first, skolem_iris

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_FIRST, _REST, NIL = f"<{_RDF}first>", f"<{_RDF}rest>", f"<{_RDF}nil>"
DEEPEST = 500
_SHORTEST_LABEL = 8

About = Mapping[str, Mapping[str, set[str]]]


class Nesting(NamedTuple):
    """`order`: the blank nodes, each after those that it mentions. `lists`: the items of those that
    begin a list; `cells`: those inside one. `labels`: of those that several statements mention.
    `roots`: those that none does.
    """

    order: list[str]
    lists: Mapping[str, list[str]]
    cells: frozenset[str]
    labels: Mapping[str, str]
    roots: frozenset[str]


def nesting(about: About) -> Nesting:
    """How to write the blank nodes of a graph, given as subject → property → values.

    Raises RdfUnsupported where they cannot be told apart, refer to each other in a circle, or nest
    more than DEEPEST levels.
    """
    lines = frozenset(
        f"{subject} {predicate} {value} ."
        for subject, said in about.items()
        for predicate, values in said.items()
        for value in values
        if subject.startswith("_:") or value.startswith("_:")
    )
    order = leaves_first(lines)
    mentions = Counter(
        value for said in about.values() for values in said.values() for value in values
    )
    lists, cells = _lists(about, order, mentions)
    _refuse_depth(about, order, lists, cells)
    shared = [blank for blank in order if mentions[blank] > 1]
    roots = frozenset(blank for blank in order if not mentions[blank])
    return Nesting(order, lists, cells, _labels(lines, shared), roots)


def _lists(
    about: About, order: list[str], mentions: Mapping[str, int]
) -> tuple[dict[str, list[str]], frozenset[str]]:
    """The items of each list by the blank node that begins it, and the other nodes of the lists."""
    rests: dict[str, str] = {}
    for blank in order:
        said = about.get(blank, {})
        if said.keys() == {_FIRST, _REST} and mentions[blank] == 1:
            firsts, rest = said[_FIRST], said[_REST]
            if len(firsts) == len(rest) == 1 and (rest == {NIL} or rest <= rests.keys()):
                (rests[blank],) = rest
    cells = frozenset(rests.values()) - {NIL}
    lists: dict[str, list[str]] = {}
    for head in rests.keys() - cells:
        items, cell = lists.setdefault(head, []), head
        while cell != NIL:
            items.extend(about[cell][_FIRST])
            cell = rests[cell]
    return lists, cells


def _refuse_depth(
    about: About, order: list[str], lists: Mapping[str, list[str]], cells: frozenset[str]
) -> None:
    depths: dict[str, int] = {}
    for blank in order:
        if blank in cells:
            continue
        inside = lists.get(blank) or [
            one for values in about.get(blank, {}).values() for one in values
        ]
        depths[blank] = 1 + max((depths.get(one, 0) for one in inside), default=0)
        if depths[blank] > DEEPEST:
            raise RdfUnsupported(
                f"Blank nodes nest more than {DEEPEST} levels. Give some of them names."
            )


def _labels(lines: frozenset[str], shared: list[str]) -> dict[str, str]:
    """Labels from the names that the blank nodes would get on a load, as short as they can be."""
    iris = skolem_iris(lines, base="", scope="")
    names = {blank: iri.rpartition("/")[2].rstrip(">") for blank, iri in iris.items()}
    length = _SHORTEST_LABEL
    while len({names[blank][:length] for blank in shared}) < len(shared):
        length += 1
    return {blank: f"_:b{names[blank][:length]}" for blank in shared}
