"""No report repeats what a privacy rule keeps out."""

from __future__ import annotations

import pytest

from kg.validate import Validator
from tests.shapes.examples import GRAPH, TERMS, examples, few_terms, modules

KEPT_OUT = {
    "PRIV-01": "football",
    "PRIV-02": "prov#Entity",
    "PRIV-03": "Daisy",
    "PRIV-04": "wiki/someone",
    "PRIV-05": "bridge",
    "PRIV-06": "prov#Activity",
    "PRIV-07": "05-17",
    "PRIV-08": "7 months",
    "PRIV-09": "girl",
    "PRIV-10": "younger",
    "PRIV-11": "news/1",
    "PRIV-12": "1970",
    "PRIV-13": "Example Street",
    "PRIV-14": "priv-14-parent",
    "PRIV-15": "female",
    "PRIV-16": "by the sea",
    "PRIV-17": "ZZ99",
    "PRIV-18": "March 2012",
    "PRIV-19": "7-week-old",
    "PRIV-20": "E05000001",
    "PRIV-23": "bridge",
}
# Nothing is kept out by these two: one asks for a role, the other warns of four things together.
NOTHING_TO_REPEAT = {"PRIV-21", "PRIV-22"}


@pytest.fixture(scope="module")
def validator() -> Validator:
    return Validator(modules(), vocabulary=TERMS)


@pytest.mark.parametrize("code", KEPT_OUT)
def test_no_report_repeats_what_a_privacy_rule_keeps_out(code: str, validator: Validator) -> None:
    """Whatever the form of the report, the detail itself is not in it."""
    report = validator.judge({GRAPH: examples()[code].statements}, few_terms())
    assert any(one.code == code for one in report.results)
    for written in (report.text(), report.as_json(), report.turtle()):
        assert KEPT_OUT[code] not in written


def test_every_privacy_rule_is_tried() -> None:
    """A new privacy rule comes with a detail that its reports must not repeat."""
    rules = {code for code in examples() if code.startswith("PRIV")}
    assert rules == KEPT_OUT.keys() | NOTHING_TO_REPEAT
