"""How a report is written: for people, for programs, and as SHACL has it."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, SH, Graph, Literal, URIRef

from kg.rdf import literal
from kg.validate import Report, Result, Severity
from tests.rdf.strategies import TEXT, TRICKY

NO_NAME = Result(
    Severity.VIOLATION,
    "<https://example.org/a>",
    "TOY-01",
    "TOY-01 A toy has a name. Add e:name.",
    "<https://example.org/name>",
    graph="https://example.org/data/toys",
)
OLD = Result(Severity.WARNING, "<https://example.org/b>", "TOY-02", "TOY-02 Old.", value='"1890"')
NOTE = Result(Severity.INFO, "<https://example.org/b>", "TOY-03", "TOY-03 Nice.")
REPORT = Report((NO_NAME, OLD, NOTE), ("shacl",))


def test_only_a_violation_refuses() -> None:
    """Warnings and notes are advice."""
    assert Report().conforms
    assert Report((OLD, NOTE)).conforms
    assert not REPORT.conforms
    assert REPORT.violations == (NO_NAME,)


def test_the_summary_counts_by_severity() -> None:
    """And says the verdict first, in grammatical English."""
    assert REPORT.summary() == "The data break a rule: 1 violation, 1 warning, 1 note."
    assert Report().summary() == "The data keep every rule: 0 violations, 0 warnings, 0 notes."
    assert Report((OLD, replace(OLD, focus="<urn:c>"))).summary().endswith("2 warnings, 0 notes.")


def test_a_person_reads_node_rule_and_remedy() -> None:
    """Each node once, with its graph, and below it what is wrong and where."""
    assert REPORT.text().splitlines() == [
        "<https://example.org/a>  in <https://example.org/data/toys>",
        "  Violation: TOY-01 A toy has a name. Add e:name.",
        "      property: <https://example.org/name>",
        "",
        "<https://example.org/b>",
        "  Warning: TOY-02 Old.",
        '      value: "1890"',
        "  Info: TOY-03 Nice.",
        "",
        "The data break a rule: 1 violation, 1 warning, 1 note.",
    ]


def test_the_same_node_in_two_graphs_has_two_headings() -> None:
    """Or the second result would seem to be about the first graph."""
    other = replace(NO_NAME, graph="https://example.org/data/others")
    assert Report((NO_NAME, other)).text().count("<https://example.org/a>  in <") == 2


def test_a_result_that_one_engine_alone_gives_is_said_to_be_so() -> None:
    """It is a defect of one of them."""
    assert "only pyshacl finds this" in Report((replace(OLD, only_by="pyshacl"),)).text()


def test_a_program_reads_json() -> None:
    """Everything that a person reads, and which engines were asked."""
    read = json.loads(REPORT.as_json())
    assert read["conforms"] is False
    assert read["engines"] == ["shacl"]
    assert read["results"][0] == {
        "severity": "Violation",
        "focus": "<https://example.org/a>",
        "code": "TOY-01",
        "message": "TOY-01 A toy has a name. Add e:name.",
        "path": "<https://example.org/name>",
        "graph": "https://example.org/data/toys",
    }


def test_a_validation_report_is_as_shacl_has_it() -> None:
    """SHACL, section 3.6: read back by rdflib."""
    graph = Graph().parse(data=REPORT.turtle(), format="turtle")
    report = graph.value(predicate=RDF.type, object=SH.ValidationReport)
    assert graph.value(report, SH.conforms) == Literal(False)
    nodes = {graph.value(one, SH.focusNode): one for one in graph.objects(report, SH.result)}
    first = nodes[URIRef("https://example.org/a")]
    assert graph.value(first, SH.resultPath) == URIRef("https://example.org/name")
    assert graph.value(first, SH.resultSeverity) == SH.Violation
    assert len(set(graph.objects(report, SH.result))) == 3


@given(TEXT | TRICKY, TEXT | TRICKY)
def test_any_message_and_value_survive_the_turtle(message: str, value: str) -> None:
    """Data may hold anything, and the report on them must still be a report."""
    one = replace(OLD, message=message, value=literal(value))
    graph = Graph().parse(data=Report((one,)).turtle(), format="turtle")
    assert graph.value(predicate=SH.value, object=Literal(value), any=True)
    assert [str(said) for said in graph.objects(None, SH.resultMessage)] == [message]


@given(st.sampled_from(["<a>|<b>", "[ <urn:p> ]", "^<https://example.org/p>", None]))
def test_a_path_that_is_no_iri_is_left_out_of_the_turtle(path: str | None) -> None:
    """The engines write paths each in their own way; a wrong sh:resultPath helps nobody."""
    graph = Graph().parse(data=Report((replace(OLD, path=path),)).turtle(), format="turtle")
    assert not list(graph.objects(None, SH.resultPath))
