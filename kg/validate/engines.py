"""The two SHACL engines, made to give the same kind of result; the only module that imports them.

`shacl` (Rust) decides: 200,000 triples a second under these shapes, against 400 for pySHACL.
pySHACL, the reference, is asked for a second opinion.
"""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import shacl

from kg.errors import Unavailable
from kg.rdf import literal
from kg.validate.results import Result, Severity, without_value

if TYPE_CHECKING:
    from rdflib import Graph

FAST, REFERENCE = "shacl", "pyshacl"
_CODE = re.compile(r"[A-Z]+-[0-9]+")
# pySHACL patches rdflib's literals for the time of a run, for the whole process; and rdflib's
# SPARQL parser is no tool for two threads.
RDFLIB_AT_A_TIME = threading.Lock()


class FastEngine:
    """Shapes compiled once by `shacl`; may be used from any thread."""

    def __init__(self, shapes: str) -> None:
        self._shapes = shacl.Shapes.from_text(shapes, format="turtle")

    def results(self, data: bytes) -> set[Result]:
        """The results for N-Triples `data`. Raises Unavailable where the engine itself fails."""
        try:
            report = self._shapes.validate_text(data.decode(), format="ntriples")
        except Exception as error:
            raise Unavailable(f"The SHACL engine failed, so nothing is loaded: {error}.") from error
        return {
            _coded(
                Result(
                    Severity(one.severity),
                    one.focus_node,
                    "",
                    one.message or one.component,
                    path=one.path,
                    value=one.value,
                    shape=_iri(one.source_shape),
                    component=one.component_iri,
                )
            )
            for one in report.results
        }


class ReferenceEngine:
    """pySHACL over the same shapes; slow, and the last word on what SHACL means."""

    def __init__(self, shapes: str) -> None:
        self._text = shapes
        self._shapes: Graph | None = None

    def results(self, data: bytes) -> set[Result]:
        """The results for N-Triples `data`.

        Raises Unavailable where the engine itself fails.
        """
        from rdflib import RDF, SH, Graph  # noqa: PLC0415  0.5 s, and most loads never ask it

        with RDFLIB_AT_A_TIME:
            if self._shapes is None:
                self._shapes = Graph().parse(data=self._text, format="turtle")
            graph = Graph().parse(data=data, format="nt")
            try:
                report = reference_report(graph, self._shapes)
            except Exception as error:
                raise Unavailable(f"pySHACL failed, so nothing is loaded: {error}.") from error
        # Only sh:result counts: pySHACL also writes the nested results behind an sh:node or sh:or.
        nodes = report.objects(report.value(None, RDF.type, SH.ValidationReport), SH.result)
        return {_from_rdf(report, node) for node in nodes}


def reference_report(data: Graph, shapes: Graph) -> Graph:
    """The report of pySHACL as RDF (SHACL, section 3.6): SHACL Core and SHACL-SPARQL, no more.

    Raises what pySHACL raises, or gives in the place of a report.
    """
    import pyshacl  # noqa: PLC0415

    report: Graph | Exception
    _, report, _ = pyshacl.validate(
        data, shacl_graph=shapes, inference="none", advanced=False, js=False
    )
    if isinstance(report, Exception):
        raise report
    return report


def _from_rdf(report: Graph, node: Any) -> Result:
    from rdflib import SH, URIRef  # noqa: PLC0415

    def term(name: Any) -> str | None:
        value = report.value(node, name)
        return None if value is None else _term(value)

    severity = str(report.value(node, SH.resultSeverity)).rpartition("#")[2]
    message = min((str(one) for one in report.objects(node, SH.resultMessage)), default="")
    path = report.value(node, SH.resultPath)
    return _coded(
        Result(
            Severity(severity),
            term(SH.focusNode) or "",
            "",
            message,
            path=path.n3() if isinstance(path, URIRef) else None,
            value=term(SH.value),
            shape=_iri(term(SH.sourceShape)),
            component=_iri(term(SH.sourceConstraintComponent)),
        )
    )


def _term(value: Any) -> str:
    """A term of rdflib as canonical N-Triples."""
    from rdflib import Literal  # noqa: PLC0415

    if not isinstance(value, Literal):
        return str(value.n3())
    return literal(str(value), language=value.language, datatype=value.datatype)


def _iri(term: str | None) -> str | None:
    return term[1:-1] if term and term.startswith("<") else None


def _coded(one: Result) -> Result:
    """The result with the code that its message begins with, and without what is private."""
    found = _CODE.match(one.message)
    coded = replace(one, code=found.group() if found else "SHACL")
    return without_value(coded) if coded.private else coded
