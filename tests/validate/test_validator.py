"""The gate over invented shapes: what it finds, where it looks, and that two engines agree."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import Unavailable
from kg.rdf import Statements
from kg.validate import Engine, Report, Result, Severity, Validator, read_modules
from kg.validate import validator as validator_module
from kg.validate.engines import FastEngine, ReferenceEngine

BASE = "https://example.org/"
TOYS, BOXES, TERMS = f"{BASE}data/toys", f"{BASE}data/boxes", f"{BASE}def/core"
XSD = "http://www.w3.org/2001/XMLSchema#"
HEAD = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix e: <https://example.org/> .
@prefix crvsh: <https://example.org/def/shape/> .
"""
GRAPH_SHAPES = """
crvsh:toys crvsh:judges "graph" .
e:Toy a sh:NodeShape ; sh:targetClass e:T ;
  sh:property [ sh:path e:name ; sh:minCount 1 ; sh:maxCount 1 ;
    sh:message "TOY-01 A toy has one name. Add or remove e:name." ] ;
  sh:property [ sh:path e:made ; sh:datatype xsd:gYear ;
    sh:message "TOY-02 The year is a year. Write \\"1990\\"^^xsd:gYear." ] ;
  sh:property [ sh:path e:colour ; sh:in ( "red" "blue" ) ; sh:severity sh:Warning ;
    sh:message "TOY-03 A rare colour." ] ;
  sh:property [ sh:path e:price ; sh:lessThan e:value ;
    sh:message "TOY-04 The price is below the value." ] ;
  sh:property [ sh:path e:owner ; sh:not [ sh:datatype xsd:string ] ;
    sh:message "PRIV-01 A private owner is not named. Remove e:owner." ] .
"""
UNION_SHAPES = """
crvsh:links crvsh:judges "union" .
e:Kept a sh:NodeShape ; sh:targetSubjectsOf e:in ;
  sh:property [ sh:path e:in ; sh:class e:B ; sh:message "LINK-01 A toy is in a box." ] .
"""


@pytest.fixture(scope="module")
def validator() -> Validator:
    return validator_of(GRAPH_SHAPES, UNION_SHAPES)


def validator_of(*modules: str) -> Validator:
    """A gate over modules in Turtle."""
    files = [(f"module-{place}", f"{HEAD}{text}".encode()) for place, text in enumerate(modules)]
    return Validator(read_modules(files), vocabulary=f"{BASE}def/")


def in_graph(graph: str, *lines: str) -> Statements:
    """Statements from `subject predicate object` with names under BASE in plain words."""
    return frozenset(
        " ".join(_term(word) for word in line.split(" ", 2)) + f" <{graph}> ." for line in lines
    )


def _term(word: str) -> str:
    if word.startswith('"'):
        return word.replace("^^", f"^^<{XSD}") + (">" if "^^" in word else "")
    if word == "a":
        return "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    if word == "subClassOf":
        return "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"
    return f"<{BASE}{word}>"


def found(report: Report) -> list[tuple[str, str, str | None]]:
    """Node, code and graph of each result."""
    return [
        (one.focus.strip("<>").removeprefix(BASE), one.code, one.graph) for one in report.results
    ]


BEAR = ("bear a T", 'bear name "Bear"')


def test_data_that_keep_every_rule_conform(validator: Validator) -> None:
    """One engine is asked, and says nothing."""
    report = validator.judge({TOYS: in_graph(TOYS, *BEAR)})
    assert report == Report((), ("shacl",))


def test_a_broken_rule_is_named_with_node_code_and_remedy(validator: Validator) -> None:
    """Everything that a publisher needs to mend it."""
    report = validator.judge({TOYS: in_graph(TOYS, "bear a T")})
    assert report.results == (
        Result(
            Severity.VIOLATION,
            f"<{BASE}bear>",
            "TOY-01",
            "TOY-01 A toy has one name. Add or remove e:name.",
            f"<{BASE}name>",
            None,
            TOYS,
        ),
    )
    assert not report.conforms


def test_a_result_shows_the_value_that_is_wrong(validator: Validator) -> None:
    """As it is in the data."""
    report = validator.judge({TOYS: in_graph(TOYS, *BEAR, 'bear made "old"')})
    assert [one.value for one in report.results] == ['"old"']


def test_a_privacy_rule_never_repeats_the_value(validator: Validator) -> None:
    """What it keeps out must not be in a report, a log or a terminal; with either engine."""
    data = {TOYS: in_graph(TOYS, *BEAR, 'bear owner "Invented Name"')}
    for engine in Engine:
        report = validator.judge(data, engine=engine)
        assert [one.code for one in report.results] == ["PRIV-01"]
        for text in (report.text(), report.as_json(), report.turtle(), repr(report)):
            assert "Invented" not in text


def test_a_warning_does_not_refuse(validator: Validator) -> None:
    """It is shown, and the load goes on."""
    report = validator.judge({TOYS: in_graph(TOYS, *BEAR, 'bear colour "green"')})
    assert found(report) == [("bear", "TOY-03", TOYS)]
    assert report.conforms


def test_counts_are_judged_graph_by_graph(validator: Validator) -> None:
    """Two sources may honestly disagree about a name; one source may not."""
    two_sources = {
        TOYS: in_graph(TOYS, *BEAR),
        BOXES: in_graph(BOXES, "bear a T", 'bear name "Teddy"'),
    }
    assert validator.judge(two_sources).conforms
    one_source = {TOYS: in_graph(TOYS, *BEAR, 'bear name "Teddy"')}
    assert found(validator.judge(one_source)) == [("bear", "TOY-01", TOYS)]


