"""The gate at the cost of the change gives the verdict of the whole gate."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.changes import diff
from kg.errors import Usage
from kg.rdf import Statements, split
from kg.validate import Ask, Module, Result, Scope, Validator, read_modules
from kg.validate.footprint import footprints
from kg.validate.incremental import Terms, portion, prepared
from kg.validate.shapes import shapes_for

HEAD = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix e: <http://e/> .
@prefix crvsh: <https://k/def/shape/> .
e:declared sh:declare [ sh:prefix "e" ; sh:namespace "http://e/" ] .
"""
SHAPES = {
    "a count": "e:S a sh:NodeShape ; sh:targetClass e:C ; "
    'sh:property [ sh:path e:p ; sh:minCount 1 ; sh:message "A-01 needs p" ] .',
    "a class of the value": "e:S a sh:NodeShape ; sh:targetSubjectsOf e:p ; "
    'sh:property [ sh:path e:p ; sh:class e:C ; sh:message "B-01 class" ] .',
    "an inverse path": "e:S a sh:NodeShape ; sh:targetClass e:C ; sh:property "
    '[ sh:path [ sh:inversePath e:q ] ; sh:minCount 1 ; sh:message "C-01 unlinked" ] .',
    "a sequence": "e:S a sh:NodeShape ; sh:targetClass e:C ; sh:property "
    '[ sh:path ( e:p [ sh:inversePath e:q ] e:r ) ; sh:maxCount 1 ; sh:message "D-01 many" ] .',
    "a closed shape": "e:S a sh:NodeShape ; sh:targetObjectsOf e:q ; sh:closed true ; "
    'sh:ignoredProperties ( e:p ) ; sh:message "E-01 closed" .',
    "a nested shape": "e:S a sh:NodeShape ; sh:targetClass e:C ; sh:property [ sh:path e:p ; "
    "sh:node [ a sh:NodeShape ; sh:property [ sh:path e:q ; sh:minCount 1 ] ] ; "
    'sh:message "F-01 nested" ] .',
    "alternatives": "e:S a sh:NodeShape ; sh:targetClass e:C ; sh:or ( "
    "[ sh:property [ sh:path e:p ; sh:minCount 1 ] ] "
    "[ sh:not [ sh:property [ sh:path e:q ; sh:minCount 1 ] ] ] "
    ') ; sh:message "G-01 either" .',
    "a rule in SPARQL": "e:S a sh:NodeShape ; sh:targetClass e:C ; sh:sparql [ "
    'sh:prefixes e:declared ; sh:message "H-01 rule" ; sh:select """SELECT $this '
    'WHERE { $this e:p/e:q ?far . FILTER NOT EXISTS { ?far e:r ?x . ?x a e:C } }""" ] .',
    "a circle": "e:S a sh:NodeShape ; sh:targetSubjectsOf e:p ; sh:sparql [ "
    'sh:prefixes e:declared ; sh:message "I-01 circle" ; sh:select """SELECT $this '
    'WHERE { $this (e:p|^e:q)+ $this }""" ] .',
    "any link to a node": "e:S a sh:NodeShape ; sh:targetClass e:C ; sh:sparql [ "
    'sh:prefixes e:declared ; sh:message "J-01 linked" ; sh:select """SELECT $this (?s AS ?value) '
    'WHERE { ?s ?p $this . FILTER(?p != e:q) }""" ] .',
}

NODES = [f"<http://e/n{number}>" for number in range(5)]
GRAPH = "<https://k/data/one>"
TRIPLES = [
    *(f"{s} <http://e/{p}> {o} {GRAPH} ." for s, p, o in product(NODES, "pqr", NODES)),
    *(
        f"{s} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://e/{kind}> {GRAPH} ."
        for s, kind in product(NODES, "CD")
    ),
]
TERMS = frozenset(
    {
        "<http://e/D> <http://www.w3.org/2000/01/rdf-schema#subClassOf> <http://e/C> "
        "<https://k/def/core/> ."
    }
)
graphs = st.frozensets(st.sampled_from(TRIPLES), max_size=14)


def module(text: str) -> Module:
    """A module of one shape that judges the union."""
    header = '<https://k/def/shape/test> crvsh:judges "union" .'
    return read_modules([("test.ttl", f"{HEAD}{header}{text}".encode())])[0]


class Views:
    """The state before and after a change, held in memory."""

    def __init__(self, before: Statements, after: Statements) -> None:
        self._before, self._after = before, after

    def now(self, asked: frozenset[Ask]) -> Statements:
        """The statements asked for, after the change."""
        return frozenset(one for one in self._after if _is_asked(one, asked))

    def ever(self, asked: frozenset[Ask]) -> Statements:
        """The statements asked for, before or after the change."""
        return self.now(asked) | {one for one in self._before if _is_asked(one, asked)}


def _is_asked(statement: str, asked: frozenset[Ask]) -> bool:
    subject, predicate, value, _ = split(statement)
    return any(
        (value if ask.edge.inverse else subject) == ask.node
        and ask.edge.predicate in {None, predicate}
        for ask in asked
    )


def plain(results: tuple[Result, ...]) -> set[tuple[str, str]]:
    """What matters of results: who breaks which rule."""
    return {(one.focus, one.code) for one in results}


@pytest.fixture(scope="module", params=sorted(SHAPES))
def judged_by(request: pytest.FixtureRequest) -> Validator:
    """A gate of one shape."""
    return Validator([module(SHAPES[request.param])], vocabulary="https://k/def/")


@settings(max_examples=120, deadline=None)
@given(before=graphs, after=graphs)
def test_the_incremental_verdict_is_the_whole_verdict(
    judged_by: Validator, before: Statements, after: Statements
) -> None:
    """Results after a change = the incremental ones + the old ones of nodes it cannot have
    touched.
    """
    change = diff(before, after)
    changed = change.added | change.removed
    view = Views(before, after)
    whole_before = plain(judged_by.judge({}, before | TERMS).results)
    whole_after = plain(judged_by.judge({}, after | TERMS).results)
    prints = prepared(footprints(shapes_for(judged_by.modules, Scope.UNION)))
    focus = portion(prints, changed, Terms(TERMS), view.now, view.ever).focus
    incremental = plain(
        judged_by.judge_change(changed, change.removed, Terms(TERMS), {None: view}).results
    )
    # A node that a removal stopped from being judged is not in focus, and has no results any more.
    untouched = {one for one in whole_before if one[0] not in focus} & whole_after
    assert incremental | untouched == whole_after
    assert {one for one in whole_after if one[0] not in focus} <= whole_before


def test_a_rule_that_no_path_leads_to_is_refused() -> None:
    """Such a rule could only be judged over the whole store, so it is not accepted at all."""
    rule = (
        "e:S a sh:NodeShape ; sh:targetClass e:C ; sh:sparql [ sh:prefixes e:declared ; "
        'sh:message "X-01 lost" ; '
        'sh:select """SELECT $this WHERE { $this e:p ?a . ?b e:q ?c }""" ] .'
    )
    with pytest.raises(Usage, match="no path from"):
        footprints(shapes_for([module(rule)], Scope.UNION))
