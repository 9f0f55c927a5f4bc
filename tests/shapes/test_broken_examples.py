"""Every broken example breaks exactly the rules that it says, under both engines."""

from __future__ import annotations

import pytest

from kg.rdf import split
from kg.validate import Engine, Severity, Validator
from tests.shapes.examples import (
    GRAPH,
    HERE,
    TERMS,
    codes,
    examples,
    few_terms,
    modules,
    owners,
    read,
    results,
)


def found_by(engine: Engine, code: str) -> set[str]:
    """The codes that an engine gives on the nodes of one example."""
    example, mentioned = examples()[code], owners()
    return codes((one for one in results(engine) if code in mentioned[one.focus]), example)


@pytest.mark.parametrize("code", examples())
def test_an_example_breaks_exactly_the_rules_that_it_says(code: str) -> None:
    """The first line of an example lists all its violations and warnings, and no others come."""
    assert found_by(Engine.AUTO, code) == examples()[code].expected


@pytest.mark.slow
@pytest.mark.parametrize("code", examples())
def test_pyshacl_finds_the_same_in_an_example(code: str) -> None:
    """What a rule means does not hang on the engine: pySHACL gives the same codes."""
    assert found_by(Engine.PYSHACL, code) == examples()[code].expected


@pytest.mark.slow
def test_the_engines_agree_on_every_node_and_severity() -> None:
    """Both engines give the same results, node by node."""
    fast, reference = (
        {(one.focus, one.code, one.severity) for one in results(engine)} for engine in Engine
    )
    assert fast == reference


def test_examples_can_be_judged_together() -> None:
    """No two examples say something of the same node, so judging all at once changes nothing."""
    mentioned = owners()
    subjects = {split(one)[0] for each in examples().values() for one in each.statements}
    assert [node for node in subjects if len(mentioned[node]) > 1] == []


@pytest.mark.parametrize("code", ["PRIV-04", "REF-10", "CON-05", "TERM-01"])
def test_an_example_judged_alone_gives_the_same(code: str) -> None:
    """Some examples of each scope, by themselves, with pySHACL heard on what is refused."""
    example = examples()[code]
    report = Validator(modules(), vocabulary=TERMS).judge({GRAPH: example.statements}, few_terms())
    assert codes(report.results, example) == example.expected
    assert not [one for one in report.results if one.only_by]


@pytest.mark.parametrize(
    "engine", [Engine.AUTO, pytest.param(Engine.PYSHACL, marks=pytest.mark.slow)]
)
def test_the_clean_example_keeps_every_rule(engine: Engine) -> None:
    """A file in which every kind of thing occurs gives nothing above a note."""
    validator = Validator(modules(), vocabulary=TERMS)
    report = validator.judge({GRAPH: read(HERE / "clean.ttl")}, few_terms(), engine)
    assert [one for one in report.results if one.severity != Severity.INFO] == []