def test_links_are_judged_over_all_graphs_together(validator: Validator) -> None:
    """The box may be in another file, or in the store already."""
    toys = in_graph(TOYS, *BEAR, "bear in box")
    box = in_graph(BOXES, "box a B")
    assert found(validator.judge({TOYS: toys})) == [("bear", "LINK-01", None)]
    assert validator.judge({TOYS: toys, BOXES: box}).conforms
    assert validator.judge({TOYS: toys}, rest=box).conforms


def test_the_terms_are_the_context_of_each_graph(validator: Validator) -> None:
    """A teddy is a toy because the ontology says so."""
    terms = in_graph(TERMS, "Teddy subClassOf T")
    teddy = in_graph(TOYS, "bear a Teddy")
    assert validator.judge({TOYS: teddy}).conforms
    assert found(validator.judge({TOYS: teddy}, rest=terms)) == [("bear", "TOY-01", TOYS)]


def test_data_in_another_graph_are_no_context_of_a_graph_alone(validator: Validator) -> None:
    """A name that only another source gives does not mend this one."""
    name_elsewhere = in_graph(BOXES, 'bear name "Bear"')
    report = validator.judge({TOYS: in_graph(TOYS, "bear a T")}, rest=name_elsewhere)
    assert found(report) == [("bear", "TOY-01", TOYS)]


def test_the_reference_engine_can_be_asked_alone(validator: Validator) -> None:
    """`--engine pyshacl`: the same results, and it is said who gave them."""
    data = {TOYS: in_graph(TOYS, "bear a T", 'bear made "old"', "bear in box")}
    fast, reference = validator.judge(data), validator.judge(data, engine=Engine.PYSHACL)
    assert found(fast) == found(reference)
    assert reference.engines == ("pyshacl",)
    assert all(one.only_by is None for one in fast.results)


def test_results_come_worst_first_and_always_in_the_same_order(validator: Validator) -> None:
    """Two runs can be compared line by line."""
    lines = ('bear colour "green"', "doll a T", "bear a T", 'bear made "old"', "car a T")
    graphs = {graph: in_graph(graph, *lines) for graph in (TOYS, BOXES)}
    report = validator.judge(graphs)
    assert report == validator.judge(dict(reversed(graphs.items())))
    severities = [one.severity for one in report.results]
    assert severities == sorted(severities, key=list(Severity).index)
    violations = [(one.focus, one.graph, one.code) for one in report.violations]
    assert violations == sorted(violations)


def test_a_result_of_one_engine_alone_is_marked(
    validator: Validator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where they disagree, both are heard and the reader is told."""
    other = Result(Severity.VIOLATION, f"<{BASE}bear>", "TOY-99", "TOY-99 Invented.")
    monkeypatch.setattr(validator_module.ReferenceEngine, "results", lambda *_: {other})
    report = validator.judge({TOYS: in_graph(TOYS, "bear a T")})
    assert {one.code: one.only_by for one in report.results} == {
        "TOY-01": "shacl",
        "TOY-99": "pyshacl",
    }


def test_a_failing_second_opinion_leaves_the_first_in_force(
    validator: Validator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The data are refused already, and their publisher must see why."""

    def fail(*_: object) -> set[Result]:
        raise Unavailable("pySHACL failed")

    monkeypatch.setattr(validator_module.ReferenceEngine, "results", fail)
    report = validator.judge({TOYS: in_graph(TOYS, "bear a T")})
    assert found(report) == [("bear", "TOY-01", TOYS)]


def test_an_engine_that_fails_lets_nothing_pass(
    validator: Validator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unjudged graph is never taken for a good one."""

    def fail(*_: object) -> set[Result]:
        raise Unavailable("the engine failed")

    monkeypatch.setattr(FastEngine, "results", fail)
    with pytest.raises(Unavailable):
        validator.judge({TOYS: in_graph(TOYS, *BEAR)})


def test_a_query_that_the_reference_refuses_lets_nothing_pass() -> None:
    """pySHACL gives its refusal in the place of a report."""
    shape = """e:s a sh:NodeShape ; sh:targetNode e:bear ; sh:sparql [ a sh:SPARQLConstraint ;
        sh:select "SELECT $this { $this ?p ?o MINUS { ?a ?b ?c } }" ] ."""
    with pytest.raises(Unavailable, match="MINUS"):
        ReferenceEngine(HEAD + shape).results(f"<{BASE}bear> <{BASE}p> <{BASE}q> .".encode())


LINES = st.sets(
    st.sampled_from(
        [
            f"{toy} {rest}"
            for toy in ("bear", "doll")
            for rest in (
                "a T",
                "a Teddy",
                'name "One"',
                'name "Two"',
                'made "1990"^^gYear',
                'made "old"',
                'colour "red"',
                'colour "green"',
                'price "1"^^integer',
                'price "9"^^integer',
                'value "5"^^integer',
                'owner "Invented"',
                "in box",
                "in bear",
            )
        ]
        + ["box a B"]
    ),
    max_size=10,
)


@settings(max_examples=20)
@given(LINES)
def test_two_engines_give_the_same_verdict(validator: Validator, lines: set[str]) -> None:
    """On any data, node by node and rule by rule: what one alone finds is a defect of one."""
    data = {TOYS: in_graph(TOYS, *lines)}
    rest = in_graph(TERMS, "Teddy subClassOf T")
    fast = validator.judge(data, rest)
    reference = validator.judge(data, rest, Engine.PYSHACL)
    assert set(found(fast)) == set(found(reference))
    assert all(one.only_by is None for one in fast.results)
