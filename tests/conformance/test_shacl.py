"""The W3C's tests of SHACL, with each of the two engines of the gate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
import shacl
from rdflib import RDF, SH, BNode, Graph, Namespace

from kg.validate.engines import reference_report
from tests.conformance.archive import TEST, archive
from tests.conformance.manifest import Note, judge, manifest

pytestmark = pytest.mark.slow
MANIFEST = manifest("shacl")
ARCHIVE = archive(MANIFEST)
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
# What a report must say of each result. The message is in the suite only where it is tested.
_COMPARED = (
    SH.focusNode,
    SH.resultSeverity,
    SH.sourceConstraintComponent,
    SH.sourceShape,
    SH.value,
)


class Case(NamedTuple):
    """A test of the suite: the addresses of the data and the shapes, and the report."""

    name: str
    data: str
    shapes: str
    said: Graph
    expected: Any


def _cases() -> Iterator[Case]:
    for said, test in ARCHIVE.tests(f"{ARCHIVE.base}manifest.ttl"):
        action = said.value(test, TEST.action)
        data, shapes = said.value(action, SHT.dataGraph), said.value(action, SHT.shapesGraph)
        name = str(test).removeprefix(ARCHIVE.base)
        yield Case(name, str(data), str(shapes), said, said.value(test, TEST.result))


SUITE = list(_cases())


def test_the_suite_is_whole() -> None:
    """All its tests are there, and each reason is for one of them."""
    ARCHIVE.need()
    names = {case.name for case in SUITE}
    assert len(names) == len(SUITE) == MANIFEST["count"]
    assert names >= MANIFEST["fast"].keys() | MANIFEST["reference"].keys()


def _fast(case: Case) -> Graph:
    files = ARCHIVE.files()
    shapes = shacl.Shapes.from_text(files[case.shapes], format="turtle", base=case.shapes)
    report = shapes.validate_text(files[case.data], format="turtle", base=case.data)
    return Graph().parse(data=report.serialize("ntriples"), format="nt")


def _reference(case: Case) -> Graph:
    return reference_report(ARCHIVE.graph(case.data), ARCHIVE.graph(case.shapes))


@pytest.mark.parametrize("case", SUITE, ids=lambda case: case.name)
def test_the_fast_engine(case: Case, record_property: Note) -> None:
    """The report that the suite expects, or a refusal where it expects one."""
    reason = MANIFEST["fast"].get(case.name)
    judge(record_property, f"{MANIFEST['iri']}{case.name}", _fault(_fast, case), reason)


@pytest.mark.parametrize("case", SUITE, ids=lambda case: case.name)
def test_the_reference_engine(case: Case, record_property: Note) -> None:
    """As the fast engine."""
    reason = MANIFEST["reference"].get(case.name)
    judge(record_property, f"{MANIFEST['iri']}{case.name}", _fault(_reference, case), reason)


def _fault(engine: Any, case: Case) -> str | None:
    refusal = case.expected == SHT.Failure
    try:
        report = engine(case)
    except Exception as error:  # noqa: BLE001  each engine has errors of its own for a refusal
        return None if refusal else f"refused: {error!r}"
    if refusal:
        return "not refused"
    expected = _essence(case.said, case.expected)
    found = _essence(report, report.value(None, RDF.type, SH.ValidationReport))
    if not any(one[-1] for one in expected[1]):
        found = found[0], Counter((*one[:-1], None) for one in found[1].elements())
    return None if found == expected else f"{found}\nin the place of\n{expected}"


def _essence(said: Graph, report: Any) -> tuple[bool, Counter[tuple[Any, ...]]]:
    """Whether the data conform, and what is compared of each result, its message last."""
    results = Counter(
        (
            *(_alike(said.value(one, name)) for name in _COMPARED),
            _path(said, said.value(one, SH.resultPath)),
            said.value(one, SH.resultMessage),
        )
        for one in said.objects(report, SH.result)
    )
    return bool(said.value(report, SH.conforms)), results


def _alike(term: Any) -> Any:
    """A term; those without a name are alike, since a report has no names for them."""
    return "nameless" if isinstance(term, BNode) else term


def _path(said: Graph, term: Any) -> Any:
    """A path as it is written in the graph, without the names of its parts."""
    if not isinstance(term, BNode):
        return term
    return frozenset((name, _path(said, part)) for name, part in said.predicate_objects(term))
