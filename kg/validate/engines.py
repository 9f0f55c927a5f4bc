"""The two SHACL engines, made to give the same kind of result; the only module that imports them.

`shacl` (Rust) decides: 200,000 triples a second under these shapes, against 400 for pySHACL.
pySHACL, the reference, is asked for a second opinion.
"""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING, Any

import shacl

from kg.errors import Unavailable
from kg.validate.report import Result, Severity

if TYPE_CHECKING:
    from rdflib import Graph

FAST, REFERENCE = "shacl", "pyshacl"
_CODE = re.compile(r"[A-Z]+-[0-9]+")
# pySHACL patches rdflib's literals for the time of a run, for the whole process.
_ONE_AT_A_TIME = threading.Lock()


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
            _result(one.severity, one.focus_node, one.message or one.component, one.path, one.value)
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
        import pyshacl  # noqa: PLC0415  0.5 s, and most loads never ask it
        from rdflib import RDF, SH, Graph  # noqa: PLC0415

        with _ONE_AT_A_TIME:
            if self._shapes is None:
                self._shapes = Graph().parse(data=self._text, format="turtle")
            graph = Graph().parse(data=data, format="nt")
            try:
                _, report, _ = pyshacl.validate(
                    graph,
                    shacl_graph=self._shapes,
                    inference="none",
                    advanced=False,
                    js=False,
                )
            except Exception as error:
                raise Unavailable(f"pySHACL failed, so nothing is loaded: {error}.") from error
        # Only sh:result counts: pySHACL also writes the nested results behind an sh:node or sh:or.
        nodes = report.objects(report.value(None, RDF.type, SH.ValidationReport), SH.result)
        return {_from_rdf(report, node) for node in nodes}


def _from_rdf(report: Graph, node: Any) -> Result:
    from rdflib import SH, URIRef  # noqa: PLC0415

    def term(name: Any) -> str | None:
        value = report.value(node, name)
        return None if value is None else value.n3()

    severity = str(report.value(node, SH.resultSeverity)).rpartition("#")[2]
    message = min((str(one) for one in report.objects(node, SH.resultMessage)), default="")
    path = report.value(node, SH.resultPath)
    written = path.n3() if isinstance(path, URIRef) else None
    return _result(severity, term(SH.focusNode) or "", message, written, term(SH.value))


def _result(severity: str, focus: str, message: str, path: str | None, value: str | None) -> Result:
    found = _CODE.match(message)
    code = found.group() if found else "SHACL"
    shown = None if code.startswith("PRIV") else value
    return Result(Severity(severity), focus, code, message, path, shown)
