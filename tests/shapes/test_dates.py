"""Dates of unequal precision compare rightly."""

from __future__ import annotations

from itertools import combinations_with_replacement, product

import pytest

from kg.derive import RDF_TYPE
from kg.rdf import in_graph, iri, literal
from kg.validate import Engine, Scope, Validator
from kg.vocab import EXTERNAL_PREFIXES
from tests.shapes.examples import GRAPH, TERMS, VOCABULARY, modules

DATATYPES = {4: "gYear", 7: "gYearMonth", 10: "date"}
DATES = ["2013", "2013-06", "2013-06-02", "2014", "2014-05", "2014-05-01", "2014-12-31"]
PAIRS = {
    "CON-01": ("startDate", "endDate"),
    "CON-02": ("validFrom", "validThrough"),
    "CON-03": ("foundingDate", "dissolutionDate"),
}


@pytest.fixture(scope="module")
def validator() -> Validator:
    consistency = [one for one in modules() if Scope.UNION in one.scopes]
    return Validator(consistency, vocabulary=TERMS)


@pytest.fixture(scope="module")
def graph_rules() -> Validator:
    """The rules about one graph, without those that take terms."""
    return Validator([one for one in modules() if one.iri.endswith("core")], vocabulary=TERMS)


def dated(node: str, name: str, value: str) -> str:
    """The statement that `node` has a date of schema.org."""
    typed = literal(value, datatype=EXTERNAL_PREFIXES["xsd"] + DATATYPES[len(value)])
    return in_graph(f"{node} {iri(EXTERNAL_PREFIXES['schema'] + name)} {typed} .", GRAPH)


def clash(start: str, end: str) -> bool:
    """Whether `end` is before `start`, as far as both are known."""
    known = min(len(start), len(end))
    return end[:known] < start[:known]


@pytest.mark.parametrize("code", PAIRS)
def test_an_end_before_a_start_is_found_at_every_precision(code: str, validator: Validator) -> None:
    """A day, a month and a year are compared on what both say, and no more."""
    statements, expected = set(), set()
    for number, (start, end) in enumerate(product(DATES, DATES)):
        node = iri(VOCABULARY.thing("course-instance", f"{number}"))
        statements |= {dated(node, PAIRS[code][0], start), dated(node, PAIRS[code][1], end)}
        expected |= {node} if clash(start, end) else set()
    report = validator.judge({GRAPH: frozenset(statements)})
    assert {one.focus for one in report.results if one.code == code} == expected


def test_the_dates_tried_hold_clashes_and_none() -> None:
    """The table above is not empty on either side."""
    pairs = list(combinations_with_replacement(DATES, 2))
    assert not any(clash(start, end) for start, end in pairs)
    assert any(clash(end, start) for start, end in pairs)


@pytest.mark.parametrize(
    ("value", "datatype"),
    [
        ("hello", "gYear"),
        ("24", "gYear"),
        ("2024-5", "gYearMonth"),
        ("2024-00", "gYearMonth"),
        ("2024-13", "gYearMonth"),
        ("2024-02-31", "date"),
    ],
)
@pytest.mark.parametrize("engine", Engine)
def test_a_date_that_no_calendar_has_is_refused(
    value: str, datatype: str, engine: Engine, graph_rules: Validator
) -> None:
    """Neither engine looks into years and months by itself, so the shapes say how both look."""
    node = VOCABULARY.thing("review", "eng-x99999")
    starts = EXTERNAL_PREFIXES["schema"] + "startDate"
    said = literal(value, datatype=EXTERNAL_PREFIXES["xsd"] + datatype)
    made = {
        f"{iri(node)} {RDF_TYPE} {iri(f'{TERMS}core/CaseReview')} .",
        f"{iri(node)} {iri(starts)} {said} .",
    }
    report = graph_rules.judge(
        {GRAPH: frozenset(in_graph(one, GRAPH) for one in made)}, engine=engine
    )
    assert "REV-16" in {one.code for one in report.results}
